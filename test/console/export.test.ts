import assert from 'node:assert/strict';
import test from 'node:test';
import {openTestConsole} from '../support/console-server.ts';
import {deskId, deskRecord, fillDesk, mo, red, someOAuth} from '../support/desk-log.ts';

const at = new Date('2026-03-04T13:00:00Z');

test('answers are exported as lines of JSON, with what was said and done, and without who asked', async t => {
	const {log, signIn} = await openTestConsole(t, {discordOAuth: someOAuth});
	await fillDesk(log);
	const asker = '900000000000000001';
	await log.giveFeedback({questionId: deskId(2), byId: asker, kind: 'solved', at});
	await log.moderation.review({questionId: deskId(2), byId: mo.id, judgement: 'partly', note: 'port', at});
	await log.moderation.correct({questionId: deskId(2), byId: mo.id, text: 'Better', cause: 'net.proxy', at});
	const {get} = await signIn(mo);
	const response = await get('/answers/export.jsonl?judged=partly');
	assert.equal(response.headers.get('content-type'), 'application/jsonl; charset=utf-8');
	assert.equal(
		response.headers.get('content-disposition'),
		'attachment; filename="lineman-answers-2026-03-04.jsonl"',
	);
	const text = await response.text();
	assert.ok(!text.includes(asker));
	const lines = text
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line));
	assert.equal(lines.length, 1);
	const [line] = lines;
	assert.deepEqual(
		[
			line.id,
			line.server,
			line.question,
			line.cause,
			line.confidence,
			line.refused,
			line.case,
			line.members_see,
		],
		[deskId(2), red, 'question 2', 'auth.invalid_key', 0.93, false, 'open', 'published'],
	);
	assert.deepEqual(line.feedback, [{kind: 'solved', at: at.toISOString()}]);
	assert.deepEqual(line.reviews, [{by: mo.id, judgement: 'partly', note: 'port', at: at.toISOString()}]);
	assert.deepEqual(line.correction, {text: 'Better', cause: 'net.proxy', by: mo.id, at: at.toISOString()});
});

test('answers are exported as CSV that every spreadsheet reads and none runs', async t => {
	const {log, signIn} = await openTestConsole(t);
	await log.record(deskRecord(1, {text: '=HYPERLINK("http://evil.example","click"), "quoted"\nsecond line'}));
	const {get} = await signIn();
	const response = await get('/answers/export.csv');
	assert.equal(response.headers.get('content-type'), 'text/csv; charset=utf-8; header=present');
	const text = await response.text();
	const [head = ''] = text.split('\r\n');
	assert.ok(head.startsWith('id,conversation,asked_at,door,server,channel,language,question,verdict,cause,'));
	assert.ok(text.includes(`"'=HYPERLINK(""http://evil.example"",""click""), ""quoted""\nsecond line"`));
	assert.equal(text.split('\r\n').length, 3, 'a head, a row, and nothing behind it');
});

test('a long list is exported whole, each answer once, the newest first', async t => {
	const {log, signIn} = await openTestConsole(t);
	for (let minute = 1; minute <= 250; minute += 1) await log.record(deskRecord(minute));
	const {page} = await signIn();
	const ids = (await page('/answers/export.jsonl'))
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line).id);
	assert.deepEqual(
		ids,
		Array.from({length: 250}, (_, index) => deskId(250 - index)),
	);
	const found = (await page('/answers/export.jsonl?q=question')).trimEnd().split('\n');
	assert.equal(found.length, 250);
});

test('who exported what is on record, without what was searched for', async t => {
	const {log, signIn} = await openTestConsole(t, {discordOAuth: someOAuth});
	await fillDesk(log);
	const {page} = await signIn(mo);
	await page('/answers/export.csv?q=very+private&state=open');
	const [entry] = await log.moderation.history({limit: 1});
	assert.deepEqual([entry?.action, entry?.byId, entry?.guildId], ['export_answers', mo.id, red]);
	assert.deepEqual(entry?.detail, {format: 'csv', narrowed_by: ['q', 'state']});
	assert.match(await page('/audit'), /you<\/td><td>exported answers/);
});

test('an export that nobody reads any more ends', async t => {
	const {log, signIn, url} = await openTestConsole(t);
	for (let minute = 1; minute <= 300; minute += 1) await log.record(deskRecord(minute));
	const {cookie} = await signIn();
	const abort = new AbortController();
	const response = await fetch(`${url}/answers/export.jsonl`, {headers: {cookie}, signal: abort.signal});
	await response.body?.getReader().read();
	abort.abort();
	// The console closes at the end of the test, which would wait for an export that goes on.
});
