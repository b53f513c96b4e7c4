import {html} from 'hono/html';
import {textFileLimits} from '../evidence/text-file.ts';
import type {Knowledge} from '../retrieval/knowledge.ts';
import type {Assets} from './assets.ts';
import {counted} from './describe.ts';
import {type Frame, type Html, renderPage} from './page.ts';
import {limits} from './read-submission.ts';
import {renderExchangeBegun} from './render-exchange.ts';

/** Messages to begin with; each shows another stage at its work. */
const examples = [
	'Received network error or non-101 status code.',
	'It connects, then closes with code 1011 after about ten seconds',
	'Everything works on my phone’s hotspot, but from the office I get ECONNRESET',
];

/** The playground: a conversation with Lineman, and a box to write the next message in. */
export function renderPlayground(page: {
	readonly frame: Frame;
	readonly knowledge: Knowledge;
	/** What was said so far; undefined where nothing was. */
	readonly conversation?: {readonly id: string; readonly said: Html};
	/** Whether the text of pictures is read. */
	readonly pictures: 'read' | 'left';
	/** What the box holds at first. */
	readonly draft: string;
}): Html {
	const {frame, knowledge, conversation} = page;
	const {assets} = frame;
	return renderPage({
		title: 'Lineman: playground',
		name: 'playground',
		frame,
		main: html`<main id="main" class="playground">
		<h1 class="visually-hidden">Playground</h1>
		<div class="conversation" data-conversation>${conversation?.said ?? renderWelcome(knowledge, assets)}</div>
		<p class="visually-hidden" role="status" data-status></p>
		${renderComposer(page)}
		<template data-begun>${renderExchangeBegun(assets)}</template>
	</main>`,
	});
}

function renderWelcome({service, causes, clients}: Knowledge, {mark}: Assets): Html {
	return html`<section class="welcome" data-welcome aria-labelledby="welcome">
		<div>
			<img src="${mark.href}" alt="" width="64" height="64">
			<h2 id="welcome">What does the line say?</h2>
			<p>Paste what failed with ${service.name}: an error, a log, a close code, an address. Lineman tests the line before it answers.</p>
			<ul class="examples" aria-label="Messages to begin with">${examples.map(
				example =>
					html`<li><a href="/?message=${encodeURIComponent(example)}" data-example>${example}</a></li>`,
			)}</ul>
		</div>
		<div class="road">
			<h3>What happens with a message</h3>
			<ol>
				<li><b>Read</b> Statuses, close codes, error texts, addresses, the client. Keys are removed first.</li>
				<li><b>Search</b> ${counted(causes.length, 'known cause')}, ${counted(clients.length, 'client')}, the documentation.</li>
				<li><b>Test</b> DNS, TCP, TLS and the upgrade, each timed, without a key.</li>
				<li><b>Decide</b> Causes ranked with their reasons. Where none is sure, it asks.</li>
			</ol>
		</div>
	</section>`;
}

const pictureTypes = ['.png', '.jpg', '.jpeg', '.webp'];

function renderComposer({
	conversation,
	pictures,
	draft,
}: {
	readonly conversation?: {readonly id: string};
	readonly pictures: 'read' | 'left';
	readonly draft: string;
}): Html {
	const types = [...textFileLimits.endings, ...(pictures === 'read' ? pictureTypes : [])];
	const files = pictures === 'read' ? 'text files and pictures' : 'text files';
	return html`<form class="composer" method="post" action="/ask" enctype="multipart/form-data" data-ask data-most-bytes="${limits.fileBytes}" data-most-files="${limits.files}" data-types="${types.join(' ')}">
		<input type="hidden" name="conversation" value="${conversation?.id ?? ''}">
		<ul class="files" data-files aria-label="Attached files" hidden></ul>
		<p class="problem" role="alert" data-problem hidden></p>
		<p class="drop-here" aria-hidden="true">Drop ${files} here: ${types.join(' ')}</p>
		<p class="replying" data-replying${conversation === undefined ? html` hidden` : ''}>Replying to <b>Lineman</b> <a href="/">New conversation</a></p>
		<div class="box">
			<label class="attach" title="Attach ${files}">
				<input type="file" name="files" multiple accept="${types.join(',')},text/*" aria-label="Attach ${files}">
				<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10"/><path d="M12 7.5v9M7.5 12h9"/></svg>
			</label>
			<textarea name="message" rows="1" maxlength="${limits.textBytes}" placeholder="Message @Lineman" aria-label="Message to Lineman" autofocus>${draft}</textarea>
			<button type="submit" class="send" aria-label="Send" title="Send"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 12l16-8-5 17-3.5-6.5z"/></svg></button>
		</div>
		<p class="hint"><span class="scripted">Enter sends, Shift+Enter begins a new line, files may be dropped.</span> Keys and tokens are removed before anything is kept.</p>
	</form>`;
}
