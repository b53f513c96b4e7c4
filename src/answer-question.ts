import type {Answer} from './answer/answer.ts';
import type {Diagnosis} from './diagnosis/diagnosis.ts';
import type {Evidence} from './evidence/evidence.ts';
import type {Question} from './evidence/question.ts';
import type {AnswerRecord} from './log/answer-record.ts';
import type {Observation, ProbeReport, Target} from './probe/probe-report.ts';
import type {Knowledge} from './retrieval/knowledge.ts';
import type {FoundSection, Search} from './retrieval/section.ts';

/** What happens on the road, in the order in which it happens; doors show it while the work goes on. */
export type Progress =
	| {readonly stage: 'evidence'; readonly evidence: Evidence}
	| {readonly stage: 'probe_started'; readonly target: Target}
	| {readonly stage: 'observation'; readonly target: Target; readonly observation: Observation}
	| {readonly stage: 'probe'; readonly report: ProbeReport}
	| {readonly stage: 'retrieval'; readonly sections: readonly FoundSection[]}
	| {readonly stage: 'diagnosis'; readonly diagnosis: Diagnosis}
	| {readonly stage: 'answer'; readonly answer: Answer};

export type ProbeTarget = (
	target: Target,
	options: {readonly signal?: AbortSignal; readonly onObservation?: (observation: Observation) => void},
) => Promise<ProbeReport>;

/** What the road is walked with; `main.ts`, `cli.ts` and tests build it. */
export type Tools = {
	/** The knowledge as it stands now: it may be reloaded while the bot runs. */
	readonly knowledge: () => Knowledge;
	readonly search: Search;
	/** Undefined: the line is not tested. */
	readonly probe?: ProbeTarget;
	/** Undefined: nothing is remembered. */
	readonly record?: (entry: AnswerRecord) => Promise<void>;
	readonly now: () => Date;
};

export type Walk = {
	readonly onProgress?: (progress: Progress) => void;
	readonly signal?: AbortSignal;
};

export declare function answerQuestion(question: Question, tools: Tools, walk?: Walk): Promise<AnswerRecord>;
