// The playground's live parts. Without this script every form and link still works.
// HTML that comes from the server has its text escaped there; what is typed here is only ever set as text.

const form = document.querySelector('[data-ask]');
if (form instanceof HTMLFormElement) openPlayground(form);
enliven(document.body);
document.addEventListener('submit', replay);
document.addEventListener('click', copyCode);
// Where the bar is too narrow for all pages, the one at hand is in view.
document.querySelector('.bar [aria-current]')?.scrollIntoView({block: 'nearest', inline: 'nearest'});

/**
 * The box to write in: Enter sends, files are dropped or picked, the answer comes as it is made.
 * @param {HTMLFormElement} form
 */
function openPlayground(form) {
	const box = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem('message'));
	const picker = /** @type {HTMLInputElement} */ (form.elements.namedItem('files'));
	let isAsking = false;

	// A conversation that was opened again continues at its end.
	document.querySelector('[data-conversation] .exchange:last-child')?.scrollIntoView({block: 'start'});

	const fit = () => {
		box.rows = Math.min(8, box.value.split('\n').length);
	};
	fit();
	box.addEventListener('input', fit);
	box.addEventListener('keydown', event => {
		const isSend = event.key === 'Enter' && !event.shiftKey && !event.isComposing;
		// Keyboards on glass have no Shift+Enter: there the button sends.
		if (!isSend || matchMedia('(pointer: coarse)').matches) return;
		event.preventDefault();
		form.requestSubmit();
	});
	let attached = [...(picker.files ?? [])];
	const attach = (/** @type {File[]} */ files) => {
		attached = addFiles(form, picker, {to: attached, files});
	};
	// A picker forgets what was picked before.
	picker.addEventListener('change', () => attach([...(picker.files ?? [])]));
	form.addEventListener('click', event => {
		const remove = closest(event.target, '[data-remove]');
		if (remove === null) return;
		const rest = attached.toSpliced(Number(remove.getAttribute('data-remove')), 1);
		attached = addFiles(form, picker, {to: [], files: rest});
		box.focus();
	});
	acceptDrops(attach);
	box.addEventListener('paste', event => {
		const files = [...(event.clipboardData?.files ?? [])];
		const text = event.clipboardData?.getData('text/plain') ?? '';
		if (files.length === 0 && text.length <= longestPaste) return;
		event.preventDefault();
		attach(files.length > 0 ? files : [new File([text], nameForPaste(attached), {type: 'text/plain'})]);
	});
	document.addEventListener('click', event => {
		const example = closest(event.target, '[data-example]');
		if (example === null) return;
		event.preventDefault();
		box.value = example.textContent ?? '';
		fit();
		box.focus();
	});

	form.addEventListener('submit', async event => {
		event.preventDefault();
		const text = box.value.trim();
		if (isAsking || (text === '' && attached.length === 0)) return;
		isAsking = true;
		const body = new FormData(form);
		const files = attached;
		attached = [];
		const exchange = beginExchange([text, ...files.map(({name}) => `📎 ${name}`)].join('\n').trim());
		showProblem(form, '');
		form.reset();
		listFiles(form, picker);
		fit();
		try {
			await ask(form, body, exchange);
		} catch (error) {
			exchange.remove();
			if (box.value === '') box.value = text;
			attach(files);
			fit();
			showProblem(form, error instanceof Error ? error.message : String(error));
		} finally {
			isAsking = false;
			box.focus({preventScroll: true});
		}
	});
}

/**
 * Sends the question and shows the stages as they pass, then the answer. Throws with a sentence for the
 * person where there is none.
 * @param {HTMLFormElement} form
 * @param {FormData} body
 * @param {HTMLElement} exchange
 */
