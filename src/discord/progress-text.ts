import type {Progress} from '../answer-question.ts';
import {failures, phaseNames} from '../failures/failure-codes.ts';
import type {Observation, ProbeReport} from '../probe/probe-report.ts';
import {disarm} from './disarm.ts';

/** The first words to a member; everything until the answer stands below them. */
export function greet(memberId: string): string {
	return `Hi <@${memberId}>. I'm Lineman, your friendly support bot. I'm testing the line and searching the knowledge base. 👋`;
}

/** What has happened so far on the way to an answer, as far as it is shown. */
export type Steps = {
	readonly read?: string;
	/** What is said of a key that the message holds. */
	readonly keyWarning?: string;
	readonly line?: {
		readonly title: string;
		readonly observations: readonly Observation[];
		readonly isDone: boolean;
	};
	readonly sections?: number;
	readonly isDiagnosed?: boolean;
	/** The reply as far as it is written. */
	readonly writing?: string;
	/** A model's first words have just come. */
	readonly isBeginning?: boolean;
};

/** The steps after one more thing has happened. */
export function follow(steps: Steps, progress: Progress): Steps {
	switch (progress.stage) {
		case 'evidence':
			return {
				...steps,
				// What earlier messages said was read before.
				read: namedFailures(progress.evidence.failures.filter(({turn}) => turn === 0).map(({code}) => code)),
			};
		case 'probe_started':
			return {...steps, line: {title: progress.target.title, observations: [], isDone: false}};
		case 'observation':
			return {
				...steps,
				line: {
					title: steps.line?.title ?? progress.target.title,
					observations: [...(steps.line?.observations ?? []), progress.observation],
					isDone: false,
				},
			};
		case 'probe':
			return {
				...steps,
				line: {
					title: steps.line?.title ?? progress.report.targetName ?? 'the line',
					observations: progress.report.observations,
					isDone: true,
				},
			};
		case 'retrieval':
			return {...steps, sections: progress.sections.length};
		case 'diagnosis':
			return {...steps, isDiagnosed: true};
		case 'writing':
			return {...steps, writing: progress.text, isBeginning: progress.isBeginning === true};
		case 'answer':
			return steps;
	}
}

/** What a reply shows while the work goes on: the steps below the greeting, or the answer as far as it is written. */
export function showProgress(memberId: string, steps: Steps): string {
	return steps.writing === undefined ? `${greet(memberId)}\n\n${showSteps(steps)}` : disarm(steps.writing);
}

/** The steps as lines of Discord Markdown: what is done, and what is being done. */
export function showSteps(steps: Steps): string {
	const {read, line, sections, isDiagnosed} = steps;
	if (read === undefined) return '⏳ Reading your message';
	const lines = [read === '' ? '✅ Read your message' : `✅ Read your message: ${read}`];
	if (steps.keyWarning !== undefined) lines.push(steps.keyWarning);
	if (sections !== undefined) lines.push(`✅ Searched the knowledge base: ${count(sections, 'section')}`);
	if (line) {
		const start = line.isDone ? '✅ Tested' : '⏳ Testing';
		lines.push(`${start} ${disarm(line.title)}: ${showPhases(line.observations, line.isDone)}`);
	}
	if (isDiagnosed) lines.push('⏳ Writing the answer');
	else if (sections === undefined) lines.push('⏳ Searching the knowledge base');
	else if (!line || line.isDone) lines.push('⏳ Weighing the causes');
	return lines.join('\n');
}

/** The phases of a test in one line: `DNS ✓ 2 ms · TCP ✗ 10 ms`. */
export function showPhases(observations: readonly Observation[], isDone: boolean): string {
	const shown = observations
		.filter(observation => observation.outcome !== 'skipped')
		.map(({phase, outcome, tookMs}) => {
			const mark = outcome === 'passed' ? '✓' : '✗';
			return `${phaseNames[phase]} ${mark} ${Math.round(tookMs)} ms`;
		});
	return [...shown, ...(isDone ? [] : ['…'])].join(' · ');
}

/** What one test of the line found, in words that follow "The line: ". */
export function describeProbe(report: ProbeReport): string {
	const status = report.status === undefined ? '' : ` (HTTP ${report.status})`;
	switch (report.verdict) {
		case 'open':
			return 'the connection opens';
		case 'reachable':
			return `the service answers and asks for a key${status}`;
		case 'refused':
			return `the connection is refused${status}`;
		case 'unreachable': {
			const where = report.failedPhase ? ` at ${phaseNames[report.failedPhase]}` : '';
			return `it fails${where}${report.failure ? `: ${failures[report.failure].meaning}` : ''}`;
		}
	}
}

function namedFailures(codes: readonly (keyof typeof failures)[]): string {
	const shown = [...new Set(codes)].slice(0, 3).map(code => failures[code].meaning);
	return shown.join(', ');
}

function count(number: number, noun: string): string {
	return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
