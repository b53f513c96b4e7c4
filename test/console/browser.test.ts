import assert from 'node:assert/strict';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {connect as connectTo, createServer, type Socket} from 'node:net';
import test, {type TestContext} from 'node:test';
import type {Locator, Page} from 'playwright-core';
import type {Writing} from '../../src/answer/writing.ts';
import type {Progress} from '../../src/answer-question.ts';
import type {AnswerTo} from '../../src/console/ask.ts';
import {openBrowser, openPage, signInOn, withoutBrowser} from '../support/browser-page.ts';
import {sampleRecord, sampleWalk} from '../support/console-sample.ts';
import {openTestConsole} from '../support/console-server.ts';
import {refusedKey} from '../support/writing-tasks.ts';

/** A gate in front of each event: the walk waits until the test has seen the one before. */
function gates() {
	const opened = new Map<string, PromiseWithResolvers<void>>();
	const gateOf = (name: string) => {
		const gate = opened.get(name) ?? Promise.withResolvers<void>();
		opened.set(name, gate);
		return gate;
	};
	const nameOf = (event: Progress) => (event.stage === 'observation' ? event.observation.phase : event.stage);
	return {
		before: (event: Progress) => gateOf(nameOf(event)).promise,
		open: (...names: readonly string[]) => {
			for (const name of names) gateOf(name).resolve();
		},
	};
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with a page as it is now. */
async function violationsIn(page: Page): Promise<unknown> {
	await page.evaluate(axe);
	return page.evaluate(
		'axe.run().then(({violations}) => violations.map(({id, nodes}) => id + ": " + nodes[0].html))',
	);
}

/** A way to a server that can be cut while it is used. */
async function openCable(t: TestContext): Promise<{
	readonly port: number;
	readonly lead: (port: number) => void;
	readonly cut: () => void;
}> {
	const sockets = new Set<Socket>();
	let to = 0;
	const cable = createServer(socket => {
		const far = connectTo(to, '127.0.0.1');
		for (const end of [socket, far]) {
			sockets.add(end);
			end.on('error', () => {}); // It is there to be cut.
			end.on('close', () => sockets.delete(end));
		}
		socket.pipe(far).pipe(socket);
	});
	const cut = () => {
		for (const socket of sockets) socket.destroy();
	};
	await new Promise<void>(resolve => cable.listen(0, '127.0.0.1', resolve));
	t.after(() => {
		cable.close();
		cut();
	});
	const address = cable.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	const lead = (at: number) => {
		to = at;
	};
	return {port, lead, cut};
}

/** Writes a message and sends it with Enter. */
async function send(page: Page, message: string): Promise<void> {
	await page.getByRole('textbox').fill(message);
	await page.keyboard.press('Enter');
}

async function textsOf(items: Locator): Promise<readonly string[]> {
	return (await items.allTextContents()).map(text => text.replaceAll(/\s+/g, ' ').trim());
}

test('in a browser', {skip: withoutBrowser}, async t => {
	const browser = await openBrowser(t);

	await t.test(
		'one types a message, sees the stages go by one after the other, and reads the answer',
		async t => {
			const {before, open} = gates();
			const {url} = await openTestConsole(t, {
				answer: (question, walk) => sampleWalk(question, walk, before),
			});
			const {page, complaints} = await openPage(t, browser);
			await page.goto(url);
			await page.getByRole('textbox', {name: 'Message to Lineman'}).fill('it **never** connects');
			await page.keyboard.press('Enter');
			await page.getByText('it **never** connects').waitFor();
			await page.locator('.steps .running', {hasText: 'Read the message'}).waitFor();

			open('evidence');
			await page.locator('.steps .done', {hasText: 'HTTP 401 on the upgrade'}).waitFor();
			assert.deepEqual(await textsOf(page.locator('[data-question] strong')), ['never']);
			open('retrieval');
			await page.locator('.steps .done', {hasText: '3 sections, first “The API key is refused”'}).waitFor();
			open('probe_started', 'dns');
			await page.locator('.waterfall', {hasText: 'DNS'}).waitFor();
			assert.deepEqual(await textsOf(page.locator('.waterfall text')), ['DNS', '3.4 ms']);
			open('tcp', 'tls');
			await page.locator('.waterfall', {hasText: 'TLS'}).waitFor();
			assert.deepEqual(await textsOf(page.locator('.waterfall text')), [
				'DNS',
				'3.4 ms',
				'TCP',
				'18 ms',
				'TLS',
				'42 ms',
			]);
			assert.deepEqual(await textsOf(page.getByRole('status')), ['TLS passed in 42 ms']);
			open('upgrade', 'probe');
			await page.locator('.badge', {hasText: 'Reachable'}).waitFor();
			open('diagnosis', 'answer');

			await page.getByText('Most likely: the API key was refused', {exact: true}).waitFor();
			assert.deepEqual(await textsOf(page.getByRole('status')), [
				'Answer: Most likely: the API key was refused (93 % sure)',
			]);
			const why = page.getByRole('complementary', {name: 'Why this answer'});
			assert.deepEqual(await textsOf(why.locator('.cause')), [
				'The API key is refused93 %',
				'The key is sent under the wrong scheme5 %',
			]);
			assert.deepEqual(complaints, []);
		},
	);

	await t.test('Enter sends, Shift+Enter begins a new line', async t => {
		const {url, questions} = await openTestConsole(t);
		const {page} = await openPage(t, browser);
		await page.goto(url);
		await page.getByRole('textbox').fill('one');
		await page.keyboard.press('Shift+Enter');
		await page.keyboard.type('two');
		assert.equal(questions.length, 0);
		await page.keyboard.press('Enter');
		await page.getByText('Open in the log').waitFor();
		assert.equal(questions[0]?.text, 'one\ntwo');
		assert.equal(await page.getByRole('textbox').inputValue(), '');
	});

	await t.test(
		'a follow-up is a reply in the same conversation, also after the page is loaded again',
		async t => {
			const {url, questions} = await openTestConsole(t);
			const {page} = await openPage(t, browser);
			await page.goto(url);
			assert.equal(await page.getByText('Replying to Lineman').isVisible(), false);
			await send(page, 'first');
			await page.getByText('Replying to Lineman').waitFor();
			// The box has the focus again: one simply goes on typing.
			await page.waitForFunction('document.activeElement?.name === "message"');
			await send(page, 'second');
			await page.getByText('Open in the log').nth(1).waitFor();
			await page.reload();
			await page.getByText('Replying to Lineman').waitFor();
			await send(page, 'third');
			await page.getByText('Open in the log').waitFor();
			assert.deepEqual(
				questions.map(({text, conversationId}) => [text, conversationId]),
				['first', 'second', 'third'].map(text => [text, questions[0]?.id]),
			);
			await page.getByRole('link', {name: 'New conversation'}).click();
			await page.getByRole('heading', {name: 'What does the line say?'}).waitFor();
		},
	);

	await t.test('markup in the message and in the answer stays text', async t => {
		const attack = '<img src=x onerror=alert(1)><script>alert(2)</script><svg onload=alert(3)>';
		const answer: AnswerTo = async question => {
			const record = sampleRecord(question);
			return {
				...record,
				answer: {...record.answer, verdict: attack, messages: [attack, `\`\`\`html\n${attack}\n\`\`\``]},
			};
		};
		const {url, questions, signIn} = await openTestConsole(t, {answer});
		const {page, complaints} = await openPage(t, browser);
		await signInOn(page, await signIn(), url);
		await page.goto(url);
		await send(page, attack);
		await page.getByText('Open in the log').waitFor();
		// In the message, in the answer twice, in the verdict that is said aloud, and where the evidence is marked.
		assert.equal(await page.getByText(attack).count(), 5);
		await page.goto(`${url}/answers`);
		await page.getByRole('link', {name: attack}).click();
		assert.equal(page.url(), `${url}/answers/${questions[0]?.id}`);
		assert.deepEqual(await textsOf(page.getByRole('heading', {level: 1})), [attack]);
		assert.equal(await page.locator('img[src="x"], main script, svg[onload]').count(), 0);
		assert.deepEqual(complaints, []);
	});

	await t.test('files are picked or dropped, listed, taken away, and sent', async t => {
		const {url, questions} = await openTestConsole(t);
		const {page} = await openPage(t, browser);
		await page.goto(url);
		const files = page.getByRole('list', {name: 'Attached files'});
		await page.getByLabel('Attach text files').setInputFiles([
			{name: 'picked.log', mimeType: 'text/plain', buffer: Buffer.from('401')},
			{name: 'unwanted.log', mimeType: 'text/plain', buffer: Buffer.from('402')},
		]);
		const dropped = await page.evaluateHandle(
			'(() => {const data = new DataTransfer(); data.items.add(new File(["403"], "dropped.log")); return data;})()',
		);
		await page.dispatchEvent('main', 'drop', {dataTransfer: dropped});
		await page.getByRole('button', {name: 'Remove unwanted.log'}).click();
		assert.deepEqual(await textsOf(files.locator('span')), ['picked.log', 'dropped.log']);
		await page.getByRole('button', {name: 'Send'}).click();
		await page.getByText('Open in the log').waitFor();
		assert.deepEqual(questions[0]?.attachments, [
			{name: 'picked.log', text: '401'},
			{name: 'dropped.log', text: '403'},
		]);
		assert.equal(await files.isVisible(), false);
	});

	await t.test('a file of a wrong kind or size is refused at once, by name, and the others stay', async t => {
		const {url} = await openTestConsole(t);
		const {page} = await openPage(t, browser);
		await page.goto(url);
		const file = (name: string) => ({name, mimeType: '', buffer: Buffer.from('a')});
		const picker = page.getByLabel('Attach text files');
		await picker.setInputFiles([file('a.log'), file('b.exe')]);
		await page.getByRole('alert').filter({hasText: 'Cannot read "b.exe": want .txt, .log, .json'}).waitFor();
		const large = await page.evaluateHandle(
			'(() => {const data = new DataTransfer(); data.items.add(new File([new Uint8Array(10 * 1024 * 1024 + 1)], "c.log")); return data;})()',
		);
		await page.dispatchEvent('main', 'drop', {dataTransfer: large});
		await page.getByRole('alert').filter({hasText: '"c.log" is too large: want at most 10 MB'}).waitFor();
		await picker.setInputFiles(['d', 'e', 'f', 'g'].map(name => file(`${name}.txt`)));
		await page.getByRole('alert').filter({hasText: 'At most 4 files can be attached'}).waitFor();
		assert.deepEqual(await textsOf(page.getByRole('list', {name: 'Attached files'}).locator('span')), [
			...['a.log', 'd.txt', 'e.txt', 'f.txt'],
		]);
	});

	await t.test('a long text that is pasted becomes a file, a short one does not', async t => {
		const {url, questions} = await openTestConsole(t);
		const {page} = await openPage(t, browser, {permissions: ['clipboard-read', 'clipboard-write']});
		await page.goto(url);
		const box = page.getByRole('textbox');
		for (const text of ['short ', 'a long log\n'.repeat(500)]) {
			await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
			await box.focus();
			await page.keyboard.press('Control+V');
		}
		await page.getByRole('button', {name: 'Remove pasted.txt'}).waitFor();
		await page.getByRole('status').filter({hasText: 'Attached: pasted.txt'}).waitFor({state: 'attached'});
		await page.keyboard.press('Enter');
		await page.locator('.footer').waitFor();
		assert.deepEqual(
			[
				questions[0]?.text,
				questions[0]?.attachments[0]?.name,
				questions[0]?.attachments[0]?.text.slice(0, 11),
			],
			['short', 'pasted.txt', 'a long log\n'],
		);
	});

	await t.test('code is copied with a button, also by keyboard, and is coloured', async t => {
		const {url} = await openTestConsole(t);
		const {page} = await openPage(t, browser, {permissions: ['clipboard-read', 'clipboard-write']});
		await page.goto(url);
		await send(page, 'it fails');
		const copy = page.getByRole('button', {name: 'Copy the code, js'});
		await copy.focus();
		await page.keyboard.press('Enter');
		await page.getByRole('button', {name: 'Copied the code, js'}).waitFor();
		assert.deepEqual(await textsOf(page.getByRole('status').first()), ['Copied']);
		assert.match(
			String(await page.evaluate('navigator.clipboard.readText()')),
			/^import WebSocket from 'ws';\nconst socket = new WebSocket/,
		);
		assert.deepEqual(await textsOf(page.locator('.content .hljs-keyword')), [
			'import',
			'from',
			'const',
			'new',
		]);
	});

	await t.test(
		'on a phone the reasons unfold on request; the test of the line is copied as JSON',
		async t => {
			const {url} = await openTestConsole(t);
			const {page} = await openPage(t, browser, {
				viewport: {width: 390, height: 844},
				permissions: ['clipboard-read', 'clipboard-write'],
			});
			await page.goto(url);
			await send(page, 'HTTP/1.1 401 Unauthorized');
			const why = page.getByRole('complementary', {name: 'Why this answer'});
			await why.getByRole('heading', {name: 'Why'}).waitFor();
			assert.equal(await why.locator('mark').isVisible(), false);
			await why.getByRole('heading', {name: 'Why'}).click();
			await why.locator('mark', {hasText: 'HTTP/1.1 401 Unauthorized'}).waitFor();
			await why.getByText('Line test').click();
			await why.getByRole('button', {name: 'Copy the probe’s report as JSON'}).click();
			await why.getByRole('button', {name: 'Copied'}).waitFor();
			assert.equal(JSON.parse(String(await page.evaluate('navigator.clipboard.readText()'))).status, 401);
		},
	);

	await t.test('an answer in a model’s words is replayed where one reads it', async t => {
		const model: Writing = {
			name: 'small-model',
			promptVersion: 'answer.v1',
			tokens: {input: 1200, output: 90},
			cut: {of: 1, sentences: 0, because: {}},
			totalMs: 900,
			task: refusedKey,
			raw: '## meaning\nThe service was reached and answered 401 [3].',
		};
		const answer: AnswerTo = async question => {
			const record = sampleRecord(question);
			return {...record, answer: {...record.answer, writer: 'model', model}};
		};
		const {url} = await openTestConsole(t, {answer});
		const {page, complaints} = await openPage(t, browser);
		await page.goto(url);
		await send(page, 'it fails');
		await page.getByText('Writer').click();
		await page.getByRole('button', {name: 'Replay'}).click();
		await page.getByText('Another text came out').waitFor();
		assert.equal(await page.locator('.replay .content').getByText('it received a credential').count(), 0);
		assert.deepEqual(complaints, []);
	});

	await t.test('a connection that breaks off is made again, and the answer comes all the same', async t => {
		const {before, open} = gates();
		const cable = await openCable(t);
		const {url, questions} = await openTestConsole(t, {
			answer: (question, walk) => sampleWalk(question, walk, before),
			otherHosts: [`127.0.0.1:${cable.port}`],
		});
		cable.lead(Number(new URL(url).port));
		const {page} = await openPage(t, browser);
		await page.goto(`http://127.0.0.1:${cable.port}`);
		await send(page, 'it fails');
		open('evidence');
		await page.locator('.steps .done', {hasText: 'HTTP 401 on the upgrade'}).waitFor();
		cable.cut();
		await page
			.getByRole('status')
			.filter({hasText: 'The connection broke off: trying again'})
			.waitFor({state: 'attached'});
		open('retrieval', 'probe_started', 'dns', 'tcp', 'tls', 'upgrade', 'probe', 'diagnosis', 'answer');
		await page.getByText('Most likely: the API key was refused', {exact: true}).waitFor();
		assert.equal(questions.length, 1);
	});

	await t.test('a page that is closed ends the walk at once', async t => {
		const begun = Promise.withResolvers<AbortSignal>();
		const answer: AnswerTo = (question, walk) => {
			if (walk.signal) begun.resolve(walk.signal);
			return sampleWalk(question, walk, () => new Promise(() => {}));
		};
		const {url} = await openTestConsole(t, {answer, rejoinMs: 600_000});
		const {page} = await openPage(t, browser);
		await page.goto(url);
		await send(page, 'it fails');
		const signal = await begun.promise;
		await page.locator('.steps .running').waitFor();
		await page.goto('about:blank');
		if (!signal.aborted) await once(signal, 'abort');
		assert.equal(signal.reason.name, 'AbortError');
	});

	for (const colorScheme of ['light', 'dark'] as const) {
		for (const width of [390, 1280]) {
			await t.test(
				`axe finds nothing before, during and after an answer, ${colorScheme}, ${width} px`,
				async t => {
					const {before, open} = gates();
					const {url} = await openTestConsole(t, {
						answer: (question, walk) => sampleWalk(question, walk, before),
					});
					const {page} = await openPage(t, browser, {
						colorScheme,
						viewport: {width, height: 844},
						bypassCSP: true,
					});
					await page.goto(url);
					assert.deepEqual(await violationsIn(page), []);
					await page.getByLabel('Attach text files').setInputFiles({
						name: 'app.log',
						mimeType: 'text/plain',
						buffer: Buffer.from('HTTP/1.1 401 Unauthorized'),
					});
					await send(page, 'see `this`\n```py\nimport a  # why\n```');
					open('evidence', 'retrieval', 'probe_started', 'dns', 'tcp');
					await page.locator('.waterfall', {hasText: 'TCP'}).waitFor();
					assert.deepEqual(await violationsIn(page), []);
					open('tls', 'upgrade', 'probe', 'diagnosis', 'answer');
					await page.locator('.footer').waitFor();
					await page.evaluate(
						'for (const details of document.querySelectorAll("details")) details.open = true',
					);
					assert.deepEqual(await violationsIn(page), []);
				},
			);
		}
	}

	await t.test('who wants less motion sees none', async t => {
		const {before, open} = gates();
		const {url} = await openTestConsole(t, {answer: (question, walk) => sampleWalk(question, walk, before)});
		const {page} = await openPage(t, browser, {reducedMotion: 'reduce'});
		await page.goto(url);
		await send(page, 'it fails');
		await page.locator('.steps .running .state').waitFor();
		const motion = await page.evaluate(
			'getComputedStyle(document.querySelector(".steps .running .state")).animationName',
		);
		assert.equal(motion, 'none');
		open('evidence');
	});

	await t.test('what is refused comes back to the box with a sentence', async t => {
		const {url, ask, close} = await openTestConsole(t, {questionsPerMinute: 1});
		await (await ask({message: 'it fails'})).text();
		const {page} = await openPage(t, browser);
		await page.goto(url);
		await send(page, 'it fails again');
		await page.getByRole('alert').filter({hasText: 'Too many questions in one minute: wait 60 s'}).waitFor();
		assert.equal(await page.getByRole('textbox').inputValue(), 'it fails again');
		await close();
		await page.keyboard.press('Enter');
		await page
			.getByRole('alert')
			.filter({hasText: 'Lineman cannot be reached: is it still running?'})
			.waitFor();
		assert.equal(await page.getByRole('textbox').inputValue(), 'it fails again');
	});

	await t.test('without scripts one asks, reads the answer and follows up all the same', async t => {
		const {url, questions} = await openTestConsole(t);
		const {page} = await openPage(t, browser, {javaScriptEnabled: false});
		await page.goto(url);
		await page.getByRole('link', {name: /^Received network error/}).click();
		await page
			.getByLabel('Attach text files')
			.setInputFiles({name: 'a.log', mimeType: 'text/plain', buffer: Buffer.from('x')});
		await page.getByRole('button', {name: 'Send'}).click();
		await page.getByText('Most likely: the API key was refused', {exact: true}).waitFor();
		await page.getByRole('textbox').fill('and now?');
		await page.getByRole('button', {name: 'Send'}).click();
		await page.locator('[data-question]', {hasText: 'and now?'}).waitFor();
		assert.deepEqual(
			questions.map(({text, attachments, conversationId}) => [text, attachments.length, conversationId]),
			[
				['Received network error or non-101 status code.', 1, questions[0]?.id],
				['and now?', 0, questions[0]?.id],
			],
		);
	});

	for (const width of [390, 1280]) {
		await t.test(`at ${width} px nothing is cut off or runs out of the page`, async t => {
			const {url, questions, signIn} = await openTestConsole(t);
			const {page, complaints} = await openPage(t, browser, {viewport: {width, height: 844}});
			await page.goto(url);
			const isWide = () => page.evaluate('document.documentElement.scrollWidth > innerWidth');
			assert.equal(await isWide(), false);
			await page
				.getByRole('textbox')
				.fill(`${'unbroken'.repeat(60)}\n\`\`\`\n${'code '.repeat(100)}\n\`\`\``);
			await page.getByRole('button', {name: 'Send'}).click();
			await page.getByText('Open in the log').waitFor();
			await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
			assert.equal(await isWide(), false);
			await page.goto(`${url}/sign-in`);
			assert.equal(await isWide(), false);
			await signInOn(page, await signIn(), url);
			const paths = ['/answers', `/answers/${questions[0]?.id}`, '/review', '/audit', '/account', '/nothing'];
			for (const path of paths) {
				await page.goto(url + path);
				await page.evaluate(
					'for (const details of document.querySelectorAll("details")) details.open = true',
				);
				assert.equal(await isWide(), false, path);
			}
			assert.deepEqual(
				complaints.filter(text => !text.includes('404')),
				[],
			);
		});
	}

	await t.test('everything is reached by keyboard, with the focus to be seen', async t => {
		const {url} = await openTestConsole(t);
		const {page} = await openPage(t, browser);
		await page.goto(`${url}/answers`);
		const reached: string[] = [];
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		assert.match(page.url(), /#main$/);
		await page.goto(url);
		await page.evaluate('document.querySelector(".skip").focus()');
		for (let step = 0; step < 9; step += 1) {
			await page.keyboard.press('Tab');
			reached.push(
				String(
					await page.evaluate(
						'document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()',
					),
				),
			);
			const isShown = await page.evaluate(
				'(() => {const marked = [document.activeElement, document.activeElement.closest(".box"), document.activeElement.closest(".attach")]; return marked.some(element => element && getComputedStyle(element).outlineStyle !== "none") || document.activeElement.name === "message";})()',
			);
			assert.equal(isShown, true, reached.at(-1));
		}
		assert.deepEqual(reached, [
			'Lineman',
			'Playground',
			'Sign in',
			'Received network error or non-101 status code.',
			'It connects, then closes with code 1011 after about ten seconds',
			'Everything works on my phone’s hotspot, but from the office I get ECONNRESET',
			'Attach text files',
			'Message to Lineman',
			'Send',
		]);
	});
});
