import {html} from 'hono/html';
import type {ModelUse} from '../../log/insights.ts';
import type {Person, ServerName} from '../../log/sessions.ts';
import {counted, duration} from '../describe.ts';
import type {Wanted} from '../desk/wanted.ts';
import {type Frame, type Html, renderPage} from '../page.ts';
import type {CauseSeries, Percentiles, Sums} from './add-up.ts';
import {type Figure, renderBars, renderPatterns, renderSmallBars, renderTrend} from './charts.ts';
import type {CountedReason} from './count-reasons.ts';
import {renderSpanForm} from './span-form.ts';
import {answersPath, type Bin, type WantedSpan} from './wanted-span.ts';
import {writeBin, writeCount, writeDay, writeMoney, writeShare} from './write-figures.ts';

export type Overview = {
	readonly frame: Frame;
	readonly person: Person;
	readonly span: WantedSpan;
	readonly servers: readonly ServerName[];
	readonly bins: readonly Bin[];
	readonly sums: readonly Sums[];
	readonly all: Sums;
	readonly firstReply: Timed;
	readonly answer: Timed;
	readonly reasons: readonly CountedReason[];
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

function renderTiles({all, span, firstReply, answer, models}: Overview): Html {
	const cost = models.some(each => each.cost !== undefined)
		? models.reduce((sum, each) => sum + (each.cost ?? 0), 0)
		: undefined;
	const tile = (figure: string, words: string, narrower?: Wanted) =>
		html`<p class="tile">${narrower === undefined ? html`<b>${figure}</b> ${words}` : html`<a href="${answersPath(span, narrower)}"><b>${figure}</b> ${words}</a>`}</p>`;
	return html`<div class="tiles">
		${tile(writeCount(all.answers), 'questions', {})}
		${tile(writeShare(all.named, all.answers), 'got an answer that names a cause', {verdict: 'named'})}
		${tile(writeShare(all.refused, all.answers), 'got none: too little was known', {verdict: 'refused'})}
		${tile(writeShare(all.solved, all.answers), `solved, as members confirmed (${writeCount(all.solved)})`, {feedback: 'solved'})}
		${tile(writeShare(all.assumed, all.answers), `more probably solved: a cause was named and nobody came back within a day (${writeCount(all.assumed)})`, {verdict: 'named'})}
		${tile(writeShare(all.notHelpful, all.answers), `not helpful, members said (${writeCount(all.notHelpful)})`, {feedback: 'not_helpful'})}
		${firstReply.all && tile(duration(firstReply.all.p50), `to the first reply; 95 % within ${duration(firstReply.all.p95)}`)}
		${answer.all && tile(duration(answer.all.p50), `to the answer; 95 % within ${duration(answer.all.p95)}`)}
		${cost === undefined ? undefined : tile(writeMoney(cost), 'for the model')}
	</div>`;
}

function ticksOf({bins, span}: Overview, narrower: Wanted = {}): Figure['ticks'] {
	return bins.map(bin => ({
		...writeBin(bin),
		href: answersPath({...span, ...bin}, narrower),
	}));
}

function renderVolume(page: Overview): Html {
	const {sums, all, bins, span} = page;
	const doors = ['discord', 'console', 'terminal'] as const;
	const busiest = sums.reduce(
		(best, each, index) => (each.answers > (sums[best]?.answers ?? 0) ? index : best),
		0,
	);
	const busiestBin = bins[busiest];
	return renderBars({
		id: 'volume',
		title: 'Questions',
		says: `${writeCount(all.doors.discord)} in Discord, ${writeCount(all.doors.console)} in the console, ${writeCount(all.doors.terminal)} in the terminal.${busiestBin === undefined ? '' : ` Most were asked ${writeBin(busiestBin).title}: ${writeCount(sums[busiest]?.answers ?? 0)}.`}`,
		ticks: ticksOf(page),
		series: [
			{title: 'Discord', look: 'solid', values: sums.map(each => each.doors.discord)},
			{title: 'Console', look: 'striped', values: sums.map(each => each.doors.console)},
			{title: 'Terminal', look: 'hollow', values: sums.map(each => each.doors.terminal)},
		],
		write: writeCount,
		hrefOf: (series, tick) => answersPath({...span, ...bins[tick]}, {door: doors[series] ?? 'discord'}),
	});
}

function renderVerdicts(page: Overview): Html {
	const {sums, all, bins, span} = page;
	return renderBars({
		id: 'verdicts',
		title: 'Answered and refused',
		says: `${writeShare(all.named, all.answers)} of the questions got an answer that names a cause; for ${writeCount(all.refused)} too little was known.`,
		ticks: ticksOf(page),
		series: [
			{title: 'A cause was named', look: 'solid', values: sums.map(each => each.named)},
			{title: 'None was named', look: 'striped', values: sums.map(each => each.refused)},
		],
		write: writeCount,
		hrefOf: (series, tick) =>
			answersPath({...span, ...bins[tick]}, {verdict: series === 0 ? 'named' : 'refused'}),
	});
}

function renderOutcome(page: Overview): Html {
	const {sums, all, bins, span} = page;
	const narrower: readonly Wanted[] = [
		{feedback: 'solved'},
		{verdict: 'named'},
		{feedback: 'not_helpful'},
		{feedback: 'ask_human'},
	];
	return renderBars({
		id: 'outcome',
		title: 'What became of them',
		says: `${writeCount(all.solved)} confirmed as solved by a member. ${writeCount(all.assumed)} more are only assumed to be: a cause was named, nobody said anything, and the conversation did not go on within a day. ${writeCount(all.notHelpful)} not helpful, ${writeCount(all.askedHuman)} passed on to people.`,
		ticks: ticksOf(page),
		series: [
			{title: 'Confirmed as solved', look: 'solid', values: sums.map(each => each.solved)},
			{title: 'Assumed solved', look: 'hollow', values: sums.map(each => each.assumed)},
			{title: 'Not helpful', look: 'striped', values: sums.map(each => each.notHelpful)},
			{title: 'Asked a human', look: 'dotted', values: sums.map(each => each.askedHuman)},
		],
		write: writeCount,
		hrefOf: (series, tick) => answersPath({...span, ...bins[tick]}, narrower[series]),
	});
}

function renderReasons({reasons, all, span}: Overview): Html | undefined {
	if (all.notHelpful === 0) return undefined;
	const given = reasons.reduce((sum, {count}) => sum + count, 0);
	return html`<section aria-labelledby="reasons"><h2 id="reasons">Why it was not helpful</h2>
		<p class="note">${given === 0 ? 'Nobody who said so gave a reason.' : `${counted(given, 'member')} gave a reason.`} <a href="${answersPath(span, {feedback: 'not_helpful'})}">Read these answers</a></p>
		${
			given === 0
				? undefined
				: html`<div class="scroll" tabindex="0" role="group" aria-label="Reasons"><table class="figures"><thead><tr><th scope="col">Reason</th><th scope="col">Members</th></tr></thead><tbody>${reasons.map(
						({reason, count}) => html`<tr><th scope="row">${reason}</th><td>${count}</td></tr>`,
					)}</tbody></table></div>`
		}
	</section>`;
}

function renderTimes(page: Overview): Html {
	const figure = (timed: Timed, named: Pick<Figure, 'id' | 'title' | 'says'>) =>
		renderTrend({
			...named,
			ticks: ticksOf(page),
			series: [
				{title: 'Half within', look: 'solid', values: timed.bins.map(each => each?.p50 ?? Number.NaN)},
				{title: '95 % within', look: 'hollow', values: timed.bins.map(each => each?.p95 ?? Number.NaN)},
			],
			write: value => (value === 0 ? '0' : duration(value)),
		});
	const {firstReply, answer} = page;
	return html`${
		firstReply.all &&
		figure(firstReply, {
			id: 'first-reply',
			title: 'Time to the first reply',
			says: `From the member's message to the first message of Lineman below it, by Discord's clock; ${counted(firstReply.all.answers, 'answer')}.`,
		})
	}${
		answer.all &&
		figure(answer, {
			id: 'answer-time',
			title: 'Time to the answer',
			says: 'From the moment a question arrives to its answer, the test of the line included.',
		})
	}`;
}

function renderModels({models, span}: Overview): Html | undefined {
	if (models.length === 0) return undefined;
	return html`<section aria-labelledby="models"><h2 id="models">Models and their cost</h2>
		<p class="note">Tokens as the server counted them, the answers that fell back to the built-in writer included. Cost is in the currency of the configured prices. <a href="${answersPath(span, {writer: 'model'})}">Answers in a model’s words</a></p>
		<div class="scroll" tabindex="0" role="group" aria-label="Models and their cost"><table class="figures"><thead><tr><th scope="col">Model</th><th scope="col">Answers</th><th scope="col">Fell back</th><th scope="col">Tokens in</th><th scope="col">Tokens out</th><th scope="col">Cost</th><th scope="col">Of one answer</th></tr></thead><tbody>${models.map(
			({model, answers, fellBack, inputTokens, outputTokens, cost}) =>
				html`<tr><th scope="row">${model}</th><td>${writeCount(answers)}</td><td>${writeCount(fellBack)}</td><td>${writeCount(inputTokens)}</td><td>${writeCount(outputTokens)}</td><td>${cost === undefined ? '–' : writeMoney(cost)}</td><td>${cost === undefined ? '–' : writeMoney(cost / answers)}</td></tr>`,
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
				html`<li><a href="${answersPath(span, {cause, verdict: 'named'})}">${titles.get(cause) ?? cause}</a><span class="count">${counted(answers, 'answer')} · <code>${cause}</code></span>${renderSmallBars(values, top)}</li>`,
		)}</ul>
		<details class="as-table"><summary>Causes over time as a table</summary><div class="scroll" tabindex="0" role="group" aria-label="Causes over time as a table"><table class="figures"><thead><tr><th scope="col">Day</th>${causes.map(({cause}) => html`<th scope="col"><code>${cause}</code></th>`)}</tr></thead><tbody>${bins.map(
			(bin, index) =>
				html`<tr><th scope="row">${writeBin(bin).title}</th>${causes.map(({cause, bins: values}) => {
					const value = values[index] ?? 0;
					return html`<td>${value === 0 ? '0' : html`<a href="${answersPath({...span, ...bin}, {cause, verdict: 'named'})}">${writeCount(value)}</a>`}</td>`;
				})}</tr>`,
		)}</tbody></table></div></details>
	</section>`;
}
