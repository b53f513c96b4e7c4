import type {Evidence} from '../evidence/evidence.ts';
import {cut} from './describe-answer.ts';
import {disarmCode} from './disarm.ts';

/** Of one line of a long question so much is shown. */
const longestLine = 300;

/**
 * A question for a code block, in at most so many characters. One that is longer shows its beginning, and the lines
 * further down in which something was seen: a log begins long before its failure.
 */
export function questionExcerpt(evidence: Evidence, room: number): string {
	const text = evidence.text.trim().replace(/\n{3,}/g, '\n\n');
	const whole = disarmCode(text);
	if (whole.length <= room) return whole;
	const below = disarmCode(tellingLines(text, evidence, room / 2).join('\n'));
	if (below === '') return cut(whole, room);
	const left = room - below.length - '\n'.length;
	return `${cut(whole, left)}\n${below}`;
}

/** Lines behind the beginning that what was seen stands in, in order, in at most so many characters. */
function tellingLines(
	text: string,
	{failures, closes, serviceCodes}: Evidence,
	room: number,
): readonly string[] {
	const excerpts = [...closes, ...serviceCodes, ...failures]
		.filter(({turn}) => turn === 0)
		.map(({excerpt}) => excerpt.replace(/\s+/g, ' ').trim())
		.filter(excerpt => excerpt !== '');
	const lines: string[] = [];
	let size = 0;
	let at = 0;
	for (const line of text.split('\n')) {
		const isBeginning = at < room;
		at += line.length + 1;
		if (isBeginning || !excerpts.some(excerpt => line.replace(/\s+/g, ' ').includes(excerpt))) continue;
		const shown = cut(line, longestLine);
		if (lines.includes(shown) || size + shown.length + 1 > room) continue;
		lines.push(shown);
		size += shown.length + 1;
	}
	return lines;
}
