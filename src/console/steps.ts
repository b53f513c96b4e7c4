import type {Progress} from '../answer-question.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import type {Observation, ProbeReport, Target} from '../probe/probe-report.ts';
import {
	describeDiagnosis,
	describeEvidence,
	describeObservation,
	describeProbe,
	describeSections,
} from './describe.ts';

/** One stage of an answer as a person follows it. */
export type Step = {
	readonly title: string;
	readonly state: 'waiting' | 'running' | 'done' | 'left_out';
	/** What came of it. */
	readonly detail?: string;
	readonly tookMs?: number;
};

/** A test of the line as far as it has come; `report` once it is over. */
export type LineSoFar = {
	readonly target: Target;
	readonly observations: readonly Observation[];
	readonly report?: ProbeReport;
};

const titles = {
	evidence: 'Read the message',
	retrieval: 'Search the knowledge',
	probe: 'Test the line',
	diagnosis: 'Find the cause',
} as const;

/** The steps while the work goes on; the first that is not done is running. */
export function stepsSoFar(progress: readonly Progress[]): readonly Step[] {
	const evidence = last(progress, 'evidence');
	const retrieval = last(progress, 'retrieval');
	const diagnosis = last(progress, 'diagnosis');
	const steps: readonly Step[] = [
		stepOf(titles.evidence, evidence && describeEvidence(evidence.evidence)),
		stepOf(titles.retrieval, retrieval && describeSections(retrieval.sections)),
		probeStep(progress, diagnosis !== undefined),
		stepOf(titles.diagnosis, diagnosis && describeDiagnosis(diagnosis.diagnosis)),
	];
	const next = steps.findIndex(({state}) => state === 'waiting' || state === 'running');
	return steps.map((step, index) => (index === next ? {...step, state: 'running'} : step));
}

/** The steps of an answered question, with the time that each took. */
export function stepsOf({evidence, sections, probe, diagnosis, times}: AnswerRecord): readonly Step[] {
	return [
		{...stepOf(titles.evidence, describeEvidence(evidence)), tookMs: times.evidenceMs},
		{...stepOf(titles.retrieval, describeSections(sections)), tookMs: times.retrievalMs},
		probe === undefined ? leftOut : {...stepOf(titles.probe, describeProbe(probe)), tookMs: times.probeMs},
		{...stepOf(titles.diagnosis, describeDiagnosis(diagnosis)), tookMs: times.diagnosisMs},
	];
}

/** Every test of the line that has begun, in the order of beginning. */
export function linesSoFar(progress: readonly Progress[]): readonly LineSoFar[] {
	return progress
		.filter(event => event.stage === 'probe_started')
		.map(({target}) => {
			const observations = progress
				.filter(event => event.stage === 'observation')
				.filter(event => event.target.name === target.name && event.target.url === target.url)
				.map(({observation}) => observation);
			const report = progress
				.filter(event => event.stage === 'probe')
				.find(event => event.report.target === target.url || event.report.targetName === target.name)?.report;
			return {target, observations, ...(report && {report})};
		});
}

/** One event in words, for those who listen. */
export function sayProgress(event: Progress): string {
	switch (event.stage) {
		case 'evidence':
			return `${titles.evidence}: ${describeEvidence(event.evidence)}`;
		case 'retrieval':
			return `${titles.retrieval}: ${describeSections(event.sections)}`;
		case 'probe_started':
			return `${titles.probe}: ${event.target.title}`;
		case 'observation':
			return describeObservation(event.observation);
		case 'probe':
			return `${titles.probe}: ${describeProbe(event.report)}`;
		case 'diagnosis':
			return `${titles.diagnosis}: ${describeDiagnosis(event.diagnosis)}`;
		case 'writing':
			return '';
		case 'answer':
			return `Answer: ${event.answer.verdict}`;
	}
}

const leftOut: Step = {title: titles.probe, state: 'left_out', detail: 'not needed for this one'};

function probeStep(progress: readonly Progress[], isOver: boolean): Step {
	const begun = progress.filter(event => event.stage === 'probe_started');
	const reports = progress.filter(event => event.stage === 'probe');
	const report = reports.at(-1)?.report;
	if (begun.length === 0) return isOver ? leftOut : stepOf(titles.probe, undefined);
	if (reports.length >= begun.length && report !== undefined)
		return stepOf(titles.probe, describeProbe(report));
	return {title: titles.probe, state: 'running', detail: begun.map(({target}) => target.title).join(', ')};
}

function stepOf(title: string, detail: string | undefined): Step {
	return detail === undefined ? {title, state: 'waiting'} : {title, state: 'done', detail};
}

function last<S extends Progress['stage']>(
	progress: readonly Progress[],
	stage: S,
): Extract<Progress, {readonly stage: S}> | undefined {
	return progress.findLast((event): event is Extract<Progress, {readonly stage: S}> => event.stage === stage);
}
