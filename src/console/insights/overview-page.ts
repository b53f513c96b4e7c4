import {html} from 'hono/html';
import type {ModelUse} from '../../log/insights.ts';
import type {ServerName} from '../../log/sessions.ts';
import {counted, duration} from '../describe.ts';
import type {Wanted} from '../desk/wanted.ts';
import {type Frame, type Html, renderPage} from '../page.ts';
import type {CauseSeries, Percentiles, Sums} from './add-up.ts';
import {type Figure, leadingTo, renderBars, renderPatterns, renderSmallBars, renderTrend} from './charts.ts';
import {renderSpanForm} from './span-form.ts';
import {answersPath, type Bin, type WantedSpan} from './wanted-span.ts';
import {writeBin, writeCount, writeDay, writeMoney, writeShare} from './write-figures.ts';

export type Overview = {
	readonly frame: Frame;
	readonly span: WantedSpan;
	readonly servers: readonly ServerName[];
	readonly bins: readonly Bin[];
	readonly sums: readonly Sums[];
	readonly all: Sums;
	readonly firstReply: Timed;
	readonly answer: Timed;
	/** Why members found answers not helpful, most frequent first; `key`: as an address says it. */
	readonly reasons: readonly {readonly key: string; readonly title: string; readonly answers: number}[];
	readonly models: readonly ModelUse[];
	readonly causes: readonly CauseSeries[];
	readonly titles: ReadonlyMap<string, string>;
};

export type Timed = {
	readonly all?: Percentiles;
	readonly bins: readonly (Percentiles | undefined)[];
};

/** What was asked and answered in some time, and what became of it. */
export function renderOverview(page: Overview): Html {
	const {frame, span, all} = page;
	return renderPage({
		title: 'Lineman: insights',
		name: 'insights',
		frame,
		style: frame.assets.figures,
		main: html`<main id="main" class="reading insights">
		<h1>Insights</h1>
		${renderSpanForm({path: '/insights', ...page})}
		${renderPatterns()}
		${
			all.answers === 0
				? html`<p class="note">Nothing was asked from ${writeDay(span.from)} to ${writeDay(span.to)}.</p>`
				: html`${renderTiles(page)}${renderVolume(page)}${renderVerdicts(page)}${renderOutcome(page)}${renderReasons(page)}${renderTimes(page)}${renderModels(page)}${renderCauses(page)}`
		}
	</main>`,
	});
}

/** A figure that leads to its answers. */
function figureOf(text: string, answers: number, href: string): Html {
	return answers === 0 ? html`${text}` : html`<a${leadingTo({href, answers})}>${text}</a>`;
}

function renderTiles({all, span, firstReply, answer, models}: Overview): Html {
	const tile = (figure: string, words: string, to: {readonly answers: number; readonly narrower: Wanted}) =>
		html`<p class="tile"><a${leadingTo({answers: to.answers, href: answersPath(span, to.narrower)})}><b>${figure}</b> ${words}</a></p>`;
	const share = (answers: number, words: string, narrower: Wanted) =>
		tile(writeShare(answers, all.answers), `${words} (${writeCount(answers)})`, {answers, narrower});
	const priced = models.filter(({cost}) => cost !== undefined);
	const cost = priced.reduce((sum, each) => sum + (each.cost ?? 0), 0);
	return html`<div class="tiles">
		${tile(writeCount(all.answers), 'questions', {answers: all.answers, narrower: {}})}
		${share(all.named, 'got an answer that names a cause', {verdict: 'named'})}
		${share(all.refused, 'got none: too little was known', {verdict: 'refused'})}
		${share(all.solved, 'solved, as members confirmed', {feedback: 'solved'})}
		${share(all.assumed, 'more probably solved: a cause was named and nobody came back within a day', {verdict: 'assumed'})}
		${share(all.notHelpful, 'not helpful, members said', {feedback: 'not_helpful'})}
		${firstReply.all && tile(duration(firstReply.all.p50), `to the first reply; 95 % within ${duration(firstReply.all.p95)}`, {answers: firstReply.all.answers, narrower: {timed: 'first_reply'}})}
		${answer.all && tile(duration(answer.all.p50), `to the answer; 95 % within ${duration(answer.all.p95)}`, {answers: answer.all.answers, narrower: {}})}
		${priced.length === 0 ? undefined : html`<p class="tile"><a href="#models"><b>${writeMoney(cost)}</b> for the model</a></p>`}
	</div>`;
}

/** The answers behind each value of a figure: which ones, and how many. */
function counting(
	{bins, span}: Overview,
	series: readonly {readonly values: readonly number[]}[],
	narrower: readonly Wanted[],
): NonNullable<Figure['answersOf']> {
	return (at, tick) => ({
		href: answersPath({...span, ...bins[tick]}, narrower[at]),
		answers: series[at]?.values[tick] ?? 0,
	});
}

