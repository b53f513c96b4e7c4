import {html} from 'hono/html';
import type {RankedCause, Reason} from '../diagnosis/diagnosis.ts';
import type {Evidence} from '../evidence/evidence.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import type {FoundSection} from '../retrieval/section.ts';
import {counted, domainNames, duration, meaningOf, percent, titleOf} from './describe.ts';
import {markEvidence} from './mark-evidence.ts';
import type {Html} from './page.ts';
import {renderCode} from './render-code.ts';
import {renderWriter} from './render-writer.ts';
import {stepsOf} from './steps.ts';
import {webAddress} from './web-address.ts';

/** How an answer came about: causes and their reasons, evidence, knowledge, the probe as it was recorded, the writer, times. */
export function renderWhy(record: AnswerRecord): Html {
	const {diagnosis, evidence, sections, probe, answer} = record;
	return html`<aside class="why" aria-label="Why this answer"><details class="folding" open data-why><summary><h2>Why</h2></summary>
		<details open><summary>Causes <span class="count">${diagnosis.causes.length}</span></summary>
			${diagnosis.refused ? html`<p class="note">None is sure enough to be named: the reply asks for what would decide.</p>` : undefined}
			${diagnosis.causes.length === 0 ? html`<p class="note">Nothing speaks for any cause.</p>` : html`<ol class="causes">${diagnosis.causes.map(renderCause)}</ol>`}
			${diagnosis.comparison.kind === 'nothing_to_compare' ? undefined : html`<p class="compared ${diagnosis.comparison.kind}">${diagnosis.comparison.sentence}</p>`}
		</details>
		<details open><summary>Evidence</summary>${renderEvidence(evidence)}</details>
		<details><summary>Knowledge <span class="count">${sections.length}</span></summary>${renderSections(sections)}</details>
		<details><summary>Line test</summary>${
			probe === undefined
				? html`<p class="note">The line was not tested for this question.</p>`
				: renderCode({
						name: 'the probe’s report as JSON',
						label: 'json',
						code: JSON.stringify(probe, null, 2),
					})
		}</details>
		<details><summary>Writer <span class="count">${answer.writer === 'model' ? 'a model' : 'built in'}</span></summary>${renderWriter(record)}</details>
		<details><summary>Time <span class="count">${duration(record.times.elapsedMs)}</span></summary>${renderTimes(record)}</details>
	</details></aside>`;
}

function renderCause({id, title, domain, confidence, reasons}: RankedCause): Html {
	const share = Math.max(0, Math.min(1, confidence));
	return html`<li>
		<div class="cause"><strong>${title}</strong><span class="share">${percent(confidence)}</span></div>
		<svg class="meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="4" rx="1"/><rect class="level" width="${Math.round(share * 100)}" height="4" rx="1"/></svg>
		<p class="cause-id"><code>${id}</code> · ${domainNames[domain]}</p>
		${reasons.length === 0 ? undefined : renderReasons(title, reasons)}
	</li>`;
}

function renderReasons(title: string, reasons: readonly Reason[]): Html {
	return html`<table class="reasons"><caption class="visually-hidden">Reasons for and against “${title}”</caption>
		<thead><tr><th scope="col">Weight</th><th scope="col">Reason</th></tr></thead>
		<tbody>${reasons.map(
			({because, weight, by}) =>
				html`<tr><td class="weight ${weight < 0 ? 'against' : 'for'}">${signed(weight)}</td><td>${because}${by === 'model' ? html` <span class="kind">in the model’s opinion</span>` : undefined}</td></tr>`,
		)}</tbody></table>`;
}

function signed(weight: number): string {
	return `${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(1)}`;
}

type Row = {readonly term: string; readonly found: readonly Html[]};

const mostShown = 30;

function renderEvidence(evidence: Evidence): Html {
	const rows = rowsOf(evidence).filter(({found}) => found.length > 0);
	const text =
		evidence.text === ''
			? undefined
			: html`<div class="read" role="group" aria-label="The message, with what was read from it marked" tabindex="0" dir="auto">${markEvidence(evidence)}</div>`;
	if (rows.length === 0)
		return html`${text}<p class="note">The message names no error, status, address or client.</p>`;
	return html`${text}<dl class="evidence">${rows.map(
		({term, found}) =>
			html`<div><dt>${term}</dt>${found.slice(0, mostShown).map(item => html`<dd>${item}</dd>`)}${
				found.length > mostShown
					? html`<dd class="note">and ${found.length - mostShown} more</dd>`
					: undefined
			}</div>`,
	)}</dl>`;
}

