import {html} from 'hono/html';
import type {Html} from '../page.ts';

/** What a series is drawn with, so that it can be told without its colour. */
export type Look = 'solid' | 'striped' | 'dotted' | 'hollow';

export type Series = {readonly title: string; readonly look: Look; readonly values: readonly number[]};

/** One place along the time axis. */
export type Tick = {
	/** Its name in tables. */
	readonly title: string;
	/** Its name below the picture, where there is room. */
	readonly short: string;
};

/** The answers that a figure counts: where they are, and how many. */
export type Counted = {readonly href: string; readonly answers: number};

/** What a picture has to say, as a table says it too. */
export type Figure = {
	readonly id: string;
	readonly title: string;
	/** What it shows, in a sentence or two. */
	readonly says: Html | string;
	readonly ticks: readonly Tick[];
	readonly series: readonly Series[];
	/** How a value is written. */
	readonly write: (value: number) => string;
	/** The answers behind a value. */
	readonly answersOf?: (series: number, tick: number) => Counted | undefined;
};

const picture = {width: 720, height: 180, left: 62, right: 8, top: 8, bottom: 22};
const room = {
	width: picture.width - picture.left - picture.right,
	height: picture.height - picture.top - picture.bottom,
};

/** Patterns that every picture of a page draws with; it stands on the page once. */
export function renderPatterns(): Html {
	return html`<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>
		<pattern id="look-striped" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="behind" width="6" height="6"/><rect class="striped" width="3" height="6"/></pattern>
		<pattern id="look-dotted" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="behind" width="6" height="6"/><circle class="dotted" cx="3" cy="3" r="1.6"/></pattern>
	</defs></svg>`;
}

/** Bars over time, one series on top of the other. */
export function renderBars(figure: Figure): Html {
	const {ticks, series, write, answersOf} = figure;
	const totals = ticks.map((_, index) => series.reduce((sum, {values}) => sum + (values[index] ?? 0), 0));
	const top = niceTop(Math.max(1, ...totals));
	const step = room.width / Math.max(1, ticks.length);
	const width = Math.max(1, Math.min(26, step * 0.78));
	const bars = ticks.map(({title}, index) => {
		let base = 0;
		return series.map(({look, values, title: name}, at) => {
			const value = values[index] ?? 0;
			const height = (value / top) * room.height;
			base += height;
			if (value === 0) return undefined;
			const part = html`<rect${fillOf(look)} x="${round(picture.left + step * index + (step - width) / 2)}" y="${round(picture.top + room.height - base)}" width="${round(width)}" height="${round(Math.max(height, 0.8))}"/>`;
			return linked(part, answersOf?.(at, index), `${title}, ${name}: ${write(value)}`);
		});
	});
	return renderFigure(figure, html`${renderAxis(top, write)}${bars}${renderDates(ticks, step)}`);
}

/** Lines over time, each with marks of its own; places without a value are gaps. */
export function renderTrend(figure: Figure): Html {
	const {ticks, series, answersOf} = figure;
	const top = niceTop(
		Math.max(1, ...series.flatMap(({values}) => values.filter(value => !Number.isNaN(value)))),
	);
	const step = room.width / Math.max(1, ticks.length);
	const at = (value: number, index: number) => ({
		x: round(picture.left + step * (index + 0.5)),
		y: round(picture.top + room.height * (1 - value / top)),
	});
	const lines = series.map(({look, values}) => {
		const points = values.map((value, index) => (Number.isNaN(value) ? undefined : at(value, index)));
		const runs = points.reduce<{x: number; y: number}[][]>(
			(all, point) => {
				if (point === undefined) all.push([]);
				else all.at(-1)?.push(point);
				return all;
			},
			[[]],
		);
		return html`${runs
			.filter(run => run.length > 1)
			.map(
				run => html`<polyline class="trend ${look}" points="${run.map(({x, y}) => `${x},${y}`).join(' ')}"/>`,
			)}${points.flatMap(point => (point === undefined ? [] : [mark(look, point)]))}`;
	});
	const areas = ticks.map(({title}, index) =>
		linked(
			html`<rect class="area" x="${round(picture.left + step * index)}" y="${picture.top}" width="${round(step)}" height="${room.height}"/>`,
			answersOf?.(0, index),
			`${title}: ${series.map(({title: name, values}) => `${name} ${sayValue(values[index], figure.write)}`).join(', ')}`,
		),
	);
	return renderFigure(
		figure,
		html`${renderAxis(top, figure.write)}${lines}${areas}${renderDates(ticks, step)}`,
	);
}

