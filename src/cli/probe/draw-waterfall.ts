import {failures} from '../../failures/failure-codes.ts';
import type {FamilyObservation, Observation, ProbeReport} from '../../probe/probe-report.ts';
import {type Paint, printable} from './paint.ts';

const nameWidth = 8;
const barWidth = 32;
const timeWidth = 8;

/** The phases of a probe one below the other, each as long as it took and where it began, with what it showed. */
export function drawWaterfall(
	report: ProbeReport,
	{paint, columns = Number.POSITIVE_INFINITY}: {readonly paint: Paint; readonly columns?: number | undefined},
): string {
	const {observations, elapsedMs} = report;
	const wholeMs = Math.max(elapsedMs, sum(observations), 1);
	const room = Math.max(20, columns - (4 + nameWidth + 1 + barWidth + 1 + timeWidth + 2));
	return observations
		.map((observation, index) => {
			const {phase, outcome, tookMs} = observation;
			const name = phase.padEnd(nameWidth);
			if (outcome === 'skipped') {
				return paint.faint(`  – ${name} ${''.padEnd(barWidth + 1 + timeWidth)}  ${observation.because}`);
			}
			const bar = drawBar({beganMs: sum(observations.slice(0, index)), tookMs, wholeMs});
			const time = milliseconds(tookMs).padStart(timeWidth);
			const shown = shorten(shownBy(observation, report), room);
			return outcome === 'passed'
				? `  ${paint.good('✓')} ${name} ${paint.good(bar)} ${time}  ${paint.faint(shown)}`
				: `  ${paint.bad('✗')} ${name} ${paint.bad(bar)} ${time}  ${paint.bad(shown)}`;
		})
		.map(line => line.trimEnd())
		.join('\n');
}

/** One figure below 10 ms, so that a fast line shows where its time goes. */
export function milliseconds(ms: number): string {
	return `${ms < 9.95 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}

function sum(observations: readonly Observation[]): number {
	return observations.reduce((ms, {tookMs}) => ms + tookMs, 0);
}

function drawBar(given: {
	readonly beganMs: number;
	readonly tookMs: number;
	readonly wholeMs: number;
}): string {
	const scale = barWidth / given.wholeMs;
	const from = Math.min(barWidth - 1, Math.floor(given.beganMs * scale));
	const length = Math.max(1, Math.min(barWidth - from, Math.round(given.tookMs * scale)));
	return `${'·'.repeat(from)}${'█'.repeat(length)}`.padEnd(barWidth, '·');
}

function shownBy(observation: Observation, report: ProbeReport): string {
	const seen = seenIn(observation, report);
	// The meaning of a status is its number and its name: the number is shown anyway.
	if (observation.outcome !== 'failed' || seen.startsWith('HTTP ')) return seen;
	return listed(failures[observation.failure].meaning, seen);
}

function listed(...texts: readonly string[]): string {
	return texts.filter(text => text !== '').join(', ');
}

/** What came to light in a phase, besides its time. */
function seenIn({phase, outcome}: Observation, report: ProbeReport): string {
	const {families, tls, status, vendorError, proxy, roundTripMs, closeCode} = report;
	switch (phase) {
		case 'proxy':
			return proxy === undefined ? '' : `through ${proxy}`;
		case 'tcp':
			return families.map(family => familyWords(family, outcome)).join(', ');
		case 'tls':
			return tls === undefined ? '' : printable(`${tls.protocol}, ${tls.issuer}, ${tls.daysLeft} days left`);
		case 'upgrade':
		case 'request':
			return listed(status === undefined ? '' : `HTTP ${status}`, printable(vendorError ?? ''));
		case 'open':
			return listed(
				roundTripMs === undefined ? '' : `answered after ${milliseconds(roundTripMs)}`,
				closeCode === undefined ? '' : `closed with ${closeCode}`,
			);
		default:
			return '';
	}
}

/** Why a family failed is said where the other one did not. */
function familyWords(
	{family, address, outcome, failure = 'unknown'}: FamilyObservation,
	ofPhase: Observation['outcome'],
): string {
	if (outcome === 'not_tried') return `IPv${family} not tried`;
	const where = `IPv${family} ${address}`;
	return outcome === 'failed' && ofPhase === 'passed' ? `${where}: ${failures[failure].meaning}` : where;
}

function shorten(text: string, most: number): string {
	return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
