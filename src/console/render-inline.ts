import {escapeText} from './escape-text.ts';
import {webAddress} from './web-address.ts';

/** Discord's marks within a line as safe HTML; line ends become `<br>`. Linear, and never throws. */
export function renderInline(text: string): string {
	return renderMarks(text, {linksAllowed: true});
}

type Style = 'strong' | 'em' | 'u' | 's' | 'spoiler';

/** What a mark opened and nothing has closed yet. The outermost frame has no mark. */
type Frame = {readonly mark: string; readonly style: Style | undefined; html: string};

/** A piece made into HTML, and where the text goes on. */
type Piece = {readonly html: string; readonly end: number};

const plainRun = /[^\\`[<*_~|@h\n]+/y;
const punctuation = /[!-/:-@[-`{-~]/;
const longestAddress = 2048;

function renderMarks(text: string, options: {readonly linksAllowed: boolean}): string {
	const codeEnds = codeSpanEnds(text);
	const brackets = options.linksAllowed ? matchingBrackets(text, codeEnds) : new Map<number, number>();
	const frames: Frame[] = [{mark: '', style: undefined, html: ''}];
	const add = (html: string) => {
		const frame = frames.at(-1);
		if (frame !== undefined) frame.html += html;
	};
	let at = 0;
	while (at < text.length) {
		plainRun.lastIndex = at;
		const run = plainRun.exec(text)?.[0];
		if (run !== undefined) {
			add(escapeText(run));
			at += run.length;
			continue;
		}
		const runLength = emphasisRun(text, at);
		if (runLength > 0) {
			for (const mark of marksOf(frames, text, {at, length: runLength})) applyMark(frames, mark);
			at += runLength;
			continue;
		}
		const piece =
			escaped(text, at) ??
			codeSpan(text, at, codeEnds) ??
			(options.linksAllowed ? linkAt(text, at, brackets) : undefined) ??
			mentionAt(text, at);
		add(piece?.html ?? (text[at] === '\n' ? '<br>' : escapeText(text[at] ?? '')));
		at = piece?.end ?? at + 1;
	}
	closeDownTo(frames, 0);
	return frames[0]?.html ?? '';
}

function escaped(text: string, at: number): Piece | undefined {
	const next = text[at + 1];
	if (text[at] !== '\\' || next === undefined || !punctuation.test(next)) return undefined;
	return {html: escapeText(next), end: at + 2};
}

// Emphasis

/** How many marks of one kind stand here; 0 where there is none. */
function emphasisRun(text: string, at: number): number {
	const character = text[at] ?? '';
	if (!'*_~|'.includes(character)) return 0;
	let length = 1;
	while (text[at + length] === character) length += 1;
	return length;
}

/** A mark that opens or closes a style, or is only text where `style` is undefined. */
type Mark = {readonly mark: string; readonly style: Style | undefined};

const styleOfPair: Readonly<Record<string, Style>> = {'**': 'strong', __: 'u', '~~': 's', '||': 'spoiler'};

function marksOf(
	frames: readonly Frame[],
	text: string,
	run: {readonly at: number; readonly length: number},
): readonly Mark[] {
	const character = text[run.at] ?? '';
	const whole = character.repeat(run.length);
	const pair = {mark: character.repeat(2), style: styleOfPair[character.repeat(2)]};
	if (run.length === 2) return [pair];
	const canBeSingle = character === '*' || character === '_';
	const single = {mark: character, style: emAllowed(frames, text, run) ? ('em' as const) : undefined};
	if (run.length === 1 && canBeSingle) return [single];
	// Three close what was opened last first: `**a *b***`.
	if (run.length === 3 && canBeSingle) {
		return frames.at(-1)?.mark === character ? [single, pair] : [pair, single];
	}
	return [{mark: whole, style: undefined}];
}

/** A single mark opens before a word and closes after one; an underscore within a word does neither. */
function emAllowed(
	frames: readonly Frame[],
	text: string,
	run: {readonly at: number; readonly length: number},
): boolean {
	const character = text[run.at];
	const before = text[run.at - 1] ?? ' ';
	const after = text[run.at + run.length] ?? ' ';
	const closes = frames.some(({mark}) => mark === character);
	if (closes) return !/\s/.test(before) && (character === '*' || !/\w/.test(after));
	return !/\s/.test(after) && (character === '*' || !/\w/.test(before));
}

function applyMark(frames: Frame[], {mark, style}: Mark): void {
	const open = style === undefined ? -1 : frames.findIndex(frame => frame.mark === mark);
	const top = frames.at(-1);
	if (top === undefined) return;
	if (style === undefined) {
		top.html += escapeText(mark);
	} else if (open === -1) {
		frames.push({mark, style, html: ''});
	} else {
		closeDownTo(frames, open);
		const closed = frames.pop();
		const below = frames.at(-1);
		if (closed !== undefined && below !== undefined) below.html += styled(closed);
	}
}

/** Frames that nothing closed become text again. */
function closeDownTo(frames: Frame[], index: number): void {
	while (frames.length - 1 > index) {
		const open = frames.pop();
		const below = frames.at(-1);
		if (open !== undefined && below !== undefined) below.html += escapeText(open.mark) + open.html;
	}
}

function styled({style, mark, html}: Frame): string {
	if (html === '') return escapeText(mark + mark);
	if (style === 'spoiler') return `<span class="spoiler" tabindex="0">${html}</span>`;
	return `<${style}>${html}</${style}>`;
}

// Inline code

/** For the first backtick of each run, where the next run of the same length begins. */
function codeSpanEnds(text: string): ReadonlyMap<number, number> {
	const runs = [...text.matchAll(/`+/g)];
	const ends = new Map<number, number>();
	const nextOfLength = new Map<number, number>();
	for (const {0: run, index} of runs.reverse()) {
		const next = nextOfLength.get(run.length);
		if (next !== undefined) ends.set(index, next);
		nextOfLength.set(run.length, index);
	}
	return ends;
}

function codeSpan(text: string, at: number, ends: ReadonlyMap<number, number>): Piece | undefined {
	if (text[at] !== '`') return undefined;
	let length = 1;
	while (text[at + length] === '`') length += 1;
	const end = ends.get(at);
	if (end === undefined) return {html: '`'.repeat(length), end: at + length};
	const code = text.slice(at + length, end);
	// A space beside a backtick only keeps it from the marks.
	const inner = code.replace(/^ (?=`)/, '').replace(/(?<=`) $/, '');
	return {html: `<code>${escapeText(inner)}</code>`, end: end + length};
}

// Links

/** For each `[`, its `]`; brackets in code and behind a backslash do not count. */
function matchingBrackets(text: string, codeEnds: ReadonlyMap<number, number>): Map<number, number> {
	const matches = new Map<number, number>();
	const open: number[] = [];
	for (let at = 0; at < text.length; at += 1) {
		const character = text[at];
		if (character === '\\') {
			at += 1;
		} else if (character === '`') {
			at = (codeSpan(text, at, codeEnds)?.end ?? at + 1) - 1;
		} else if (character === '[') {
			open.push(at);
		} else if (character === ']') {
			const start = open.pop();
			if (start !== undefined) matches.set(start, at);
		}
	}
	return matches;
}

function linkAt(text: string, at: number, brackets: ReadonlyMap<number, number>): Piece | undefined {
	if (text[at] === '[') return maskedLink(text, at, brackets);
	if (text[at] === '<') return angledLink(text, at);
	if (text[at] === 'h') return bareLink(text, at);
	return undefined;
}

function maskedLink(text: string, at: number, brackets: ReadonlyMap<number, number>): Piece | undefined {
	const close = brackets.get(at);
	if (close === undefined || text[close + 1] !== '(') return undefined;
	const destination = destinationAt(text, close + 2);
	const url = destination === undefined ? null : webAddress(destination.address);
	const words = text.slice(at + 1, close);
	if (destination === undefined || url === null || words.trim() === '') return undefined;
	return {html: anchor(url, renderMarks(words, {linksAllowed: false})), end: destination.end};
}

const angledDestination = /<([^\s<>]{1,2048})>(?: {1,4}"[^"\n]{0,200}")?\)/y;

/** The address in `(…)` or `(<…>)`, from behind the opening parenthesis; `end` is behind the closing one. */
function destinationAt(text: string, start: number): {address: string; end: number} | undefined {
	angledDestination.lastIndex = start;
	const angled = angledDestination.exec(text);
	if (angled?.[1] !== undefined) return {address: angled[1], end: angledDestination.lastIndex};
	let depth = 0;
	for (let at = start; at < text.length && at - start < longestAddress; at += 1) {
		const character = text[at] ?? '';
		if (/[\s<>]/.test(character)) return undefined;
		if (character === '(') depth += 1;
		if (character === ')') depth -= 1;
		if (depth < 0) return {address: text.slice(start, at), end: at + 1};
		if (depth > 8) return undefined;
	}
	return undefined;
}

const angledAddress = /<(https?:\/\/[^\s<>]{1,2048})>/iy;

function angledLink(text: string, at: number): Piece | undefined {
	angledAddress.lastIndex = at;
	const address = angledAddress.exec(text)?.[1];
	const url = address === undefined ? null : webAddress(address);
	if (address === undefined || url === null) return undefined;
	return {html: anchor(url, escapeText(address)), end: angledAddress.lastIndex};
}

const bareAddress = /https?:\/\/[^\s<]{1,2048}/y;

function bareLink(text: string, at: number): Piece | undefined {
	if (/\w/.test(text[at - 1] ?? ' ')) return undefined;
	bareAddress.lastIndex = at;
	const whole = bareAddress.exec(text)?.[0];
	if (whole === undefined) return undefined;
	const address = withoutTrailingMarks(whole);
	const url = webAddress(address);
	const html = url === null ? escapeText(address) : anchor(url, escapeText(address));
	return {html, end: at + address.length};
}

/** An address in a sentence ends before the sentence's own marks. */
function withoutTrailingMarks(address: string): string {
	let end = address.length;
	let unopened = address.split(')').length - address.split('(').length;
	for (; end > 0; end -= 1) {
		const last = address[end - 1] ?? '';
		if (last === ')' && unopened > 0) unopened -= 1;
		else if (!'.,:;!?\'"]*_~|`\\'.includes(last)) break;
	}
	return address.slice(0, end);
}

function anchor(url: URL, content: string): string {
	const href = escapeText(url.href);
	return `<a href="${href}" title="${href}" target="_blank" rel="noopener noreferrer nofollow">${content}</a>`;
}

// Mentions and times

const mention =
	/<(?:@!?(?<user>\d{1,20})|@&(?<role>\d{1,20})|#(?<channel>\d{1,20})|\/(?<command>[-\w ]{1,100}):\d{1,20}|a?:(?<emoji>\w{1,32}):\d{1,20}|id:(?<guide>customize|browse|guide|home)|t:(?<time>-?\d{1,13})(?::(?<style>[tTdDfFR]))?)>|@(?<all>everyone|here)\b/y;

function mentionAt(text: string, at: number): Piece | undefined {
	mention.lastIndex = at;
	const groups = mention.exec(text)?.groups;
	if (groups === undefined) return undefined;
	const end = mention.lastIndex;
	const {user, role, channel, command, emoji, guide, time, style, all} = groups;
	if (user !== undefined) return {html: chip('@member', `Member ${user}`), end};
	if (role !== undefined) return {html: chip('@role', `Role ${role}`), end};
	if (channel !== undefined) return {html: chip('#channel', `Channel ${channel}`), end};
	if (command !== undefined) return {html: chip(`/${command}`, 'Command'), end};
	if (guide !== undefined) return {html: chip(`#${guide}`, 'Channels and roles'), end};
	if (all !== undefined) return {html: chip(`@${all}`, 'Mention'), end};
	if (emoji !== undefined) return {html: escapeText(`:${emoji}:`), end};
	return time === undefined ? undefined : timestamp(Number(time), style ?? 'f', end);
}

function chip(text: string, title: string): string {
	return `<span class="mention" title="${escapeText(title)}">${escapeText(text)}</span>`;
}

const timeFormats: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
	t: {timeStyle: 'short'},
	T: {timeStyle: 'medium'},
	d: {dateStyle: 'short'},
	D: {dateStyle: 'long'},
	f: {dateStyle: 'long', timeStyle: 'short'},
	F: {dateStyle: 'full', timeStyle: 'short'},
	// Relative in Discord; a page that stays open would soon be wrong.
	R: {dateStyle: 'long', timeStyle: 'short'},
};

function timestamp(seconds: number, style: string, end: number): Piece | undefined {
	const at = new Date(seconds * 1000);
	if (Number.isNaN(at.getTime())) return undefined;
	const format = new Intl.DateTimeFormat('en-GB', {...timeFormats[style], timeZone: 'UTC'});
	const zone = timeFormats[style]?.timeStyle === undefined ? '' : ' UTC';
	return {
		html: `<time datetime="${at.toISOString()}">${escapeText(format.format(at))}${zone}</time>`,
		end,
	};
}
