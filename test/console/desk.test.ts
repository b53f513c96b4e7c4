import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import type {ShowCase} from '../../src/console/console-tools.ts';
import {openTestConsole} from '../support/console-server.ts';
import {ann, deskId, deskRecord, fillDesk, mo, red, someOAuth} from '../support/desk-log.ts';

/** A desk with three open cases of Red, and what Discord was asked to show. */
async function openDesk(t: TestContext, show: ShowCase = async () => ({ok: true})) {
	const shown: string[] = [];
	const desk = await openTestConsole(t, {
		discordOAuth: someOAuth,
		showCase: async id => {
			shown.push(id);
			return show(id);
		},
	});
	await fillDesk(desk.log);
	return {...desk, shown};
}

const list = 'state=open';

test('who judges goes on to the next answer of the list, and the case is done', async t => {
	const {log, signIn} = await openDesk(t);
	const {page, send} = await signIn(mo);
	const first = await page(`/answers/${deskId(3)}?${list}`);
	const next = /name="next" value="([^"]+)"/.exec(first)?.[1];
	assert.equal(next, deskId(2));
	const response = await send(`/answers/${deskId(3)}`, {
		do: 'wrong',
		note: 'wrong port',
		list,
		next: next ?? '',
	});
	assert.equal(response.status, 303);
	const location = response.headers.get('location') ?? '';
	assert.equal(location, `/answers/${deskId(2)}?state=open&did=wrong&was=${deskId(3)}`);
	assert.match(
		await page(location),
		/role="status">Judged wrong\. <a href="\/answers\/[^"]+">Look at it again/,
	);
	const [review] = await log.moderation.reviewsOf(deskId(3));
	assert.deepEqual([review?.byId, review?.judgement, review?.note], [mo.id, 'wrong', 'wrong port']);
	const standing = await log.moderation.standing(deskId(3));
	assert.deepEqual([standing?.state, standing?.closedBy], ['done', mo.id]);
	const [entry] = await log.moderation.history({subject: deskId(3), limit: 1});
	assert.deepEqual([entry?.action, entry?.byId, entry?.guildId], ['judge_answer', mo.id, red]);
});

test('behind the last answer of the list one comes back to the list', async t => {
	const {signIn} = await openDesk(t);
	const {send} = await signIn(mo);
	const response = await send(`/answers/${deskId(1)}`, {do: 'right', list, next: ''});
	assert.equal(response.headers.get('location'), `/answers?state=open&did=right&was=${deskId(1)}`);
});

test('who judges in the list stays there, at the answer below', async t => {
	const {signIn} = await openDesk(t);
	const {send} = await signIn(mo);
	const fields = {do: 'partly', list, back: 'list', next: deskId(2), before: deskId(4)};
	const response = await send(`/answers/${deskId(3)}`, fields);
	assert.equal(
		response.headers.get('location'),
		`/answers?state=open&before=${deskId(4)}&did=partly&was=${deskId(3)}#a-${deskId(2)}`,
	);
});

test('a correction stands beside the original, says who made it, and reaches Discord', async t => {
	const {log, signIn, shown} = await openDesk(t);
	const {page, send} = await signIn(mo);
	const form = await page(`/answers/${deskId(2)}`);
	const [, written = ''] = /<textarea name="text"[^>]*>([^<]*)/.exec(form) ?? [];
	assert.match(written, /^\*\*Most likely: the API key was refused\*\*/);
	assert.doesNotMatch(written, /you can ask me a follow up question/, 'the closing lines are not in it');
	const fields = {
		do: 'correct',
		text: 'It was the **proxy**: key vk_0123456789abcdef, @everyone',
		cause: 'auth.wrong_scheme',
		link: 'https://docs.voice.example/proxy',
	};
	const response = await send(`/answers/${deskId(2)}`, fields);
	assert.equal(response.headers.get('location'), `/answers/${deskId(2)}?did=correct#standing`);
	assert.deepEqual(shown, [deskId(2)]);
	const [correction] = await log.moderation.correctionsOf(deskId(2));
	assert.deepEqual([correction?.byId, correction?.cause], [mo.id, 'auth.wrong_scheme']);
	assert.doesNotMatch(correction?.text ?? '', /@everyone/);
	const after = await page(`/answers/${deskId(2)}?did=correct`);
	assert.match(after, /role="status">Corrected\.</);
	assert.match(after, /<h2>Original<\/h2>.*<h2>Correction<\/h2>.*It was the <strong>proxy<\/strong>/s);
	assert.match(after, /<code>auth\.wrong_scheme<\/code> <span>you<\/span>/);
	assert.match(after, /href="https:\/\/docs\.voice\.example\/proxy"/);
	assert.match(await (await signIn(ann)).page(`/answers/${deskId(2)}`), /<span>Mo<\/span>/);
	assert.equal(
		(await log.find(deskId(2)))?.answer.verdict,
		'Most likely: the API key was refused (93 % sure)',
	);
});

