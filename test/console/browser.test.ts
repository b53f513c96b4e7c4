import assert from 'node:assert/strict';
import test from 'node:test';
import type {Locator, Page} from 'playwright-core';
import type {Progress} from '../../src/answer-question.ts';
import type {AnswerTo} from '../../src/console/ask.ts';
import {openBrowser, openPage, signInOn, withoutBrowser} from '../support/browser-page.ts';
import {sampleRecord, sampleWalk} from '../support/console-sample.ts';
import {openTestConsole} from '../support/console-server.ts';

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
		assert.equal(await page.getByText(attack).count(), 4);
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
		assert.deepEqual(
			(await textsOf(files.getByRole('listitem'))).map(text => text.replace('✕', '')),
			['picked.log', 'dropped.log'],
		);
		await page.getByRole('button', {name: 'Send'}).click();
		await page.getByText('Open in the log').waitFor();
		assert.deepEqual(questions[0]?.attachments, [
			{name: 'picked.log', text: '401'},
			{name: 'dropped.log', text: '403'},
		]);
		assert.equal(await files.isVisible(), false);
	});

	await t.test('code is copied with a button', async t => {
		const {url} = await openTestConsole(t);
		const {page} = await openPage(t, browser, {permissions: ['clipboard-read', 'clipboard-write']});
		await page.goto(url);
		await send(page, 'it fails');
		await page.getByRole('button', {name: 'Copy'}).click();
		await page.getByRole('button', {name: 'Copied'}).waitFor();
		assert.match(
			String(await page.evaluate('navigator.clipboard.readText()')),
			/^import WebSocket from 'ws';\n/,
		);
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
		await page.getByText('and now?').waitFor();
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
