import {messageLimit} from '../../answer/fit-messages.ts';
import {linkTo} from '../../answer/markdown.ts';
import {quote} from '../../answer/quote.ts';
import type {AnswerRecord} from '../../log/answer-record.ts';
import {cut, messageUrl, percent, said, timestamp, verdictFor} from '../describe-answer.ts';
import {disarm} from '../disarm.ts';
import {describeProbe, showPhases} from '../progress-text.ts';
import type {Case} from './case.ts';
import {judgementNames, personName, reasonNames} from './write-card.ts';

/** How much of each list is shown. */
type Detail = {
	readonly causes: number;
	readonly reasons: number;
	readonly sections: number;
	readonly evidence: number;
};

/** From all that one wants to know to what always fits. */
const details: readonly Detail[] = [
	{causes: 5, reasons: 6, sections: 6, evidence: 12},
	{causes: 5, reasons: 4, sections: 5, evidence: 10},
	{causes: 4, reasons: 3, sections: 4, evidence: 8},
	{causes: 3, reasons: 2, sections: 3, evidence: 6},
	{causes: 2, reasons: 1, sections: 1, evidence: 3},
];

/** How an answer came about, in one message: evidence, causes with reasons and weights, sections, the test of the line, times. */
export function writeWhy(given: Case): string {
	const texts = details.map(detail => whyWith(given, detail));
	return texts.find(text => text.length <= messageLimit) ?? (texts.at(-1) ?? '').slice(0, messageLimit);
}

function whyWith(given: Case, detail: Detail): string {
	const {record} = given;
	return [
		`**Why: ${disarm(cut(verdictFor(record), 150))}**`,
		askedLine(given),
		`**Evidence:** ${evidenceOf(record, detail) || 'nothing that I know'}`,
		causesOf(record, detail),
		sectionsOf(record, detail),
		lineOf(record),
		timesOf(record),
		moderationOf(given),
		`-# Question ${record.id}; everything is in the file below`,
	]
		.filter(part => part !== '')
		.join('\n');
}

function askedLine({record, replies}: Case): string {
	const {askedAt, askerId, place, answer} = record;
	const reply = replies.at(-1);
	return [
		`Asked ${timestamp(askedAt)}`,
		...(askerId === undefined ? [] : [`by ${personName(askerId)}`]),
		...(reply ? [`[reply](<${messageUrl(reply, place?.guildId)}>)`] : []),
		`in ${record.evidence.language}, answered in ${answer.language} by ${writerOf(answer)}`,
	].join(' · ');
}

function writerOf({writer, model}: AnswerRecord['answer']): string {
	if (model === undefined) return writer === 'built-in' ? 'the built-in writer' : 'the model';
	const prompt = `${model.name}, prompt ${model.promptVersion}`;
	if (model.fallback !== undefined)
		return `the built-in writer (${prompt}: ${model.fallback.replaceAll('_', ' ')})`;
	const cutAway =
		model.cut.sentences === 0 ? '' : `, ${model.cut.sentences} of ${model.cut.of} sentences cut`;
	return `the model (${prompt}${cutAway})`;
}

function evidenceOf({evidence}: AnswerRecord, {evidence: most}: Detail): string {
	const saw = (name: string, excerpt: string, turn: number) =>
		said(`${name}${excerpt === '' ? '' : ` ${quote(excerpt, 50)}`}`, turn);
	const all = [
		...evidence.failures.map(({code, excerpt, turn}) => saw(`**${code}**`, excerpt, turn)),
		...evidence.serviceCodes.map(({code, turn}) => saw(`**${code}**`, '', turn)),
		...evidence.clients.slice(0, 2).map(({id, how}) => `client ${id}${how === 'sure' ? '' : ' (by name)'}`),
		...(evidence.target === undefined ? [] : [`about ${evidence.target}`]),
		...evidence.requestIds.slice(0, 2).map(id => `request id ${quote(id, 40)}`),
		...evidence.facts.map(({name}) => name.replaceAll('_', ' ')),
		...[...new Set(evidence.secrets.map(({kind}) => kind))].map(
			kind => `removed ${kind.replaceAll('_', ' ')}`,
		),
	];
	const more = all.length - most;
	return [...all.slice(0, most), ...(more > 0 ? [`${more} more`] : [])].join(' · ');
}

