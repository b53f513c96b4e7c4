import type {
	EvidenceRules,
	Fact,
	FactName,
	FoundSecret,
	ReportedStatus,
	ReportedUrl,
	SecretKind,
} from './evidence.ts';
import {firstMatch, type Passage, placeOf, sightingAt} from './passage.ts';
import {samePath} from './read-urls.ts';

type Known = {
	readonly urls: readonly ReportedUrl[];
	readonly secrets: readonly FoundSecret[];
	readonly statuses: readonly ReportedStatus[];
	readonly rules: EvidenceRules;
};

/** Facts that the shape of what was pasted shows: how the credential is sent, and to what kind of host. */
export function readSetting(passage: Passage, {urls, secrets, statuses, rules}: Known): Fact[] {
	const kinds = secrets.filter(({turn}) => turn === passage.turn).map(({kind}) => kind);
	return [
		...credentialFacts(passage, kinds),
		...hostFacts(passage, urls, rules),
		...pathFacts(passage, urls),
		...answerFacts(passage, statuses),
	];
}

const removed = '\\[removed: authorization_header\\]';
const shapes: readonly {
	readonly name: FactName;
	readonly pattern: RegExp;
	readonly needs?: SecretKind;
	readonly not?: SecretKind;
}[] = [
	{
		name: 'bearer_with_key',
		pattern: new RegExp(`\\bbearer["'\`,+\\s]{1,8}${removed}`, 'i'),
		needs: 'api_key',
		not: 'jwt',
	},
	{
		name: 'token_with_jwt',
		pattern: new RegExp(`\\btoken["'\`,+\\s]{1,8}${removed}`, 'i'),
		needs: 'jwt',
		not: 'api_key',
	},
	{
		name: 'key_without_scheme',
		pattern: new RegExp(`\\bauthorization["'\`\\])]{0,3}[\\s:=,>]{1,6}["'\`]{0,2}${removed}`, 'i'),
	},
	{
		name: 'key_is_placeholder',
		pattern:
			/(?:\b(?:token|bearer)["'`,\s]{1,6}|(?:api[-_ ]?key|_KEY)["'`]?\s{0,3}[:=(]\s{0,3}["'`]?)["'`]?(?:<[^>\n]{0,40}key[^>\n]{0,20}>|\{\{?[A-Za-z_ -]{0,30}key[A-Za-z_ -]{0,10}\}\}|(?:your|my|the|insert|paste|enter|replace)[-_ ][A-Za-z_ -]{0,40}|(?:API|SECRET|[A-Z]{2,12}_API)_?KEY(?:_HERE)?|x{6,60}|changeme|placeholder|12345abcdef)["'`]/i,
	},
];

function credentialFacts(passage: Passage, kinds: readonly SecretKind[]): Fact[] {
	return shapes.flatMap(({name, pattern, needs, not}) => {
		const match = firstMatch(passage.text, pattern);
		const fits =
			(needs === undefined || kinds.includes(needs)) && (not === undefined || !kinds.includes(not));
		return match === undefined || !fits ? [] : [{name, ...sightingAt(passage, placeOf(match))}];
	});
}

/** A target's path on a private host: a box of one's own. */
function hostFacts({turn}: Passage, urls: readonly ReportedUrl[], {targets}: EvidenceRules): Fact[] {
	const own = urls.find(
		url =>
			url.turn === turn &&
			!url.ours &&
			/^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|[a-z0-9_-]{1,63}$|.{1,200}\.(?:local|internal|lan|svc)$)/.test(
				url.host,
			) &&
			targets.some(({url: its}) => samePath(new URL(its).pathname, url.path)),
	);
	return own === undefined ? [] : [{name: 'self_hosted', turn, excerpt: own.excerpt}];
}

function pathFacts({turn}: Passage, urls: readonly ReportedUrl[]): Fact[] {
	const misspelt = urls.find(url => url.turn === turn && url.nearTarget !== undefined);
	return misspelt === undefined ? [] : [{name: 'path_misspelt', turn, excerpt: misspelt.excerpt}];
}

/** Every status that was reported came from somewhere else than the service. */
function answerFacts({turn}: Passage, statuses: readonly ReportedStatus[]): Fact[] {
	const here = statuses.filter(status => status.turn === turn);
	const [first] = here;
	if (first === undefined || !here.every(({elsewhere}) => elsewhere === true)) return [];
	return [{name: 'answered_by_other_host', turn, excerpt: first.excerpt}];
}
