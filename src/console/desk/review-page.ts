import {html} from 'hono/html';
import {judgementNames, reasonNames} from '../../discord/review/write-card.ts';
import type {AttentionReason} from '../../log/moderation.ts';
import {counted} from '../describe.ts';
import type {Names} from '../names.ts';
import {type Frame, type Html, renderPage} from '../page.ts';
import {renderTime} from '../render-time.ts';
import {type Agreement, type Confusion, kappaName} from './agreement.ts';

export type ReviewPage = {
	readonly frame: Frame;
	readonly names: Names;
	readonly open: {
		readonly count: number;
		readonly reasons: ReadonlyMap<AttentionReason, number>;
		readonly oldest?: Date;
	};
	/** The case to begin with. */
	readonly first?: string;
	/** Cases that were closed today and in the last seven days, by who closed them. */
	readonly today: ReadonlyMap<string, number>;
	readonly week: ReadonlyMap<string, number>;
	readonly agreement?: Agreement;
	readonly confusion: Confusion;
	/** How far back agreement is measured. */
	readonly agreementDays: number;
};

/** How far the reviewing has come, and how far those who review agree. */
export function renderReview(page: ReviewPage): Html {
	const {frame, open, today, first} = page;
	const doneToday = total(today);
	const all = open.count + doneToday;
	return renderPage({
		title: 'Lineman: review',
		name: 'review',
		frame,
		main: html`<main id="main" class="reading">
		<h1>Review</h1>
		<div class="tiles">
			<p class="tile"><b>${open.count}</b> ${open.count === 1 ? 'case waits' : 'cases wait'}</p>
			<p class="tile"><b>${doneToday}</b> done today (UTC)</p>
			<p class="tile"><b>${total(page.week)}</b> done in seven days</p>
		</div>
		${
			all === 0
				? undefined
				: html`<div class="progress"><svg class="meter" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label="${doneToday} of ${all} done"><rect class="track" width="100" height="4"/><rect class="level" width="${Math.round((100 * doneToday) / all)}" height="4"/></svg></div>`
		}
		${
			first === undefined
				? html`<p class="note">Nothing waits. <a href="/answers">All answers</a></p>`
				: html`<p class="actions"><a class="button" href="/answers/${first}?state=open">Start reviewing</a> <a class="button plain" href="/answers?state=open">The open cases as a list</a></p>${open.oldest === undefined ? undefined : html`<p class="note">The one that waits longest was put here ${renderTime(open.oldest)}.</p>`}`
		}
		${renderReasons(open.reasons)}
		${renderDone(page)}
		${renderAgreement(page)}
	</main>`,
	});
}

function renderReasons(reasons: ReadonlyMap<AttentionReason, number>): Html | undefined {
	if (reasons.size === 0) return undefined;
	const sorted = [...reasons].toSorted(([, one], [, other]) => other - one);
	return html`<h2>Why they wait</h2><table class="figures"><thead><tr><th scope="col">Reason</th><th scope="col">Cases</th></tr></thead><tbody>${sorted.map(
		([reason, count]) => html`<tr><th scope="row">${reasonNames[reason]}</th><td>${count}</td></tr>`,
	)}</tbody></table>`;
}

function renderDone({today, week, names}: ReviewPage): Html | undefined {
	if (week.size === 0) return undefined;
	const sorted = [...week].toSorted(([, one], [, other]) => other - one);
	return html`<h2>Who closed them</h2><table class="figures"><thead><tr><th scope="col">Moderator</th><th scope="col">Today</th><th scope="col">Seven days</th></tr></thead><tbody>${sorted.map(
		([byId, count]) =>
			html`<tr><th scope="row">${names.person(byId)}</th><td>${today.get(byId) ?? 0}</td><td>${count}</td></tr>`,
	)}</tbody></table>`;
}

function renderAgreement({agreement, confusion, agreementDays}: ReviewPage): Html {
	const heading = html`<h2>Agreement</h2>`;
	if (agreement === undefined) {
		return html`${heading}<p class="note">In the last ${agreementDays} days no answer was judged by more than one moderator. When the same answers are judged by two, this shows how far they agree.</p>`;
	}
	const {answers, share, byChance, kappa} = agreement;
	return html`${heading}
		<div class="tiles">
			<p class="tile"><b>${Math.round(share * 100)} %</b> of pairs of judgements agree</p>
			<p class="tile"><b>${kappa === undefined ? '–' : kappa.toFixed(2)}</b> Fleiss’ kappa${kappa === undefined ? '' : `: ${kappaName(kappa)}`}</p>
			<p class="tile"><b>${answers}</b> answers with more than one judgement</p>
		</div>
		<p class="note">${
			kappa === undefined
				? 'Everything was judged alike, so there is nothing that moderators could have disagreed on.'
				: `If everybody judged at random, as often right, partly, wrong and unsafe as they do, ${Math.round(byChance * 100)} % would agree. Kappa says how much of the way from there to full agreement they have come: 0 is chance, 1 is full agreement; above 0.6 counts as good.`
		} Judgements of the last ${agreementDays} days.</p>
		${
			confusion.length === 0
				? undefined
				: html`<h3>Where they differ</h3><ul class="plain-list">${confusion
						.slice(0, 3)
						.map(
							({one, other, pairs}) =>
								html`<li>${judgementNames[one]} and ${judgementNames[other].toLowerCase()}: ${counted(pairs, 'time')}</li>`,
						)}</ul>`
		}`;
}

function total(counts: ReadonlyMap<string, number>): number {
	return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
