import {html} from 'hono/html';
import {type FailureCode, failures, isFailureCode, phaseNames} from '../../failures/failure-codes.ts';
import {capitalised} from '../../lib/capitalised.ts';
import {type Incident, measuredPhases} from '../../log/line-history.ts';
import type {ServerName} from '../../log/sessions.ts';
import {counted, duration} from '../describe.ts';
import {type Frame, type Html, renderPage} from '../page.ts';
import {renderTime} from '../render-time.ts';
import {type BinState, sayAvailability, type TargetLine} from './availability.ts';
import {fillOf, type Look, renderBars, renderPatterns, renderSwatch, round} from './charts.ts';
import {renderSpanForm} from './span-form.ts';
import {answersPath, type Bin, type WantedSpan} from './wanted-span.ts';
import {writeBin, writeCount, writeLength} from './write-figures.ts';

export type LinePage = {
	readonly frame: Frame;
	readonly span: WantedSpan;
	readonly servers: readonly ServerName[];
	readonly bins: readonly Bin[];
	readonly lines: readonly TargetLine[];
	readonly titles: ReadonlyMap<string, string>;
	/** Checks are kept no longer than so many days. */
	readonly keptDays: number;
};

const looks: Readonly<Record<(typeof measuredPhases)[number], Look>> = {
	dns: 'dotted',
	tcp: 'hollow',
	tls: 'striped',
	upgrade: 'solid',
};

/** How every endpoint did over time, as the watch saw it. */
export function renderLine(page: LinePage): Html {
	const {frame, lines, keptDays} = page;
	const isEmpty = lines.every(({checks}) => checks === 0);
	return renderPage({
		title: 'Lineman: the line over time',
		name: 'insights',
		frame,
		style: frame.assets.figures,
		main: html`<main id="main" class="reading insights">
		<h1>Insights</h1>
		${renderSpanForm({path: '/insights/line', ...page})}
		${renderPatterns()}
		<h2>The line over time</h2>
		<p class="note">Tests of every endpoint that Lineman made by itself, from where it runs. Checks that failed because its own network was down are left out. They are kept for ${keptDays} days.</p>
		${
			isEmpty
				? html`<p class="note">In this time nothing was tested.</p>`
				: html`<ul class="legend" aria-hidden="true"><li>${renderSwatch('solid')} answered as it should</li><li>${renderSwatch('striped')} share that failed</li><li>${renderSwatch('hollow')} not tested</li><li><span class="incident">▲</span> incident</li></ul>${lines.map(line => renderTarget(line, page))}`
		}
	</main>`,
	});
}

function renderTarget(line: TargetLine, page: LinePage): Html {
	const {target, checks, failed, bins: states, incidents} = line;
	const {bins, titles} = page;
	const id = `line-${target.replaceAll(/[^\w-]/g, '-')}`;
	const title = titles.get(target) ?? target;
	const heading = html`<h2 id="${id}">${title}</h2>`;
	if (checks === 0) {
		return html`<section class="target-line" aria-labelledby="${id}">${heading}<p class="note">Not tested in this time.</p></section>`;
	}
	return html`<section class="target-line" aria-labelledby="${id}">${heading}
		<p class="availability"><b>${sayAvailability(line)}</b> of ${counted(checks, 'check')} answered as they should; ${failed === 0 ? 'none' : writeCount(failed)} failed. ${incidents.length === 0 ? 'No incident.' : `${counted(incidents.length, 'incident')}.`}</p>
		${renderStrip(line, bins)}
		${renderIncidents(incidents, page)}
		${renderBars({
			id: `${id}-phases`,
			title: 'Time of the phases',
			says: `The mean of the checks that were healthy: ${measuredPhases.flatMap(phase => (line.phases[phase] === undefined ? [] : [`${phaseNames[phase]} ${duration(line.phases[phase])}`])).join(', ')}.`,
			ticks: bins.map(writeBin),
			series: measuredPhases.map(phase => ({
				title: capitalised(phaseNames[phase]),
				look: looks[phase],
				values: states.map(state => state?.phases[phase] ?? 0),
			})),
			write: value => (value === 0 ? '0' : duration(value)),
		})}
		<details class="as-table"><summary>Checks as a table</summary><div class="scroll" tabindex="0" role="group" aria-label="Checks of ${title} as a table"><table class="figures"><thead><tr><th scope="col">Day</th><th scope="col">Checks</th><th scope="col">Failed</th><th scope="col">Available</th><th scope="col">Incident</th></tr></thead><tbody>${bins.map(
			(bin, index) => renderRow(bin, {state: states[index], isMarked: line.marked.has(index)}),
		)}</tbody></table></div></details>
	</section>`;
}

