import type {SecretKind} from './evidence.ts';
import {isPlaceholder} from './secret-lookalikes.ts';
import type {SecretSpan} from './secret-span.ts';

export type Shape = {
	/** Flag `g`. The group `secret`, where there is one, is what goes; else the whole match. */
	readonly pattern: RegExp;
	readonly kind: SecretKind;
	/** Whether a broken line may have cut it anywhere: its length or its end is known. */
	readonly fixed: boolean;
};

const open = (kind: SecretKind, source: string): Shape => ({
	pattern: new RegExp(`(?<![A-Za-z0-9_-])(?:${source})`, 'gd'),
	kind,
	fixed: false,
});
const fixed = (kind: SecretKind, source: string): Shape => ({
	...open(kind, `(?:${source})(?![A-Za-z0-9_-])`),
	fixed: true,
});

/**
 * Keys that are known by their looks alone, as their vendors document them or as secret scanners look for them.
 * A pattern starts at the start of a word, so that no text is read twice.
 */
export const secretShapes: readonly Shape[] = [
	// JSON web tokens, signed or encrypted, and what is left of one
	open('jwt', 'eyJ[\\w-]{6,4096}\\.[\\w-]{2,8192}(?:\\.[\\w-]{0,4096}){0,3}'),
	open('jwt', 'eyJ[\\w-]{36,8192}'),
	// Language models
	open('other_key', 'sk-[A-Za-z0-9_-]{16,260}'),
	open('other_key', 'sk_[A-Za-z0-9_-]{20,128}'),
	open('other_key', 'sk_car_[A-Za-z0-9]{6,128}'),
	open('other_key', 'sess-[A-Za-z0-9]{32,64}'),
	open('other_key', 'gsk_[A-Za-z0-9]{20,80}'),
	open(
		'other_key',
		'(?:xai|pplx|csk|tvly|nvapi|jina|r8|hf|api_org|fw|tgp_v1|voyage|pa|fc|esecret|aip|co|lsv2_(?:pt|sk)|pk-lf|pcsk)[-_][A-Za-z0-9_-]{24,160}',
	),
	open('other_key', 'openai-insecure-api-key\\.(?<secret>[A-Za-z0-9_-]{8,200})'),
	// Amazon, Google, Microsoft and other clouds
	fixed('other_key', '(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}'),
	open('other_key', 'AIza[0-9A-Za-z_-]{30,45}'),
	open('other_key', 'ya29\\.[0-9A-Za-z_-]{20,2048}'),
	open('other_key', 'AQ\\.Ab[0-9A-Za-z_-]{30,200}'),
	open('other_key', '1//0[0-9A-Za-z_-]{20,200}'),
	open('other_key', 'GOCSPX-[0-9A-Za-z_-]{20,64}'),
	fixed('other_key', '[A-Za-z0-9]{52,84}JQQJ99[A-Za-z0-9]{8,30}'),
	fixed('other_key', '[A-Za-z0-9~_.-]{3}[78]Q~[A-Za-z0-9~_.-]{31,34}'),
	{pattern: /(?<![A-Za-z0-9+/=-])[A-Za-z0-9+/]{86}==(?![A-Za-z0-9+/=])/dg, kind: 'other_key', fixed: true},
	fixed('other_key', 'LTAI[A-Za-z0-9]{12,24}'),
	fixed('other_key', 'AKID[A-Za-z0-9]{28,36}'),
	fixed('other_key', 'do[opr]_v1_[0-9a-f]{64}'),
	open('other_key', '(?:sbp|sb_secret|sb_publishable)_[A-Za-z0-9_-]{20,80}'),
	open(
		'other_key',
		'(?:nfp|vcp|vci|vck|cfut|cfat|HRKU|dp\\.(?:pt|st|ct|sa|scim|audit))[-_.][A-Za-z0-9_-]{20,100}',
	),
	open('other_key', 'hv[sbr]\\.[A-Za-z0-9_-]{24,300}'),
	open('other_key', '[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_-]{60,80}'),
	open('other_key', 'dapi[0-9a-f]{32}(?:-\\d)?'),
	open('other_key', 'AGE-SECRET-KEY-1[0-9A-Z]{50,62}'),
	// Code and packages
	open('other_key', 'gh[pousr]_[A-Za-z0-9]{20,255}'),
	open('other_key', 'github_pat_[A-Za-z0-9_]{22,255}'),
	open('other_key', 'gl(?:pat|ptt|rt|dt|cbt|soat|ft|imt|agent|oas)-[A-Za-z0-9_.-]{20,300}'),
	open('other_key', 'npm_[A-Za-z0-9]{30,64}'),
	open('other_key', 'pypi-[A-Za-z0-9_-]{50,260}'),
	open('other_key', 'dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,64}'),
	open('other_key', 'rubygems_[0-9a-f]{48}'),
	open('other_key', 'ATATT3[A-Za-z0-9_=-]{100,260}'),
	open('other_key', 'ATBB[A-Za-z0-9_=-]{24,40}'),
	// Chat
	open('other_key', 'xox[abceoprs]-[A-Za-z0-9-]{10,260}'),
	open('other_key', 'xapp-\\d-[A-Za-z0-9-]{20,200}'),
	open('other_key', 'mfa\\.[A-Za-z0-9_-]{60,100}'),
	open('other_key', '[MNO][A-Za-z0-9_-]{22,29}\\.[A-Za-z0-9_-]{5,8}\\.[A-Za-z0-9_-]{25,44}'),
	open('other_key', '\\d{8,10}:AA[A-Za-z0-9_-]{30,38}'),
	{
		pattern:
			/hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>[A-Za-z0-9/_-]{4,60} [A-Za-z0-9/_-]{16,120}|[A-Za-z0-9/_-]{16,120})/dg,
		kind: 'other_key',
		fixed: false,
	},
	{
		pattern:
			/discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{5,22}\/(?<secret>[A-Za-z0-9_-]{1,60} [A-Za-z0-9_-]{16,120}|[A-Za-z0-9_-]{20,120})/dg,
		kind: 'other_key',
		fixed: false,
	},
	// Telephony, mail and payment
	fixed('other_key', 'SK[0-9a-f]{32}'),
	open('other_key', 'KEY[0-9A-F]{32}_[A-Za-z0-9]{16,32}'),
	open('other_key', 'SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{16,64}'),
	open('other_key', '(?:key|pubkey)-[0-9a-f]{32}'),
	open('other_key', '[0-9a-f]{32}-us\\d{1,2}'),
	open('other_key', '[srp]k_(?:live|test|prod)_[A-Za-z0-9]{8,200}'),
	open('other_key', 'rk_(?:live|test)_[A-Za-z0-9]{8,200}'),
	open('other_key', 'whsec_[A-Za-z0-9+/=]{20,100}'),
	open('other_key', 'sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{20,60}'),
	open('other_key', 'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}'),
	open('other_key', 're_[A-Za-z0-9]{6,16}_[A-Za-z0-9]{16,40}'),
	// Voice, observation and the rest
	open(
		'other_key',
		'(?:ap2|sk_car|key|api|cartesia|rime|lmnt|hume|speechify|vapi|bland|retell)_[A-Za-z0-9-]{24,128}',
	),
	open(
		'other_key',
		'(?:lin_api|ntn|secret|glsa|glc|sntrys|sntryu|NRAK|NRJS|PMAK|phc|phx|figd|pat|pul|dvc|rnd|FLWSECK|wandb_v1)[-_][A-Za-z0-9_=+/-]{24,300}',
	),
	open('other_key', 'API[A-Za-z0-9]{11,14}(?![A-Za-z0-9_-])'),
];

/** Keys that are known by their looks. */
export function findShapes(text: string): SecretSpan[] {
	return secretShapes.flatMap(shape => matchesOfShape(text, shape));
}

/** The same for one shape. */
export function matchesOfShape(text: string, {pattern, kind}: Shape): SecretSpan[] {
	return [...text.matchAll(pattern)].flatMap(match => {
		const [start, end] = match.indices?.groups?.secret ?? match.indices?.[0] ?? [0, 0];
		return isStandIn(text.slice(start, end)) ? [] : [{start, end, kind}];
	});
}

/** Without its prefix and separators it is a placeholder, or it is a name made of words. */
function isStandIn(value: string): boolean {
	const rest = value.replace(/^[A-Za-z]{1,12}[0-9]?[-_.]/, '');
	return isPlaceholder(value) || isPlaceholder(rest);
}
