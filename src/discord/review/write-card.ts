import {messageLimit} from '../../answer/fit-messages.ts';
import {linkTo} from '../../answer/markdown.ts';
import {quote} from '../../answer/quote.ts';
import type {AnswerRecord} from '../../log/answer-record.ts';
import {
	type AttentionReason,
	type AuditEntry,
	type Judgement,
	judgements,
	type Review,
} from '../../log/moderation.ts';
import {
	cut,
	describeCauses,
	describeEvidence,
	describeRequestIds,
	messageUrl,
	timestamp,
	verdictFor,
	withoutMarks,
} from '../describe-answer.ts';
import {disarm} from '../disarm.ts';
import {describeProbe} from '../progress-text.ts';
import {questionExcerpt} from '../question-excerpt.ts';
import {type Case, standingCorrection} from './case.ts';
import {titleOfLink} from './read-correction.ts';

/** A line of a card. Where all do not fit one message, those with the highest `spare` go first; 0 always stays. */
type Line = {readonly text: string; readonly spare: number};

/** So much of the question is shown at least, if it is that long. */
const leastQuestion = 300;

/**
 * An answer for moderators, in one message: why they should look, what was said and on what grounds, what was asked,
 * what members and moderators did about it. Nothing that a member wrote can ring anybody or change how the card looks.
 */
export function writeCard(given: Case): string {
	const {record} = given;
	const above = [
		{text: headline(given), spare: 0},
		{text: `**Verdict:** ${disarm(cut(verdictFor(record), 200))}`, spare: 0},
		{text: `**Cause:** ${describeCauses(record) || 'none'}`, spare: 1},
		...named('Evidence', evidenceLine(record), 4),
		...(record.probe
			? named(`The line, from ${disarm(cut(record.probe.measuredFrom, 40))}`, describeProbe(record.probe), 3)
			: []),
		...named('Sources', sources(record), 5),
		{text: whereLine(given), spare: 0},
	];
	const below = [...sayings(given), ...doings(given), {text: `-# Question ${record.id}`, spare: 0}];
	const fences = '```\n\n```'.length;
	const least = Math.min(questionText(record, messageLimit).length, leastQuestion);
	const room = messageLimit - least - fences - 2;
	const kept = fitting([...above, ...below], room);
	const head = joined(above.filter(line => kept.includes(line)));
	const tail = joined(below.filter(line => kept.includes(line)));
	const left = messageLimit - head.length - tail.length - fences - 2;
	return `${head}\n\`\`\`\n${questionText(record, left)}\n\`\`\`\n${tail}`;
}

function headline({standing: {state, publication, reasons}}: Case): string {
	const why = reasons.filter(reason => reason !== 'draft').map(reason => reasonNames[reason]);
	const because = why.length === 0 ? '' : `: ${why.join(' · ')}`;
	if (publication === 'draft') return `📝 **Draft, waits for you**${because}`;
	return state === 'open' ? `🔎 **Please look**${because}` : `✅ **Done**${because}`;
}

export const reasonNames: Readonly<Record<AttentionReason, string>> = {
	refused: 'no cause named',
	low_confidence: 'not sure',
	not_helpful: 'not helpful',
	secret_found: 'secret pasted',
	injection_suspected: 'attempt to steer me suspected',
	new_cause: 'first answer with this cause',
	model_cut: 'much of the model’s text was cut',
	draft: 'draft',
	every_answer: 'every answer is shown',
};

function evidenceLine(record: AnswerRecord): string {
	const [client] = record.evidence.clients;
	const ids = describeRequestIds(record);
	const secrets = [...new Set(record.evidence.secrets.map(({kind}) => kind.replaceAll('_', ' ')))];
	return [
		describeEvidence(record),
		client && `client ${client.id}`,
		ids && `request id ${ids}`,
		secrets.length > 0 && `removed: ${secrets.join(', ')}`,
	]
		.filter(part => typeof part === 'string' && part !== '')
		.join(' · ');
}

/** As many of the answer's links as fit a line. */
function sources({answer}: AnswerRecord): string {
	const most = 320;
	let line = '';
	for (const citation of answer.citations.slice(0, 3)) {
		const next = [line, linkTo(citation)].filter(part => part !== '').join(' · ');
		if (next.length <= most) line = next;
	}
	return line;
}

function whereLine({record, replies}: Case): string {
	const {place, askerId} = record;
	const reply = replies.at(-1);
	const links = [
		place?.messageId !== undefined &&
			`[question](<${messageUrl({channelId: place.channelId, messageId: place.messageId}, place.guildId)}>)`,
		reply && `[reply](<${messageUrl(reply, place?.guildId)}>)`,
	].filter(link => typeof link === 'string');
	const who = askerId === undefined ? '' : `by ${personName(askerId)} `;
	const where = place === undefined ? '' : `in <#${place.channelId}> `;
	return `**Asked** ${who}${where}${timestamp(record.askedAt)}${links.length === 0 ? '' : `: ${links.join(' · ')}`}`;
}