/** A few bars beside a word, for many small pictures next to each other; `top`: what fills the height of all of them. */
export function renderSmallBars(values: readonly number[], top: number): Html {
	const [width, height] = [160, 36];
	const step = width / Math.max(1, values.length);
	return html`<svg class="small" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true" focusable="false"><line class="axis" x1="0" x2="${width}" y1="${height - 0.5}" y2="${height - 0.5}"/>${values.map(
		(value, index) => {
			if (value === 0) return undefined;
			const tall = Math.max(1.5, (value / Math.max(1, top)) * (height - 2));
			return html`<rect class="solid" x="${round(index * step + step * 0.1)}" y="${round(height - tall)}" width="${round(step * 0.8)}" height="${round(tall)}"/>`;
		},
	)}</svg>`;
}

/** The picture with its legend, and the same as a table. */
function renderFigure(figure: Figure, drawing: Html): Html {
	const {id, title, says, ticks, series, write, answersOf} = figure;
	return html`<figure class="chart" aria-labelledby="${id}">
		<h2 id="${id}">${title}</h2>
		<p class="note">${says}</p>
		${series.length < 2 ? undefined : html`<ul class="legend" aria-hidden="true">${series.map(({title: name, look}) => html`<li>${renderSwatch(look)} ${name}</li>`)}</ul>`}
		<svg viewBox="0 0 ${picture.width} ${picture.height}" aria-hidden="true" focusable="false">${drawing}</svg>
		<details class="as-table"><summary>${title} as a table</summary><div class="scroll" tabindex="0" role="group" aria-label="${title} as a table"><table class="figures"><thead><tr><th scope="col">Day</th>${series.map(({title: name}) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${ticks.map(
			({title: day}, tick) =>
				html`<tr><th scope="row">${day}</th>${series.map(({values}, index) => {
					const value = values[tick];
					const isSome = value !== undefined && value !== 0 && !Number.isNaN(value);
					const to = isSome ? answersOf?.(index, tick) : undefined;
					const text = sayValue(value, write);
					return html`<td>${to === undefined ? text : html`<a${leadingTo(to)}>${text}</a>`}</td>`;
				})}</tr>`,
		)}</tbody></table></div></details>
	</figure>`;
}

export function renderSwatch(look: Look): Html {
	return html`<svg class="swatch" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" focusable="false"><rect${fillOf(look)} x="1" y="1" width="12" height="12"/></svg>`;
}

function sayValue(value: number | undefined, write: (value: number) => string): string {
	return value === undefined || Number.isNaN(value) ? '–' : write(value);
}

/** Stripes and dots are patterns of the page; a style sheet cannot name them. */
export function fillOf(look: Look): Html {
	return look === 'striped' || look === 'dotted'
		? html` class="${look}" fill="url(#look-${look})"`
		: html` class="${look}"`;
}

/** For those who point; with a keyboard the same links are in the table. */
function linked(inner: Html, to: Counted | undefined, title: string): Html {
	const content = html`<title>${title}</title>${inner}`;
	return to === undefined ? html`<g>${content}</g>` : html`<a${leadingTo(to)} tabindex="-1">${content}</a>`;
}

/** The attributes of a link to the answers behind a figure. */
export function leadingTo({href, answers}: Counted): Html {
	return html` href="${href}" data-answers="${answers}"`;
}

function mark(look: Look, {x, y}: {readonly x: number; readonly y: number}): Html {
	return look === 'solid'
		? html`<circle class="mark solid" cx="${x}" cy="${y}" r="2.6"/>`
		: html`<rect class="mark hollow" x="${round(x - 2.6)}" y="${round(y - 2.6)}" width="5.2" height="5.2"/>`;
}

function renderAxis(top: number, write: (value: number) => string): Html {
	return html`${[0, 0.5, 1].map(share => {
		const y = round(picture.top + room.height * (1 - share));
		return html`<line class="axis" x1="${picture.left}" x2="${picture.width - picture.right}" y1="${y}" y2="${y}"/><text x="${picture.left - 6}" y="${y + 4}" text-anchor="end">${write(top * share)}</text>`;
	})}`;
}

/** In the units of the picture: enough for a date in the larger letters of a phone. */
const leastBetweenDates = 84;

function renderDates(ticks: readonly Tick[], step: number): Html {
	const every = Math.max(1, Math.ceil(leastBetweenDates / step));
	return html`${ticks.map(({short}, index) =>
		index % every === 0
			? html`<text x="${round(picture.left + step * (index + 0.5))}" y="${picture.height - 6}" text-anchor="middle">${short}</text>`
			: undefined,
	)}`;
}

/** The next number that is easy to read: twice it is too. */
export function niceTop(value: number): number {
	const magnitude = 10 ** Math.floor(Math.log10(value));
	const step = [1, 2, 4, 5, 10].find(each => each * magnitude >= value) ?? 10;
	return Math.max(2, step * magnitude);
}

export function round(length: number): number {
	return Math.round(length * 10) / 10;
}
