import {html} from 'hono/html';
import {reasons} from '../../discord/not-helpful.ts';
import {judgementNames} from '../../discord/review/write-card.ts';
import {judgements} from '../../log/moderation.ts';
import type {Names} from '../names.ts';
import type {Html} from '../page.ts';
import type {ListPage} from './list-page.ts';
import {listPath, ownWords, type Wanted, type WantedName, wantedNames} from './wanted.ts';
import {feedbackNames, publicationNames} from './words.ts';

type Choice = readonly [value: string, title: string];

const choices = {
	state: [
		['open', 'open'],
		['done', 'done'],
	],
	judged: [
		...judgements.map(judgement => [judgement, judgementNames[judgement]] as const),
		['wrong_or_unsafe', 'Wrong or unsafe'],
	],
	feedback: Object.entries(feedbackNames),
	shown: Object.entries(publicationNames),
	verdict: [
		['named', 'a cause was named'],
		['refused', 'none was named'],
		['assumed', 'probably solved'],
	],
	why: [...Object.entries(reasons), [ownWords, 'in their own words alone']],
	timed: [['first_reply', 'timed']],
	text: [['kept', 'still kept']],
	writer: [
		['built-in', 'built-in'],
		['model', 'model'],
	],
	door: [
		['discord', 'Discord'],
		['console', 'console'],
		['terminal', 'terminal'],
	],
} as const satisfies Partial<Record<WantedName, readonly Choice[]>>;

const titles: Readonly<Record<WantedName, string>> = {
	q: 'Words',
	state: 'Case',
	judged: 'Judged',
	feedback: 'Members said',
	shown: 'Members see',
	verdict: 'Verdict',
	cause: 'Cause',
	least: 'Sure, at least',
	most: 'Sure, at most',
	below: 'Sure, less than',
	why: 'Not helpful because',
	model: 'Model',
	timed: 'First reply',
	text: 'Texts',
	writer: 'Writer',
	server: 'Server',
	channel: 'Channel',
	door: 'Asked by',
	since: 'From',
	until: 'To',
};

/** What a list is searched and narrowed down with: a form whose fields are the address's. */
export function renderFinder({wanted, viewer, servers, channels, names, causes}: ListPage): Html {
	const narrowing = wantedNames.filter(name => name !== 'q' && wanted[name] !== undefined).length;
	const select = (name: WantedName, options: readonly Choice[]) =>
		html`<label>${titles[name]}<select name="${name}"><option value="">any</option>${options.map(
			([value, title]) =>
				html`<option value="${value}"${wanted[name] === value ? html` selected` : ''}>${title}</option>`,
		)}</select></label>`;
	const input = (name: WantedName, attributes: Html) =>
		html`<label>${titles[name]}<input name="${name}" value="${wanted[name] ?? ''}" ${attributes}></label>`;
	const percentField = html`type="number" min="0" max="100" inputmode="numeric" placeholder="%"`;
	const isOperator = viewer.person.servers === undefined;
	const known = causes.some(({id}) => id === wanted.cause) || wanted.cause === undefined;
	const listed =
		wanted.channel === undefined || channels.some(({id}) => id === wanted.channel)
			? channels
			: [{id: wanted.channel}, ...channels];
	const knownCauses = known ? causes : [{id: wanted.cause ?? ''}, ...causes];
	return html`<form class="finder" method="get" action="/answers" role="search">
		<div class="search"><input type="search" name="q" value="${wanted.q ?? ''}" maxlength="200" placeholder="Words in questions and answers" aria-label="Words in questions and answers" id="search" data-search><button class="button">Search</button></div>
		<details class="filters"><summary>Filters${narrowing === 0 ? '' : ` (${narrowing})`}</summary><div class="fields">
			${select('state', choices.state)}
			${select('judged', choices.judged)}
			${select('feedback', choices.feedback)}
			${select('shown', choices.shown)}
			${select('verdict', choices.verdict)}
			${select(
				'cause',
				knownCauses.map(({id}) => [id, id] as const),
			)}
			${input('least', percentField)}
			${input('most', percentField)}
			${select('writer', choices.writer)}
			${
				servers.length > 1
					? select(
							'server',
							servers.map(({id}) => [id, names.server(id)] as const),
						)
					: undefined
			}
			${select(
				'channel',
				listed.map(({id}) => [id, names.channel(id)] as const),
			)}
			${isOperator ? select('door', choices.door) : undefined}
			${input('since', html`type="date"`)}
			${input('until', html`type="date"`)}
			<button class="button">Apply</button>
		</div></details>
	</form>`;
}

/** What the list is narrowed down by, each with a way to take it back. */
export function renderChips(wanted: Wanted, names: Names): Html | undefined {
	const given = wantedNames.filter(name => wanted[name] !== undefined);
	if (given.length === 0) return undefined;
	return html`<ul class="chips" aria-label="Narrowed down by">${given.map(name => {
		const {[name]: _, ...others} = wanted;
		const text = `${titles[name]}: ${titleOf(name, wanted[name] ?? '', names)}`;
		return html`<li><a href="${listPath('/answers', others)}" aria-label="${text}; remove">${text} <span aria-hidden="true">✕</span></a></li>`;
	})}${given.length > 1 ? html`<li><a class="all" href="/answers">Clear all</a></li>` : undefined}</ul>`;
}

function titleOf(name: WantedName, value: string, names: Names): string {
	if (name === 'server') return names.server(value);
	if (name === 'channel') return names.channel(value);
	if (name === 'least' || name === 'most' || name === 'below') return `${value} %`;
	const known: Readonly<Partial<Record<WantedName, readonly Choice[]>>> = choices;
	return known[name]?.find(([each]) => each === value)?.[1] ?? value;
}
