import {type HtmlEscapedString, raw} from 'hono/utils/html';
import {escapeText} from './escape-text.ts';
import {highlightCode} from './highlight-code.ts';
import {renderInline} from './render-inline.ts';

/**
 * Discord's Markdown as HTML that is safe to put into a page: every character of the text is escaped, links
 * lead to https and http alone. Never throws, and takes time in proportion to the text.
 */
export function renderMarkdown(text: string): HtmlEscapedString {
	return raw(renderBlocks(text.replaceAll(/\r\n?/g, '\n'), {listDepth: 0, inQuote: false}));
}

type Around = {readonly listDepth: number; readonly inQuote: boolean};

/** A piece of text made into HTML, and where the next one begins. */
type Block = {readonly html: string; readonly end: number};

const deepestList = 6;
const heading = /^(#{1,3}) +(\S.*)$/;
const subtext = /^-# +(\S.*)$/;
const quotedLine = /^ {0,20}> /;
const quotedRest = /^ {0,20}>>> /;
const listItem = /^( {0,40})([-*]|\d{1,9}\.) +(?=\S)/;

function renderBlocks(text: string, around: Around): string {
	const findFence = fenceFinder(text);
	let html = '';
	let paragraph = '';
	let at = 0;
	const endParagraph = () => {
		if (paragraph.trim() !== '') html += `<p>${renderInline(trimLineEnds(paragraph))}</p>`;
		paragraph = '';
	};
	while (at < text.length) {
		const line = text.slice(at, lineEnd(text, at));
		const block = lineBlock(line) ?? quoteAt(text, at, around) ?? listAt(text, at, around);
		if (block !== undefined) {
			endParagraph();
			html += block.html;
			at += block.end;
			continue;
		}
		const fence = line.includes('```') ? findFence(at + line.indexOf('```')) : undefined;
		if (fence !== undefined) {
			paragraph += text.slice(at, fence.start);
			endParagraph();
			html += fence.html;
			at = text[fence.end] === '\n' ? fence.end + 1 : fence.end;
			continue;
		}
		if (line.trim() === '') endParagraph();
		else paragraph += `${line}\n`;
		at += line.length + 1;
	}
	endParagraph();
	return html;
}

/** A block that is one line: a heading or small print. `end` counts from the line's beginning. */
function lineBlock(line: string): Block | undefined {
	const end = line.length + 1;
	const [, marks, title] = heading.exec(line) ?? [];
	if (marks !== undefined && title !== undefined) {
		// The page's own headings are levels 1 and 2.
		const level = marks.length + 2;
		return {html: `<h${level}>${renderInline(title)}</h${level}>`, end};
	}
	const [, small] = subtext.exec(line) ?? [];
	return small === undefined ? undefined : {html: `<p class="subtext">${renderInline(small)}</p>`, end};
}

/** Quotes do not nest: inside one, `> ` is text, as Discord has it. */
function quoteAt(text: string, start: number, around: Around): Block | undefined {
	if (around.inQuote) return undefined;
	const restMark = quotedRest.exec(text.slice(start, start + 24));
	const lines: string[] = [];
	let at = start;
	if (restMark !== null) {
		lines.push(text.slice(start + restMark[0].length));
		at = text.length;
	}
	while (at < text.length) {
		const line = text.slice(at, lineEnd(text, at));
		const mark = quotedLine.exec(line);
		if (mark === null) break;
		lines.push(line.slice(mark[0].length));
		at += line.length + 1;
	}
	if (lines.length === 0) return undefined;
	const quoted = renderBlocks(lines.join('\n'), {...around, inQuote: true});
	return {html: `<blockquote>${quoted}</blockquote>`, end: at - start};
}

type Marker = {readonly indent: number; readonly width: number; readonly number: string | undefined};

/** Items keep the numbers that the text gives them, so that a list goes on after something between. */
function listAt(text: string, start: number, around: Around): Block | undefined {
	const first = markerOf(text.slice(start, lineEnd(text, start)));
	if (first === undefined || around.listDepth >= deepestList) return undefined;
	let items = '';
	let at = start;
	for (;;) {
		const marker = markerOf(text.slice(at, lineEnd(text, at)));
		if (marker === undefined || !belongTogether(marker, first)) break;
		const {content, end} = itemContent(text, at, marker);
		const value = marker.number === undefined ? '' : ` value="${marker.number}"`;
		items += `<li${value}>${renderBlocks(content, {...around, listDepth: around.listDepth + 1})}</li>`;
		at = end;
		if (at >= text.length) break;
	}
	const tag = first.number === undefined ? 'ul' : 'ol';
	return {html: `<${tag}>${items}</${tag}>`, end: at - start};
}

function markerOf(line: string): Marker | undefined {
	const [whole, indent, mark] = listItem.exec(line) ?? [];
	if (whole === undefined || indent === undefined || mark === undefined) return undefined;
	const number = /\d/.test(mark) ? String(Number.parseInt(mark, 10)) : undefined;
	return {indent: indent.length, width: whole.length, number};
}

function belongTogether(marker: Marker, first: Marker): boolean {
	return marker.indent <= first.indent + 1 && (marker.number === undefined) === (first.number === undefined);
}

/** An item's own line and the lines below that are indented, or that a code fence of the item holds. */
function itemContent(text: string, start: number, marker: Marker): {content: string; end: number} {
	const firstEnd = lineEnd(text, start);
	const lines = [text.slice(start + marker.width, firstEnd)];
	let inFence = opensFence(lines[0] ?? '') && text.includes('```', firstEnd);
	let at = firstEnd + 1;
	while (at < text.length) {
		const end = lineEnd(text, at);
		const line = text.slice(at, end);
		const indent = indentOf(line);
		const within =
			inFence || (line.trim() === '' ? indentedBelow(text, end, marker) : indent > marker.indent + 1);
		if (!within) break;
		lines.push(line.slice(Math.min(indent, marker.width)));
		if (opensFence(line)) inFence = !inFence && text.includes('```', end);
		at = end + 1;
	}
	return {content: lines.join('\n'), end: Math.min(at, text.length)};
}

/** Whether one empty line only parts an item's paragraphs. */
function indentedBelow(text: string, end: number, marker: Marker): boolean {
	const next = text.slice(end + 1, lineEnd(text, end + 1));
	return next.trim() !== '' && indentOf(next) > marker.indent + 1;
}

/** An odd number of fence marks on a line leaves a fence open, or closes one. */
function opensFence(line: string): boolean {
	return line.split('```').length % 2 === 0;
}

/**
 * Finds the code block that opens at a place, if it is ever closed. Once a search has found no closing mark,
 * no later one can: the text is not searched again.
 */
function fenceFinder(text: string) {
	const language = /([a-z0-9_+\-.#]{1,32})\n/iy;
	let searchable = true;
	return (start: number): {html: string; start: number; end: number} | undefined => {
		if (!searchable) return undefined;
		language.lastIndex = start + 3;
		const label = language.exec(text)?.[1];
		let from = start + 3 + (label === undefined ? 0 : label.length + 1);
		while (text[from] === '\n') from += 1;
		const close = text.indexOf('```', from + 1);
		if (close === -1) {
			searchable = false;
			return undefined;
		}
		return {html: codeBlock(text.slice(from, close), label), start, end: close + 3};
	};
}

function codeBlock(code: string, label: string | undefined): string {
	const name = label === undefined ? 'Code' : `Code, ${escapeText(label)}`;
	const shownLabel = label === undefined ? '' : `<span>${escapeText(label)}</span>`;
	const shown = trimLineEnds(code);
	const marked = (label && highlightCode(shown, label)) ?? escapeText(shown);
	return (
		`<figure class="code" aria-label="${name}"><pre tabindex="0"><code>${marked}</code></pre>` +
		`<figcaption>${shownLabel}<button type="button" data-copy hidden>Copy<span class="visually-hidden"> the ${name.toLowerCase()}</span></button></figcaption></figure>`
	);
}

function lineEnd(text: string, at: number): number {
	const end = text.indexOf('\n', at);
	return end === -1 ? text.length : end;
}

function indentOf(line: string): number {
	let indent = 0;
	while (line[indent] === ' ') indent += 1;
	return indent;
}

function trimLineEnds(text: string): string {
	let end = text.length;
	while (text[end - 1] === '\n') end -= 1;
	return text.slice(0, end);
}
