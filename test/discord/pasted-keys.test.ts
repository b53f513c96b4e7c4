import assert from 'node:assert/strict';
import {describe, type TestContext, test} from 'node:test';
import {withoutKeyWarning} from '../../src/discord/pasted-keys.ts';
import {answersOf, answerTo, commandsOf, knowledge, type Road} from '../support/discord-bot.ts';
import {startDiscordServer} from '../support/discord-server.ts';
import {openBotWith} from '../support/discord-settings.ts';
import {evidenceOf} from '../support/records.ts';

const keys = {title: 'API keys', url: 'https://voice.example/keys'};
const withKey = evidenceOf({text: 'my key is [removed: api_key]', secrets: [{kind: 'api_key', turn: 0}]});

/** A bot whose road finds a key at once, and answers when it is told to. */
async function keyBot(
	context: TestContext,
	{
		deletePastedKeys = true,
		may = true,
		...more
	}: {deletePastedKeys?: boolean; may?: boolean; drafts?: boolean} = {},
) {
	const server = await startDiscordServer();
	if (may) server.setRights(server.channel, {allow: ['manageMessages']});
	const gate = Promise.withResolvers<void>();
	const road: Road = async (question, {onProgress}) => {
		onProgress?.({stage: 'evidence', evidence: withKey});
		onProgress?.({stage: 'retrieval', sections: []});
		await gate.promise;
		onProgress?.({stage: 'retrieval', sections: []});
		return answerTo(question, {evidence: withKey});
	};
	const bot = await openBotWith(context, () => ({deletePastedKeys, ...more}), {
		server,
		road,
		knowledge: () => ({...knowledge, service: {...knowledge.service, keys}}),
	});
	return {...bot, bot, gate};
}

describe('a pasted key', () => {
	test('a pasted key gets an immediate warning with how to rotate it', async context => {
		const {server, bot, gate} = await keyBot(context, {deletePastedKeys: false});
		const question = server.join('ada').says(`${server.mention} my key is hunter2`);
		await server.waitForMessage(
			'⚠️ **Your message holds what looks like a key.** Delete the message. Revoke the key and make a new one: [API keys](<https://voice.example/keys>).',
		);
		gate.resolve();
		await answersOf(bot);
		assert.equal(question.deleted, false);
	});

	test('the message is deleted if the server allows and the bot may; the answer comes all the same', async context => {
		const {server, bot, gate, log, questions} = await keyBot(context);
		const ada = server.join('ada');
		const question = ada.says(`${server.mention} my key is hunter2`);
		await server.waitFor('the deletion', () => question.deleted);
		gate.resolve();
		await answersOf(bot);
		const [reply, ...others] = server.fromBot();
		assert.deepEqual(others, []);
		assert.match(
			reply?.content ?? '',
			/^⚠️ \*\*I deleted the message, since it held what looks like a key\.\*\* Whoever saw it may have kept it\. Revoke the key and make a new one\S*.*\. Where else it stands, only its author can delete it\.\n\nAnswer to: my key is hunter2$/,
		);
		// What Discord then says of the deletion takes nothing back.
		ada.says(`${server.mention} the next one`);
		await answersOf(bot, 2);
		assert.equal(await log.count(), 2);
		assert.ok(await log.find(questions[0]?.id ?? ''));
		const [noted] = await log.moderation.history({guildId: server.guildId, limit: 5});
		assert.equal(noted?.action, 'delete_message');
		assert.deepEqual(noted?.detail, {because: 'secret_found'});
	});

	test('where the bot may not delete it, it says why', async context => {
		const {server, bot, gate, lines} = await keyBot(context, {may: false});
		const question = server.join('ada').says(`${server.mention} my key is hunter2`);
		gate.resolve();
		await answersOf(bot);
		assert.equal(question.deleted, false);
		assert.match(
			server.fromBot()[0]?.content ?? '',
			/^⚠️ I could not delete the message with what looks like a key: I lack the permission Manage Messages here\. Its author can\.\n\nAnswer/,
		);
		assert.ok(
			lines.some(
				({level, message}) =>
					level === 'warn' &&
					message ===
						'Cannot delete a message that holds a key: the bot lacks a permission, want "Manage Messages"',
			),
		);
	});

	test('a message that its author deletes first is forgotten as ever', async context => {
		const {server, gate, log} = await keyBot(context, {deletePastedKeys: false});
		const ada = server.join('ada');
		const question = ada.says(`${server.mention} my key is hunter2`);
		await server.waitForMessage('holds what looks like a key');
		ada.deletes(question);
		gate.resolve();
		await server.waitFor('no reply', () => server.fromBot().length === 0);
		assert.equal(await log.count(), 0);
	});

	test('a key in a message that somebody has diagnosed is deleted too', async context => {
		const {server, bot, gate} = await keyBot(context);
		await commandsOf(bot);
		const message = server.join('bob').says('token=hunter2 does not work');
		server.join('ada').useMenu('Diagnose this message', message);
		await server.waitFor('the deletion', () => message.deleted);
		gate.resolve();
		await answersOf(bot);
		assert.match(server.fromBot()[0]?.content ?? '', /I deleted the message/);
	});

	test('a draft still warns of the key', async context => {
		const {server, bot, gate} = await keyBot(context, {deletePastedKeys: false, drafts: true});
		server.join('ada').says(`${server.mention} my key is hunter2`);
		gate.resolve();
		await answersOf(bot);
		assert.match(
			server.fromBot()[0]?.content ?? '',
			/⚠️ \*\*Your message holds what looks like a key\.\*\* Delete the message\./,
		);
	});
});

test('whose message I have deleted is not told to delete it', () => {
	const warning =
		'⚠️ **Your message holds what looks like a secret.** I removed it from my copy. Delete it, revoke the key and make a new one.';
	assert.equal(
		withoutKeyWarning(`${warning}\n\n**The key was refused**\n\nIt is so.`),
		'**The key was refused**\n\nIt is so.',
	);
	assert.equal(
		withoutKeyWarning('**The key was refused**\n\nIt is so.'),
		'**The key was refused**\n\nIt is so.',
	);
	assert.equal(withoutKeyWarning('⚠️ **It is probably not only you.**'), '⚠️ **It is probably not only you.**');
});