function causesOf({diagnosis}: AnswerRecord, {causes, reasons: mostReasons}: Detail): string {
	if (diagnosis.causes.length === 0) return '**Causes:** nothing speaks for any';
	const lines = diagnosis.causes.slice(0, causes).map(({id, confidence, score, reasons}, index) => {
		const shown = reasons
			.slice(0, index === 0 ? mostReasons : Math.ceil(mostReasons / 2))
			.map(({because, weight}) => `  - ${signed(weight)} ${disarm(because)}`);
		return [`${index + 1}. \`${id}\` ${percent(confidence)} (score ${score.toFixed(1)})`, ...shown].join(
			'\n',
		);
	});
	const compared =
		diagnosis.comparison.kind === 'nothing_to_compare' ? [] : [`-# ${disarm(diagnosis.comparison.sentence)}`];
	return [diagnosis.refused ? '**Causes**, none named:' : '**Causes**', ...lines, ...compared].join('\n');
}

function signed(weight: number): string {
	return `${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(1)}`;
}

function sectionsOf({sections}: AnswerRecord, {sections: most}: Detail): string {
	if (sections.length === 0) return '**Sections:** none fits well enough';
	const lines = sections.slice(0, most).map(({score, pageTitle, headings, url}) => {
		const last = headings.at(-1);
		const title = cut(last === undefined || last === pageTitle ? pageTitle : `${pageTitle}: ${last}`, 70);
		const short = url !== undefined && url.length <= 140;
		return `- ${score.toFixed(1)} ${short ? linkTo({title, url}) : title}`;
	});
	const more = sections.length - most;
	return ['**Sections**', ...lines, ...(more > 0 ? [`-# and ${more} more`] : [])].join('\n');
}

function lineOf({probe}: AnswerRecord): string {
	if (probe === undefined) return '**The line** was not tested';
	const id = probe.requestId === undefined ? '' : ` · request id ${quote(probe.requestId, 40)}`;
	const from = disarm(cut(probe.measuredFrom, 40));
	return `**The line**, ${timestamp(probe.at)} from ${from}: ${describeProbe(probe)} · ${showPhases(probe.observations, true)}${id}`;
}

function timesOf({times}: AnswerRecord): string {
	const {evidenceMs, retrievalMs, probeMs, diagnosisMs, answerMs, elapsedMs} = times;
	const ms = (value: number) => `${Math.round(value)} ms`;
	return `**Times:** read ${ms(evidenceMs)} · search ${ms(retrievalMs)} · test ${ms(probeMs)} · weigh ${ms(diagnosisMs)} · write ${ms(answerMs)} · in all ${ms(elapsedMs)}`;
}

function moderationOf({standing, reviews, corrections, feedback}: Case): string {
	const parts = [
		...(standing.reasons.length === 0
			? []
			: [
					`${standing.state === 'open' ? 'open' : 'done'} (${standing.reasons.map(reason => reasonNames[reason]).join(', ')})`,
				]),
		...(standing.publication === 'draft' || standing.publication === 'retracted'
			? [publicationNames[standing.publication]]
			: []),
		...reviews.slice(0, 4).map(({judgement, byId}) => `${judgementNames[judgement]} (${personName(byId)})`),
		...corrections
			.slice(-1)
			.map(
				({byId, cause}) => `corrected by ${personName(byId)}${cause === undefined ? '' : ` to \`${cause}\``}`,
			),
		...feedback.slice(0, 4).map(({kind, byId}) => `${kind.replaceAll('_', ' ')}, by ${personName(byId)}`),
	];
	return parts.length === 0 ? '' : `**Moderation:** ${parts.join(' · ')}`;
}

const publicationNames = {draft: 'a draft', retracted: 'taken back'} as const;

/** Everything that is kept of an answer, as a file. */
export function whyFile(given: Case): {readonly name: string; readonly bytes: Uint8Array} {
	const json = `${JSON.stringify(given, null, 2)}\n`;
	return {name: `answer-${given.record.id}.json`, bytes: new TextEncoder().encode(json)};
}
