import {html} from 'hono/html';
import {phaseNames} from '../failures/failure-codes.ts';
import {capitalised} from '../lib/capitalised.ts';
import type {Observation, ProbeReport} from '../probe/probe-report.ts';
import {describeObservation, duration, meaningOf, verdictNames} from './describe.ts';
import type {Html} from './page.ts';
import {renderTime} from './render-time.ts';

/** A test of the line as a card: what came of it, the phases drawn, and what the service said. */
export function renderLine(report: ProbeReport): Html {
	const {verdict, target, measuredFrom, at, status, requestId, vendorError, elapsedMs} = report;
	return html`<figure class="line" data-verdict="${verdict}">
		<figcaption>${badge(report)} <span class="target">${shortTarget(target)}</span></figcaption>
		${renderWaterfall(report.observations)}
		<p class="facts">${[
			status === undefined ? undefined : html`<span>HTTP <b>${status}</b></span>`,
			html`<span><b>${duration(elapsedMs)}</b> from ${measuredFrom}</span>`,
			html`<span>${renderTime(at)}</span>`,
			requestId === undefined
				? undefined
				: html`<span>request id <code>${requestId.slice(0, 80)}</code></span>`,
			vendorError === undefined ? undefined : html`<span>“${vendorError.slice(0, 200)}”</span>`,
			...report.families
				.filter(({outcome}) => outcome === 'failed')
				.map(({family, failure}) => html`<span class="bad">IPv${family}: ${meaningOf(failure)}</span>`),
		]}</p>
	</figure>`;
}

/** A place without a network of its own says nothing of the service. */
function badge({verdict, domain}: ProbeReport): Html {
	if (domain === 'our_probe') return html`<span class="badge running">No network here</span>`;
	return html`<span class="badge ${verdict}">${verdictNames[verdict]}</span>`;
}

/** The same while the test is under way. */
export function renderLineSoFar(line: {
	readonly title: string;
	readonly observations: readonly Observation[];
}): Html {
	return html`<figure class="line">
		<figcaption><span class="badge running">Testing</span> <span class="target">${line.title}</span></figcaption>
		${line.observations.length === 0 ? undefined : renderWaterfall(line.observations)}
	</figure>`;
}

const picture = {width: 320, row: 20, labelWidth: 54, timeWidth: 66};

/** The phases under one another, each bar beginning where the one before ended. Text beside it says the same. */
export function renderWaterfall(observations: readonly Observation[]): Html {
	const shown = observations.filter(
		({phase, outcome}) => outcome !== 'skipped' || (phase !== 'proxy' && phase !== 'open'),
	);
	const total = Math.max(
		0.001,
		shown.reduce((sum, observation) => sum + lengthOf(observation), 0),
	);
	const room = picture.width - picture.labelWidth - picture.timeWidth;
	const height = shown.length * picture.row;
	const words = shown.map(describeObservation).join('. ');
	return html`<svg class="waterfall" viewBox="0 0 ${picture.width} ${height}" role="img" aria-label="${`Phases of the connection. ${words}.`}">${shown.map(
		(observation, index) => {
			const before = shown.slice(0, index).reduce((sum, earlier) => sum + lengthOf(earlier), 0);
			const width = Math.max(3, (lengthOf(observation) / total) * room);
			const left = Math.min(picture.labelWidth + (before / total) * room, picture.labelWidth + room - width);
			const top = index * picture.row;
			const bar =
				observation.outcome === 'skipped'
					? html`<line class="skipped" x1="${picture.labelWidth}" x2="${picture.labelWidth + room - 6}" y1="${top + 10}" y2="${top + 10}"/>`
					: html`<rect class="track" x="${picture.labelWidth}" y="${top + 5}" width="${room}" height="10" rx="3"/><rect class="${observation.outcome}" x="${round(left)}" y="${top + 5}" width="${round(width)}" height="10" rx="3"/>`;
			return html`<g><text x="0" y="${top + 14}">${capitalised(phaseNames[observation.phase])}</text>${bar}<text class="time ${observation.outcome}" x="${picture.width}" y="${top + 14}" text-anchor="end">${timeText(observation)}</text></g>`;
		},
	)}</svg>`;
}

function timeText(observation: Observation): string {
	if (observation.outcome === 'skipped') return 'not reached';
	return `${observation.outcome === 'failed' ? '✕ ' : ''}${duration(observation.tookMs)}`;
}

function lengthOf(observation: Observation): number {
	return observation.outcome === 'skipped' ? 0 : Math.max(0, observation.tookMs);
}

function round(length: number): number {
	return Math.round(length * 10) / 10;
}

function shortTarget(target: string): string {
	const url = URL.parse(target);
	return url === null ? target : `${url.protocol}//${url.host}${url.pathname}`;
}
