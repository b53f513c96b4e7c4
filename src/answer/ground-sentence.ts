import {asksForSecret, causeWords, contactWords, lineClaims, mattersOf, speaksOfPrompt} from './claims.ts';
import type {CutReason} from './cut-reason.ts';
import {type Grounds, runsOf} from './grounds.ts';
import {beforeStops, contentWords, type KnownText, numbersIn, plain} from './known-text.ts';
import type {Sentence} from './read-reply.ts';

/** A sentence that stands: its words without marks, what it cites, and whether the test of the line belongs behind it. */
export type GroundedSentence = {
	readonly kept: true;
	readonly words: string;
	readonly cites: readonly number[];
	readonly test: boolean;
};

export type JudgedSentence = GroundedSentence | {readonly kept: false; readonly because: CutReason};

/** Holds a sentence against what the model was given: whatever it says has to stand there. */
export function groundSentence(sentence: Sentence, grounds: Grounds): JudgedSentence {
	if (sentence.isCode) {
		return isSample(sentence.text, grounds) ? {kept: true, words: '', cites: [], test: true} : cut('code');
	}
	const read = readMarks(clean(sentence.text));
	const because = firstObjection({...read, sentence, grounds});
	if (because !== undefined) return cut(because);
	return {kept: true, words: read.words, cites: read.cites, test: read.test};
}

/** So much of a sentence says something. */
const fewest = {words: 3, characters: 8};

/**
 * The first words of a sentence that is not over, as far as nothing speaks against them; undefined where there are
 * too few. Whether the sentence stands is told at its end: what supports it is named there.
 */
export function groundBeginning(sentence: Sentence, grounds: Grounds): string | undefined {
	const text = wholeWords(clean(sentence.text));
	if (text.length < fewest.characters) return undefined;
	const read = readMarks(text);
	const because = firstObjection({...read, sentence, grounds}, objections.slice(0, -1));
	return because === undefined ? read.words : undefined;
}

/** Up to the last blank or, in a script without blanks, the last character; before code and marks that are not over. */
function wholeWords(text: string): string {
	const open = openFrom(text);
	const over = text.slice(0, open);
	if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(over))
		return over.trimEnd();
	const end = open < text.length ? open : lastBlank(text);
	const words = over.slice(0, end).trimEnd();
	return words.split(/\s+/).length < fewest.words ? '' : words;
}

/** Where code or a mark begins that is not over; the text's length where none does. */
function openFrom(text: string): number {
	const ticks = text.split('`').length - 1;
	const code = ticks % 2 === 1 ? text.lastIndexOf('`') : text.length;
	const marks = ['[]', '【】', '{}'].map(([open = '', close = '']) => {
		const at = text.lastIndexOf(open);
		return at > text.lastIndexOf(close) ? at : text.length;
	});
	return Math.min(code, ...marks);
}

function lastBlank(text: string): number {
	return Math.max(...[' ', '\n', '\t', '\u00a0'].map(blank => text.lastIndexOf(blank)), 0);
}

function cut(because: CutReason): JudgedSentence {
	return {kept: false, because};
}

/** Code that the model wrote although it is ours. */
function isSample(code: string, {hasSample, sample}: Grounds): boolean {
	return hasSample && code.replace(/\s+/g, ' ').trim() === sample.replace(/\s+/g, ' ').trim();
}

/** Without characters that nobody sees; joiners stay where a script needs them. */
function clean(text: string): string {
	return text
		.toWellFormed()
		.replace(
			/(?<![\p{Script=Latin}\p{N}\s])[\u200c\u200d](?![\p{Script=Latin}\p{N}\s])|[\p{Cc}\p{Cf}]/gu,
			unseen => (/[\u200c\u200d]/.test(unseen) ? unseen : ''),
		)
		.replace(/\u034f|\u115f|\u1160|\u17b4|\u17b5|\u3164|\uffa0/g, '')
		.normalize('NFC');
}

type Marked = {
	readonly words: string;
	readonly cites: readonly number[];
	/** D, E and P, as far as they stand there. */
	readonly letters: ReadonlySet<string>;
	readonly test: boolean;
};

const mark = /[[【]\^?((?:\d{1,2}|[DEP])(?:†[^\]】]{0,20})?(?:\s?[,;]\s?(?:\d{1,2}|[DEP])){0,8})[\]】]/g;

/** The marks of a sentence as they stand there; empty where there are none. */
export function marksOf(text: string): string {
	return (text.match(mark) ?? []).join('');
}

