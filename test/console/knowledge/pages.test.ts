import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import test from 'node:test';
import {answerQuestion} from '../../../src/answer-question.ts';
import {describeCondition} from '../../../src/console/knowledge/describe-condition.ts';
import type {Library} from '../../../src/retrieval/library.ts';
import {openBrowser, openPage, withoutBrowser} from '../../support/browser-page.ts';
import {sampleKnowledge} from '../../support/console-sample.ts';
import {openTestConsole, sessionCookie} from '../../support/console-server.ts';
import {fillInsights} from '../../support/insights-sample.ts';

const now = () => new Date('2026-03-25T12:00:00Z');
const url = 'https://docs.voice.example/keys';
const contents: ReturnType<Library['contents']> = {
	causes: sampleKnowledge.causes.map(cause => ({
		...cause,
		file: `causes/${cause.id}.md`,
		asked: ['my key is refused'],
	})),
	clients: [{file: 'clients/undici.md', title: 'Node.js fetch', docs: []}],
	guides: [{file: 'guides/regions.md', title: 'Regions', docs: []}],
	documentation: [{path: 'keys.mdx', title: 'Keys', url}],
	brokenLinks: [{file: 'causes/auth.invalid_key.md', line: 7, what: `${url}-gone`}],
	dates: [
		{file: 'guides/regions.md', line: 3, what: 'closes on 2026-03-24', day: '2026-03-24'},
		{file: 'guides/regions.md', line: 4, what: 'until 2026-03-25', day: '2026-03-25'},
	],
};

async function openWriters(t: test.TestContext) {
	const knowledge = () => sampleKnowledge;
	const search = () => [
		{
			page: 'causes/auth.invalid_key.md',
			kind: 'cause' as const,
			subject: 'auth.invalid_key',
			pageTitle: 'The API key is refused',
			headings: ['The API key is refused'],
			anchor: '',
			text: '',
			score: 9.41,
		},
	];
	const console = await openTestConsole(t, {
		now,
		writers: {
			library: {
				contents: () => contents,
				problems: async () => [{file: 'causes/x.md', line: 2, message: 'found nothing, want something'}],
			},
			search,
			tryOut: question => answerQuestion(question, {knowledge, search}),
		},
	});
	await fillInsights(console.log, {now: now(), count: 120, days: 20});
	return console;
}

test('knowledge wants a sign-in', async t => {
	const console = await openWriters(t);
	for (const path of [
		'/knowledge',
		'/knowledge/causes/auth.invalid_key',
		'/knowledge/try',
		'/knowledge/health',
	]) {
		assert.equal((await fetch(console.url + path, {redirect: 'manual'})).status, 303, path);
	}
});

test('every cause is listed with its use and how it was judged, each count leading to its answers', async t => {
	const {signIn} = await openWriters(t);
	const text = await (await signIn()).page('/knowledge');
	assert.match(text, /<a href="\/knowledge\/causes\/auth\.invalid_key">/);
	assert.match(
		text,
		/<a href="\/answers\?verdict=named&amp;cause=auth\.invalid_key&amp;since=[^"]+" data-answers="\d+">\d+<\/a>/,
	);
	assert.match(
		text,
		/<a href="\/answers\?judged=right&amp;verdict=named&amp;cause=auth\.invalid_key&amp;[^"]+" data-answers="\d+">\d+<\/a>/,
	);
	for (const title of ['Node.js fetch', 'Regions', 'Keys']) assert.ok(text.includes(title), title);
});

test('every figure of the knowledge leads to the answers that it counts', async t => {
	const {signIn} = await openWriters(t);
	const {page} = await signIn();
	const pages = await Promise.all(['/knowledge', '/knowledge/causes/auth.invalid_key'].map(page));
	const links = pages.flatMap(text => [
		...text.matchAll(/<a href="(\/answers\?[^"]+)" data-answers="(\d+)"/g),
	]);
	assert.ok(links.length > 8, String(links.length));
	for (const [, href = '', answers] of links) {
		const list = await page(href.replaceAll('&amp;', '&'));
		assert.equal(/<span class="count">(\d+) answers?</.exec(list)?.[1], answers, href);
	}
});