test('a correction that cannot be kept comes back with what is wrong with it', async t => {
	const {log, signIn, shown} = await openDesk(t);
	const {send} = await signIn(mo);
	const fields = {
		do: 'correct',
		text: 'My <b>text</b>',
		cause: 'auth.invalid',
		link: 'http://insecure.example',
	};
	const response = await send(`/answers/${deskId(2)}`, fields);
	assert.equal(response.status, 422);
	const page = await response.text();
	assert.match(page, /<details class="correcting" id="correct" open>/);
	assert.match(page, /role="alert"><ul><li>I know no cause.*<li>I cannot take the link/s);
	assert.match(page, />My &lt;b&gt;text&lt;\/b&gt;<\/textarea>/);
	assert.deepEqual(await log.moderation.correctionsOf(deskId(2)), []);
	assert.deepEqual(shown, []);
	const empty = await send(`/answers/${deskId(2)}`, {do: 'correct', text: ''});
	assert.equal(empty.status, 400);
});

for (const [act, publication, sentence] of [
	['retract', 'retracted', 'Taken back'],
	['unsafe', 'retracted', 'Judged unsafe, and taken back'],
] as const) {
	test(`${act}: members no longer see the answer, until it is shown again`, async t => {
		const {log, signIn, shown} = await openDesk(t);
		const {page, send} = await signIn(mo);
		const response = await send(`/answers/${deskId(2)}`, {do: act});
		assert.equal((await log.moderation.standing(deskId(2)))?.publication, publication);
		assert.match(
			await page(response.headers.get('location') ?? ''),
			new RegExp(`role="status">${sentence}\\.`),
		);
		assert.match(await page(`/answers/${deskId(2)}`), /value="restore">Show it again/);
		await send(`/answers/${deskId(2)}`, {do: 'restore'});
		assert.equal((await log.moderation.standing(deskId(2)))?.publication, 'published');
		assert.deepEqual(shown, [deskId(2), deskId(2)]);
	});
}

for (const [act, publication] of [
	['publish', 'published'],
	['discard', 'retracted'],
] as const) {
	test(`a draft: ${act}`, async t => {
		const {log, signIn} = await openDesk(t);
		await log.record(deskRecord(6));
		await log.moderation.raise({
			questionId: deskId(6),
			guildId: red,
			reasons: ['draft'],
			publication: 'draft',
			at: new Date('2026-03-04T12:06:00Z'),
		});
		const {page, send} = await signIn(mo);
		const draft = await page(`/answers/${deskId(6)}`);
		assert.match(draft, /Members see: waits as a draft/);
		assert.match(draft, /value="publish">Let it out.*value="discard">Discard it/s);
		assert.match(draft, /<summary>Edit and let out/);
		await send(`/answers/${deskId(6)}`, {do: act});
		assert.equal((await log.moderation.standing(deskId(6)))?.publication, publication);
	});
}

test('where Discord does not go along, what was done is kept, and said not to be seen yet', async t => {
	const {log, signIn} = await openDesk(t, async () => ({ok: false, because: 'the reply no longer exists'}));
	const {page, send} = await signIn(mo);
	const response = await send(`/answers/${deskId(2)}`, {do: 'retract'});
	assert.match(await page(response.headers.get('location') ?? ''), /Members do not see it yet/);
	assert.equal((await log.moderation.standing(deskId(2)))?.publication, 'retracted');
});

test('nobody waits for Discord to take note of a judgement', async t => {
	const {signIn} = await openDesk(t, () => new Promise(() => {}));
	const {send} = await signIn(mo);
	assert.equal((await send(`/answers/${deskId(2)}`, {do: 'right'})).status, 303);
});

test('an answer that was not given in Discord is judged and corrected too', async t => {
	const {log, signIn, shown} = await openDesk(t);
	const {send} = await signIn();
	const response = await send(`/answers/${deskId(5)}`, {do: 'correct', text: 'Better'});
	assert.equal(response.headers.get('location'), `/answers/${deskId(5)}?did=correct#standing`);
	assert.equal((await log.moderation.correctionsOf(deskId(5)))[0]?.byId, 'console');
	assert.deepEqual(shown, []);
});

test('what is no act changes nothing', async t => {
	const {log, signIn} = await openDesk(t);
	const {send} = await signIn(mo);
	for (const act of ['', 'delete', '__proto__', 'judge']) {
		assert.equal((await send(`/answers/${deskId(2)}`, {do: act})).status, 400, act);
	}
	assert.equal((await log.moderation.standing(deskId(2)))?.state, 'open');
});

test('the history tells who did what, and what members said', async t => {
	const {log, signIn} = await openDesk(t);
	const at = new Date('2026-03-04T13:00:00Z');
	await log.giveFeedback({
		questionId: deskId(2),
		byId: '900000000000000001',
		kind: 'not_helpful',
		note: '<i>no</i>',
		at,
	});
	await (await signIn(ann)).send(`/answers/${deskId(2)}`, {do: 'wrong', note: 'see docs'});
	const page = await (await signIn(mo)).page(`/answers/${deskId(2)}`);
	const history = page.slice(page.indexOf('id="history"'));
	assert.match(
		history,
		/Ann judged it wrong.*The asker: not helpful<q dir="auto">&lt;i&gt;no&lt;\/i&gt;<\/q>.*Put before the moderators: not sure.*Asked/s,
	);
	assert.match(page, /<span class="badge wrong">Wrong<\/span> Ann, .*<q dir="auto">see docs<\/q>/);
});

