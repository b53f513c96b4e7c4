import {html} from 'hono/html';
import {judgementNames} from '../../discord/review/write-card.ts';
import type {AnswerRecord} from '../../log/answer-record.ts';
import type {CauseUse, Remark} from '../../log/insights.ts';
import {judgements} from '../../log/moderation.ts';
import type {KnowledgeProblem, Signal} from '../../retrieval/knowledge.ts';
import type {LibraryCause, LibraryContents, LibraryPage} from '../../retrieval/library.ts';
import type {FoundSection} from '../../retrieval/section.ts';
import {counted, domainNames, titleOf} from '../describe.ts';
import {listPath} from '../desk/wanted.ts';
import {feedbackNames} from '../desk/words.ts';
import {leadingTo} from '../insights/charts.ts';
import {answersPath, type WantedSpan} from '../insights/wanted-span.ts';
import {type Frame, type Html, renderPage} from '../page.ts';
import {renderMarkdown} from '../render-markdown.ts';
import {renderTime} from '../render-time.ts';
import {renderWhy} from '../render-why.ts';
import {renderFormToken} from '../sign-in/form-token.ts';
import type {Viewer} from '../sign-in/viewer.ts';
import {webAddress} from '../web-address.ts';
import {describeCondition} from './describe-condition.ts';

const parts = [
	{path: '/knowledge', title: 'Pages'},
	{path: '/knowledge/try', title: 'Try a question'},
	{path: '/knowledge/health', title: 'What needs care'},
] as const;
type Path = (typeof parts)[number]['path'];

function renderKnowledgePage(frame: Frame, path: Path | undefined, main: Html): Html {
	return renderPage({
		title: 'Lineman: knowledge',
		name: 'knowledge',
		frame,
		style: frame.assets.figures,
		main: html`<main id="main" class="reading library">
		<h1>Knowledge</h1>
		<nav class="parts" aria-label="Parts of the knowledge">${parts.map(
			part =>
				html`<a href="${part.path}"${part.path === path ? html` aria-current="page"` : ''}>${part.title}</a>`,
		)}</nav>
		${main}
	</main>`,
	});
}

export type ShelfPage = {
	readonly frame: Frame;
	readonly library: LibraryContents;
	readonly uses: ReadonlyMap<string, CauseUse>;
	/** The time in which uses were counted. */
	readonly span: WantedSpan;
	readonly query: string;
	/** What was found; undefined: nothing was looked for. */
	readonly found?: readonly FoundSection[];
};

/** All pages, and a search over them. */
export function renderShelf(page: ShelfPage): Html {
	const {frame, library, query, found} = page;
	return renderKnowledgePage(
		frame,
		'/knowledge',
		html`<form class="finder" method="get" action="/knowledge" role="search"><div class="search"><input type="search" name="q" value="${query}" maxlength="500" placeholder="Words of a page" aria-label="Words of a page"><button class="button">Search</button></div></form>
		${found === undefined ? undefined : renderFound(found)}
		${renderCauses(page)}
		${renderPages('Clients', library.clients)}
		${renderPages('Guides', library.guides)}
		${renderDocumentation(library.documentation)}`,
	);
}

function renderFound(found: readonly FoundSection[]): Html {
	if (found.length === 0) return html`<p class="note" role="status">Nothing fits well enough.</p>`;
	return html`<h2>${counted(found.length, 'section')} found</h2><ol class="asked-so">${found.map(section => {
		const url = section.url === undefined ? undefined : webAddress(section.url)?.href;
		const href = section.kind === 'cause' ? `/knowledge/causes/${section.subject}` : url;
		return html`<li>${href === undefined ? titleOf(section) : html`<a href="${href}">${titleOf(section)}</a>`} <span class="why-gap">${section.kind} · ${section.page} · score ${section.score.toFixed(2)}</span></li>`;
	})}</ol>`;
}