async function ask(form, body, exchange) {
	form.setAttribute('aria-busy', 'true');
	try {
		const response = await fetch(form.action, {
			method: 'POST',
			headers: {accept: 'text/event-stream'},
			body,
		}).catch(() => {
			throw new Error('Lineman cannot be reached: is it still running?');
		});
		if (!response.ok || response.body === null) throw new Error(await problemOf(response));
		const id = response.headers.get('lineman-question') ?? '';
		const leave = () => navigator.sendBeacon(`${form.action}/${id}/leave`);
		addEventListener('pagehide', leave);
		try {
			let stream = response.body;
			for (const waitMs of [...rejoinAfterMs, undefined]) {
				if (await follow(stream, {form, exchange})) return;
				if (waitMs === undefined) break;
				announce('The connection broke off: trying again');
				stream = (await rejoin(`${form.action}/${id}`, waitMs)) ?? new Blob().stream();
			}
			throw new Error('The connection to Lineman broke off: the answer may be in the log');
		} finally {
			removeEventListener('pagehide', leave);
		}
	} finally {
		form.removeAttribute('aria-busy');
	}
}

const rejoinAfterMs = [300, 1000, 2000, 4000];

/**
 * Shows what a stream tells; gives whether the answer was part of it. One that breaks off is no error yet.
 * @param {ReadableStream<Uint8Array>} stream
 * @param {{form: HTMLFormElement, exchange: HTMLElement}} shown
 */
async function follow(stream, {form, exchange}) {
	for await (const {event, data} of readEvents(stream)) {
		if (event === 'question') showQuestion(exchange, data);
		if (event === 'stages') showStages(exchange, data);
		if (event === 'writing') showWriting(exchange, data);
		if (event === 'failed') throw new Error(data.say);
		if (event === 'answer') {
			showAnswer(exchange, data);
			replyTo(form, data.conversation);
			return true;
		}
	}
	return false;
}

/**
 * The stream of a question that is still worked on; undefined while Lineman cannot be reached.
 * @param {string} address
 * @param {number} waitMs
 */
async function rejoin(address, waitMs) {
	await new Promise(resolve => setTimeout(resolve, waitMs));
	const response = await fetch(address, {headers: {accept: 'text/event-stream'}}).catch(() => undefined);
	if (response === undefined) return;
	if (!response.ok) throw new Error(await problemOf(response));
	return response.body;
}

/** @param {Response} response */
async function problemOf(response) {
	const problem = await response.json().catch(() => ({}));
	return problem.error ?? `Lineman answered with HTTP ${response.status}`;
}

/**
 * Server-sent events out of a response: each with its name and its JSON.
 * @param {ReadableStream<Uint8Array>} body
 */
async function* readEvents(body) {
	const reader = body.pipeThrough(new TextDecoderStream()).getReader();
	let rest = '';
	for (;;) {
		// A connection that breaks ends the events, as one that is closed does.
		const {done, value} = await reader.read().catch(() => ({done: true, value: ''}));
		if (done) return;
		rest += value;
		const events = rest.split('\n\n');
		rest = events.pop() ?? '';
		for (const text of events) {
			const lines = text.split('\n');
			const event = lines.find(line => line.startsWith('event: '))?.slice(7) ?? '';
			const data = lines.filter(line => line.startsWith('data: ')).map(line => line.slice(6));
			yield {event, data: JSON.parse(data.join('\n'))};
		}
	}
}

/**
 * Shows what was typed and an answer that has begun.
 * @param {string} text
 */
function beginExchange(text) {
	document.querySelector('[data-welcome]')?.remove();
	const begun = /** @type {HTMLTemplateElement} */ (document.querySelector('[data-begun]'));
	const exchange = /** @type {HTMLElement} */ (begun.content.cloneNode(true).firstElementChild);
	const typed = exchange.querySelector('.typed');
	if (typed !== null) typed.textContent = text;
	document.querySelector('[data-conversation]')?.append(exchange);
	bringUp(exchange);
	return exchange;
}

/**
 * The question as it is kept, without secrets, in place of what was typed.
 * @param {HTMLElement} exchange
 * @param {{html: string}} question
 */
function showQuestion(exchange, {html}) {
	const place = exchange.querySelector('[data-question]');
	if (place === null) return;
	place.innerHTML = html;
	showCopyButtons(place);
}

/**
 * @param {HTMLElement} exchange
 * @param {{html: string, say?: string}} stages
 */
