import {quote} from '../answer/quote.ts';
import {failures} from '../failures/failure-codes.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import type {Posted} from './asked.ts';

/** A cause below this is noise to a person who helps. */
const worthNaming = 0.05;

/** The causes that were weighed, the likeliest first, each with how sure. */
export function describeCauses({diagnosis}: Pick<AnswerRecord, 'diagnosis'>): string {
	return diagnosis.causes
		.slice(0, 3)
		.filter(({confidence}) => confidence >= worthNaming)
		.map(({id, confidence}) => `\`${id}\` ${percent(confidence)}`)
		.join(', ');
}

/** What the question says: failures, error codes, request ids, the client library. */
export function describeEvidence({evidence}: Pick<AnswerRecord, 'evidence'>): string {
	const seen = [
		...evidence.failures.map(({code, turn}) => said(failures[code].meaning, turn)),
		...evidence.serviceCodes.map(({code, turn}) => said(code, turn)),
	];
	return [...new Set(seen)].slice(0, 6).join(', ');
}

/** Evidence, and whether it stands in an earlier message than the question. */
export function said(what: string, turn: number): string {
	return turn === 0 ? what : `${what} (said before)`;
}

/** Request ids come from a member's text. */
export function describeRequestIds({evidence}: Pick<AnswerRecord, 'evidence'>): string {
	return evidence.requestIds
		.slice(0, 3)
		.map(id => quote(id, 40))
		.join(', ');
}

/** The verdict in words that every moderator reads. */
export function verdictFor({answer}: Pick<AnswerRecord, 'answer'>): string {
	return answer.gloss ?? answer.verdict;
}

/** As in the reply: nobody is surer than 97 %. */
export function percent(share: number): string {
	return `${Math.min(97, Math.round(share * 100))} %`;
}

/** Where a message stands. */
export function messageUrl({channelId, messageId}: Posted, guildId: string | undefined): string {
	return `https://discord.com/channels/${guildId ?? '@me'}/${channelId}/${messageId}`;
}

/** Discord shows this in the reader's own language and time zone: `R` as "5 minutes ago", `f` as date and time. */
export function timestamp(at: Date, style: 'R' | 'f' | 't' = 'R'): string {
	return `<t:${Math.floor(at.getTime() / 1000)}:${style}>`;
}

/** Text in at most so many characters. */
export function cut(text: string, length: number): string {
	return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
}

/** A text as it is quoted in a line: without the marks that make words bold or code, and links as their words. */
export function withoutMarks(text: string): string {
	return text.replaceAll(/\[([^[\]\n]{1,200})\]\(<?[^()<>\s]{1,500}>?\)/g, '$1').replaceAll(/\*\*|`+/g, '');
}