function renderCauses({library, uses, span}: ShelfPage): Html {
	const causes = library.causes.toSorted(
		(a, b) => (uses.get(b.id)?.answers ?? 0) - (uses.get(a.id)?.answers ?? 0) || (a.id < b.id ? -1 : 1),
	);
	const unused = causes.filter(({id}) => !uses.has(id)).length;
	return html`<h2>Causes</h2><p class="note">${counted(causes.length, 'cause')}, those first that were named most often in the last 90 days; ${unused} of them never.</p>
	<div class="scroll" tabindex="0" role="group" aria-label="Causes"><table class="figures"><thead><tr><th scope="col">Cause</th><th scope="col">Named</th><th scope="col">Solved</th><th scope="col">Not helpful</th><th scope="col">Right</th><th scope="col">Partly</th><th scope="col">Wrong</th><th scope="col">Unsafe</th></tr></thead><tbody>${causes.map(
		({id, title}) => {
			const use = uses.get(id);
			const cell = (count: number | undefined, narrower: Parameters<typeof answersPath>[1]) =>
				html`<td>${count === undefined || count === 0 ? '0' : html`<a${leadingTo({href: answersPath(span, {cause: id, verdict: 'named', ...narrower}), answers: count})}>${count}</a>`}</td>`;
			return html`<tr><th scope="row"><a href="/knowledge/causes/${id}">${title}</a> <code>${id}</code></th>${cell(use?.answers, {})}${cell(use?.feedback.solved, {feedback: 'solved'})}${cell(use?.feedback.not_helpful, {feedback: 'not_helpful'})}${cell(use?.judgements.right, {judged: 'right'})}${cell(use?.judgements.partly, {judged: 'partly'})}${cell(use?.judgements.wrong, {judged: 'wrong'})}${cell(use?.judgements.unsafe, {judged: 'unsafe'})}</tr>`;
		},
	)}</tbody></table></div>`;
}

function renderPages(title: string, pages: readonly LibraryPage[]): Html {
	return html`<h2>${title}</h2><details><summary>${counted(pages.length, 'page')}</summary><ul class="asked-so">${pages.map(
		page => html`<li>${page.title} <span class="why-gap">${page.file}</span></li>`,
	)}</ul></details>`;
}

function renderDocumentation(pages: LibraryContents['documentation']): Html {
	return html`<h2>Documentation</h2>${
		pages.length === 0
			? html`<p class="note">No documentation folder is searched: see KNOWLEDGE_DIRS.</p>`
			: html`<details><summary>${counted(pages.length, 'page')}</summary><ul class="asked-so">${pages.map(
					({title, path, url}) =>
						html`<li>${url === undefined ? title : html`<a href="${url}" rel="noopener noreferrer nofollow">${title}</a>`} <span class="why-gap">${path}</span></li>`,
				)}</ul></details>`
	}`;
}

/** One cause: what it says, what speaks for it, how people put it, and how it has done. */
export function renderCause({
	frame,
	cause,
	use,
	span,
}: {
	readonly frame: Frame;
	readonly cause: LibraryCause;
	readonly use?: CauseUse;
	readonly span: WantedSpan;
}): Html {
	const {id, title, kind, domain, verdict, meaning, steps, asked, docs, file} = cause;
	return renderKnowledgePage(
		frame,
		undefined,
		html`<h2>${title}</h2>
		<p class="note"><code>${id}</code> · ${kind} · ${domainNames[domain]} · <code>knowledge/${file}</code></p>
		${renderUse(use, {id, span})}
		<h3>What it says</h3>
		<p>Most likely: ${verdict}</p>
		<div class="content">${renderMarkdown(meaning)}</div>
		${steps.length === 0 ? undefined : html`<ol>${steps.map(step => html`<li>${renderMarkdown(step)}</li>`)}</ol>`}
		${docs.length === 0 ? undefined : html`<ul class="asked-so">${docs.map(doc => html`<li><a href="${doc.url}" rel="noopener noreferrer nofollow">${doc.title}</a></li>`)}</ul>`}
		<h3>Signals</h3>
		${renderSignals('For', cause.for, '+')}${renderSignals('Against', cause.against, '−')}
		<h3>How people put it</h3>
		<details><summary>${counted(asked.length, 'phrase')}</summary><ul class="asked-so">${asked.map(words => html`<li dir="auto">${words}</li>`)}</ul></details>`,
	);
}

function renderUse(
	use: CauseUse | undefined,
	{id, span}: {readonly id: string; readonly span: WantedSpan},
): Html {
	if (use === undefined) return html`<p>Not named in the last 90 days.</p>`;
	const said = [
		...(['solved', 'not_helpful', 'ask_human'] as const).map(kind => ({
			count: use.feedback[kind] ?? 0,
			words: feedbackNames[kind],
			href: answersPath(span, {cause: id, verdict: 'named', feedback: kind}),
		})),
		...judgements.map(judgement => ({
			count: use.judgements[judgement] ?? 0,
			words: `judged ${judgementNames[judgement].toLowerCase()}`,
			href: answersPath(span, {cause: id, verdict: 'named', judged: judgement}),
		})),
	].filter(({count}) => count > 0);
	return html`<div class="tiles"><p class="tile"><a${leadingTo({href: answersPath(span, {cause: id, verdict: 'named'}), answers: use.answers})}><b>${use.answers}</b> answers in 90 days</a></p>${said.map(
		({count, words, href}) =>
			html`<p class="tile"><a${leadingTo({href, answers: count})}><b>${count}</b> ${words}</a></p>`,
	)}</div>`;
}

