import assert from 'node:assert/strict';
import test from 'node:test';
import type {OpenLog} from '../../src/log/open-log.ts';
import {sampleRecord} from '../support/console-sample.ts';
import {openTestConsole} from '../support/console-server.ts';
import {questionOf} from '../support/records.ts';

function idOf(index: number): string {
	return `01990000-0000-7000-8000-${String(index).padStart(12, '0')}`;
}

async function recordMany(log: OpenLog, count: number): Promise<void> {
	for (let index = 1; index <= count; index += 1) {
		const id = idOf(index);
		await log.record(
			sampleRecord(questionOf({id, conversationId: id, text: `question ${index}`, door: 'discord'})),
		);
	}
}

/** The questions on a page of answers, in order. */
function questionsOn(page: string): readonly string[] {
	return [...page.matchAll(/dir="auto">(question \d+)</g)].map(([, question = '']) => question);
}

test('an empty log says so', async t => {
	const {signIn} = await openTestConsole(t);
	assert.match(await (await signIn()).page('/answers'), /Nothing has been asked yet/);
});

test('answers are listed newest first, fifty a page, each page beginning behind the one before', async t => {
	const {log, signIn} = await openTestConsole(t);
	await recordMany(log, 120);
	const {page: open} = await signIn();
	const seen: string[] = [];
	const sizes: number[] = [];
	let next: string | undefined = '/answers';
	while (next !== undefined) {
		const page: string = await open(next);
		assert.match(page, /120 answers/);
		seen.push(...questionsOn(page));
		sizes.push(questionsOn(page).length);
		next = /href="(\/answers\?before=[^"]+)" rel="next"/.exec(page)?.[1];
	}
	assert.deepEqual(
		seen,
		Array.from({length: 120}, (_, index) => `question ${120 - index}`),
	);
	assert.deepEqual(sizes, [50, 50, 20]);
});

test('a row shows the question, the verdict, the cause with its confidence, the door and the time', async t => {
	const {log, signIn} = await openTestConsole(t);
	await recordMany(log, 1);
	const page = await (await signIn()).page('/answers');
	for (const shown of [
		'question 1',
		'Most likely: the API key was refused',
		'auth.invalid_key',
		'93 %',
		'discord',
		'138 ms',
	]) {
		assert.ok(page.includes(shown), shown);
	}
	assert.match(page, new RegExp(`href="/answers/${idOf(1)}"`));
	assert.match(page, /<time datetime="2026-01-02T03:04:05.000Z" data-local>2 Jan 2026, 03:04 UTC<\/time>/);
});

test('where no cause was named, the row says so', async t => {
	const {log, signIn} = await openTestConsole(t);
	const record = sampleRecord(questionOf());
	await log.record({...record, answer: {...record.answer, refused: true}});
	assert.match(await (await signIn()).page('/answers'), /<span class="badge refused">No cause named/);
});

test('one record is shown whole: question, answer, line, causes, evidence, sections, probe and times', async t => {
	const {log, signIn} = await openTestConsole(t);
	await log.record(
		sampleRecord(
			questionOf({id: idOf(1), conversationId: idOf(1), door: 'discord', text: 'my key vk_0123456789'}),
		),
	);
	const page = await (await signIn()).page(`/answers/${idOf(1)}`);
	const shown = [
		'my key [removed: api_key]',
		'<strong>Most likely: the API key was refused</strong>',
		'<svg class="waterfall"',
		'auth.wrong_scheme',
		'+2.5</td><td>the service answered the upgrade with 401',
		'−0.8</td><td>the message shows no Bearer',
		'Both the message and the test saw a 401',
		'<code>401</code> to an upgrade',
		'INVALID_AUTH',
		'0197f2aa-52c1-7d30-9d0a-6f5b1e4c2a76',
		'undici',
		'1 api key',
		'9.41',
		'href="https://docs.voice.example/websocket-errors#failed-to-connect"',
		'&quot;Lineman&#x27;s host&quot;',
		'Test the line</th><td>130 ms',
	];
	for (const part of shown) assert.ok(page.includes(part), part);
	assert.ok(!page.includes('vk_0123456789'));
});

test('a question that was tried here can be gone on with, one of Discord cannot', async t => {
	const {log, signIn} = await openTestConsole(t);
	const {page: open} = await signIn();
	const ids = [idOf(1), idOf(2)] as const;
	await log.record(sampleRecord(questionOf({id: ids[0], conversationId: ids[0], door: 'console'})));
	await log.record(sampleRecord(questionOf({id: ids[1], conversationId: ids[1], door: 'discord'})));
	const pages = await Promise.all(ids.map(id => open(`/answers/${id}`)));
	assert.deepEqual(
		pages.map(page => page.includes('Ask a follow-up')),
		[true, false],
	);
});

for (const path of [
	'/answers/unknown',
	`/answers/${idOf(7)}`,
	'/answers?before=x',
	'/nothing',
	'/answers/..%2f..%2fetc',
]) {
	test(`what is not there is answered with 404 and a page: ${path}`, async t => {
		const {signIn} = await openTestConsole(t);
		const response = await (await signIn()).get(path);
		assert.equal(response.status, 404);
		assert.match(await response.text(), /<h1>Nothing here<\/h1>/);
	});
}

test('pages with answers are not kept by caches', async t => {
	const {log, signIn} = await openTestConsole(t);
	await recordMany(log, 1);
	const {get} = await signIn();
	for (const path of ['/', '/answers', `/answers/${idOf(1)}`, '/review', '/audit', '/account', '/sign-in']) {
		assert.equal(
			(await get(path)).headers.get('cache-control'),
			path === '/sign-in' ? null : 'no-store',
			path,
		);
	}
});

test('a log that cannot be read gives a page, and the reason goes to the logger alone', async t => {
	const {log, logged, signIn} = await openTestConsole(t);
	const {get} = await signIn();
	await log.close();
	const response = await get('/answers');
	assert.equal(response.status, 500);
	assert.match(await response.text(), /Something went wrong on our side/);
	assert.equal(logged.length, 1);
});
