import type {Case} from './case.ts';
import type {CorrectionDraft} from './read-correction.ts';

/** What the form of a correction shows at first: the correction that stands, or else the answer and its cause. */
export function draftOf({record, corrections}: Case): CorrectionDraft {
	const last = corrections.at(-1);
	const [answer = ''] = record.answer.messages;
	return {
		cause: last?.cause ?? record.diagnosis.causes[0]?.id ?? '',
		text: last?.text ?? splitClosing(answer).body,
		link: last?.link ?? '',
	};
}

/** An answer's text, and the lines between two rules at its end. */
export function splitClosing(text: string): {readonly body: string; readonly closing: string} {
	const lines = text.trimEnd().split('\n');
	const isRule = (line: string | undefined) => line !== undefined && /^-{8,}$/.test(line);
	if (lines.length < 4 || !isRule(lines.at(-1)) || !isRule(lines.at(-3))) return {body: text, closing: ''};
	return {body: lines.slice(0, -3).join('\n').trimEnd(), closing: lines.slice(-3).join('\n')};
}
