import assert from 'node:assert/strict';
import test from 'node:test';
import {openTestConsole} from '../support/console-server.ts';
import {ann, blue, deskId, fillDesk, mo, red, someOAuth} from '../support/desk-log.ts';

/** The questions on a page of answers. */
function questionsOn(page: string): readonly string[] {
	return [...page.matchAll(/dir="auto">(question \d)</g)].map(([, question = '']) => question);
}

test('a moderator sees the answers of the servers that they moderate, the operator all', async t => {
	const {signIn, log} = await openTestConsole(t, {discordOAuth: someOAuth});
	await fillDesk(log);
	const seen = async (person?: typeof mo) => questionsOn(await (await signIn(person)).page('/answers'));
	assert.deepEqual(await seen(mo), ['question 3', 'question 2', 'question 1']);
	assert.deepEqual(await seen(ann), ['question 4', 'question 3', 'question 2', 'question 1']);
	assert.equal((await seen()).length, 5);
	assert.deepEqual(await seen({...mo, servers: []}), []);
});

test('nothing in an address widens what one sees', async t => {
	const {signIn, log} = await openTestConsole(t, {discordOAuth: someOAuth});
	await fillDesk(log);
	const {page, get} = await signIn(mo);
	assert.deepEqual(questionsOn(await page(`/answers?server=${blue}`)), []);
	assert.deepEqual(questionsOn(await page('/answers?door=console')), []);
	assert.deepEqual(questionsOn(await page('/answers?q=question+4')), []);
	assert.equal((await get(`/answers/${deskId(4)}`)).status, 404);
	assert.equal((await get(`/answers/${deskId(5)}`)).status, 404);
	assert.equal((await get(`/answers/${deskId(3)}`)).status, 200);
	const exported = await page(`/answers/export.jsonl?server=${blue}`);
	assert.equal(exported, '');
	assert.equal((await page('/answers/export.jsonl')).trim().split('\n').length, 3);
});

test('nobody acts for a server that they do not moderate', async t => {
	const {signIn, log} = await openTestConsole(t, {discordOAuth: someOAuth});
	await fillDesk(log);
	const {send} = await signIn(mo);
	for (const act of ['right', 'unsafe', 'retract', 'correct']) {
		const response = await send(`/answers/${deskId(4)}`, {do: act, text: 'Something else'});
		assert.equal(response.status, 404, act);
	}
	assert.deepEqual(await log.moderation.reviewsOf(deskId(4)), []);
	assert.deepEqual(await log.moderation.correctionsOf(deskId(4)), []);
	assert.equal((await log.moderation.standing(deskId(4)))?.publication, 'published');
});

test('the queue counts one’s own servers, and the neighbours of an answer are one’s own', async t => {
	const {signIn, log} = await openTestConsole(t, {discordOAuth: someOAuth});
	await fillDesk(log);
	const {page} = await signIn(mo);
	assert.match(await page('/review'), /<b>3<\/b> cases wait/);
	const newest = await page(`/answers/${deskId(3)}`);
	assert.doesNotMatch(newest, /rel="prev"/);
	assert.match(newest, new RegExp(`href="/answers/${deskId(2)}" rel="next"`));
	assert.match(await (await signIn()).page('/review'), /<b>4<\/b> cases wait/);
});

test('the audit shows what was done in one’s servers, and what oneself did', async t => {
	const {signIn, log} = await openTestConsole(t, {discordOAuth: someOAuth});
	const at = new Date('2026-03-04T12:00:00Z');
	await log.moderation.note({at, byId: ann.id, guildId: red, action: 'correct_answer', subject: deskId(1)});
	await log.moderation.note({at, byId: ann.id, guildId: blue, action: 'retract_answer', subject: deskId(4)});
	await log.moderation.note({at, byId: ann.id, action: 'sign_in'});
	await log.moderation.note({at, byId: mo.id, action: 'sign_out'});
	const rows = (page: string) =>
		[...page.matchAll(/<td>(\w+ [^<]*)<\/td><td>([^<]*)/g)].map(found => found.slice(1));
	const [theirs, all] = [await (await signIn(mo)).page('/audit'), await (await signIn()).page('/audit')];
	assert.match(theirs, /moderator 700000000000000002<\/td><td>corrected an answer/);
	assert.match(theirs, /you<\/td><td>signed out/);
	assert.doesNotMatch(theirs, /took an answer back|signed in/);
	assert.ok(rows(all).length >= 4);
	assert.match(all, /took an answer back/);
});
