import {html, raw} from 'hono/html';
import {renderMarkdown} from '../../src/console/render-markdown.ts';
import {pageStyle} from './page-style.ts';
import type {Attached, Button, Done, Room, Shown, Transcript} from './transcribe.ts';

type Html = ReturnType<typeof html>;

/** Conversations as one page that needs nothing else: neither a script nor another file. */
export async function renderPage(transcripts: readonly Transcript[]): Promise<string> {
	const page = html`<!doctype html>
<html lang="en">
<head>
	<meta charset="utf-8">
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<meta http-equiv="content-security-policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
	<meta name="color-scheme" content="light dark">
	<title>Transcripts</title>
	<style>${raw(pageStyle)}</style>
</head>
<body>
	<header>
		<h1>Transcripts</h1>
		<fieldset class="themes"><legend>Colours</legend>
			<label><input type="radio" name="theme" checked> as here</label>
			<label><input type="radio" name="theme" id="light"> light</label>
			<label><input type="radio" name="theme" id="dark"> dark</label>
		</fieldset>
		<nav aria-label="Conversations"><ol>${transcripts.map(({name}, index) => html`<li><a href="#c${index + 1}">${name}</a></li>`)}</ol></nav>
	</header>
	<main>${transcripts.map(renderConversation)}</main>
</body>
</html>
`;
	return String(await page);
}

function renderConversation(transcript: Transcript, index: number): Html {
	const {name, member, moderator} = transcript;
	return html`<section class="conversation" id="c${index + 1}" data-conversation>
		<h2>${index + 1}. ${name}</h2>
		<div class="sides">
			${renderSide('What the member sees', member, transcript)}
			${renderSide('What the moderator sees', moderator, transcript)}
		</div>
	</section>
`;
}

function renderSide(title: string, rooms: readonly Room[], transcript: Transcript): Html {
	return html`<div class="side"><h3>${title}</h3>${rooms.map(
		({name, entries}) =>
			html`<section class="room"><h4># ${name}</h4>${entries.map(entry =>
				entry.kind === 'deed' ? renderDeed(entry) : renderMessage(entry, transcript),
			)}</section>`,
	)}</div>`;
}

function renderDeed({by, text}: Done): Html {
	return html`<p class="deed"><b>${by}</b> ${text}</p>`;
}

function renderMessage(message: Shown, {names}: Transcript): Html {
	const {author, isBot, at, replyTo, text, edited, deleted, isPrivate, attached, buttons, before} = message;
	const marks = [deleted ? 'deleted' : '', isPrivate ? 'private' : ''].filter(mark => mark !== '').join(' ');
	return html`<article class="message ${marks}">
		${replyTo && html`<p class="reply"><b>@${replyTo.author}</b> ${inLine(replyTo.text, names)}</p>`}
		<span class="avatar ${isBot ? 'bot' : ''}" aria-hidden="true">${isBot ? '⌁' : author.slice(0, 1).toUpperCase()}</span>
		<div class="body">
			<p class="who"><b>${author}</b>${isBot ? html`<span class="tag">APP</span>` : ''}<time datetime="${at.toISOString()}">${at.toISOString().slice(11, 16)}</time></p>
			${deleted ? html`<p class="gone">This message was deleted.</p>` : ''}
			<div class="text">${markdown(text, names)}${edited && !deleted ? html`<small>(edited)</small>` : ''}</div>
			${attached.map(renderAttached)}
			${buttons.map(row => html`<div class="buttons">${row.map(renderButton)}</div>`)}
			${isPrivate ? html`<p class="only">👁 Only you can see this</p>` : ''}
			${
				before.length === 0
					? ''
					: html`<details><summary>${before.length} earlier ${before.length === 1 ? 'state' : 'states'}</summary>${before.map(
							state => html`<div class="text state">${markdown(state, names)}</div>`,
						)}</details>`
			}
		</div>
	</article>`;
}

function renderButton({label, style, disabled}: Button): Html {
	return html`<span class="button style${style} ${disabled ? 'off' : ''}">${label}</span>`;
}

function renderAttached(file: Attached): Html {
	return file.kind === 'picture'
		? html`<img class="picture" src="${file.dataUrl}" alt="${file.description}">`
		: html`<p class="file">📄 ${file.name} <small>${file.size} bytes</small></p>`;
}

/** With people and channels called by their names. */
function markdown(text: string, names: ReadonlyMap<string, string>): Html {
	const shown = String(renderMarkdown(text)).replaceAll(
		/title="(Member|Channel|Role) (\d+)">([@#])\w+</g,
		(whole, _, id, sign) => (names.has(id) ? `title="">${sign}${names.get(id)}<` : whole),
	);
	return raw(shown) as unknown as Html;
}

/** The beginning of a message in one line, as Discord puts it above a reply. */
function inLine(text: string, names: ReadonlyMap<string, string>): string {
	return text
		.replaceAll(/<@!?(\d+)>/g, (_, id) => `@${names.get(id) ?? 'member'}`)
		.replaceAll(/<#(\d+)>/g, (_, id) => `#${names.get(id) ?? 'channel'}`)
		.replaceAll(/\[([^\]\n]*)\]\(<?[^)\s]*\)/g, '$1')
		.replaceAll(/\s+/g, ' ')
		.replaceAll(/[*`]/g, '')
		.slice(0, 120);
}
