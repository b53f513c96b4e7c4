import {html} from 'hono/html';
import type {Door, Turn} from '../evidence/question.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import type {Assets} from './assets.ts';
import {duration} from './describe.ts';
import type {Html} from './page.ts';
import {renderLine, renderLineSoFar} from './render-line.ts';
import {renderMarkdown} from './render-markdown.ts';
import {renderTime} from './render-time.ts';
import {renderWhy} from './render-why.ts';
import {type LineSoFar, type Step, stepsOf} from './steps.ts';

/** A question and its answer as Discord shows them, with the reasons beside. */
export function renderExchange(exchange: {
	readonly record: AnswerRecord;
	readonly assets: Assets;
	/** Where the record has a page of its own; undefined on that page. */
	readonly href?: string;
	/** What was left out of the question's files. */
	readonly notes?: readonly string[];
}): Html {
	const {record, assets, href, notes} = exchange;
	const {askedAt, door, evidence, answer, probe, times} = record;
	const done = ['Read', 'searched', ...(probe === undefined ? [] : ['tested']), 'decided'].join(' · ');
	const writer = answer.writer === 'model' ? 'the model' : 'the built-in writer';
	return html`<article class="exchange" aria-label="Question and answer" data-exchange>
		<div class="talk">
			${askerMessage({name: askerNames[door], content: renderQuestion(evidence.text, notes), time: renderTime(askedAt)})}
			${linemanMessage(
				assets,
				html`<details class="work"><summary>${done} in ${duration(times.elapsedMs)}</summary>${renderSteps(stepsOf(record))}</details>
				${answer.messages.map(message => html`<div class="content">${renderMarkdown(message)}</div>`)}
				${answer.details === undefined ? undefined : html`<details class="more"><summary>Details</summary><div class="content">${renderMarkdown(answer.details)}</div></details>`}
				${probe === undefined ? undefined : renderLine(probe)}
				<p class="footer">Written by ${writer}${href === undefined ? undefined : html` · <a href="${href}">Open in the log</a>`}</p>`,
			)}
		</div>
		${renderWhy(record)}
	</article>`;
}

const askerNames: Readonly<Record<Door, string>> = {console: 'You', discord: 'Member', terminal: 'Terminal'};

/** An exchange that has only begun: the page's script fills it as the work goes on. */
export function renderExchangeBegun(assets: Assets): Html {
	return html`<article class="exchange" aria-label="Question and answer" data-exchange>
		<div class="talk">
			${askerMessage({name: askerNames.console, content: html`<p class="typed"></p>`})}
			${linemanMessage(
				assets,
				html`<div class="content"><p>Hi, I'm Lineman. Reading your message, searching the knowledge and testing the line. 👋</p></div><div class="work" data-work></div>`,
			)}
		</div>
	</article>`;
}

/** What has been done so far, and each test of the line with its phases. */
export function renderWork(steps: readonly Step[], lines: readonly LineSoFar[]): Html {
	return html`${renderSteps(steps)}${lines.map(({target, observations, report}) =>
		report === undefined ? renderLineSoFar({title: target.title, observations}) : renderLine(report),
	)}`;
}

/** Earlier messages of a conversation, of which only the words are known. */
export function renderTurns(turns: readonly Turn[], assets: Assets): Html {
	return html`${turns.map(({role, text}) => {
		const message =
			role === 'user'
				? askerMessage({name: askerNames.console, content: renderQuestion(text)})
				: linemanMessage(assets, html`<div class="content">${renderMarkdown(text)}</div>`);
		return html`<div class="exchange earlier"><div class="talk">${message}</div></div>`;
	})}`;
}

const stateNames: Readonly<Record<Step['state'], string>> = {
	waiting: 'waiting',
	running: 'under way',
	done: 'done',
	left_out: 'left out',
};

function renderSteps(steps: readonly Step[]): Html {
	return html`<ol class="steps">${steps.map(
		({title, state, detail, tookMs}) =>
			html`<li class="${state}"><span class="state" role="img" aria-label="${stateNames[state]}"></span><span><b>${title}</b>${detail === undefined ? undefined : html` <span class="detail">${detail}</span>`}</span>${tookMs === undefined ? undefined : html`<span class="took">${duration(tookMs)}</span>`}</li>`,
	)}</ol>`;
}

function askerMessage(message: {readonly name: string; readonly content: Html; readonly time?: Html}): Html {
	const {name, content, time} = message;
	return html`<div class="message">
		<span class="avatar asker" aria-hidden="true">${name.slice(0, 1)}</span>
		<div class="said"><p class="name"><b>${name}</b>${time}</p><div class="content" data-question>${content}</div></div>
	</div>`;
}

function linemanMessage({mark}: Assets, content: Html): Html {
	return html`<div class="message">
		<img class="avatar" src="${mark.href}" alt="" width="40" height="40">
		<div class="said"><p class="name"><b class="bot">Lineman</b><span class="app">APP</span></p>${content}</div>
	</div>`;
}

const shownCharacters = 1200;
const shownLines = 18;
const mostCharacters = 100_000;

/** A question without its secrets: a long one begins in view and unfolds on request, as do its files. */
export function renderQuestion(text: string, notes: readonly string[] = []): Html {
	const [words = '', ...files] = text.split(fileMark);
	return html`${renderWords(words.trim())}${pairsOf(files).map(([name, content]) => renderFile(name, content))}${notes.map(note => html`<p class="subtext">${note}.</p>`)}`;
}

function renderWords(text: string): Html {
	const head = text.split('\n', shownLines).join('\n').slice(0, shownCharacters);
	if (head.length === text.length) return renderMarkdown(text);
	return html`${renderMarkdown(`${head} …`)}<details class="whole"><summary>Show all ${text.length} characters</summary>${renderPlain(text)}</details>`;
}

/** How a file stands in the text of a question, after its own words. */
const fileMark = /(?:^|\n\n)\[file ([^\]\n]{1,200})\]\n/;

function renderFile(name: string, content: string): Html {
	return html`<details class="whole file"><summary>📎 ${name}</summary>${renderPlain(content)}</details>`;
}

function renderPlain(text: string): Html {
	const rest =
		text.length > mostCharacters ? `… ${text.length - mostCharacters} more characters are not shown` : '';
	return html`<pre tabindex="0"><code>${text.slice(0, mostCharacters)}${rest}</code></pre>`;
}

function pairsOf(items: readonly string[]): readonly (readonly [name: string, content: string])[] {
	return items.flatMap((name, at) => (at % 2 === 0 ? [[name, items[at + 1] ?? ''] as const] : []));
}
