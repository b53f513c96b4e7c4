import type {EvidenceRules, ReportedStatus, ReportedUrl} from './evidence.ts';
import type {Place} from './passage.ts';
import {isOurs, samePath} from './read-urls.ts';

type Origin = Pick<ReportedStatus, 'of' | 'elsewhere'>;

type Surroundings = {
	readonly text: string;
	readonly urls: readonly ReportedUrl[];
	readonly rules: EvidenceRules;
};

/** What a status belongs to, by the nearest words; and whether they say that another server than the service's sent it. */
export function statusOrigin(
	{place, of}: {readonly place: Place; readonly of?: 'upgrade' | 'request'},
	surroundings: Surroundings,
): Origin {
	const elsewhere = isElsewhere(place, surroundings);
	return {of: of ?? nearestKind(surroundings.text, place), ...(elsewhere && {elsewhere})};
}

const socketWords =
	/web\s?-?socket|\bws\b|wss?:\/\/|handshake|upgrade|switching protocols|non-101|\b101\b|listen\.(?:live|websocket|v\d)|ws_connect|dialer?\b|\bstreaming\b/gi;
const requestWords =
	/\bPOST\b|\bPUT\b|\bDELETE\b|\bREST\b|\bprerecorded\b|\bpre-recorded\b|transcribe_?(?:file|url)|\bfetch\(|\baxios|requests\.(?:post|get|exceptions)|\bhttpx\b|XMLHttpRequest|HTTPStatusError|for url|\burllib|RestClient|\bupload|(?<![\w.])https?:\/\//gi;

function nearestKind(text: string, {start, end}: Place): ReportedStatus['of'] {
	if (/\bupgrade["']?: {0,2}["']?websocket/i.test(text.slice(Math.max(0, start - 1_500), start)))
		return 'upgrade';
	const from = Math.max(
		0,
		text.lastIndexOf('\n', Math.max(0, text.lastIndexOf('\n', start - 1) - 1)) + 1,
		start - 240,
	);
	const window = text.slice(from, end + 160);
	const at = start - from;
	const socket = nearest(window, socketWords, at);
	const request = nearest(window, requestWords, at);
	if (socket === Number.POSITIVE_INFINITY && request === Number.POSITIVE_INFINITY) return 'unknown';
	return socket <= request ? 'upgrade' : 'request';
}

function nearest(text: string, pattern: RegExp, at: number): number {
	return Math.min(
		Number.POSITIVE_INFINITY,
		...[...text.matchAll(pattern)].map(({index}) => Math.abs(index - at)),
	);
}

/** The status of somebody else's server: another vendor's URL, the member's own access log, their media host. */
function isElsewhere({start, end}: Place, {text, urls, rules}: Surroundings): boolean {
	const before = text.slice(Math.max(0, start - 200), start);
	const line = text.slice(
		text.lastIndexOf('\n', start - 1) + 1,
		(text.indexOf('\n', end) + 1 || text.length + 1) - 1,
	);
	if (
		/remote server hosting|hosting the media|callback (?:url |server )?(?:returned|responded|answer)|from my own (?:server|api|backend)/i.test(
			line,
		)
	)
		return true;
	const access = /"(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS) (\/[^\s"?]{0,400})/.exec(line);
	if (access !== null)
		return !rules.targets.some(({url}) => samePath(new URL(url).pathname, access[1] ?? ''));
	const around = `${before.slice(before.lastIndexOf('\n') + 1)}${text.slice(start, end + 400)}`;
	const addresses = [
		...around.matchAll(
			/(?:url=['"]?|for url ['"]?|\b(?:on|from|at|to|GET|POST|connecting to) ['"<]?|^)((?:wss?|https?):\/\/([a-z0-9.-]{1,253}))/gim,
		),
	];
	const hosts = addresses.map(([, , host = '']) => host.toLowerCase());
	const isForeign = (host: string) =>
		!isOurs(host, rules) &&
		!/^(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.)/.test(host) &&
		!urls.some(url => url.host === host && url.target !== undefined);
	return (
		hosts.length > 0 &&
		hosts.every(isForeign) &&
		!hosts.every(host => /(?:^|\.)(?:github|stackoverflow|npmjs|pypi|discord)\./.test(host))
	);
}
