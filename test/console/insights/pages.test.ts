import assert from 'node:assert/strict';
import test from 'node:test';
import {gzipSync} from 'node:zlib';
import {openTestConsole} from '../../support/console-server.ts';
import {fillInsights, sampleServers} from '../../support/insights-sample.ts';

const now = () => new Date('2026-03-25T12:00:00Z');
const paths = ['/insights', '/insights/gaps', '/insights/line'];

async function openFilled(t: test.TestContext) {
	const console = await openTestConsole(t, {now});
	await fillInsights(console.log, {now: now(), count: 120, days: 20});
	return console;
}

test('insights want a sign-in', async t => {
	const {url} = await openTestConsole(t, {now});
	for (const path of paths) {
		const response = await fetch(url + path, {redirect: 'manual'});
		assert.equal(response.status, 303, path);
		assert.match(response.headers.get('location') ?? '', /^\/sign-in\?to=/);
	}
});

test('the overview tells what was asked and what became of it, confirmed and assumed apart, and each figure leads to its answers', async t => {
	const {signIn} = await openFilled(t);
	const {page} = await signIn();
	const text = await page('/insights');
	assert.match(
		text,
		/<a href="\/answers\?since=2026-02-24&amp;until=2026-03-25" data-answers="120"><b>120<\/b> questions/,
	);
	assert.match(text, /<a href="\/answers\?verdict=refused&amp;[^"]+" data-answers="24"><b>20 %<\/b>/);
	assert.match(text, /solved, as members confirmed \(\d+\)/);
	assert.match(text, /more probably solved: .*? \(\d+\)/);
	assert.match(text, /<th scope="row">It names the wrong cause<\/th><td><a [^>]+>\d+<\/a>/);
	assert.match(text, /<th scope="row">small-1<\/th><td><a [^>]+>18<\/a>/);
	assert.match(text, /Time to the first reply/);
	assert.match(text, /\/answers\?verdict=named&amp;cause=auth.invalid_key&amp;since=/);
	const listed = /<a href="(\/answers\?feedback=not_helpful&amp;[^"]+)" data-answers="\d+"><b>/
		.exec(text)?.[1]
		?.replaceAll('&amp;', '&');
	const counted = /not helpful, members said \((\d+)\)/.exec(text)?.[1];
	assert.match(await page(listed ?? ''), new RegExp(`${counted} answers`));
});

test('figures can be of one server alone', async t => {
	const {signIn, log} = await openFilled(t);
	const [, other] = sampleServers;
	const count = (
		await log.insights.days({
			servers: [other],
			since: new Date('2026-01-01'),
			until: new Date('2026-04-01'),
			settledBefore: now(),
		})
	).counts.reduce((sum, {answers}) => sum + answers, 0);
	assert.ok(count > 0 && count < 120);
	const {page} = await signIn();
	assert.match(await page(`/insights?server=${other}`), new RegExp(`<b>${count}</b> questions`));
	assert.match(await page('/insights?server=999'), /Nothing was asked/);
});

test('gaps are grouped, with examples, a draft, and the lists behind each reason', async t => {
	const {signIn} = await openFilled(t);
	const text = await (await signIn()).page('/insights/gaps');
	assert.match(text, /<h3>[^<]*captive/);
	assert.match(text, /<h3>[^<]*lullabies/i);
	assert.match(text, /Draft for <code>knowledge\/causes\/new\.\w+\.md<\/code>/);
	assert.match(text, /\/answers\?verdict=named&amp;below=60&amp;text=kept&amp;since=/);
	assert.match(text, /<a href="\/answers\/[0-9a-f-]{36}"/);
});

test('the line is told for every endpoint, with its incidents', async t => {
	const {signIn} = await openFilled(t);
	const text = await (await signIn()).page('/insights/line');
	assert.match(text, /<b>99\.1\d %<\/b> of 480 checks answered as they should; 4 failed\. 1 incident\./);
	assert.match(text, /over after 4 h: .*?, seen by Lineman/);
	assert.match(text, /DNS 2 ms, TCP 10 ms, TLS 20 ms, upgrade 30 ms/);
});

test('an empty log has pages too', async t => {
	const {signIn} = await openTestConsole(t, {now});
	const {page} = await signIn();
	assert.match(await page('/insights'), /Nothing was asked from 24 Feb 2026 to 25 Mar 2026/);
	assert.match(await page('/insights/gaps'), /there is none/);
	assert.match(await page('/insights/line'), /nothing was tested/);
});

test('no page of insights holds a script or a style of its own, and each is small on the wire', async t => {
	const {signIn} = await openFilled(t);
	const {page} = await signIn();
	for (const path of paths) {
		const text = await page(path);
		assert.doesNotMatch(text, /<style|\sstyle=|\son[a-z]+="|<script(?![^>]*\ssrc="\/assets\/)/, path);
		assert.ok(gzipSync(text).length < 20_000, `${path}: ${gzipSync(text).length}`);
	}
});