function rowsOf(evidence: Evidence): readonly Row[] {
	const {failures: reported, statuses, closes, serviceCodes, clients, facts, secrets} = evidence;
	const quoteOnce = excerptQuoter(evidence.text);
	return [
		{
			term: 'Status',
			found: statuses.map(
				({status, of, excerpt}) =>
					html`<code>${status}</code>${of === 'unknown' ? '' : ` to ${named[of]}`}${quoteOnce(excerpt)}`,
			),
		},
		{
			term: 'Close code',
			found: closes.map(
				({code, reason, excerpt}) => html`<code>${code}</code> ${reason ?? ''}${quoteOnce(excerpt)}`,
			),
		},
		{
			term: 'Error code',
			found: serviceCodes.map(({code, excerpt}) => html`<code>${code}</code>${quoteOnce(excerpt)}`),
		},
		{
			term: 'Failure',
			found: reported.map(
				({code, excerpt}) => html`<code title="${meaningOf(code)}">${code}</code>${quoteOnce(excerpt)}`,
			),
		},
		{term: 'It said', found: evidence.serviceErrors.map(said => html`“${said}”`)},
		{term: 'Request id', found: evidence.requestIds.map(id => html`<code>${id}</code>`)},
		{
			term: 'Address',
			found: evidence.urls.map(
				({host, path, target}) =>
					html`<code>${host}${path}</code>${target === undefined ? '' : ` (${target})`}`,
			),
		},
		{
			term: 'Parameter',
			found: evidence.parameters.map(({name, value}) => html`<code>${name}=${value.slice(0, 80)}</code>`),
		},
		{
			term: 'Client',
			found: clients.map(
				({id, how, excerpt}) =>
					html`<code>${id}</code> ${how === 'sure' ? 'by its error text' : 'by its name'}${quoteOnce(excerpt)}`,
			),
		},
		{
			term: 'Language',
			found: evidence.programmingLanguage === undefined ? [] : [html`${evidence.programmingLanguage}`],
		},
		{
			term: 'In words',
			found: facts.map(({name, excerpt}) => html`${name.replaceAll('_', ' ')}${quoteOnce(excerpt)}`),
		},
		{term: 'About', found: evidence.target === undefined ? [] : [html`<code>${evidence.target}</code>`]},
		{
			term: 'Removed',
			found: [...Map.groupBy(secrets, ({kind}) => kind)].map(
				([kind, found]) =>
					html`<span class="removed">${counted(found.length, kind.replaceAll('_', ' '))}</span>`,
			),
		},
	];
}

const named = {upgrade: 'an upgrade', request: 'a request'} as const;

/** Words of earlier messages, beside the first thing that they show: the question's own are marked in it. */
function excerptQuoter(text: string): (excerpt: string) => Html | undefined {
	const quoted = new Set<string>();
	const flat = text.replaceAll(/\s+/g, ' ');
	return excerpt => {
		if (quoted.has(excerpt) || flat.includes(excerpt)) return undefined;
		quoted.add(excerpt);
		return html`<q>${excerpt}</q>`;
	};
}

function renderSections(sections: readonly FoundSection[]): Html {
	if (sections.length === 0) return html`<p class="note">No section fits well enough.</p>`;
	return html`<ol class="sections" aria-label="Sections, each with its score in this search">${sections.map(
		section => {
			const url = section.url === undefined ? null : webAddress(section.url);
			const title = titleOf(section);
			return html`<li><span class="score">${section.score.toFixed(2)}</span><span>${
				url === null
					? title
					: html`<a href="${url.href}" title="${url.href}" target="_blank" rel="noopener noreferrer nofollow">${title}</a>`
			} <span class="kind">${section.kind}</span></span></li>`;
		},
	)}</ol>`;
}

function renderTimes(record: AnswerRecord): Html {
	const rows = [
		...stepsOf(record),
		{title: 'Write the answer', state: 'done', tookMs: record.times.answerMs},
	];
	return html`<table class="times"><tbody>${rows.map(
		({title, tookMs}) =>
			html`<tr><th scope="row">${title}</th><td>${tookMs === undefined ? '–' : duration(tookMs)}</td></tr>`,
	)}<tr><th scope="row">Whole</th><td>${duration(record.times.elapsedMs)}</td></tr></tbody></table>`;
}
