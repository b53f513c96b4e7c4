import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {forgetMeWords} from '../../src/discord/forget-me-words.ts';
import {answersOf, answerTo, commandsOf, openBot} from '../support/discord-bot.ts';

const ephemeral = 64;

async function botWithAnswers(context: TestContext, options: Parameters<typeof openBot>[1] = {}) {
	const bot = await openBot(context, options);
	await commandsOf(bot);
	const {server} = bot;
	return {...bot, bot, ada: server.join('ada'), bob: server.join('bob')};
}

const labels = (components: readonly unknown[]) =>
	(components as {components: {label: string}[]}[]).flatMap(row => row.components.map(({label}) => label));

test('/forget-me asks first, then removes what is kept and deletes the replies, and only the member sees it', async context => {
	const {bot, server, ada, bob, log, lines} = await botWithAnswers(context);
	ada.says(`${server.mention} my secret project fails`);
	await answersOf(bot, 1);
	ada.runCommand('ask', {question: 'and this one too'});
	await answersOf(bot, 2);
	bob.says(`${server.mention} another one fails`);
	await answersOf(bot, 3);
	const bobs = await server.waitForMessage('Answer to: another one fails');

	const run = ada.runCommand('forget-me');
	await server.waitFor('the question back', () => run.original?.content.startsWith('I keep 2 questions'));
	assert.ok(run.original);
	assert.equal(run.original.flags & ephemeral, ephemeral);
	assert.match(run.original.content, /delete 2 messages of mine/);
	assert.deepEqual(labels(run.original.components), ['Forget me', 'Keep it']);
	assert.equal(await log.hasAsked(ada.user.id), true);

	ada.pressButton(run.original, 'Forget me');
	await server.waitFor('the end', () => run.original?.content.startsWith('Done.'));
	assert.equal(run.original.content, 'Done. Removed: 2 questions; deleted here: 2 messages of mine.');
	assert.deepEqual(run.original.components, []);
	assert.deepEqual(
		server.fromBot().filter(message => message.id !== run.original?.id),
		[bobs],
	);
	assert.equal(await log.hasAsked(ada.user.id), false);
	assert.equal(await log.count(), 3);
	const kept = JSON.stringify(await log.latest({limit: 10}));
	assert.doesNotMatch(kept, /secret project|and this one/);
	assert.doesNotMatch(kept, new RegExp(ada.user.id));
	assert.match(kept, /another one fails/);
	const [line] = lines.filter(({message}) => message === 'forgot a member');
	assert.deepEqual(line?.about, {questions: 2, deleted: 2, left: 0});
});

test('whoever changes their mind keeps everything', async context => {
	const {bot, server, ada, log} = await botWithAnswers(context);
	ada.says(`${server.mention} it fails`);
	await answersOf(bot);
	const run = ada.runCommand('forget-me');
	await server.waitFor('the question back', () => run.original?.content.startsWith('I keep 1 question of'));
	assert.ok(run.original);
	ada.pressButton(run.original, 'Keep it');
	await server.waitFor('the end', () => run.original?.content === 'I have removed nothing.');
	assert.equal(await log.hasAsked(ada.user.id), true);
	await server.waitForMessage('Answer to: it fails');
});

test('of whom nothing is kept is told so', async context => {
	const {server, ada} = await botWithAnswers(context);
	const run = ada.runCommand('forget-me');
	await server.waitFor('the answer', () => run.original?.content === 'I keep nothing of you.');
	assert.deepEqual(run.original?.components, []);
});

test('a message that may not be deleted is named with its link, and the rest is removed all the same', async context => {
	const {bot, server, ada, log} = await botWithAnswers(context);
	const closed = server.addChannel('closed');
	const gone = server.addChannel('gone');
	ada.says(`${server.mention} it fails here`, {in: closed});
	await answersOf(bot, 1);
	ada.says(`${server.mention} it fails there`, {in: gone});
	await answersOf(bot, 2);
	const standing = await server.waitForMessage('Answer to: it fails here');
	closed.forbidden.add('view');
	server.removeChannel(gone);

	const run = ada.runCommand('forget-me');
	await server.waitFor('the question back', () => run.original?.content.startsWith('I keep'));
	assert.ok(run.original);
	ada.pressButton(run.original, 'Forget me');
	await server.waitFor('the end', () => run.original?.content.startsWith('Done.'));
	assert.equal(
		run.original.content,
		`Done. Removed: 2 questions; deleted here: 1 message of mine.\n\nThese messages of mine I may not delete; a moderator can:\n- https://discord.com/channels/${server.guildId}/${closed.id}/${standing.id}`,
	);
	assert.equal(await log.hasAsked(ada.user.id), false);
});

test('a question that is being answered is ended first, and leaves nothing', async context => {
	const {server, ada, log, questions} = await botWithAnswers(context, {
		road: (question, {signal}) =>
			question.text === 'it fails'
				? new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
				: answerTo(question),
	});
	ada.says(`${server.mention} it fails`);
	await server.waitForMessage("I'm Lineman");
	await server.waitFor('the road', () => questions.length === 1);
	const run = ada.runCommand('forget-me');
	await server.waitFor('the question back', () => run.original?.content.startsWith('I keep 1 question of'));
	assert.ok(run.original);
	ada.pressButton(run.original, 'Forget me');
	await server.waitFor('the end', () => run.original?.content.startsWith('Done.'));
	assert.deepEqual(
		server.fromBot().filter(message => message.id !== run.original?.id),
		[],
	);
	assert.equal(await log.count(), 0);
	assert.deepEqual(await log.pending.waiting(), []);
});

test('the buttons work after a restart', async context => {
	const {bot, server, ada, log, discord} = await botWithAnswers(context);
	ada.says(`${server.mention} it fails`);
	await answersOf(bot);
	const run = ada.runCommand('forget-me');
	await server.waitFor('the question back', () => run.original?.content.startsWith('I keep'));
	assert.ok(run.original);
	await discord.close();
	await openBot(context, {server, log});
	ada.pressButton(run.original, 'Forget me');
	await server.waitFor('the end', () => run.original?.content.startsWith('Done.'));
	assert.equal(await log.hasAsked(ada.user.id), false);
});

for (const [locale, yes] of [
	['de', 'Vergiss mich'],
	['es-ES', 'Olvídame'],
	['es-419', 'Olvídame'],
	['fr', 'Oubliez-moi'],
	['pt-BR', 'Esqueça-me'],
	['ja', '忘れてください'],
	['en-GB', 'Forget me'],
	['fi', 'Forget me'],
] as const) {
	test(`/forget-me speaks as Discord does to the member: ${locale}`, () => {
		const words = forgetMeWords(locale);
		assert.equal(words.yes, yes);
		const asked = words.ask({questions: 1234, messages: 5678});
		assert.ok(asked.includes('1234') && asked.includes('5678'));
		assert.ok(asked.length < 2000);
		for (const label of [words.yes, words.no]) assert.ok(label.length <= 80);
	});
}
