import {join} from 'node:path';
import {Resvg} from '@resvg/resvg-js';
import {failures, phaseNames} from '../failures/failure-codes.ts';
import {capitalised} from '../lib/capitalised.ts';
import type {Observation, ProbeReport} from '../probe/probe-report.ts';

/** A picture of a measurement, with the words that say the same to who cannot see it. */
export type LinePicture = {readonly png: Uint8Array; readonly description: string};

const fonts = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map(file => join(import.meta.dirname, 'fonts', file));

/**
 * The phases of a measurement as a PNG: a bar each, beginning where the one before ended. It brings its own
 * background, so it reads alike in a light and a dark client, and is drawn twice as large for phones.
 */
export function drawLine(report: ProbeReport): LinePicture {
	const svg = waterfall(report);
	const image = new Resvg(svg, {
		font: {fontFiles: fonts, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans'},
		fitTo: {mode: 'zoom', value: 2},
	});
	return {png: image.render().asPng(), description: describe(report)};
}

const box = {width: 520, margin: 18, head: 56, row: 30, label: 84, time: 96};
const colours = {
	background: '#2b2d31',
	text: '#f2f3f5',
	faint: '#b5bac1',
	track: '#404249',
	passed: '#57c98a',
	failed: '#ff7b72',
};

function waterfall({observations, target, status, verdict, at}: ProbeReport): string {
	const shown = shownOf(observations);
	const height = box.head + shown.length * box.row + box.margin;
	const total = Math.max(
		1,
		shown.reduce((sum, observation) => sum + lengthOf(observation), 0),
	);
	const rows = shown.map((observation, index) => {
		const before = shown.slice(0, index).reduce((sum, earlier) => sum + lengthOf(earlier), 0);
		return row(observation, {
			top: box.head + index * box.row,
			start: before / total,
			share: lengthOf(observation) / total,
		});
	});
	const colour = verdict === 'open' || verdict === 'reachable' ? colours.passed : colours.failed;
	const title = shorten(endpointOf(target), 40);
	const result = `${verdict}${status === undefined ? '' : ` · HTTP ${status}`} · ${at.toISOString().slice(11, 16)} UTC`;
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${box.width}" height="${height}" font-family="DejaVu Sans">
<rect width="100%" height="100%" rx="8" fill="${colours.background}"/>
${text({x: box.margin, y: 24, size: 14, fill: colours.text, weight: 'bold'}, title)}
${text({x: box.margin, y: 44, size: 13, fill: colour, weight: 'bold'}, result)}
${rows.join('\n')}
</svg>`;
}

function row(observation: Observation, place: {top: number; start: number; share: number}): string {
	const {top, start, share} = place;
	const room = box.width - 2 * box.margin - box.label - box.time;
	const left = box.margin + box.label;
	const middle = top + box.row / 2;
	const width = Math.max(4, share * room);
	const x = Math.min(left + start * room, left + room - width);
	const skipped = observation.outcome === 'skipped';
	const fill = observation.outcome === 'failed' ? colours.failed : colours.passed;
	const bar = skipped
		? `<line x1="${left}" x2="${left + room}" y1="${middle}" y2="${middle}" stroke="${colours.track}" stroke-width="2" stroke-dasharray="4 5"/>`
		: `<rect x="${left}" y="${middle - 6}" width="${room}" height="12" rx="4" fill="${colours.track}"/><rect x="${round(x)}" y="${middle - 6}" width="${round(width)}" height="12" rx="4" fill="${fill}"/>`;
	const time = skipped
		? 'not reached'
		: `${observation.outcome === 'failed' ? '✕' : '✓'} ${duration(observation.tookMs)}`;
	return [
		text(
			{x: box.margin, y: middle + 5, size: 14, fill: skipped ? colours.faint : colours.text},
			capitalised(phaseNames[observation.phase]),
		),
		bar,
		text(
			{
				x: box.width - box.margin,
				y: middle + 5,
				size: 13,
				fill: skipped ? colours.faint : fill,
				anchor: 'end',
			},
			time,
		),
	].join('');
}

function describe(report: ProbeReport): string {
	const phases = shownOf(report.observations).map(observation => {
		const name = capitalised(phaseNames[observation.phase]);
		if (observation.outcome === 'skipped') return `${name} not reached`;
		if (observation.outcome === 'passed') return `${name} passed in ${duration(observation.tookMs)}`;
		return `${name} failed after ${duration(observation.tookMs)}: ${failures[observation.failure].meaning}`;
	});
	const status = report.status === undefined ? '' : `, HTTP ${report.status}`;
	return `Test of ${endpointOf(report.target)}: ${report.verdict}${status}. ${phases.join('. ')}.`;
}

function shownOf(observations: readonly Observation[]): readonly Observation[] {
	return observations.filter(
		({phase, outcome}) => outcome !== 'skipped' || (phase !== 'proxy' && phase !== 'open'),
	);
}

function lengthOf(observation: Observation): number {
	return observation.outcome === 'skipped' ? 0 : Math.max(0, observation.tookMs);
}

function duration(ms: number): string {
	return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

function endpointOf(target: string): string {
	const url = URL.parse(target);
	return url === null ? target : `${url.host}${url.pathname}`;
}

function shorten(words: string, limit: number): string {
	return words.length > limit ? `${words.slice(0, limit - 1)}…` : words;
}

function text(
	style: {x: number; y: number; size: number; fill: string; weight?: 'bold'; anchor?: 'end'},
	words: string,
): string {
	const {x, y, size, fill, weight = 'normal', anchor = 'start'} = style;
	return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" font-weight="${weight}" text-anchor="${anchor}">${escapeXml(words)}</text>`;
}

/** For XML; characters that it cannot hold (RFC 7303, XML 1.0 section 2.2) become blanks. */
function escapeXml(words: string): string {
	const entities: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'};
	return words
		.toWellFormed()
		.replace(/[\p{Cc}\ufffe\uffff]/gu, ' ')
		.replace(/[&<>"]/g, character => entities[character] ?? '');
}

function round(length: number): number {
	return Math.round(length * 10) / 10;
}