function renderSignals(title: string, signals: readonly Signal[], sign: string): Html | undefined {
	if (signals.length === 0) return undefined;
	return html`<h4>${title}</h4><ul class="signals">${signals.map(
		({when, weight, because}) =>
			html`<li><span class="weight ${sign === '+' ? 'for' : 'against'}">${sign}${weight.toFixed(1)}</span> ${because} ${renderCondition(describeCondition(when))}</li>`,
	)}</ul>`;
}

const longestShown = 100;

function renderCondition(text: string): Html {
	return text.length <= longestShown
		? html`<code>${text}</code>`
		: html`<details><summary>its condition</summary><code>${text}</code></details>`;
}

/** A question is tried: nothing is measured, and nothing is kept. */
export function renderTry({
	frame,
	viewer,
	message,
	record,
}: {
	readonly frame: Frame;
	readonly viewer: Viewer;
	readonly message: string;
	readonly record?: AnswerRecord;
}): Html {
	return renderKnowledgePage(
		frame,
		'/knowledge/try',
		html`<p class="note">Answered with the knowledge as it stands now. The line is not tested, and nothing is recorded.</p>
		<form class="correcting" method="post" action="/knowledge/try">${renderFormToken(viewer)}
			<label>A member’s message<textarea name="message" rows="5" maxlength="8000" required>${message}</textarea></label>
			<p class="actions"><button class="button">Try</button></p>
		</form>
		${
			record === undefined
				? undefined
				: html`<h2>What it answers</h2><div class="content">${renderMarkdown(record.answer.text)}</div>${renderWhy(record)}`
		}`,
	);
}

/** What a writer should look at: mistakes, links that lead nowhere, days that have passed, and what people said of links. */
export function renderHealth({
	frame,
	library,
	problems,
	remarks,
	today,
}: {
	readonly frame: Frame;
	readonly library: LibraryContents;
	/** Undefined: nobody has asked for them. */
	readonly problems?: readonly KnowledgeProblem[];
	readonly remarks: readonly Remark[];
	/** As `2026-03-01`. */
	readonly today: string;
}): Html {
	const passed = library.dates.filter(({day}) => day < today);
	return renderKnowledgePage(
		frame,
		'/knowledge/health',
		html`${
			problems === undefined
				? html`<h2>Mistakes</h2><p class="note"><a href="/knowledge/health?check=now">Check every page now</a>. It takes a few seconds; the page comes when it is done.</p>`
				: renderFaults(
						'Mistakes',
						problems.map(({file, line, message}) => ({file, line, what: message})),
						'None: this is what knowledge check says too.',
					)
		}
		${renderFaults('Links that lead nowhere', library.brokenLinks, library.documentation.length === 0 ? 'Not looked for: no documentation folder is searched.' : 'Every link into the documentation leads to a page of the folder.')}
		${renderFaults('Days that have passed', passed, 'No page speaks of a day as still to come that has passed.')}
		<h2>What people said of links</h2>
		${
			remarks.length === 0
				? html`<p class="note">Nothing in the last 90 days.</p>`
				: html`<ul class="asked-so">${remarks.map(
						({questionId, cause, note, at}) =>
							html`<li><a href="${listPath(`/answers/${questionId}`, {})}" dir="auto">${note.slice(0, 200)}</a> <span class="why-gap">${renderTime(at)}${cause === undefined ? '' : html` · <code>${cause}</code>`}</span></li>`,
					)}</ul>`
		}`,
	);
}

function renderFaults(
	title: string,
	faults: readonly {readonly file: string; readonly line: number; readonly what: string}[],
	none: string,
): Html {
	return html`<h2>${title}</h2>${
		faults.length === 0
			? html`<p class="note">${none}</p>`
			: html`<ul class="asked-so">${faults.map(
					({file, line, what}) => html`<li><code>${file}:${line}</code> ${what}</li>`,
				)}</ul>`
	}`;
}