/** What members said of the answer. */
function sayings({feedback}: Case): readonly Line[] {
	return feedback.map(({kind, byId, note}) => {
		const by = personName(byId);
		if (kind === 'solved') return {text: `🙂 **Solved**, says ${by}`, spare: 2};
		if (kind === 'ask_human') return {text: `🙋 **Handed over** for ${by}`, spare: 2};
		return {
			text: `🙁 **Not helpful**, says ${by}${note === undefined ? '' : `: ${quote(note, 250)}`}`,
			spare: 1,
		};
	});
}

/** What moderators did about it. */
function doings(given: Case): readonly Line[] {
	const {standing, reviews, history} = given;
	const lines: Line[] = [];
	if (reviews.length > 0) lines.push({text: judgedLine(reviews), spare: 0});
	const correction = standingCorrection(given);
	if (correction) {
		const {byId, at, cause, link, text} = correction;
		const details = [
			cause !== undefined && `\`${cause}\``,
			link !== undefined && linkTo({title: titleOfLink(link), url: link}),
		].filter(part => typeof part === 'string');
		lines.push({
			text: `✏️ **Corrected** by ${personName(byId)} ${timestamp(at)}${details.map(part => ` · ${part}`).join('')}`,
			spare: 0,
		});
		lines.push({text: `-# It says now: ${quote(withoutMarks(text), 160)}`, spare: 2});
	}
	const last = history.find(({action, detail}) => changedPublication(action, detail));
	if (standing.publication === 'retracted') lines.push({text: `↩️ **Taken back**${byWhom(last)}`, spare: 0});
	else if (last?.action === 'publish_answer') lines.push({text: `📤 **Let out**${byWhom(last)}`, spare: 3});
	return lines;
}

function changedPublication(action: string, detail: AuditEntry['detail']): boolean {
	return action === 'judge_answer'
		? detail?.judgement === 'unsafe'
		: ['retract_answer', 'discard_answer', 'restore_answer', 'publish_answer', 'correct_answer'].includes(
				action,
			);
}

function byWhom(entry: AuditEntry | undefined): string {
	return entry === undefined ? '' : ` by ${personName(entry.byId)} ${timestamp(entry.at)}`;
}

export const judgementNames: Readonly<Record<Judgement, string>> = {
	right: 'Right',
	partly: 'Partly',
	wrong: 'Wrong',
	unsafe: 'Unsafe',
};

/** Who judged how, and how far they agree. */
function judgedLine(reviews: readonly Review[]): string {
	const groups = judgements
		.map(judgement => ({judgement, by: reviews.filter(review => review.judgement === judgement)}))
		.filter(({by}) => by.length > 0);
	const named = groups.map(({judgement, by}) => `${judgementNames[judgement]} (${namesOf(by)})`);
	const most = Math.max(...groups.map(({by}) => by.length));
	const agreement = groups.length === 1 ? `all ${most} agree` : `${most} of ${reviews.length} agree`;
	return `**Judged:** ${named.join(' · ')}${reviews.length === 1 ? '' : `, ${agreement}`}`;
}

const mostNames = 5;

function namesOf(reviews: readonly Review[]): string {
	const names = reviews.slice(0, mostNames).map(({byId}) => personName(byId));
	const more = reviews.length - names.length;
	return [...names, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** Somebody by their id; `console` where no member acted, and nobody in particular where only figures are kept. */
export function personName(id: string): string {
	if (/^\d{1,20}$/.test(id)) return `<@${id}>`;
	return /^[a-z]{1,20}$/.test(id) ? id : 'somebody';
}

function questionText({evidence}: AnswerRecord, room: number): string {
	const text = questionExcerpt(evidence, room);
	return text === '' ? '(its text is no longer kept)' : text;
}

function named(name: string, text: string, spare: number): readonly Line[] {
	return text === '' ? [] : [{text: `**${name}:** ${text}`, spare}];
}

/** Without the lines that can be spared most, until the others fit. */
function fitting(lines: readonly Line[], room: number): readonly Line[] {
	let kept = lines;
	while (joined(kept).length > room) {
		const most = Math.max(...kept.map(({spare}) => spare));
		if (most <= 0) break;
		const index = kept.findLastIndex(({spare}) => spare === most);
		kept = kept.filter((_, at) => at !== index);
	}
	return kept;
}

function joined(lines: readonly Line[]): string {
	return lines.map(({text}) => text).join('\n');
}