test('a search shows what it finds, with scores', async t => {
	const {signIn} = await openWriters(t);
	const text = await (await signIn()).page('/knowledge?q=key');
	assert.match(text, /1 section found/);
	assert.match(text, /causes\/auth\.invalid_key\.md · score 9\.41/);
});

test('a cause shows its signals and how people put it; one that is not there is not found', async t => {
	const {signIn} = await openWriters(t);
	const {page, get} = await signIn();
	const text = await page('/knowledge/causes/auth.invalid_key');
	assert.match(text, /my key is refused/);
	assert.match(text, /<b>\d+<\/b> answers in 90 days/);
	assert.match(text, /class="weight for">\+\d/);
	assert.equal((await get('/knowledge/causes/no.such')).status, 404);
});

test('what needs care is named: broken links, days that have passed, what was said of links, and mistakes when asked for', async t => {
	const {signIn} = await openWriters(t);
	const {page} = await signIn();
	const text = await page('/knowledge/health');
	assert.match(text, /causes\/auth\.invalid_key\.md:7<\/code> https:\/\/docs\.voice\.example\/keys-gone/);
	assert.match(text, /closes on 2026-03-24/);
	assert.doesNotMatch(text, /until 2026-03-25|found nothing, want something/);
	assert.match(text, /the link leads nowhere/);
	assert.match(
		await page('/knowledge/health?check=now'),
		/causes\/x\.md:2<\/code> found nothing, want something/,
	);
});

test('a question is tried without a test of the line and without a trace, and only from a form of ours', async t => {
	const {signIn, log} = await openWriters(t);
	const {send} = await signIn();
	const before = await log.count();
	const response = await send('/knowledge/try', {message: 'HTTP 401, what now?'});
	assert.equal(response.status, 200);
	const text = await response.text();
	assert.match(text, /<mark>/);
	assert.match(text, /The line was not tested for this question/);
	assert.match(text, /class="score">9\.41</);
	assert.equal(await log.count(), before);
	assert.equal((await send('/knowledge/try', {message: 'x', token: 'forged'})).status, 403);
});

test('a condition is told as a writer would', () => {
	assert.equal(
		describeCondition({all: [{failure: 'http_401'}, {not: {says: /\bkey\b/}}, {programmingLanguage: 'go'}]}),
		String.raw`(failure http_401 and not says \bkey\b and programming language go)`,
	);
});

test('knowledge in a browser', {skip: withoutBrowser}, async t => {
	const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
	const browser = await openBrowser(t);
	const console = await openWriters(t);
	const name = sessionCookie(console.url);
	const value = (await console.signIn()).cookie.slice(name.length + 1);
	for (const [colorScheme, width] of [
		['light', 390],
		['dark', 1280],
	] as const) {
		await t.test(`pages are accessible and fit, ${colorScheme}, ${width} px wide`, async t => {
			const {page} = await openPage(t, browser, {
				colorScheme,
				viewport: {width, height: 900},
				bypassCSP: true,
			});
			await page.context().addCookies([{name, value, url: console.url}]);
			const check = async (path: string) => {
				await page.addScriptTag({content: axe});
				const found = await page.evaluate(
					'axe.run().then(({violations}) => violations.map(({id, nodes}) => id + ": " + nodes[0].html))',
				);
				assert.deepEqual(found, [], path);
				const tooWide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
				assert.equal(await page.evaluate(tooWide), 0, path);
			};
			for (const path of ['/knowledge?q=key', '/knowledge/causes/auth.invalid_key', '/knowledge/health']) {
				await page.goto(console.url + path);
				await check(path);
			}
			await page.goto(`${console.url}/knowledge/try`);
			await page.getByLabel('A member’s message').fill('HTTP 401');
			await page.keyboard.press('Tab');
			await page.keyboard.press('Enter');
			await page.getByRole('heading', {name: 'What it answers'}).waitFor();
			await check('/knowledge/try');
		});
	}
});
