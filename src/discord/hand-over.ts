import {messageLimit} from '../answer/fit-messages.ts';
import {failures} from '../failures/failure-codes.ts';
import type {AnswerRecord, Feedback} from '../log/answer-record.ts';
import {disarm, disarmCode} from './disarm.ts';
import {describeProbe} from './progress-text.ts';

/**
 * What people who help need to take a case over: who asked what, what we said, saw and measured, and where.
 * One message; the question is cut where it is long. The one who asks is named and not rung.
 */
export function writeHandOver({
	record,
	askerId,
	link,
	feedback,
	turnCount,
}: {
	readonly record: AnswerRecord;
	readonly askerId: string;
	/** The answer in Discord. */
	readonly link: string;
	readonly feedback: readonly Feedback[];
	/** How many questions the conversation has had. */
	readonly turnCount: number;
}): string {
	const {evidence, probe, diagnosis, answer} = record;
	const seen = [
		...evidence.failures.map(({code}) => failures[code].meaning),
		...evidence.serviceCodes.map(({code}) => code),
	];
	const causes = diagnosis.causes
		.slice(0, 3)
		.filter(({confidence}) => confidence >= worthNaming)
		.map(({id, confidence}) => `${id} ${Math.round(confidence * 100)} %`);
	const unhelpful = feedback.some(({kind}) => kind === 'not_helpful');
	const facts = [
		`**Our verdict:** ${answer.verdict}`,
		causes.length > 0 && `**Causes weighed:** ${causes.join(', ')}`,
		seen.length > 0 && `**Seen:** ${[...new Set(seen)].slice(0, 6).join(', ')}`,
		evidence.requestIds.length > 0 && `**Request ids:** ${evidence.requestIds.slice(0, 3).join(', ')}`,
		evidence.clients[0] && `**Client:** ${evidence.clients[0].id}`,
		probe && `**The line, from ${probe.measuredFrom}:** ${describeProbe(probe)}`,
		`**Tried:** ${turnCount} question${turnCount === 1 ? '' : 's'} answered${unhelpful ? ', marked as not helpful' : ''}`,
		`**Where:** ${link}`,
		`-# Question ${record.id}`,
	].filter(line => typeof line === 'string');
	const head = `🙋 <@${askerId}> asks for a human.`;
	const tail = disarm(facts.join('\n')).slice(0, 1200);
	const question = evidence.text.trim().replace(/\n{3,}/g, '\n\n');
	const room = messageLimit - head.length - tail.length - '\n```\n\n```\n'.length;
	return `${head}\n\`\`\`\n${cut(disarmCode(question), room)}\n\`\`\`\n${tail}`;
}

/** A cause below this is noise to a person who helps. */
const worthNaming = 0.05;

function cut(text: string, length: number): string {
	return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
