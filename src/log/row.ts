import type {Insertable, Selectable} from 'kysely';
import type {Door, Place} from '../evidence/question.ts';
import type {ProbeReport} from '../probe/probe-report.ts';
import type {AnswerRecord, TextGone} from './answer-record.ts';
import type {Schema} from './schema.ts';
import {sayTextGone} from './text-gone.ts';

/** A record as a row of `answer`: what is searched and sorted by in columns of its own, the rest as JSON. */
export function toRow(entry: AnswerRecord): Insertable<Schema['answer']> {
	const lead = entry.diagnosis.causes[0];
	return {
		id: entry.id,
		conversation_id: entry.conversationId,
		asked_at: entry.askedAt.toISOString(),
		door: entry.door,
		asker_id: entry.askerId ?? null,
		author_id: entry.authorId ?? null,
		guild_id: entry.place?.guildId ?? null,
		channel_id: entry.place?.channelId ?? null,
		message_id: entry.place?.messageId ?? null,
		question: entry.evidence.text,
		language: entry.answer.language,
		verdict: entry.answer.verdict,
		cause: lead?.id ?? null,
		confidence: lead?.confidence ?? null,
		domain: entry.diagnosis.domain,
		refused: entry.answer.refused ? 1 : 0,
		writer: entry.answer.writer,
		elapsed_ms: entry.times.elapsedMs,
		evidence_json: JSON.stringify(entry.evidence),
		probe_json: entry.probe === undefined ? null : JSON.stringify(entry.probe),
		sections_json: JSON.stringify(entry.sections),
		diagnosis_json: JSON.stringify(entry.diagnosis),
		answer_json: JSON.stringify(entry.answer),
		times_json: JSON.stringify(entry.times),
		text_gone: entry.textGone?.because ?? null,
		kept_days: entry.textGone?.because === 'retention' ? entry.textGone.keptDays : null,
		day: entry.askedAt.toISOString().slice(0, 10),
		...modelColumns(entry.answer),
	};
}

/** How a model took part, as it is counted: the tokens and the money of all that it was asked for. */
export function modelColumns({
	model,
	modelUses = [],
}: Pick<AnswerRecord['answer'], 'model' | 'modelUses'>): Pick<
	Selectable<Schema['answer']>,
	'model' | 'input_tokens' | 'output_tokens' | 'cost'
> {
	const uses = [...(model ? [model] : []), ...modelUses];
	const costs = uses.flatMap(({cost}) => cost ?? []);
	const sum = (numbers: readonly number[]) =>
		numbers.length === 0 ? null : numbers.reduce((all, one) => all + one, 0);
	return {
		model: model?.name ?? null,
		input_tokens: sum(uses.map(({tokens}) => tokens.input)),
		output_tokens: sum(uses.map(({tokens}) => tokens.output)),
		cost: sum(costs),
	};
}

/** The record that `toRow` made a row of. */
export function fromRow(row: Selectable<Schema['answer']>): AnswerRecord {
	const place = placeOf(row);
	const textGone = textGoneOf(row);
	return {
		id: row.id,
		conversationId: row.conversation_id,
		askedAt: new Date(row.asked_at),
		door: row.door as Door,
		...(row.asker_id !== null && {askerId: row.asker_id}),
		...(row.author_id !== null && {authorId: row.author_id}),
		...(place && {place}),
		evidence: JSON.parse(row.evidence_json),
		...(row.probe_json !== null && {probe: probeFrom(row.probe_json)}),
		sections: JSON.parse(row.sections_json),
		diagnosis: JSON.parse(row.diagnosis_json),
		answer: answerOf(row.answer_json, textGone),
		times: JSON.parse(row.times_json),
		...(textGone && {textGone}),
	};
}

export function textGoneOf({
	text_gone,
	kept_days,
}: Pick<Selectable<Schema['answer']>, 'text_gone' | 'kept_days'>): TextGone | undefined {
	if (text_gone === null) return undefined;
	return text_gone === 'retention' ? {because: 'retention', keptDays: kept_days ?? 0} : {because: 'request'};
}

/** Where there was a text, stands that it is gone, so that whoever shows a record says so. */
function answerOf(json: string, textGone: TextGone | undefined): AnswerRecord['answer'] {
	const answer: AnswerRecord['answer'] = JSON.parse(json);
	if (!textGone) return answer;
	const text = `This answer was ${sayTextGone(textGone)}.`;
	return {...answer, verdict: text, messages: [text], text};
}

function placeOf(row: Selectable<Schema['answer']>): Place | undefined {
	if (row.channel_id === null) return undefined;
	return {
		channelId: row.channel_id,
		...(row.guild_id !== null && {guildId: row.guild_id}),
		...(row.message_id !== null && {messageId: row.message_id}),
	};
}

export function probeFrom(json: string): ProbeReport {
	const report = JSON.parse(json) as Omit<ProbeReport, 'at'> & {at: string};
	return {...report, at: new Date(report.at)};
}
