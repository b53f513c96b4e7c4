import type {ClientFingerprint, EvidenceRules, ReportedClose} from './evidence.ts';
import {isCounted, isNegated, isQuantity} from './number-sense.ts';
import {excerptOf, matchesIn, type Passage, type Place} from './passage.ts';

/** Close codes of a WebSocket that a passage reports, each with its reason where one is given. */
export function readCloses(passage: Passage, rules: EvidenceRules): ReportedClose[] {
	const {text, turn} = passage;
	const sighted = [
		...fromFingerprints(text, rules.clients),
		...fromNumbers(text),
		...fromNames(text),
		...fromProse(text),
	].filter(({code, place}) => isCloseCode(code) && !isNegated(text, place) && !isOwnPing(text, place));
	const codes = [...new Set(sighted.toSorted((a, b) => a.place.start - b.place.start).map(({code}) => code))];
	return codes.flatMap(code => {
		const same = sighted.filter(one => one.code === code);
		const best = same.find(({reason}) => reason !== undefined) ?? same[0];
		if (best === undefined) return [];
		return [{turn, excerpt: excerptOf(text, best.place), code, ...(best.reason && {reason: best.reason})}];
	});
}

type Sighted = {readonly code: number; readonly reason?: string; readonly place: Place};

/** 1000 to 1015, and the ranges of libraries and applications. */
function isCloseCode(code: number): boolean {
	return (code >= 1000 && code <= 1015 && code !== 1004) || (code >= 3000 && code < 5000);
}

/** The client closed the socket itself, because its own pings were not answered. */
function isOwnPing(text: string, {start, end}: Place): boolean {
	return /^(?!received)[^\n;]{0,60}keepalive ping timeout/i.test(text.slice(start, end + 60));
}

function fromFingerprints(text: string, clients: readonly ClientFingerprint[]): Sighted[] {
	return clients
		.filter(({pattern}) => pattern.source.includes('?<close>'))
		.flatMap(({pattern}) =>
			matchesIn(text, pattern).map(match =>
				sightedAt(match, Number(match.groups?.close), match.groups?.reason),
			),
		);
}

function sightedAt(match: RegExpExecArray, code: number, reason?: string): Sighted {
	const said = shortReason(reason);
	return {code, place: {start: match.index, end: match.index + match[0].length}, ...(said && {reason: said})};
}

/** A close frame has room for 123 bytes. */
function shortReason(reason: string | undefined): string | undefined {
	const said = reason
		?.replace(/\s+/g, ' ')
		.replace(/^["'`\s]+|(?<!["'`\s])["'`\s]+$/g, '')
		.slice(0, 200);
	return said === undefined || said === '' || /^(?:none|null|undefined|n\/a|empty|\(none\))$/i.test(said)
		? undefined
		: said;
}

const numbers: readonly RegExp[] = [
	// websockets: received 1011 (internal error) REASON; then sent 1011 …
	/\breceived (?<code>\d{4}) \([^)\n]{1,60}\)(?: (?<reason>[^\n;]{1,300}))?/gi,
	// Go: websocket: close 1011 (internal server error): REASON
	/\bclose (?<code>\d{4}) \([^)\n]{1,60}\)(?:: (?<reason>[^\n"']{1,300}))?/gi,
	// Python SDKs: ConnectionClosed in … with code 1011: REASON
	/\b(?:with|close|closed|closing) ?code[:=]? ?(?<code>\d{4})\b(?:: (?<reason>[^\n"']{1,300}))?/gi,
	// Close(code=1011, reason='REASON'); {code: 1006, reason: ''}; closeCode: 1011, closeReason: "…"
	/\b_?(?:close_?)?(?:status_?)?code["'`]?\s{0,2}[:=]\s{0,2}["'`]?(?<code>\d{4})\b["'`]?(?:[\s,;&]{1,12}(?:and )?["'`]?_?(?:close_?)?(?:reason|message|desc(?:ription)?)["'`]?\s{0,2}[:=]?\s{0,2}(?<reason>"[^"\n]{0,300}"|'[^'\n]{0,300}'|[^\s"',;}][^\n"',;}]{0,200}))?/gi,
	// onClose(1002, "…"), CloseEvent 1006, closed 1006, ConnectionClosed: 1011
	/\b(?:on_?close|CloseEvent|connection ?closed(?:Error|OK)?|socket closed|websocket closed|ws closed|disconnected|disconnect(?:ed)? with|closed? with|closed by (?:the )?(?:server|remote|peer)|closed|close frame|close status)["'`]?\s{0,2}[:=([-]{0,2}\s{0,2}(?:status |code |error ){0,2}["'`(]{0,2}(?<code>\d{4})\b["'`)]{0,2}(?:\s{0,2}[,:;-]\s{0,2}(?<reason>"[^"\n]{1,300}"|'[^'\n]{1,300}'))?/gi,
	// 1006 (abnormal closure), 1011 internal error, 1008: policy violation
	/(?<![\w.:/#$-])(?<code>10(?:0\d|1[0-5]))\b["'`]?\s{0,2}[-:(,]{0,2}\s{0,2}(?:normal closure|going away|protocol error|unsupported data|no status|abnormal(?: closure)?|invalid (?:frame )?payload|policy violation|message too big|mandatory extension|internal (?:server )?error|service restart|try again|bad gateway|tls)/gi,
];