function renderRow(
	bin: Bin,
	{state, isMarked}: {readonly state: BinState | undefined; readonly isMarked: boolean},
): Html {
	return html`<tr><th scope="row">${writeBin(bin).title}</th>${
		state === undefined
			? html`<td>0</td><td>–</td><td>not tested</td>`
			: html`<td>${writeCount(state.checks)}</td><td>${writeCount(state.failed)}</td><td>${sayAvailability(state)}</td>`
	}<td>${isMarked ? 'yes' : 'no'}</td></tr>`;
}

const strip = {width: 720, height: 54, top: 16, bottom: 0};
/** What failed is never too little to be seen. */
const leastFailed = 5;

/** A column for each day: what failed of it stands at its foot, an incident above it. */
function renderStrip({bins: states, marked}: TargetLine, bins: readonly Bin[]): Html {
	const step = strip.width / Math.max(1, bins.length);
	const tall = strip.height - strip.top;
	const width = Math.max(1, step - Math.min(3, step * 0.25));
	return html`<svg class="strip" viewBox="0 0 ${strip.width} ${strip.height}" aria-hidden="true" focusable="false">${bins.map(
		(bin, index) => {
			const state = states[index];
			const x = round(index * step);
			const failed =
				state === undefined || state.failed === 0
					? 0
					: Math.max(leastFailed, (state.failed / state.checks) * tall);
			const said =
				state === undefined
					? 'not tested'
					: `${sayAvailability(state)}, ${writeCount(state.failed)} of ${counted(state.checks, 'check')} failed`;
			return html`<g><title>${writeBin(bin).title}: ${said}${marked.has(index) ? ', incident' : ''}</title>${
				state === undefined
					? html`<rect class="untested" x="${x + 0.5}" y="${strip.top + 0.5}" width="${round(width - 1)}" height="${tall - 1}"/>`
					: html`<rect class="healthy" x="${x}" y="${strip.top}" width="${round(width)}" height="${tall}"/>`
			}${failed === 0 ? undefined : html`<rect class="failed-ground" x="${x}" y="${round(strip.height - failed)}" width="${round(width)}" height="${round(failed)}"/><rect${fillOf('striped')} x="${x}" y="${round(strip.height - failed)}" width="${round(width)}" height="${round(failed)}"/>`}${
				marked.has(index)
					? html`<path class="incident" d="M${round(x + width / 2)} 3 l5 9 h-10 z"/>`
					: undefined
			}</g>`;
		},
	)}</svg>`;
}

function renderIncidents(incidents: readonly Incident[], {span}: LinePage): Html | undefined {
	if (incidents.length === 0) return undefined;
	return html`<ul class="incidents">${incidents.map(({openedAt, closedAt, failure, seenBy}) => {
		const days = {
			from: openedAt.toISOString().slice(0, 10),
			to: closedAt?.toISOString().slice(0, 10) ?? span.to,
		};
		return html`<li><span class="incident" aria-hidden="true">▲</span> ${renderTime(openedAt)}${
			closedAt === undefined
				? ', still open'
				: html`, over after ${writeLength(closedAt.getTime() - openedAt.getTime())}`
		}: ${meaningOf(failure)}, seen by ${seenBy === 'watch' ? 'Lineman' : 'members'}. <a href="${answersPath({...span, ...days})}">Answers of that time</a></li>`;
	})}</ul>`;
}

function meaningOf(code: FailureCode): string {
	return failures[isFailureCode(code) ? code : 'unknown'].meaning;
}