/** Takes the marks out of a sentence. */
function readMarks(text: string): Marked {
	const cites: number[] = [];
	const letters = new Set<string>();
	const test = /\{\{\s?test\s?\}\}/.test(text);
	const words = text
		.replace(/`?\{\{\s?test\s?\}\}`?/g, '')
		.replace(mark, (_, inside: string) => {
			for (const [one] of (inside.split('†')[0] ?? '').matchAll(/\d{1,2}|[DEP]/g)) {
				if (/\d/.test(one)) cites.push(Number(one));
				else letters.add(one);
			}
			return '';
		})
		.replace(/\s+/g, ' ')
		.replace(/ ([.,;:!?])/g, '$1')
		.trim();
	return {words: tidy(words), cites: [...new Set(cites)], letters, test};
}

type Case = Marked & {
	readonly sentence: Sentence;
	readonly grounds: Grounds;
	/** Without inline code, written alike. */
	readonly prose: string;
	readonly codes: readonly string[];
	readonly isEnglish: boolean;
};

/** The first reason to cut a sentence, the gravest first. */
function firstObjection(
	given: Marked & {readonly sentence: Sentence; readonly grounds: Grounds},
	among: readonly Objection[] = objections,
): CutReason | undefined {
	const {words, grounds, test} = given;
	if (words === '' && !test) return 'unsupported';
	if (test && !grounds.hasSample) return 'code';
	const codes = [...words.matchAll(/`([^`]*)`/g)].map(([, code = '']) => code.trim());
	const prose = plain(withoutCode(words));
	const its: Case = {...given, prose, codes, isEnglish: grounds.task.language === 'en'};
	for (const [because, holds] of among) if (holds(its)) return because;
	return undefined;
}

type Objection = readonly [CutReason, (its: Case) => boolean];

/** The last one is about the whole sentence. */
const objections: readonly Objection[] = [
	['secret', showsSecret],
	['prompt', ({words, prose, grounds}) => speaksOfPrompt(prose) || repeatsPrompt(words, grounds)],
	['command', hasUnknownCommand],
	['link', hasLink],
	['mention', hasMention],
	['markup', hasMarkup],
	['code', hasUnknownCode],
	['citation', citesUnknown],
	['line', saysTooMuchOfLine],
	['cause', namesOtherCause],
	['status', namesUnseenStatus],
	['number', hasUnknownNumber],
	['term', hasUnknownTerm],
	['unsupported', isUnsupported],
];

function showsSecret({words, prose, grounds}: Case): boolean {
	return grounds.holdsSecret(words) || /\[removed: \w+\]/.test(words) || asksForSecret(prose);
}

function repeatsPrompt(words: string, {prompt, ours}: Grounds): boolean {
	return [...runsOf(words)].some(run => prompt.has(run) && !ours.text.includes(run));
}

// What Discord would make more of than text

const domain =
	/(?<![\p{L}\p{N}_.@/-])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,60}[\p{L}\p{N}])?\.){1,5}\p{L}{2,18}(?![\p{L}\p{N}_])(?:\/\S{0,200})?/gu;
const fileEndings =
	/\.(?:js|mjs|cjs|ts|tsx|jsx|py|go|rs|rb|java|kt|cs|php|swift|dart|json|ya?ml|toml|env|txt|log|md|sh|wav|mp3|flac|ogg|opus|pcm|pem|crt|html?|css)$/i;

function hasLink({words, prose, codes, grounds}: Case): boolean {
	if (
		/\b[a-z][a-z0-9+.-]{1,12}:\/\/|\bwww\.|\]\s?\(|\b(?:mailto|javascript|data|tel):\S|discord\.(?:gg|com)/i.test(
			prose,
		)
	)
		return true;
	if (
		/%3a%2f|hxxp|\[\.\]|\(\.\)|\b\p{L}{2,30} ?(?:\(dot\)|\[dot\]|dot) ?(?:com|org|net|io|gg|dev|app)\b/iu.test(
			prose,
		)
	)
		return true;
	if (
		codes.some(code => /:\/\/|\bwww\./i.test(code) && !isOurUrl(code, grounds) && !isTheirUrl(code, grounds))
	)
		return true;
	return [...prose.matchAll(domain), ...codes.flatMap(code => [...code.matchAll(domain)])].some(
		([name]) => looksLikeHost(name) && !isOurHost(name, grounds) && !words.includes(`\`${name}(`),
	);
}