function showStages(exchange, {html, say}) {
	const work = exchange.querySelector('[data-work]');
	if (work !== null) work.innerHTML = html;
	showLocalTimes(exchange);
	announce(say);
	exchange.scrollIntoView({block: 'nearest'});
}

/**
 * The answer as far as it is written, below the stages. It is said aloud once, when it is whole.
 * @param {HTMLElement} exchange
 * @param {{html: string}} writing
 */
function showWriting(exchange, {html}) {
	const work = exchange.querySelector('[data-work]');
	if (work === null) return;
	const begun = exchange.querySelector('[data-writing]') ?? document.createElement('div');
	begun.className = 'content';
	begun.setAttribute('data-writing', '');
	begun.innerHTML = html;
	work.after(begun);
	showCopyButtons(begun);
	exchange.scrollIntoView({block: 'nearest'});
}

/**
 * @param {HTMLElement} exchange
 * @param {{html: string, say: string}} answer
 */
function showAnswer(exchange, {html, say}) {
	exchange.innerHTML = '';
	const made = document.createElement('template');
	made.innerHTML = html;
	exchange.append(...(made.content.firstElementChild?.childNodes ?? []));
	enliven(exchange);
	announce(say);
	bringUp(exchange);
}

/**
 * From now on the box goes on with this conversation, also after the page is loaded again.
 * @param {HTMLFormElement} form
 * @param {string} conversation
 */
function replyTo(form, conversation) {
	const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('conversation'));
	// `reset` returns to what the attribute says.
	field.setAttribute('value', conversation);
	field.value = conversation;
	form.querySelector('[data-replying]')?.removeAttribute('hidden');
	history.replaceState(null, '', `/?conversation=${conversation}`);
}

/** @param {HTMLElement} exchange */
function bringUp(exchange) {
	const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
	exchange.scrollIntoView({block: 'start', behavior: calm ? 'auto' : 'smooth'});
}

/** @param {string | undefined} words */
function announce(words) {
	if (!words) return;
	const status = document.querySelector('[data-status]') ?? newStatus();
	// The same words said again are heard again.
	status.textContent = status.textContent === words ? `${words}\u00a0` : words;
}

function newStatus() {
	const status = document.createElement('p');
	status.className = 'visually-hidden';
	status.setAttribute('role', 'status');
	status.setAttribute('data-status', '');
	document.body.append(status);
	return status;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} sentence
 */
function showProblem(form, sentence) {
	const problem = form.querySelector('[data-problem]');
	if (problem === null) return;
	problem.textContent = sentence;
	problem.toggleAttribute('hidden', sentence === '');
}

// Files

/** @param {(files: File[]) => void} take */
function acceptDrops(take) {
	const hold = (/** @type {DragEvent} */ event, /** @type {boolean} */ isOver) => {
		if (!event.dataTransfer?.types.includes('Files')) return;
		event.preventDefault();
		document.body.classList.toggle('dropping', isOver);
	};
	document.addEventListener('dragover', event => hold(event, true));
	document.addEventListener('dragleave', event => hold(event, event.relatedTarget !== null));
	document.addEventListener('drop', event => {
		hold(event, false);
		take([...(event.dataTransfer?.files ?? [])]);
	});
}

/** A text that is longer becomes a file when it is pasted. */
const longestPaste = 4000;

/** @param {File[]} attached */
function nameForPaste(attached) {
	const pasted = attached.filter(({name}) => name.startsWith('pasted')).length;
	return pasted === 0 ? 'pasted.txt' : `pasted-${pasted + 1}.txt`;
}

/**
 * Adds those files that can be taken, says why of the others, and gives all that are attached.
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} picker
 * @param {{to: File[], files: File[]}} adding
 */
function addFiles(form, picker, {to, files}) {
	const problems = files.map(file => whyNot(file, form)).filter(problem => problem !== undefined);
	const taken = [...to, ...files.filter(file => whyNot(file, form) === undefined)];
	const most = Number(form.dataset.mostFiles);
	if (taken.length > most) problems.push(`At most ${most} files can be attached`);
	const attached = taken.slice(0, most);
	const transfer = new DataTransfer();
	for (const file of attached) transfer.items.add(file);
	picker.files = transfer.files;
	showProblem(form, problems.join('. '));
	listFiles(form, picker);
	announce(
		attached.length === 0 ? 'No file is attached' : `Attached: ${attached.map(({name}) => name).join(', ')}`,
	);
	return attached;
}

