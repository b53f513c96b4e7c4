import type {ClientFingerprint, EvidenceRules, ReportedStatus, ReportedUrl} from './evidence.ts';
import {isCounted, isNegated, isQuantity} from './number-sense.ts';
import {excerptOf, matchesIn, type Passage, type Place} from './passage.ts';
import {statusOrigin} from './status-origin.ts';

/** HTTP statuses that a passage reports, and what each belongs to. */
export function readStatuses(
	passage: Passage,
	urls: readonly ReportedUrl[],
	rules: EvidenceRules,
): ReportedStatus[] {
	const {text, turn} = passage;
	const sighted = [
		...fromFingerprints(text, rules.clients),
		...wordings.flatMap(pattern => fromPattern(text, pattern)).filter(({place}) => !isCounted(text, place)),
		...fromProse(text),
	].filter(
		({status, place}) => isStatus(status) && !isExpected(text, place, status) && !isNegated(text, place),
	);
	const statuses = sighted.map(({status, place, of}) => ({
		turn,
		excerpt: excerptOf(text, place),
		status,
		...statusOrigin({place, ...(of && {of})}, {text, urls, rules}),
		place,
	}));
	return mostTelling(statuses);
}

type Sighted = {readonly status: number; readonly place: Place; readonly of?: 'upgrade' | 'request'};

function fromFingerprints(text: string, clients: readonly ClientFingerprint[]): Sighted[] {
	return clients
		.filter(({pattern}) => pattern.source.includes('?<status>'))
		.flatMap(({pattern}) =>
			matchesIn(text, pattern).flatMap(match => {
				const status = Number(match.groups?.status);
				const of = /for url|https?:\/\//i.test(match[0]) ? 'request' : 'upgrade';
				return Number.isInteger(status)
					? [{status, of, place: {start: match.index, end: match.index + match[0].length}} as const]
					: [];
			}),
		);
}

const phrases =
	'switching protocols|moved permanently|temporary redirect|permanent redirect|bad ?request|unauthori[sz]ed|payment ?required|forbidden|not ?found|method not allowed|not acceptable|proxy authentication required|request time-?out|conflict|gone|length required|(?:payload|content|request entity) too large|uri too long|request-uri too long|unsupported media type|unprocessable(?: (?:entity|content))?|upgrade required|too ?many ?requests|client closed request|internal server error|bad ?gateway|service (?:temporarily )?unavailable|gateway time-?out';

