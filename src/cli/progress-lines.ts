import type {Progress} from '../answer-question.ts';
import {failures} from '../failures/failure-codes.ts';
import type {Observation} from '../probe/probe-report.ts';

/** Each step of the road as one line for a terminal; undefined where there is nothing to say. */
export function progressLine(progress: Progress): string | undefined {
	switch (progress.stage) {
		case 'evidence': {
			const {failures: reported, clients, secrets} = progress.evidence;
			const found = [
				...new Set(reported.map(({code}) => code)),
				...clients.slice(0, 1).map(({id}) => id),
				...(secrets.length > 0 ? ['a secret, removed'] : []),
			];
			return `evidence   ${found.length === 0 ? 'no error text found' : found.join(', ')}`;
		}
		case 'retrieval':
			return `knowledge  ${progress.sections.length} sections`;
		case 'probe_started':
			return `probe      ${progress.target.url}`;
		case 'observation':
			return `           ${observationLine(progress.observation)}`;
		case 'diagnosis':
			return `diagnosis  ${progress.diagnosis.causes
				.slice(0, 3)
				.map(({id, confidence}) => `${id} ${Math.round(confidence * 100)} %`)
				.join(', ')}`;
		default:
			return undefined;
	}
}

/** One phase with its time and outcome. */
export function observationLine(observation: Observation): string {
	const name = observation.phase.padEnd(8);
	if (observation.outcome === 'skipped') return `– ${name} not reached: ${observation.because}`;
	const time = `${observation.tookMs.toFixed(0)} ms`.padStart(8);
	if (observation.outcome === 'passed') return `✓ ${name} ${time}`;
	return `✗ ${name} ${time}  ${failures[observation.failure].meaning}`;
}