/**
 * The same rules as the server's, said before anything is sent.
 * @param {File} file
 * @param {HTMLFormElement} form
 */
function whyNot({name, type, size}, form) {
	const types = (form.dataset.types ?? '').split(' ');
	const isTaken = type.startsWith('text/') || types.some(ending => name.toLowerCase().endsWith(ending));
	if (!isTaken) return `Cannot read "${name}": want ${types.join(', ')}`;
	const most = Number(form.dataset.mostBytes);
	return size > most ? `"${name}" is too large: want at most ${most / 1024 / 1024} MB` : undefined;
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} picker
 */
function listFiles(form, picker) {
	const list = form.querySelector('[data-files]');
	if (list === null) return;
	const files = [...(picker.files ?? [])];
	list.replaceChildren(
		...files.map(({name, size}, index) => {
			const item = document.createElement('li');
			const remove = document.createElement('button');
			remove.type = 'button';
			remove.textContent = '✕';
			remove.dataset.remove = String(index);
			remove.setAttribute('aria-label', `Remove ${name}`);
			const length = document.createElement('small');
			length.textContent = size < 1024 ? `${size} B` : `${Math.ceil(size / 1024).toLocaleString('en')} KB`;
			const title = document.createElement('span');
			title.textContent = name;
			item.append(title, length, remove);
			return item;
		}),
	);
	list.toggleAttribute('hidden', files.length === 0);
}

// Everywhere

/**
 * What only scripts can do with a piece of a page.
 * @param {Element} within
 */
function enliven(within) {
	showCopyButtons(within);
	showLocalTimes(within);
	// Where there is no room beside an answer, its reasons unfold on request.
	if (matchMedia('(width < 68rem)').matches) {
		for (const why of within.querySelectorAll('[data-why]')) why.removeAttribute('open');
	}
}

/**
 * Shows below the button what comes out of an answer that is made again.
 * @param {SubmitEvent} event
 */
async function replay(event) {
	const form = event.target;
	if (!(form instanceof HTMLFormElement) || !form.matches('[data-replay]')) return;
	event.preventDefault();
	const place = form.querySelector('[data-outcome]');
	if (place === null) return;
	try {
		const headers = {accept: 'text/event-stream'};
		const response = await fetch(form.action, {method: 'POST', headers, body: new FormData(form)});
		if (!response.ok) throw new Error(await problemOf(response));
		place.innerHTML = (await response.json()).html;
	} catch (error) {
		place.textContent = error instanceof Error ? error.message : String(error);
	}
}

/** @param {Element} within */
function showCopyButtons(within) {
	for (const button of within.querySelectorAll('[data-copy]')) button.removeAttribute('hidden');
}

/** @param {MouseEvent} event */
async function copyCode(event) {
	const button = closest(event.target, '[data-copy]');
	const code = button?.closest('figure')?.querySelector('code');
	if (button === null || code === null || code === undefined) return;
	// What only screen readers hear stands behind the word.
	const word = /** @type {Text} */ (button.firstChild);
	try {
		await navigator.clipboard.writeText(code.textContent ?? '');
		word.data = 'Copied';
	} catch {
		// Browsers allow copying only on a secure address: the code is marked, to be copied by hand.
		getSelection()?.selectAllChildren(code);
		word.data = 'Marked';
	}
	announce(word.data);
	setTimeout(() => {
		word.data = 'Copy';
	}, 2000);
}

/** @param {Element} within */
function showLocalTimes(within) {
	const format = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'short'});
	for (const time of within.querySelectorAll('time[data-local]')) {
		time.setAttribute('title', time.textContent ?? '');
		time.textContent = format.format(new Date(time.getAttribute('datetime') ?? ''));
		time.removeAttribute('data-local');
	}
}

/**
 * @param {EventTarget | null} target
 * @param {string} selector
 */
function closest(target, selector) {
	return target instanceof Element ? target.closest(selector) : null;
}
