import type {Logger} from 'pino';
import {answerQuestion, type Walk} from '../answer-question.ts';
import type {Metrics} from '../console/metrics.ts';
import type {Question} from '../evidence/question.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import {isAway} from '../log/is-away.ts';
import type {OpenTools} from '../open-tools.ts';
import {noLongerOurs, type SharedQuestions} from '../queue/share-questions.ts';
import {canBeShared} from '../watch/judge-incident.ts';
import type {Watch} from '../watch/watch-line.ts';

type Given = {
	readonly tools: OpenTools;
	readonly watch: Watch;
	readonly metrics: Metrics;
	readonly logger: Logger;
	readonly breathe: () => Promise<void>;
	readonly shared: SharedQuestions | undefined;
};

/** The road for every door: what comes of it is counted, and told to the operator and the watch where they want to know. */
export function openRoad(given: Given): (question: Question, walk?: Walk) => Promise<AnswerRecord> {
	const {tools, watch, metrics, logger, breathe} = given;
	const record = (entry: AnswerRecord) => keep(entry, given);
	return async (question, walk) => {
		const entry = await answerQuestion(question, {...tools, record, news: watch.news, breathe}, walk);
		metrics.observeRecord(entry);
		reportFallback(entry, logger);
		reportToWatch(entry, watch, logger);
		return entry;
	};
}

/** A question that several processes share is recorded by the one that holds it: never after it was taken back. */
async function keep(entry: AnswerRecord, {tools, shared}: Given): Promise<void> {
	if (!shared || entry.door !== 'discord') return tools.log.record(entry);
	try {
		if (await tools.log.shared.record(entry, shared.holder)) return;
	} catch (error) {
		if (!isAway(error)) throw error;
		return tools.log.record(entry);
	}
	throw noLongerOurs;
}

/** An operator wants to know that the model is of no use today; members do not notice. */
function reportFallback({id, answer: {model}}: AnswerRecord, logger: Logger): void {
	// A budget that is used up is told once, not with every answer.
	if (model?.fallback === undefined || model.fallback === 'over_budget') return;
	const {name, fallback: reason, totalMs, cut} = model;
	logger.warn(
		{questionId: id, model: name, reason, totalMs, cut},
		'the built-in answer stands in for the model',
	);
}

/** A failure that can be everybody's counts towards an incident. */
function reportToWatch(
	{id, evidence, askerId, probe, askedAt}: AnswerRecord,
	watch: Watch,
	logger: Logger,
): void {
	const failure = evidence.failures.find(({turn, code}) => turn === 0 && canBeShared(code))?.code;
	const target = evidence.target ?? probe?.targetName;
	if (failure === undefined || target === undefined || askerId === undefined) return;
	watch.report({target, failure, askerId, at: askedAt}).catch(error => {
		logger.error({questionId: id, err: error}, 'a report could not be counted');
	});
}
