import {editDistance} from '../lib/edit-distance.ts';
import type {EvidenceRules, ReportedUrl} from './evidence.ts';
import {excerptOf, firstOfEach, matchesIn, type Passage, placeOf, unescaped} from './passage.ts';

const mostUrls = 60;

/** URLs that the member pasted, mapped onto the service's targets by host and path. */
export function readUrls(passage: Passage, rules: EvidenceRules): ReportedUrl[] {
	const text = unescaped(passage.text);
	const written = [
		...matchesIn(text, fullUrl),
		...matchesIn(text, hostAndPath(rules)),
		...matchesIn(text, requestLine),
	];
	const urls = written.flatMap(match => {
		const address = match.groups?.path === undefined ? match[0] : addressOfRequest(text, match, rules);
		const parts = address === undefined ? undefined : partsOf(address);
		return parts === undefined
			? []
			: [
					{
						turn: passage.turn,
						excerpt: excerptOf(text, placeOf(match)),
						...parts,
						...belonging(parts, rules),
					},
				];
	});
	return firstOfEach(urls, ({href}) => href).slice(0, mostUrls);
}

const marker = '\\[removed: [a-z_]{3,24}\\]';
const fullUrl = new RegExp(
	`(?<![A-Za-z0-9])(?:wss?|https?):\\/\\/(?:[^\\s"'\`<>|{}()\\[\\]\\\\^]|\\([^\\s"'\`<>()]{0,80}\\)|${marker}|\\[[0-9a-f:.]{2,45}\\]){1,8000}`,
	'gi',
);
const requestLine = /(?<![A-Za-z])(?:GET|POST|PUT|CONNECT) (?<path>\/[^\s"']{1,8000})(?= HTTP\/)/g;

/** An endpoint that somebody writes without its scheme. */
function hostAndPath({hosts}: EvidenceRules): RegExp {
	const names = hosts.map(host =>
		host.startsWith('.') ? `[a-z0-9.-]{1,80}${escaped(host)}` : escaped(host),
	);
	if (names.length === 0) return /(?!)/g;
	return new RegExp(
		`(?<![A-Za-z0-9.@/-])(?:${names.join('|')})(?::\\d{2,5})?\\/[^\\s"'\`<>|{}()\\[\\]\\\\^]{1,4000}`,
		'gi',
	);
}

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** `GET /v1/listen?… HTTP/1.1` with the `Host` header below it. */
function addressOfRequest(text: string, match: RegExpExecArray, rules: EvidenceRules): string | undefined {
	const path = match.groups?.path ?? '';
	const below = text.slice(match.index, match.index + 4_000);
	const host = /\n[ \t>]{0,8}host: {0,3}([a-z0-9.-]{3,253}(?::\d{2,5})?)/i.exec(below)?.[1];
	const known = rules.targets.find(({url}) => samePath(new URL(url).pathname, path.split('?')[0] ?? ''));
	if (host === undefined && known === undefined) return undefined;
	return `https://${host ?? new URL(known?.url ?? '').host}${path}`;
}

type Parts = Pick<ReportedUrl, 'href' | 'host' | 'path' | 'parameters'>;

/** Undefined where the text only looks like a URL. User, password, fragment and secret parameters are left out. */
function partsOf(written: string): Parts | undefined {
	const trimmed = written.replace(/[.,;:!?*'"]{1,20}$/, '').replace(/#.*/s, '');
	const scheme = /^[a-z]{2,5}(?=:\/\/)/i.exec(trimmed)?.[0].toLowerCase() ?? 'https';
	const rest = trimmed.replace(/^[a-z]{2,5}:\/\//i, '');
	const authorityEnd = rest.search(/[/?]/);
	const authority = (authorityEnd === -1 ? rest : rest.slice(0, authorityEnd)).replace(/^.*@/, '');
	const host = authority.replace(/:\d{1,5}$/, '').toLowerCase();
	if (!/^(?:[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?|\[[0-9a-f:.]{2,45}\])$/.test(host)) return undefined;
	const behind = authorityEnd === -1 ? '' : rest.slice(authorityEnd);
	const [path = '', ...queries] = behind.split('?');
	const pairs = queries
		.join('?')
		.split('&')
		.filter(pair => pair !== '' && !pair.includes('[removed:'));
	const query = pairs.length > 0 ? `?${pairs.join('&')}` : '';
	const safePath = path.replace(/\[removed: [a-z_]+\]/g, 'removed');
	return {
		href: `${scheme}://${authority.toLowerCase()}${safePath || '/'}${query}`,
		host,
		path: safePath || '/',
		parameters: pairs.map(parameterOf),
	};
}

function parameterOf(pair: string): readonly [string, string] {
	const [name = '', ...values] = pair.split('=');
	return [decoded(name), decoded(values.join('='))];
}

/** As written where it is not well encoded: that may be the fault. */
function decoded(text: string): string {
	try {
		return decodeURIComponent(text.replaceAll('+', ' '));
	} catch {
		return text;
	}
}

function belonging(
	{href, host, path}: Parts,
	rules: EvidenceRules,
): Pick<ReportedUrl, 'target' | 'nearTarget' | 'ours'> {
	const here = rules.targets.filter(({url}) => {
		const target = new URL(url);
		return target.hostname === host && samePath(target.pathname, path);
	});
	const target = here.find(({url}) => isSocket(url) === isSocket(href)) ?? here[0];
	if (target !== undefined) return {ours: isOurs(host, rules), target: target.name};
	const near = rules.targets.find(({url}) => {
		const its = new URL(url);
		return its.hostname === host && isSocket(url) === isSocket(href) && isMisspelt(path, its.pathname);
	});
	return {ours: isOurs(host, rules), ...(near && {nearTarget: near.name})};
}

/** A path of another version is another one. */
function isMisspelt(path: string, meant: string): boolean {
	const digits = (text: string) => text.replace(/\D/g, '');
	if (path.length > meant.length + 2 || digits(path) !== digits(meant)) return false;
	return editDistance(path.toLowerCase(), meant.toLowerCase()) <= 2;
}

function isSocket(url: string): boolean {
	return /^wss?:/i.test(url);
}

/** Whether a host is one of the service's. */
export function isOurs(host: string, {hosts}: EvidenceRules): boolean {
	return hosts.some(known => (known.startsWith('.') ? host.endsWith(known) : host === known));
}

export function samePath(one: string, other: string): boolean {
	return one.replace(/(?<!\/)\/+$/, '').toLowerCase() === other.replace(/(?<!\/)\/+$/, '').toLowerCase();
}
