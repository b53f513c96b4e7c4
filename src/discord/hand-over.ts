import {messageLimit} from '../answer/fit-messages.ts';
import {linkTo} from '../answer/markdown.ts';
import {quote} from '../answer/quote.ts';
import {
	cut,
	describeCauses,
	describeEvidence,
	describeRequestIds,
	verdictFor,
	withoutMarks,
} from './describe-answer.ts';
import {disarm} from './disarm.ts';
import {describeProbe} from './progress-text.ts';
import {questionExcerpt} from './question-excerpt.ts';
import {type Case, standingCorrection} from './review/case.ts';

/** What of a case people who help are told. */
type HandedOver = Pick<Case, 'record' | 'standing' | 'corrections' | 'feedback'>;

/**
 * What people who help need to take a case over: who asked what, what we said, saw and measured, and where.
 * One message; the question is cut where it is long. The one who asks is named and not rung.
 */
export function writeHandOver({
	given,
	askerId,
	link,
	turnCount,
}: {
	readonly given: HandedOver;
	readonly askerId: string;
	/** The answer in Discord. */
	readonly link: string;
	/** How many questions the conversation has had. */
	readonly turnCount: number;
}): string {
	const {record, feedback} = given;
	const {evidence, probe} = record;
	const evidenceText = describeEvidence(record);
	const ids = describeRequestIds(record);
	const unhelpful = feedback.find(({kind}) => kind === 'not_helpful');
	const because = unhelpful?.note === undefined ? '' : `: ${quote(unhelpful.note, 200)}`;
	const facts = [
		...answerLines(given),
		evidenceText !== '' && `**Seen:** ${evidenceText}`,
		ids !== '' && `**Request ids:** ${ids}`,
		evidence.clients[0] && `**Client:** ${evidence.clients[0].id}`,
		probe && `**The line, from ${probe.measuredFrom}:** ${describeProbe(probe)}`,
		`**Tried:** ${turnCount} question${turnCount === 1 ? '' : 's'} answered${unhelpful ? `, marked as not helpful${because}` : ''}`,
		`**Where:** ${link}`,
		`-# Question ${record.id}`,
	].filter(line => typeof line === 'string');
	const head = `🙋 <@${askerId}> asks for a human.`;
	const tail = disarm(facts.join('\n')).slice(0, 1400);
	const room = messageLimit - head.length - tail.length - '\n```\n\n```\n'.length;
	return `${head}\n\`\`\`\n${questionExcerpt(evidence, room)}\n\`\`\`\n${tail}`;
}

/** What we said, as far as members may see it: a draft is nobody's word yet, and what was taken back is none any more. */
function answerLines(given: HandedOver): readonly string[] {
	const {record, standing} = given;
	const correction = standingCorrection(given);
	if (correction) {
		const {cause, text, link} = correction;
		const source = link === undefined ? '' : ` <${link}>`;
		return [
			`**A moderator’s answer**${cause === undefined ? '' : ` (\`${cause}\`)`}: ${quote(withoutMarks(text), 200)}${source}`,
		];
	}
	if (standing.publication === 'draft') return ['**Our answer** waits for a moderator'];
	if (standing.publication === 'retracted') return ['**Our answer** was taken back by a moderator'];
	const causes = describeCauses(record);
	const [source] = record.answer.citations;
	return [
		`**Our verdict:** ${cut(verdictFor(record), 200)}`,
		...(causes === '' ? [] : [`**Causes weighed:** ${causes}`]),
		...(source === undefined || source.url.length > 200 ? [] : [`**Pointed to:** ${linkTo(source)}`]),
	];
}