/** Written letter for letter in what the model was given, and at a host that is known besides. */
function isOurUrl(code: string, {ours, isKnownHost}: Grounds): boolean {
	const hosts = [...code.matchAll(/:\/\/(?:[^\s/?#@]{0,100}@)?([^\s/?#:'"`]{1,253})/g)].map(
		([, host = '']) => host,
	);
	return ours.has(code) && hosts.every(isKnownHost);
}

function isOurHost(name: string, {ours, isKnownHost}: Grounds): boolean {
	return ours.has(name) && isKnownHost(name.split('/')[0] ?? '');
}

/** An address of the member's own that was read from the question: as code it is no link. */
function isTheirUrl(code: string, {task}: Grounds): boolean {
	const host = /^wss?:\/\/([^/?#\s]+)/.exec(code)?.[1];
	return host !== undefined && task.evidence.some(line => line.startsWith(`address: ${host}`));
}

function looksLikeHost(name: string): boolean {
	if (
		fileEndings.test(name) ||
		/^(?:e\.g|i\.e|z\.b|d\.h|u\.a|node\.js|next\.js|vue\.js|asp\.net)$/i.test(name)
	)
		return false;
	return /\.(?:com|org|net|io|gg|dev|app|ai|co|me|xyz|info|biz|link|live|chat|cloud|site|online|shop|tech|tk|ru|cn|de|uk|fr|es|it|br|jp|in|ly|to|sh|eu|us|tv|cc|club|top|example|test|local|internal|onion|zip|mov|page|host|space|support|help)(?:\/|$)/i.test(
		name,
	);
}

function hasMention({words, grounds}: Case): boolean {
	const text = words.replace(/`([^`]*)`/g, (code, inside: string) => (grounds.ours.has(inside) ? '◦' : code));
	return /[@＠﹫]|<[#:]|<\s?[@＠]|<\/[\w -]{1,40}:\d|<a:\w|<t:\d|<id:/u.test(text);
}

function hasMarkup({prose}: Case): boolean {
	return markup.some(pattern => pattern.test(prose));
}

const markup: readonly RegExp[] = [
	/<\/?[a-z!][^<>]{0,200}>/i,
	/&(?:[a-z]{2,8}|#\d{1,6});/i,
	/\|\||~~|!\[/,
	/\|[^|\n]{0,80}\|/,
	/^(?:#{1,6}|>|-#)\s/,
	/^[-=_*\s]{3,}$/,
];

// What the model was not given

const programs =
	'sudo|curl|wget|npm|npx|pnpm|yarn|pip3?|pipx|uv|brew|apt|apt-get|yum|dnf|choco|winget|docker|kubectl|openssl|nslookup|dig|traceroute|tracert|ping|telnet|netstat|nc|ncat|ssh|scp|powershell|pwsh|iex|iwr|invoke-webrequest|bash|chmod|chown|rm|del|mkfs|dd|kill|taskkill|systemctl|iptables|ufw|netsh|ipconfig|ifconfig|cargo|gem|composer|git|node|deno|bun|python3?|wscat|websocat|cat|echo|export|set|eval|certutil|reg';
const commandLine = new RegExp(`^(?:[$>#]\\s?)?(?:${programs})(?:\\.exe)?\\s+\\S`, 'i');
const shellSigns = /\|\s?\w|&&|\$\(|;\s?\w{2,}\s|>\s?\/|`/;
/** In prose, some of these are plain words. */
const proseCommand =
	/(?<![\p{L}\p{N}_-])(?:sudo|curl|wget|npx|npm (?:i|install|run|exec)|pip3? install|brew install|apt(?:-get)? install|docker (?:run|exec|pull)|kubectl|openssl s_client|powershell|iex|iwr|rm -|chmod \S|git clone|bash -c|netsh|certutil|python3? -[cm]|node -e)(?:\s+\S+){0,3}/giu;

function isCommand(code: string): boolean {
	return commandLine.test(code) || (shellSigns.test(code) && /\s/.test(code));
}

/** What can do harm is taken from a reviewed page alone, not from any folder of documentation. */
const dangerous =
	/(?<![\w-])(?:sudo|doas|rm|del|mkfs|dd|chmod|chown|powershell|pwsh|iex|iwr|invoke-webrequest|eval|certutil|iptables|ufw|netsh|taskkill|kill|format|shutdown|bash -c|sh -c)\s+\S|\|\s?(?:sudo )?(?:ba|z|da)?sh(?!\w)|base64 -d/i;

/** Of documentation, a command stands beside the link to where it is from. */
function hasUnknownCommand({prose, codes, cites, grounds}: Case): boolean {
	const {ours, reviewed, sources} = grounds;
	const isKnown = (command: string) =>
		reviewed.has(command) ||
		(!dangerous.test(command) && cites.some(number => sources.get(number)?.has(command) === true));
	if (codes.some(code => isCommand(code) && !isKnown(code))) return true;
	if (/(?<=^|\s)--?[a-z]/i.test(prose) && !flagsKnown(prose, grounds)) return true;
	return [...prose.matchAll(proseCommand)].some(([found]) => {
		const [program = ''] = found.split(/\s/);
		const isAlone = found.trim() === program || !/^\S+\s+(?:[-./\\"']|\S*[./:=])/.test(found);
		if (isAlone && !dangerous.test(found)) return !ours.has(program);
		return !isKnown(found.slice(0, beforeStops(found)));
	});
}

function flagsKnown(prose: string, {ours}: Grounds): boolean {
	return [...prose.matchAll(/(?<=^|\s)--?[a-z][\w-]*/gi)].every(([flag]) =>
		ours.text.includes(flag.toLowerCase()),
	);
}

/** Ours letter for letter; of the member's only what is no command and leads nowhere. */
function hasUnknownCode({codes, words, grounds}: Case): boolean {
	const {ours, theirs} = grounds;
	if ((words.match(/`/g) ?? []).length % 2 === 1) return true;
	return codes.some(code => !ours.has(code) && !(code.length <= 160 && theirs.has(code)));
}

function citesUnknown({cites, letters, grounds}: Case): boolean {
	return (
		cites.some(number => !grounds.sources.has(number)) || (letters.has('P') && !grounds.task.line.tested)
	);
}

function saysTooMuchOfLine({prose, isEnglish, grounds}: Case): boolean {
	const {line, side, serviceName} = grounds.task;
	const claims = lineClaims(prose, serviceName);
	// "A 401 means that the line is fine" says nothing of this line.
	if (claims.has('conditional') && isEnglish && overlap(prose, grounds.page) >= 0.7) return false;
	if (isEnglish && isOnPage(prose, grounds)) return false;
	if (claims.has('tested') && !line.tested) return true;
	if (claims.has('service_down') && !line.serviceFails && (side !== 'service' || line.healthy)) return true;
	return (claims.has('service_fine') && !line.healthy) || claims.has('network_fine');
}

/** The page, which people wrote and reviewed, says so itself. */
function isOnPage(prose: string, {pageSentences}: Grounds): boolean {
	const words = [...new Set(contentWords(prose))];
	return (
		words.length >= 3 &&
		pageSentences.some(known => words.filter(word => known.has(word)).length / words.length >= 0.75)
	);
}

function namesOtherCause({prose, cites, letters, isEnglish, grounds}: Case): boolean {
	const {task, page, sources, matters, measured} = grounds;
	const cited = cites.flatMap(number => sources.get(number)?.text ?? []).join('\n');
	const known = task.form === 'diagnosed' ? matters : new Set([...matters, ...mattersOf(cited)]);
	const others = [...mattersOf(prose)].filter(matter => !known.has(matter));
	// What was measured may be told: how long a phase took, or what failed.
	const tellsMeasured =
		letters.has('P') && (!task.line.healthy || numbersIn(prose).some(({unit}) => unit === 'ms'));
	const isSeen = (matter: string) =>
		(matter === 'outage' && task.line.serviceFails) || (tellsMeasured && measured.has(matter));
	if (others.some(matter => !isSeen(matter))) return true;
	return isEnglish && task.form === 'diagnosed' && causeWords.test(prose) && overlap(prose, page) < 0.5;
}

const reasonPhrases: Readonly<Record<string, number>> = {
	'Bad Request': 400,
	Unauthorized: 401,
	'Payment Required': 402,
	Forbidden: 403,
	'Too Many Requests': 429,
	'Internal Server Error': 500,
	'Bad Gateway': 502,
	'Service Unavailable': 503,
	'Gateway Timeout': 504,
};

/** A status or close code counts as seen only where it was reported or measured, or where our own reply names it. */
function namesUnseenStatus({words, prose, codes, cites, grounds}: Case): boolean {
	const {task, page, sources} = grounds;
	const whole = `${prose} ${codes.join(' ')}`;
	const isClose = /close|clos[ei]|code|código|códigos|кодом?\b|код|コード|关闭|代码|코드|kod/i.test(prose);
	const named = [
		...numbersIn(whole)
			.filter(
				({unit, number, index}) => unit === '' && isStatus(Number(number), isClose) && !joined(whole, index),
			)
			.map(({number}) => number),
		...Object.entries(reasonPhrases)
			.filter(([phrase]) => words.includes(phrase))
			.map(([, status]) => String(status)),
	];
	return named.some(number => {
		if (task.statuses.includes(Number(number)) || page.hasNumber(number)) return false;
		return task.form !== 'answered' || !cites.some(cited => sources.get(cited)?.hasNumber(number));
	});
}

function isStatus(number: number, isClose: boolean): boolean {
	if (!Number.isInteger(number)) return false;
	return (
		(number >= 400 && number < 600) ||
		(number >= 1000 && number < 1016) ||
		(isClose && number >= 3000 && number < 5000)
	);
}

/** Part of a name such as `nova-400`. */
function joined(text: string, index: number): boolean {
	return /[\p{L}_][-_.]?$/u.test(text.slice(Math.max(0, index - 2), index));
}

const stepWords =
	/(?:step|steps|paso|pasos|schritt|étape|passo|passaggio|stap|krok|шаг\p{L}{0,2}|adım|langkah|bước|ステップ|手順|步骤|步|단계)\s?$/iu;

function hasUnknownNumber({prose, grounds}: Case): boolean {
	const {ours, theirs, reviewed} = grounds;
	const text = prose.replace(run, term => (isTechnical(bared(term)) ? ' ' : term));
	const phoneNumber = /\d[\d ().-]{7,}\d/.exec(prose)?.[0];
	if (phoneNumber !== undefined && !reviewed.has(phoneNumber)) return true;
	return numbersIn(text).some(({number, unit, index}) => {
		if (Number(number) <= 9 && stepWords.test(text.slice(Math.max(0, index - 14), index))) return false;
		return !ours.hasNumber(number, unit) && !theirs.hasNumber(number, unit);
	});
}

/**
 * Words that are names of things: with digits after letters, underscores, inner capitals, nothing but capitals, or
 * signs that join.
 */
function termsIn(prose: string): readonly string[] {
	return (prose.match(run) ?? []).map(bared).filter(isTechnical);
}

/** Letters of names, digits and the signs that join them. */
const run = /[\p{Script=Latin}\p{N}_./=:-]+/gu;

/** Without the signs around; a slash may lead. */
function bared(written: string): string {
	let [start, end] = [0, written.length];
	while (end > 0 && './=:-'.includes(written.charAt(end - 1))) end -= 1;
	while (start < end && '.=:-'.includes(written.charAt(start))) start += 1;
	return written.slice(start, end);
}

function isTechnical(term: string): boolean {
	if (!/[\p{Script=Latin}_]/u.test(term)) return false;
	return /[_./=:]|\p{Script=Latin}-?\p{N}|\p{N}-\p{Script=Latin}|\p{Ll}\p{Lu}|^\p{Lu}{2,}$|\p{L}-\p{L}/u.test(
		term,
	);
}

const general = new Set(
	'http https ws wss tls ssl tcp udp dns ip ipv4 ipv6 url urls uri api apis sdk sdks vpn json id ids utc ok cpu ram lan isp cli ui os pc nat ca faq websocket websockets javascript typescript github macos ios wifi node.js and/or he/she client/server request/response on/off read/write'.split(
		' ',
	),
);

/** A plain word with a hyphen or a slash, an ordinal, a number with its unit. */
function isOrdinary(term: string): boolean {
	const lower = term.toLowerCase();
	if (general.has(lower) || general.has(lower.replace(/s$/, ''))) return true;
	const [first = '', ...rest] = term.split(/[-/]/);
	const isWords = /^\p{L}\p{Ll}+$/u.test(first) && rest.every(part => /^\p{Ll}+$/u.test(part));
	if (isWords && (rest.length === 1 || !term.includes('/'))) return !/^x-/i.test(term);
	return /^\d+(?:st|nd|rd|th|er|e|º|ª|s|x|ms|h|m|kb|mb|gb|hz|khz|%)?$/i.test(term) || /^[\d.:-]+$/.test(term);
}

function hasUnknownTerm({prose, isEnglish, grounds}: Case): boolean {
	const {ours, theirs, reviewed} = grounds;
	const isKnown = (term: string) => ours.has(term) || theirs.has(term);
	if (contactWords.test(prose) && !reviewed.has(contactWords.exec(prose)?.[0] ?? '')) return true;
	// One word in two scripts is made to look like another.
	if ((prose.match(/\p{L}+/gu) ?? []).some(isMixed)) return true;
	for (const [quoted] of prose.matchAll(/(?<=")[\x20-\x7e]{4,160}?(?=")/g)) {
		if (/\s/.test(quoted.trim()) && !isKnown(quoted.slice(0, beforeStops(quoted)))) return true;
	}
	for (const term of termsIn(prose)) {
		if (!isOrdinary(term) && !isKnown(term) && !isKnown(term.replace(/s$/, ''))) return true;
	}
	return isEnglish && unknownNames(prose).some(name => !isKnown(name) && !isKnown(name.replace(/s$/, '')));
}

function isMixed(word: string): boolean {
	return /\p{Script=Latin}/u.test(word) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(word);
}

/** In English a capital within a sentence begins a name. */
function unknownNames(prose: string): readonly string[] {
	return [...prose.matchAll(/(?<=[\p{Ll}\p{N},;)"] ["(]?)\p{Lu}\p{Ll}{2,}(?![\p{L}\p{N}_])/gu)]
		.map(([name]) => name)
		.filter(
			name =>
				!/^(?:Discord|Lineman|Web|Socket|Internet|English|You|Your|The|This|That|It|If|Then|Check|Run|Use|No|Yes)$/.test(
					name,
				),
		);
}

// Whether anything supports it

function isUnsupported(its: Case): boolean {
	const {prose, codes, cites, letters, sentence, isEnglish, grounds, test} = its;
	const {ours, page, evidence, probe, sources, task} = grounds;
	const text = `${prose} ${codes.join(' ')}`;
	if (test && contentWords(text).length <= 6) return false;
	const tells = sentence.block === 'meaning';
	if (!isEnglish) return !(cites.length > 0 || letters.has('D') || (tells && letters.size > 0));
	const supports = [
		...cites
			.flatMap(number => sources.get(number) ?? [])
			.map(source => sharesWith(text, [source, page], 0.34)),
		...(letters.has('D') ? [sharesWith(text, [page], 0.34)] : []),
		...(letters.has('P') && tells ? [sharesWith(text, [probe], 0.3)] : []),
		...(letters.has('E') && tells ? [sharesWith(text, [evidence], 0.4)] : []),
		sharesWith(text, [ours], task.form === 'answered' ? 0.75 : 0.6),
	];
	return !supports.includes(true);
}

/** Whether enough of a sentence's words stand in what it rests on. Words that tell no matter count neither way. */
function sharesWith(text: string, known: readonly KnownText[], least: number): boolean {
	const words = [...new Set(contentWords(text))].filter(word => !neutral.has(word));
	const shared = words.filter(word => known.some(one => one.words.has(word))).length;
	return words.length === 0 ? least < 0.5 : shared >= 1 && shared / words.length >= least;
}

/** What any account of a failure says. */
const neutral = new Set(
	contentWords(
		'failed fails failure error seconds minutes log logs shows shown message messages means happened happens tried try again time times first second third next following below above result results never program app code exactly simply really actually already usually always often well right case way thing things part',
	),
);

function overlap(text: string, {words: known}: KnownText): number {
	const words = [...new Set(contentWords(text))];
	return words.length === 0 ? 0 : words.filter(word => known.has(word)).length / words.length;
}

/** Bold that is closed and short stays; every other sign of emphasis goes. Code stays as it is. */
function tidy(words: string): string {
	const isBold =
		/^(?:[^*]|\*\*[^*\n]{1,40}\*\*)*$/.test(withoutCode(words)) && !/^\*\*[^*]*\*\*[.!?]?$/.test(words);
	return words
		.split(/(`[^`]*`)/)
		.map((part, index) =>
			index % 2 === 1 ? part : withoutEmphasis(isBold ? part : part.replaceAll('*', '')),
		)
		.join('')
		.trim();
}

function withoutEmphasis(prose: string): string {
	return prose.replace(/(?<![\p{L}\p{N}`_])_{1,2}(?=\p{L})|(?<=\p{L})_{1,2}(?![\p{L}\p{N}_`])/gu, '');
}

function withoutCode(words: string): string {
	return words.replace(/`[^`]*`/g, '◦');
}