function fromNumbers(text: string): Sighted[] {
	return numbers.flatMap(pattern =>
		matchesIn(text, pattern)
			.filter(match => !isCounted(text, {start: match.index, end: match.index + match[0].length}))
			.filter(match => Number(match.groups?.code) < 3000 || speaksOfClosing(text, match))
			.map(match => sightedAt(match, Number(match.groups?.code), match.groups?.reason)),
	);
}

/** Other programs have codes of four digits as well. */
function speaksOfClosing(text: string, match: RegExpExecArray): boolean {
	return /clos|web ?socket|\bws\b|disconnect|reason/i.test(
		text.slice(Math.max(0, match.index - 60), match.index + match[0].length),
	);
}

/** Names that libraries print in place of numbers, without separators. */
const named: Readonly<Record<string, number>> = {
	normalclosure: 1000,
	goingaway: 1001,
	endpointunavailable: 1001,
	protocolerror: 1002,
	unsupporteddata: 1003,
	invalidmessagetype: 1003,
	nostatusrcvd: 1005,
	nostatusreceived: 1005,
	abnormalclosure: 1006,
	invalidframepayloaddata: 1007,
	invalidpayloaddata: 1007,
	policyviolation: 1008,
	messagetoobig: 1009,
	mandatoryextension: 1010,
	mandatoryextensionmissing: 1010,
	internalerror: 1011,
	internalservererror: 1011,
	servicerestart: 1012,
	tryagainlater: 1013,
	badgateway: 1014,
	tlshandshake: 1015,
	tlshandshakefailure: 1015,
	// tungstenite
	normal: 1000,
	away: 1001,
	protocol: 1002,
	unsupported: 1003,
	invalid: 1007,
	policy: 1008,
	size: 1009,
	extension: 1010,
	error: 1011,
	restart: 1012,
	again: 1013,
};

const names: readonly RegExp[] = [
	// Go: received close frame: status = StatusInternalError and reason = "…"
	/\bstatus = Status(?<name>[A-Za-z]{4,24})(?: and reason = "(?<reason>[^"\n]{0,300})")?/g,
	// .NET: CloseStatus: PolicyViolation, WebSocketCloseStatus.InternalServerError
	/\b(?:Web ?Socket)?CloseStatus["']?\s{0,2}[.:=]\s{0,2}["']?(?:WebSocketCloseStatus\.)?(?<name>[A-Z][A-Za-z]{3,30})(?:[\s,;]{1,6}(?:Close)?(?:Status)?(?:Reason|Description)["']?\s{0,2}[:=]\s{0,2}["']?(?<reason>[^\n"']{1,300}))?/g,
	// Rust: CloseFrame { code: Error, reason: "…" }, code: Policy, reason: …
	/\bcode: (?<name>Normal|Away|Protocol|Unsupported|Abnormal|Invalid|Policy|Size|Extension|Error|Restart|Again), reason: (?<reason>"[^"\n]{0,300}"|[^\n"}]{1,300})/g,
	// Swift: closeCode: .internalServerError
	/\bcloseCode["']?\s{0,2}[:=(]\s{0,2}(?:URLSessionWebSocketTask\.CloseCode)?\.(?<name>[a-z][A-Za-z]{6,30})/g,
];

function fromNames(text: string): Sighted[] {
	return names.flatMap(pattern =>
		matchesIn(text, pattern).flatMap(match => {
			const name = (match.groups?.name ?? '').toLowerCase();
			const code = Object.hasOwn(named, name) ? named[name] : undefined;
			return code === undefined ? [] : [sightedAt(match, code, match.groups?.reason)];
		}),
	);
}

/** Numbers that hardly anybody writes for anything else need a weaker cue. */
const telling = new Set([1005, 1006, 1007, 1008, 1009, 1011, 1012, 1013, 1014, 1015]);
const weakCue =
	/(?:close|closing|closure|code|error|err|websocket|web socket|socket|\bws\b|disconnect|exception|drop|get|got|getting|return|receiv|with|reason|status|always|still|again|keeps|only|why|immer|siempre|sempre|toujours|cierre|código|fehler|erreur|erro|关闭|断开|错误|代码|コード|エラー|에러|코드|오류)/i;
const strongCue =
	/(?:\bclos(?:e|es|ed|ing|ure)\b|\bclose ?code|disconnect\w{0,8}|websocket|web socket|\bws\b)[^\n.]{0,24}$/i;

/** "I get 1011 after a while", "closes with 4001", "error 1006". */
function fromProse(text: string): Sighted[] {
	const number = /(?<![\w.:/#$€£@+\-=%\\&,])([134]\d{3})(?![\w%]|[.,:]\d|-\w)/g;
	return matchesIn(text, number).flatMap(match => {
		const place = {start: match.index, end: match.index + match[0].length};
		const code = Number(match[1]);
		if (isQuantity(text, place)) return [];
		const before = text.slice(Math.max(0, place.start - 50), place.start).replace(/^[\s\S]*\n/, '');
		const behind = text.slice(place.end, place.end + 30).replace(/\n[\s\S]*$/, '');
		const isCued = telling.has(code)
			? weakCue.test(before) ||
				weakCue.test(behind) ||
				/^[\s"'`>(*-]*$/.test(before) ||
				(before.endsWith('(') && behind.startsWith(')'))
			: strongCue.test(before) || /^\s?(?:close|closure|disconnect)/i.test(behind);
		return isCued ? [{code, place}] : [];
	});
}
