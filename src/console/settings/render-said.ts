import {html} from 'hono/html';
import type {ServerChoices} from '../../discord/settings/settings-desk.ts';
import type {Html} from '../page.ts';

const marks =
	/<#(\d{1,20})>|<@&(\d{1,20})>|<(https:\/\/[^\s<>]{1,300})>|\*\*([^*]{1,100})\*\*|\*([^*]{1,100})\*|`([^`]{1,300})`/g;

/** What Discord's door says of settings, for a page: channels and roles by their names where they are known. */
export function renderSaid(text: string, choices: ServerChoices | undefined): Html {
	const parts: Html[] = [];
	let from = 0;
	for (const match of text.matchAll(marks)) {
		parts.push(html`${text.slice(from, match.index)}${renderMark(match, choices)}`);
		from = match.index + match[0].length;
	}
	return html`${parts}${text.slice(from)}`;
}

function renderMark(match: RegExpExecArray, choices: ServerChoices | undefined): Html {
	const [, channel, role, address, strong, slanted, code] = match;
	if (channel !== undefined) return html`${nameOf('#', channel, choices?.channels)}`;
	if (role !== undefined) return html`${nameOf('@', role, choices?.roles)}`;
	if (address !== undefined) return html`${address}`;
	if (strong !== undefined) return html`<b>${strong}</b>`;
	return slanted !== undefined ? html`<i>${slanted}</i>` : html`<code>${code}</code>`;
}

/** A channel or a role as Discord writes it; its id where it is not known. */
export function nameOf(
	sign: '#' | '@',
	id: string,
	known: readonly {readonly id: string; readonly name: string}[] | undefined,
): string {
	const found = known?.find(each => each.id === id);
	return found === undefined ? id : `${sign}${found.name}`;
}
