import {html} from 'hono/html';
import type {Gap, GapReason} from '../../log/insights.ts';
import type {ServerName} from '../../log/sessions.ts';
import {counted} from '../describe.ts';
import {listPath, type Wanted} from '../desk/wanted.ts';
import {type Frame, type Html, renderPage} from '../page.ts';
import {leadingTo} from './charts.ts';
import type {Draft} from './draft-remedy.ts';
import {type Grouped, leastToGroup, type QuestionGroup} from './group-questions.ts';
import {renderSpanForm} from './span-form.ts';
import {answersPath, type WantedSpan} from './wanted-span.ts';
import {writeCount, writeDay} from './write-figures.ts';

export type GapsPage = {
	readonly frame: Frame;
	readonly span: WantedSpan;
	readonly servers: readonly ServerName[];
	readonly gaps: readonly Gap[];
	/** No more are looked at. */
	readonly most: number;
	/** How many there are for each reason, those included that are not looked at. */
	readonly tiles: readonly {readonly reason: GapReason; readonly answers: number}[];
	readonly grouped: Grouped<Gap>;
	readonly draftOf: (group: QuestionGroup<Gap>) => Draft;
};

const gapNames: Readonly<Record<GapReason, string>> = {
	refused: 'no cause named',
	low_confidence: 'not sure',
	not_helpful: 'not helpful',
	judged_wrong: 'judged wrong',
};

/** Questions without a good answer, grouped by what they have in common. */
export function renderGaps(page: GapsPage): Html {
	const {frame, span, gaps, most, grouped} = page;
	return renderPage({
		title: 'Lineman: coverage gaps',
		name: 'insights',
		frame,
		style: frame.assets.figures,
		main: html`<main id="main" class="reading insights">
		<h1>Insights</h1>
		${renderSpanForm({path: '/insights/gaps', ...page})}
		<h2>Questions without a good answer</h2>
		${
			gaps.length === 0
				? html`<p class="note">From ${writeDay(span.from)} to ${writeDay(span.to)} there is none whose text is still kept.</p>`
				: html`<p class="note">${gaps.length >= most ? `The newest ${writeCount(most)}` : counted(gaps.length, 'question')}, as far as their texts are still kept. Secrets were removed before they were recorded.</p>${renderReasons(page)}${renderGroups(page)}${renderAlone(grouped.alone, gaps.length)}`
		}
	</main>`,
	});
}

/** Below that a named cause is no good answer, in per cent. */
export const lowPercent = 60;

/** The list of the questions that are here for a reason. */
export const gapsWanted: Readonly<Record<GapReason, Wanted>> = {
	refused: {verdict: 'refused', text: 'kept'},
	low_confidence: {verdict: 'named', below: String(lowPercent), text: 'kept'},
	not_helpful: {feedback: 'not_helpful', text: 'kept'},
	judged_wrong: {judged: 'wrong_or_unsafe', text: 'kept'},
};

const gapWords: Readonly<Record<GapReason, string>> = {
	refused: 'for which no cause was named',
	low_confidence: `answered less than ${lowPercent} % surely`,
	not_helpful: 'with an answer that a member found not helpful',
	judged_wrong: 'with an answer that a moderator judged wrong or unsafe',
};

function renderReasons({tiles, span}: GapsPage): Html {
	return html`<div class="tiles">${tiles.map(
		({reason, answers}) =>
			html`<p class="tile"><a${leadingTo({href: answersPath(span, gapsWanted[reason]), answers})}><b>${writeCount(answers)}</b> ${gapWords[reason]}</a></p>`,
	)}</div>`;
}

function renderGroups({grouped, gaps, draftOf}: GapsPage): Html {
	const {groups} = grouped;
	if (gaps.length < leastToGroup) {
		return html`<p class="note">With ${leastToGroup} questions and more, those that are alike stand together here.</p>`;
	}
	if (groups.length === 0) {
		return html`<p class="note">No three of them have more in common than any others.</p>`;
	}
	return html`<h2>What they have in common</h2><p class="note">Grouped by the words that they share, with what a writer may begin with.</p><ol class="gaps">${groups.map(
		group => renderGroup(group, draftOf(group)),
	)}</ol>`;
}

const examples = 3;

function renderGroup({questions, words}: QuestionGroup<Gap>, {file, because, text}: Draft): Html {
	// The same words again show nothing new.
	const shown = questions
		.filter(({excerpt}, index) => questions.findIndex(each => each.excerpt === excerpt) === index)
		.slice(0, examples);
	const others = questions.filter(question => !shown.includes(question));
	return html`<li>
		<h3>${words.join(' · ')} <span class="count">${counted(questions.length, 'question')}</span></h3>
		<ul class="asked-so">${shown.map(renderQuestion)}</ul>
		${
			others.length === 0
				? undefined
				: html`<details><summary>${counted(others.length, 'more question')}</summary><ul class="asked-so">${others.map(renderQuestion)}</ul></details>`
		}
		<details><summary>Draft for <code>${file}</code></summary><p class="note">${because}</p>${renderCopied(text, `Draft for ${file}`)}</details>
	</li>`;
}

/** Text to be taken along; the script of every page shows its button and copies. */
function renderCopied(text: string, name: string): Html {
	return html`<figure class="code" aria-label="${name}"><pre tabindex="0" role="group" aria-label="${name}"><code>${text}</code></pre><figcaption><button type="button" data-copy hidden>Copy</button></figcaption></figure>`;
}

function renderQuestion({id, excerpt, cause, because}: Gap): Html {
	return html`<li><a href="${listPath(`/answers/${id}`, {})}" dir="auto">${short(excerpt)}</a> <span class="why-gap">${because.map(reason => gapNames[reason]).join(', ')}${cause === undefined ? '' : html` · <code>${cause}</code>`}</span></li>`;
}

const mostAlone = 30;

function renderAlone(alone: readonly Gap[], all: number): Html | undefined {
	if (alone.length === 0) return undefined;
	const isGrouped = all >= leastToGroup;
	const rest = alone.length - mostAlone;
	return html`<h2>${isGrouped ? 'Like no other' : 'The questions'}</h2><ul class="asked-so">${alone
		.slice(0, mostAlone)
		.map(
			renderQuestion,
		)}</ul>${rest > 0 ? html`<p class="note">and ${writeCount(rest)} more</p>` : undefined}`;
}

function short(excerpt: string): string {
	const words = excerpt.replaceAll(/[`*\s]+/g, ' ').trim();
	if (words === '') return '(no words)';
	return words.length > 180 ? `${words.slice(0, 179)}…` : words;
}