test('a note on a judgement loses its secrets', async t => {
	const {log, signIn} = await openDesk(t);
	const {send} = await signIn(mo);
	await send(`/answers/${deskId(2)}`, {
		do: 'wrong',
		note: 'Authorization: Bearer abcdefghijklmnopqrstuvwxyz0123456789',
	});
	const [review] = await log.moderation.reviewsOf(deskId(2));
	assert.match(review?.note ?? '', /\[removed: /);
});

test('the list is searched and narrowed down by its address, and an empty field is left out of it', async t => {
	const {log, signIn} = await openDesk(t);
	await log.record(deskRecord(6, {text: 'my office firewall <b>'}));
	const {get, page} = await signIn(mo);
	const questions = async (path: string) =>
		[...(await page(path)).matchAll(/<a id="[^"]+" href="[^"]+" dir="auto">([^<]+)</g)].map(
			([, text]) => text,
		);
	assert.deepEqual(await questions('/answers?q=firewall'), ['my office firewall &lt;b&gt;']);
	assert.deepEqual(await questions('/answers?state=open'), ['question 3', 'question 2', 'question 1']);
	const narrowed = await page('/answers?q=firewall&cause=auth.invalid_key');
	assert.match(narrowed, /aria-label="Words: firewall; remove"/);
	assert.match(narrowed, /<a href="\/answers\?cause=auth\.invalid_key" aria-label="Words: firewall; remove"/);
	assert.match(narrowed, /<option value="auth\.invalid_key" selected>/);
	const empty = await get('/answers?q=firewall&state=&cause=');
	assert.deepEqual([empty.status, empty.headers.get('location')], [303, '/answers?q=firewall']);
	assert.match(await page('/answers?q=nosuchword'), /No answer fits/);
});

test('one leafs forwards and back through the answers that are asked for', async t => {
	const {log, signIn} = await openDesk(t);
	for (let minute = 10; minute < 130; minute += 1) await log.record(deskRecord(minute));
	const {page} = await signIn(mo);
	const ids = (text: string) => [...text.matchAll(/<a id="a-([^"]+)"/g)].map(([, id]) => id);
	const newest = await page('/answers?writer=built-in');
	const older = /href="([^"]+)" rel="next"/.exec(newest)?.[1]?.replaceAll('&amp;', '&') ?? '';
	assert.match(older, /^\/answers\?writer=built-in&before=/);
	const second = await page(older);
	const back = /href="([^"]+)" rel="prev"/.exec(second)?.[1]?.replaceAll('&amp;', '&') ?? '';
	assert.deepEqual(ids(await page(back)), ids(newest));
	assert.equal(ids(newest).length + ids(second).length, 100);
	assert.equal(new Set([...ids(newest), ...ids(second)]).size, 100);
	assert.match(newest, /<span class="count">123 answers/);
});

test('the review page tells how far one is, and how far the moderators agree', async t => {
	const {signIn} = await openDesk(t);
	const [one, two] = [await signIn(mo), await signIn(ann)];
	const before = await one.page('/review');
	assert.match(before, /<b>3<\/b> cases wait.*<b>0<\/b> done today/s);
	assert.match(before, new RegExp(`href="/answers/${deskId(3)}\\?state=open">Start reviewing`));
	assert.match(before, /<th scope="row">not sure<\/th><td>3<\/td>/);
	assert.match(before, /no answer was judged by more than one moderator/);
	for (const [minute, mos, anns] of [
		[1, 'right', 'right'],
		[2, 'wrong', 'wrong'],
		[3, 'right', 'wrong'],
	] as const) {
		await one.send(`/answers/${deskId(minute)}`, {do: mos});
		await two.send(`/answers/${deskId(minute)}`, {do: anns});
	}
	const after = await one.page('/review');
	assert.match(after, /<b>0<\/b> cases wait.*<b>3<\/b> done today/s);
	assert.match(after, /Nothing waits/);
	assert.match(after, /<th scope="row">you<\/th><td>3<\/td><td>3<\/td>/);
	assert.match(after, /<b>67 %<\/b> of pairs of judgements agree.*<b>0\.33<\/b> Fleiss’ kappa: fair/s);
	assert.match(after, /Right and wrong: 1 time</);
});

test('an answer whose text is gone can still be looked at', async t => {
	const {log, signIn} = await openDesk(t);
	await log.privacy.removeOldTexts({before: new Date('2026-12-01T00:00:00Z'), keptDays: 30, limit: 10});
	const {page} = await signIn(mo);
	assert.match(await page('/answers'), /This answer was removed after 30 days\./);
	assert.match(await page(`/answers/${deskId(2)}`), /This answer was removed after 30 days\./);
});
