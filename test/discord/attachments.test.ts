import assert from 'node:assert/strict';
import test from 'node:test';
import {openLineSieve} from '../../src/discord/useful-lines.ts';
import {answersOf, openBot} from '../support/discord-bot.ts';

test('attached text is read with the question', async context => {
	const bot = await openBot(context);
	const {server, questions} = bot;
	server.join('ada').says(`${server.mention} see the files`, {
		files: [
			{name: 'app.log', text: 'line 1\nline 2', contentType: 'application/octet-stream'},
			{name: 'net.har', text: '{"log":{}}', contentType: 'application/json'},
			{name: 'client.py', text: 'import websockets', contentType: 'text/x-python; charset=utf-8'},
		],
	});
	await answersOf(bot);
	assert.deepEqual(questions[0]?.attachments, [
		{name: 'app.log', text: 'line 1\nline 2'},
		{name: 'net.har', text: '{"log":{}}'},
		{name: 'client.py', text: 'import websockets'},
	]);
	await server.waitForMessage(/^Answer to: see the files$/);
});

test('a file alone, with the mention, is a question', async context => {
	const bot = await openBot(context);
	const {server, questions} = bot;
	server.join('ada').says(server.mention, {files: [{name: 'app.log', text: '401'}]});
	await answersOf(bot);
	assert.equal(questions[0]?.text, '');
	assert.equal(questions[0]?.attachments.length, 1);
});

test('a picture is asked for as text', async context => {
	const bot = await openBot(context);
	const {server, questions} = bot;
	server
		.join('ada')
		.says(`${server.mention} look`, {files: [{name: 'shot.png', text: 'PNG', contentType: 'image/png'}]});
	const reply = await server.waitForMessage('Answer to: look');
	assert.equal(
		reply.content,
		'-# I cannot read `shot.png`: please paste what it says as text\n\nAnswer to: look',
	);
	assert.deepEqual(questions[0]?.attachments, []);
});

test('files are fetched only from Discord’s own host or the configured server’s', async context => {
	const bot = await openBot(context);
	const {server, questions} = bot;
	const elsewhere = [
		'http://169.254.169.254/latest/meta-data/app.log',
		'http://localhost:1/app.log',
		'https://cdn.discordapp.com.evil.example/app.log',
	];
	server.join('ada').says(`${server.mention} look`, {
		files: elsewhere.map(url => ({name: 'app.log', text: 'x', url})),
	});
	const reply = await server.waitForMessage('Answer to: look');
	assert.equal(reply.content.split('it is not on Discord’s own host'.replace('’', "'")).length, 4);
	assert.deepEqual(questions[0]?.attachments, []);
});

test('a file that is gone does not keep the answer from coming', async context => {
	const bot = await openBot(context);
	const {server} = bot;
	server.join('ada').says(`${server.mention} look`, {
		files: [{name: 'app.log', text: 'x', url: `${server.origin}/attachments/gone/app.log`}],
	});
	const reply = await server.waitForMessage('Answer to: look');
	assert.match(reply.content, /I could not fetch `app.log`: Discord answered 404/);
});

test('a binary file under the name of a log is not read', async context => {
	const bot = await openBot(context);
	const {server, questions} = bot;
	server.join('ada').says(`${server.mention} look`, {files: [{name: 'app.log', text: 'a\0b'}]});
	const reply = await server.waitForMessage('Answer to: look');
	assert.match(reply.content, /I cannot read `app.log`: it is not text/);
	assert.deepEqual(questions[0]?.attachments, []);
});

test('of a long log the useful lines are kept, and the reply says so', async context => {
	const bot = await openBot(context);
	const {server, questions} = bot;
	const lines = Array.from({length: 100_000}, (_, index) => `2026-01-02 frame ${index.toString(36)} sent`);
	lines[50_000] = 'Error: unexpected server response: 401';
	server.join('ada').says(`${server.mention} look`, {files: [{name: 'app.log', text: lines.join('\n')}]});
	const reply = await server.waitForMessage('Answer to: look');
	assert.match(reply.content, /^-# I kept [\d,]+ of 100,000 lines of `app.log`\n/);
	const text = questions[0]?.attachments[0]?.text ?? '';
	assert.ok(text.length < 100_000);
	assert.ok(text.startsWith(lines[0] ?? ''));
	assert.ok(text.endsWith(lines.at(-1) ?? ''));
	assert.match(text, /unexpected server response: 401/);
	assert.match(text, /\[\d+ lines left out\]/);
});

test('a file beyond 10 MiB is read up to there', async context => {
	const bot = await openBot(context);
	const {server} = bot;
	const text = `${'x'.repeat(1023)}\n`.repeat(11 * 1024);
	server.join('ada').says(`${server.mention} look`, {files: [{name: 'app.log', text}]});
	const reply = await server.waitForMessage('Answer to: look');
	assert.match(reply.content, /I read the first 10 MiB of `app.log`, and kept \d+ of 10,240 lines/);
});

test('a line without end is not kept whole', () => {
	const sieve = openLineSieve(8000);
	for (let piece = 0; piece < 100; piece += 1) sieve.take('y'.repeat(10_000));
	const {text, lines, kept} = sieve.finish();
	assert.ok(text.length < 20_000);
	assert.equal(lines, 500);
	assert.ok(kept < 20);
});

test('a short text is kept as it is, whatever pieces it comes in', () => {
	const sieve = openLineSieve(8000);
	for (const piece of ['one\r\ntw', 'o\n', '', '\nfour']) sieve.take(piece);
	assert.deepEqual(sieve.finish(), {text: 'one\ntwo\n\nfour', lines: 4, kept: 4});
});