function renderVolume(page: Overview): Html {
	const {sums, all, bins, span} = page;
	const busiest = sums.reduce(
		(best, each, index) => (each.answers > (sums[best]?.answers ?? 0) ? index : best),
		0,
	);
	const busiestBin = bins[busiest];
	const most = sums[busiest]?.answers ?? 0;
	const series: Figure['series'] = [
		{title: 'Discord', look: 'solid', values: sums.map(each => each.doors.discord)},
		{title: 'Console', look: 'striped', values: sums.map(each => each.doors.console)},
		{title: 'Terminal', look: 'hollow', values: sums.map(each => each.doors.terminal)},
	];
	const by = (door: keyof Sums['doors']) =>
		figureOf(writeCount(all.doors[door]), all.doors[door], answersPath(span, {door}));
	return renderBars({
		id: 'volume',
		title: 'Questions',
		says: html`${by('discord')} in Discord, ${by('console')} in the console, ${by('terminal')} in the terminal.${
			busiestBin === undefined
				? undefined
				: html` Most were asked ${writeBin(busiestBin).title}: ${figureOf(writeCount(most), most, answersPath({...span, ...busiestBin}))}.`
		}`,
		ticks: bins.map(writeBin),
		series,
		write: writeCount,
		answersOf: counting(page, series, [{door: 'discord'}, {door: 'console'}, {door: 'terminal'}]),
	});
}

function renderVerdicts(page: Overview): Html {
	const {sums, all, bins, span} = page;
	const series: Figure['series'] = [
		{title: 'A cause was named', look: 'solid', values: sums.map(each => each.named)},
		{title: 'None was named', look: 'striped', values: sums.map(each => each.refused)},
	];
	const refused = figureOf(writeCount(all.refused), all.refused, answersPath(span, {verdict: 'refused'}));
	return renderBars({
		id: 'verdicts',
		title: 'Answered and refused',
		says: html`${figureOf(writeShare(all.named, all.answers), all.named, answersPath(span, {verdict: 'named'}))} of the questions got an answer that names a cause; for ${refused} too little was known.`,
		ticks: bins.map(writeBin),
		series,
		write: writeCount,
		answersOf: counting(page, series, [{verdict: 'named'}, {verdict: 'refused'}]),
	});
}

function renderOutcome(page: Overview): Html {
	const {sums, all, bins, span} = page;
	const [solved, assumed, notHelpful, askedHuman] = [
		{feedback: 'solved'},
		{verdict: 'assumed'},
		{feedback: 'not_helpful'},
		{feedback: 'ask_human'},
	] as const;
	const series: Figure['series'] = [
		{title: 'Confirmed as solved', look: 'solid', values: sums.map(each => each.solved)},
		{title: 'Assumed solved', look: 'hollow', values: sums.map(each => each.assumed)},
		{title: 'Not helpful', look: 'striped', values: sums.map(each => each.notHelpful)},
		{title: 'Asked a human', look: 'dotted', values: sums.map(each => each.askedHuman)},
	];
	const count = (answers: number, narrower: Wanted) =>
		figureOf(writeCount(answers), answers, answersPath(span, narrower));
	return renderBars({
		id: 'outcome',
		title: 'What became of them',
		says: html`${count(all.solved, solved)} confirmed as solved by a member. ${count(all.assumed, assumed)} more are only assumed to be: a cause was named, nobody said anything, and the conversation did not go on within a day. ${count(all.notHelpful, notHelpful)} not helpful, ${count(all.askedHuman, askedHuman)} passed on to people.`,
		ticks: bins.map(writeBin),
		series,
		write: writeCount,
		answersOf: counting(page, series, [solved, assumed, notHelpful, askedHuman]),
	});
}

function renderReasons({reasons, all, span}: Overview): Html | undefined {
	if (all.notHelpful === 0) return undefined;
	const narrower = {feedback: 'not_helpful'} as const;
	return html`<section aria-labelledby="reasons"><h2 id="reasons">Why it was not helpful</h2>
		<p class="note">${reasons.length === 0 ? 'Nobody who said so gave a reason. ' : undefined}<a${leadingTo({href: answersPath(span, narrower), answers: all.notHelpful})}>Read these answers</a></p>
		${
			reasons.length === 0
				? undefined
				: html`<div class="scroll" tabindex="0" role="group" aria-label="Reasons"><table class="figures"><thead><tr><th scope="col">Reason</th><th scope="col">Answers</th></tr></thead><tbody>${reasons.map(
						({key, title, answers}) =>
							html`<tr><th scope="row">${title}</th><td>${figureOf(writeCount(answers), answers, answersPath(span, {...narrower, why: key}))}</td></tr>`,
					)}</tbody></table></div>`
		}
	</section>`;
}

