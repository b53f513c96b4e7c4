import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {answerOf, answersOf, answerTo, openBot, type Road} from '../support/discord-bot.ts';
import {startDiscordServer} from '../support/discord-server.ts';

async function communityBot(context: TestContext, road?: Road) {
	const server = await startDiscordServer();
	const linkedRoleId = server.addRole('linked');
	const helpChannelId = server.addChannel('human-help').id;
	const bot = await openBot(context, {
		server,
		linkedRoleId,
		linkUrl: 'https://community.example/link',
		helpChannelId,
		...(road && {road}),
	});
	return {...bot, bot, linkedRoleId, helpChannelId};
}

test('a member who has not linked their account sees the notice above the first answer, once', async context => {
	const {server, bot, helpChannelId} = await communityBot(context);
	const ada = server.join('ada');
	ada.says(`${server.mention} first`);
	await answersOf(bot);
	const first = await server.waitForMessage('Answer to: first');
	assert.match(
		first.content,
		new RegExp(
			`^You have not linked .*<https://community\\.example/link>.*<#${helpChannelId}>.*\\n\\nAnswer to: first$`,
		),
	);
	ada.says(`${server.mention} second`);
	await server.waitForMessage(/^Answer to: second$/);
});

test('a member with the role sees no notice', async context => {
	const {server, linkedRoleId} = await communityBot(context);
	server.join('ada', {roles: [linkedRoleId]}).says(`${server.mention} first`);
	await server.waitForMessage(/^Answer to: first$/);
});

test('in a direct message, where nobody has roles, there is no notice', async context => {
	const {server} = await communityBot(context);
	const ada = server.join('ada');
	ada.says('first', {in: server.directChannel(ada)});
	await server.waitForMessage(/^Answer to: first$/);
});

test('where notice and answer do not fit one message, the answer follows the notice', async context => {
	const long = 'y'.repeat(1990);
	const {server, bot} = await communityBot(context, question =>
		answerTo(question, {answer: answerOf([long, 'details'])}),
	);
	server.join('ada').says(`${server.mention} first`);
	await answersOf(bot);
	const [notice, answer, ...others] = server.fromBot();
	assert.match(notice?.content ?? '', /^You have not linked/);
	assert.equal(answer?.content, long);
	assert.equal(answer?.repliesTo, notice?.id);
	assert.equal(answer?.components.length, 1);
	assert.deepEqual(others, []);
});

test('without a role and a link there is no notice', async context => {
	const {server} = await openBot(context);
	server.join('ada').says(`${server.mention} first`);
	await server.waitForMessage(/^Answer to: first$/);
});