/** Where a number is a status by the words around it. Group `status`. */
const wordings: readonly RegExp[] = [
	/(?<![A-Za-z])HTTP\/(?:1\.[01]|2(?:\.0)?|3(?:\.0)?)["']?\s{1,3}(?<status>[1-5]\d\d)\b/gi,
	/(?<![A-Za-z])HTTP(?:Status|Error|Exception|StatusError)?[\s_-]{0,2}(?:status|error|code|response|err)?[\s_-]{0,2}(?:code)?\s{0,3}[:=#]?\s{0,3}["'(<[]{0,2}(?<status>[1-5]\d\d)(?![\w.]\d|\w|%)/gi,
	/(?<!exit[\s_-]|[A-Za-z])(?:status|response|error|result)[\s_-]{0,2}code["'`]?\s{0,3}(?:received|returned|is|was|of)?\s{0,3}(?:[:=]|=>|->|,)?\s{0,3}["'`(<[]{0,2}(?<status>[1-5]\d\d)(?![\w.]\d|\w|%)/gi,
	/(?<!exit[\s_-]|[A-Za-z])status["'`]?\s{0,3}(?:received|returned|is|was|of)?\s{0,3}(?:[:=]|=>|->|,)?\s{0,3}["'`(<[]{0,2}(?<status>[1-5]\d\d)(?![\w.]\d|\w|%)/gi,
	/(?:\bresponse|\bhandshake|\bupgrade|\brejected|\brefused|\bserver error|\bnot ok|\bfailed|\bfailure|\bunexpected|\berr(?:or)?|\bcode|\bstatuscode)["'`]?\s{0,2}[:=]\s{0,2}["'`(<[]{0,2}(?<status>[45]\d\d)(?![\w.]\d|\w|%)/gi,
	new RegExp(
		`(?<![\\w.:/#$-])(?<status>[1-5]\\d\\d)["']?\\s{0,2}[-–—:,(]{0,2}\\s{0,2}["'(]?(?:${phrases})\\b`,
		'gi',
	),
	new RegExp(
		`\\b(?:${phrases})\\b["']?\\s{0,2}[-–—:(,]{1,2}\\s{0,2}(?:HTTP |error |code |status ){0,2}(?<status>[1-5]\\d\\d)(?![\\w.]\\d|\\w|%)`,
		'gi',
	),
	/(?<![\w.])(?<status>[1-5]\d\d), message=["']/gi,
	/\b(?:returns?|returned|returning|answers?|answered|responds?(?: with)?|replies with|gives?|gave|gets?|got) (?:(?:an?|me|back|the|HTTP|status|code) ){0,3}(?<status>200|204|101)(?![\w.]\d|\w|%)/gi,
	/(?:notAnUpgrade|InvalidStatus(?:Code)?)\((?<status>[1-5]\d\d)\b/gi,
	/\b(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS) (?:wss?|https?):\/\/\S{1,1500} (?<status>[1-5]\d\d)\b/g,
	/(?:wss?|https?):\/\/[^\s"'<>]{1,1500}["'>)]{0,2}(?::| ->| =>| -| —)? {1,2}(?:returned |returns |gives |gave |responds with |answers )?\(?(?<status>[45]\d\d)\b(?!\.\d|%)/gi,
];

function fromPattern(text: string, pattern: RegExp): Sighted[] {
	return matchesIn(text, pattern).map(match => ({
		status: Number(match.groups?.status),
		place: {start: match.index, end: match.index + match[0].length},
	}));
}

/** Statuses that people speak of; rarer ones need more than a number and a cue. */
const spokenOf = new Set([
	400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 413, 414, 415, 422, 423, 424, 426, 428, 429,
	431, 451, 499, 500, 501, 502, 503, 504, 505, 508, 511, 520, 521, 522, 523, 524, 525, 526, 529, 530,
]);

/** What stands right before a status in a sentence. */
const cueBefore =
	/(?:(?<![\p{L}\p{N}_])(?:gets?|got|getting|gives?|gave|giving|returns?|returned|returning|receiv(?:e|es|ed|ing)|respon(?:d|ds|ded|se|ses|ding)|answers?|answered|replie[sd]|replying|status(?:es)?|errors?|err|codes?|https?|fail(?:s|ed|ing|ure)?|reject(?:s|ed|ion|ions)?|refus(?:e[sd]?|al)|throws?|threw|thrown|throwing|with|why|see(?:s|ing|n)?|saw|shows?|showing|says?|said|an?|the|only|always|again|still|keeps?|me|us|is|it's|its|that's|was|then|now|sometimes|also|to|upgrade|handshake|websocket|ws|wss|denied|hit(?:s|ting)?|and|or|this|that|these|those|random|occasional|intermittent|constant|instant|immediate|output|result|currently|mostly|often|constantly|usually|suddenly|plus|like|another|some|many|because|due|but|from|past|fix|solve|debug|avoid|handle|about|mean|throwing|spits|spitting|dies|died|crash(?:es)?|stuck|unauthorized|forbidden|ended|ends|persistent|weird|strange|annoying|same|dreaded|first|second|by|just|back|un|une|una|um|uma|ein|eine|einen|da|dá|daba|dice|devuelve|recibo|recebo|sale|retorna|retornando|código|error|erro|erreur|fehler|fehlercode|statuscode|bekomme|kriege|gibt|liefert|immer|kommt|mit|reçois|renvoie|obtiens|donne|con|com|avec|siempre|sempre|toujours|errore|ricevo|fout|krijg|hata|hatası|alıyorum|błąd|dostaję|ошибка|ошибку|код|статус|получаю|получаем|возвращает|отвечает|отдаёт|отдает|выдаёт|выдает|вылетает|ответ|ответил|responde|respondió|respondeu|contesta|contestó|devolve|devolvió|devolveu|tira|tiró|lanza|recibimos|obtengo|obtenemos|marca|aparece|antwortet|wirft|meldet|zeigt|erhalte|répond|répondu|retourne|affiche|j['’]ai|on a|risponde|restituisce|ottengo|dà|geeft|zwraca|otrzymuję|får|vastaa|saan|svarar|svarer)|[-→>=]>|[→⇒⟶➜]|[\u3040-\u9fff\uac00-\ud7af])(?:[\s:,"'`(*[]{1,4}|(?<=[\u3040-\u9fff\uac00-\ud7af]))(?:(?:an?|the|of|http|https|status|code|error|weird|strange|random|constant|only|just|back|with|simple|plain)\s{1,2}){0,3}["'`(*[]{0,2}$/iu;
/** What stands right behind a status that begins a line or has no cue before it. */
const cueBehind =
	/^["'`)*\]]{0,3}(?:\s{0,2}[!?]|\s{1,2}(?:errors?|err|status(?:es)?|responses?|codes?|unauthori[sz]ed|forbidden|on|from|when|while|every|each|again|all the time|back|as soon|instead|is|means?|happens?|at|after|even|because|for|upon|during|with|since|handshakes?|hatası|alıyorum|fehler|错误|エラー|에러|오류)\b|\s?(?:错误|エラー|에러|오류|错|が|を|は|了)|\s{0,2}$)/iu;
const strongBehind =
	/^["'`)*\]]{0,3}\s{1,2}(?:errors?|err|status(?:es)?|responses?|codes?|unauthori[sz]ed|forbidden|hatası|fehler|bekommen|erhalten|zurück|recibido|recebido|reçu|ricevuto|dönüyor|veriyor|alıyoruz|geliyor)(?![\p{L}\p{N}_])|^\s?(?:错误|エラー|에러|오류)/iu;

const codeBehind = /^ {1,2}[A-Z]{2,20}(?:_[A-Z]{2,20}){1,6}\b/;

/** "I get a 401", "why 401??", "400 or 403". */
function fromProse(text: string): Sighted[] {
	const number = /(?<![\w.:/#$€£@+\-=%\\&,])([45]\d\d)(?:s\b)?(?![\w%]|[.,:]\d|-\w|\(k\))/g;
	const sighted: Sighted[] = [];
	let last: Place | undefined;
	for (const match of matchesIn(text, number)) {
		const place = {start: match.index, end: match.index + match[0].length};
		const status = Number(match[1]);
		if (!spokenOf.has(status) || isQuantity(text, place)) continue;
		const before = text.slice(Math.max(0, place.start - 60), place.start);
		const behind = text.slice(place.end, place.end + 40);
		const startsLine = /(?:^|[\n.!?;])[\s"'`>(*-]{0,6}$/.test(before);
		const goesOn =
			last !== undefined &&
			/^\s{0,2}(?:,|\/|or|and|&|und|oder|y|o|e|ou|et|或|和)\s{0,2}(?:an?\s|sometimes\s)?$/i.test(
				text.slice(last.end, place.start),
			);
		if (
			!goesOn &&
			!isPlural(match[0], before) &&
			!cueBefore.test(before) &&
			!strongBehind.test(behind) &&
			!codeBehind.test(behind) &&
			!(startsLine && cueBehind.test(behind))
		)
			continue;
		sighted.push({status, place});
		last = place;
	}
	return [...sighted, ...pairs(text, sighted)];
}

/** "It 401s", "lots of 429s"; "after 400s" is a time. */
function isPlural(number: string, before: string): boolean {
	return (
		number.endsWith('s') &&
		!/(?:\b(?:after|in|within|for|every|at|about|than|to|timeout|last(?:s|ed)?|wait(?:s|ed)?|took|takes)|[~≈<>,–])\s{0,2}$/i.test(
			before,
		)
	);
}

/** "401/403". */
function pairs(text: string, sighted: readonly Sighted[]): Sighted[] {
	return sighted.flatMap(({place}) => {
		const other = /^\s?\/\s?([45]\d\d)(?!\d|\w)/.exec(text.slice(place.end, place.end + 8));
		return other === null || !spokenOf.has(Number(other[1]))
			? []
			: [{status: Number(other[1]), place: {start: place.start, end: place.end + other[0].length}}];
	});
}

function isStatus(status: number): boolean {
	return status >= 100 && status < 600;
}

/** The number that should have come: `expected 101`, `status code '101' was expected`, "instead of 200". */
function isExpected(text: string, place: Place, status: number): boolean {
	if (status >= 400) return false;
	const number = text.lastIndexOf(String(status), place.end);
	const before = text.slice(Math.max(0, number - 60), number);
	const behind = text.slice(number + 3, number + 60);
	return (
		/(?:expect\w{0,8}|instead of|other than|rather than|not|non|should (?:be|return|get|answer)|must (?:be|return)|want(?:ed)?|awaiting|requires?)[^\d\n]{0,50}$/i.test(
			before,
		) || /^["')\s]{0,3}(?:\([^)\n]{0,30}\)\s?)?(?:was|is|were)? ?expected/i.test(behind)
	);
}

type Placed = ReportedStatus & {readonly place: Place};

/** One of each status: the first that says what it belongs to. */
function mostTelling(statuses: readonly Placed[]): ReportedStatus[] {
	const ordered = statuses.toSorted((a, b) => a.place.start - b.place.start);
	const numbers = [...new Set(ordered.map(({status}) => status))];
	return numbers.flatMap(number => {
		const same = ordered.filter(({status}) => status === number);
		const here = same.filter(({elsewhere}) => elsewhere !== true);
		const candidates = here.length > 0 ? here : same;
		const best = candidates.find(({of}) => of !== 'unknown') ?? candidates[0];
		if (best === undefined) return [];
		const {place: _, ...status} = best;
		return [status];
	});
}