function renderTimes(page: Overview): Html {
	const {firstReply, answer, bins, span} = page;
	const figure = (
		timed: Timed,
		{narrower, ...named}: Pick<Figure, 'id' | 'title' | 'says'> & {readonly narrower: Wanted},
	) =>
		renderTrend({
			...named,
			ticks: bins.map(writeBin),
			series: [
				{title: 'Half within', look: 'solid', values: timed.bins.map(each => each?.p50 ?? Number.NaN)},
				{title: '95 % within', look: 'hollow', values: timed.bins.map(each => each?.p95 ?? Number.NaN)},
			],
			write: value => (value === 0 ? '0' : duration(value)),
			answersOf: (_, tick) => {
				const answers = timed.bins[tick]?.answers;
				return answers === undefined
					? undefined
					: {href: answersPath({...span, ...bins[tick]}, narrower), answers};
			},
		});
	return html`${
		firstReply.all &&
		figure(firstReply, {
			id: 'first-reply',
			title: 'Time to the first reply',
			says: html`From the member's message to the first message of Lineman below it, by Discord's clock; ${figureOf(counted(firstReply.all.answers, 'answer'), firstReply.all.answers, answersPath(span, {timed: 'first_reply'}))}.`,
			narrower: {timed: 'first_reply'},
		})
	}${
		answer.all &&
		figure(answer, {
			id: 'answer-time',
			title: 'Time to the answer',
			says: 'From the moment a question arrives to its answer, the test of the line included.',
			narrower: {},
		})
	}`;
}

function renderModels({models, span}: Overview): Html | undefined {
	if (models.length === 0) return undefined;
	return html`<section aria-labelledby="models"><h2 id="models">Models and their cost</h2>
		<p class="note">Tokens as the server counted them, the answers that fell back to the built-in writer included. Cost is in the currency of the configured prices. <a href="${answersPath(span, {writer: 'model'})}">Answers in a model’s words</a></p>
		<div class="scroll" tabindex="0" role="group" aria-label="Models and their cost"><table class="figures"><thead><tr><th scope="col">Model</th><th scope="col">Answers</th><th scope="col">Fell back</th><th scope="col">Tokens in</th><th scope="col">Tokens out</th><th scope="col">Cost</th><th scope="col">Of one answer</th></tr></thead><tbody>${models.map(
			({model, answers, fellBack, inputTokens, outputTokens, cost}) => {
				const all = (text: string) => figureOf(text, answers, answersPath(span, {model}));
				const fallen = answersPath(span, {model, writer: 'built-in'});
				return html`<tr><th scope="row">${model}</th><td>${all(writeCount(answers))}</td><td>${figureOf(writeCount(fellBack), fellBack, fallen)}</td><td>${all(writeCount(inputTokens))}</td><td>${all(writeCount(outputTokens))}</td><td>${cost === undefined ? '–' : all(writeMoney(cost))}</td><td>${cost === undefined ? '–' : all(writeMoney(cost / answers))}</td></tr>`;
			},
		)}</tbody></table></div>
	</section>`;
}

function renderCauses({causes, bins, span, titles}: Overview): Html | undefined {
	if (causes.length === 0) return undefined;
	const top = Math.max(...causes.flatMap(each => each.bins));
	return html`<section aria-labelledby="causes"><h2 id="causes">Causes over time</h2>
		<p class="note">The ${counted(causes.length, 'cause')} named most often, all drawn to one scale: a full bar is ${writeCount(top)}.</p>
		<ul class="multiples">${causes.map(
			({cause, answers, bins: values}) =>
				html`<li><a${leadingTo({href: answersPath(span, {cause, verdict: 'named'}), answers})}>${titles.get(cause) ?? cause}</a><span class="count">${counted(answers, 'answer')} · <code>${cause}</code></span>${renderSmallBars(values, top)}</li>`,
		)}</ul>
		<details class="as-table"><summary>Causes over time as a table</summary><div class="scroll" tabindex="0" role="group" aria-label="Causes over time as a table"><table class="figures"><thead><tr><th scope="col">Day</th>${causes.map(({cause}) => html`<th scope="col"><code>${cause}</code></th>`)}</tr></thead><tbody>${bins.map(
			(bin, index) =>
				html`<tr><th scope="row">${writeBin(bin).title}</th>${causes.map(({cause, bins: values}) => {
					const value = values[index] ?? 0;
					return html`<td>${figureOf(writeCount(value), value, answersPath({...span, ...bin}, {cause, verdict: 'named'}))}</td>`;
				})}</tr>`,
		)}</tbody></table></div></details>
	</section>`;
}
