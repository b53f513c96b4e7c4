import {Counter, collectDefaultMetrics, Histogram, Registry} from 'prom-client';
import type {PictureCall} from '../answer/read-pictures.ts';
import type {DoorEvent} from '../discord/door-event.ts';
import type {AnswerRecord, StageTimes} from '../log/answer-record.ts';
import type {Unwritten} from '../log/steady-log.ts';
import type {EmbeddingCall} from '../retrieval/embed-texts.ts';
import {countDoor, type DoorSources} from './door-metrics.ts';
import {gaugeLog} from './log-metrics.ts';
import {countModel} from './model-metrics.ts';
import {countPictures} from './picture-metrics.ts';

/** What Lineman counts about itself, for Prometheus. Labels come from closed lists: no text of a member is one. */
export type Metrics = {
	/** Counts one answered question; call it once for each, whatever door it came in by. */
	observeRecord(record: AnswerRecord): void;
	/** Counts one request to the server of embeddings. */
	observeEmbedding(call: EmbeddingCall): void;
	/** Counts one picture that a model was asked to read. */
	observePicture(call: PictureCall): void;
	/** Shows what the log could not write, from now on. */
	observeLog(unwritten: () => Unwritten): void;
	/** Counts what happens to questions in Discord. */
	observeDoor(event: DoorEvent): void;
	/** Shows how the door and the database fare, from now on. */
	observeDoorState(sources: DoorSources): void;
	readonly contentType: string;
	/** Everything counted so far, in Prometheus' text format. */
	text(): Promise<string>;
};

const stages = {
	evidence: 'evidenceMs',
	probe: 'probeMs',
	retrieval: 'retrievalMs',
	diagnosis: 'diagnosisMs',
	answer: 'answerMs',
} as const satisfies Record<string, keyof StageTimes>;

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(): Metrics {
	const registry = new Registry();
	collectDefaultMetrics({register: registry});
	const registers = [registry];
	const questions = new Counter({
		name: 'lineman_questions_total',
		help: 'Questions answered, by door, by verdict (diagnosed or refused) and by the kind of the leading cause',
		labelNames: ['door', 'verdict', 'cause_kind'],
		registers,
	});
	const refused = new Counter({
		name: 'lineman_refused_total',
		help: 'Questions for which no cause was named, by door',
		labelNames: ['door'],
		registers,
	});
	const probes = new Counter({
		name: 'lineman_probes_total',
		help: 'Tests of the line made for a question, by verdict and by the phase that failed',
		labelNames: ['verdict', 'failed_phase'],
		registers,
	});
	const stageSeconds = new Histogram({
		name: 'lineman_stage_duration_seconds',
		help: 'Time that each stage of a question took',
		labelNames: ['stage'],
		buckets,
		registers,
	});
	const answerSeconds = new Histogram({
		name: 'lineman_answer_duration_seconds',
		help: 'Time from question to answer, by door',
		labelNames: ['door'],
		buckets,
		registers,
	});
	const embeddingCalls = new Counter({
		name: 'lineman_embedding_calls_total',
		help: 'Requests to the server of embeddings, by what the vectors are for',
		labelNames: ['purpose'],
		registers,
	});
	const embeddingFailures = new Counter({
		name: 'lineman_embedding_failures_total',
		help: 'Requests to the server of embeddings that failed, by what the vectors are for and by how they failed',
		labelNames: ['purpose', 'failure'],
		registers,
	});
	const embeddingSeconds = new Histogram({
		name: 'lineman_embedding_duration_seconds',
		help: 'Time that a request to the server of embeddings took, by what the vectors are for',
		labelNames: ['purpose'],
		buckets,
		registers,
	});
	const embeddingTokens = new Counter({
		name: 'lineman_embedding_tokens_total',
		help: 'Tokens that the server of embeddings counted, by what the vectors are for',
		labelNames: ['purpose'],
		registers,
	});
	const door = countDoor(registers);
	const observeModel = countModel(registers);
	return {
		observeEmbedding({purpose, failure, tookMs, tokens}) {
			embeddingCalls.inc({purpose});
			if (failure !== undefined) embeddingFailures.inc({purpose, failure});
			embeddingSeconds.observe({purpose}, tookMs / 1000);
			embeddingTokens.inc({purpose}, tokens);
		},
		observeRecord({door, diagnosis, probe, times, answer}) {
			observeModel(answer.model, answer.modelUses);
			const causeKind = diagnosis.causes[0]?.kind ?? 'none';
			questions.inc({door, verdict: diagnosis.refused ? 'refused' : 'diagnosed', cause_kind: causeKind});
			if (diagnosis.refused) refused.inc({door});
			if (probe) probes.inc({verdict: probe.verdict, failed_phase: probe.failedPhase ?? 'none'});
			for (const [stage, field] of Object.entries(stages)) {
				if (stage !== 'probe' || probe) stageSeconds.observe({stage}, times[field] / 1000);
			}
			answerSeconds.observe({door}, times.elapsedMs / 1000);
		},
		observePicture: countPictures(registers),
		observeLog: gaugeLog(registers),
		observeDoor: door.observe,
		observeDoorState: door.look,
		contentType: registry.contentType,
		text: () => registry.metrics(),
	};
}
