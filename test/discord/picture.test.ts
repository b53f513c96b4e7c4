import assert from 'node:assert/strict';
import test from 'node:test';
import {drawLine} from '../../src/answer/draw-line.ts';
import {answerOf, answersOf, answerTo, commandsOf, openBot} from '../support/discord-bot.ts';
import {type SentMessage, startDiscordServer} from '../support/discord-server.ts';
import {probeOf} from '../support/records.ts';

const edit = {method: 'PATCH', route: /^\/channels\/:id\/messages\/:id$/, uploads: true};

const pictures = ({attachments}: Pick<SentMessage, 'attachments'>) =>
	attachments.map(({filename, description, content_type}) => [filename, description, content_type]);

test('the answer brings a picture of the line with it, and words for those who cannot see it', async context => {
	const bot = await openBot(context, {draw: drawLine});
	bot.server.join('ada').says(`${bot.server.mention} it fails`);
	await answersOf(bot);
	const [reply] = bot.server.fromBot();
	assert.ok(reply);
	const {description} = drawLine(probeOf());
	const shown = reply.versions.filter(({attachments}) => attachments.length > 0);
	assert.deepEqual(
		shown.map(({content}) => content),
		['Answer to: it fails'],
	);
	assert.deepEqual(pictures(reply), [['line.png', description, 'image/png']]);
	const response = await fetch(String(reply.attachments[0]?.url));
	assert.deepEqual([...(await response.bytes())], [...drawLine(probeOf()).png]);
});

test('the answer to a command has the picture too, and so has a second test', async context => {
	const bot = await openBot(context, {
		road: question => answerTo(question, {probe: probeOf({verdict: 'open'})}),
	});
	await commandsOf(bot);
	const ada = bot.server.join('ada');
	const run = ada.runCommand('diagnose', {message: 'it fails'});
	await answersOf(bot);
	assert.ok(run.original);
	assert.deepEqual(pictures(run.original), [['line.png', 'The line: open', 'image/png']]);
	const again = ada.pressButton(run.original, 'Test again');
	await answersOf(bot, 2);
	assert.equal(again.original?.attachments.length, 1);
});

test('a question whose line was not tested, or could not be from here, gets no picture', async context => {
	const bot = await openBot(context, {
		road: question => {
			const {probe, ...untested} = answerTo(question, {probe: probeOf({domain: 'our_probe'})});
			return question.text === 'offline' ? {...untested, ...(probe && {probe})} : untested;
		},
	});
	const {server} = bot;
	const ada = server.join('ada');
	ada.says(`${server.mention} offline`);
	ada.says(`${server.mention} thanks`);
	await answersOf(bot, 2);
	assert.deepEqual(
		server.fromBot().map(({attachments}) => attachments.length),
		[0, 0],
	);
});

test('a pressed button leaves the picture, a new answer replaces it', async context => {
	const bot = await openBot(context, {
		road: question =>
			answerTo(question, {probe: probeOf({verdict: question.text === 'first' ? 'refused' : 'open'})}),
	});
	const {server} = bot;
	const ada = server.join('ada');
	const question = ada.says(`${server.mention} first`);
	await answersOf(bot);
	const reply = await server.waitForMessage('Answer to: first');
	await server.waitForAnswer(ada.pressButton(reply, 'Solved'));
	assert.deepEqual(pictures(reply), [['line.png', 'The line: refused', 'image/png']]);
	ada.edits(question, `${server.mention} second`);
	await answersOf(bot, 2);
	assert.deepEqual(pictures(reply), [['line.png', 'The line: open', 'image/png']]);
	const meanwhile = reply.versions.filter(({content}) => content.startsWith('Hi '));
	assert.ok(meanwhile.length >= 2);
	assert.ok(meanwhile.every(({attachments}) => attachments.length === 0));
});

test('where a notice stands above, the picture is with the answer', async context => {
	const server = await startDiscordServer();
	const bot = await openBot(context, {
		server,
		linkedRoleId: server.addRole('linked'),
		linkUrl: 'https://community.example/link',
		road: question => answerTo(question, {answer: answerOf(['y'.repeat(2000)])}),
	});
	server.join('ada').says(`${server.mention} it fails`);
	await answersOf(bot);
	assert.deepEqual(
		server.fromBot().map(({attachments, components}) => [attachments.length, components.length]),
		[
			[0, 0],
			[1, 1],
		],
	);
});

test('without the permission to attach files the answer comes without its picture, and the log says why', async context => {
	const bot = await openBot(context);
	const {server, lines} = bot;
	server.channel.forbidden.add('attach');
	server.join('ada').says(`${server.mention} it fails`);
	await answersOf(bot);
	const [reply] = server.fromBot();
	assert.equal(reply?.content, 'Answer to: it fails');
	assert.equal(reply?.components.length, 1);
	assert.deepEqual(reply?.attachments, []);
	assert.ok(
		lines.some(
			({level, message}) =>
				level === 'warn' &&
				message === 'Cannot attach the picture of the line: the bot lacks a permission, want "Attach Files"',
		),
	);
});

test('an upload that fails at Discord costs the picture alone', async context => {
	const bot = await openBot(context);
	const {server, lines} = bot;
	server.fail({...edit, status: 503, times: 10});
	server.join('ada').says(`${server.mention} it fails`);
	await answersOf(bot);
	const [reply] = server.fromBot();
	assert.equal(reply?.content, 'Answer to: it fails');
	assert.deepEqual(reply?.attachments, []);
	assert.ok(lines.some(({message}) => message.startsWith('Cannot attach the picture of the line: Discord')));
});

test('a picture that cannot be drawn is logged, and the answer comes', async context => {
	const bot = await openBot(context, {
		draw: () => {
			throw new Error('no fonts');
		},
	});
	bot.server.join('ada').says(`${bot.server.mention} it fails`);
	await answersOf(bot);
	const [reply] = bot.server.fromBot();
	assert.equal(reply?.content, 'Answer to: it fails');
	assert.deepEqual(reply?.attachments, []);
	assert.ok(bot.lines.some(({message}) => message.startsWith('Cannot draw the line')));
});
