import assert from 'node:assert/strict';
import {type TestContext, test} from 'node:test';
import {guardModel} from '../../src/answer/guard-model.ts';
import {openModel} from '../../src/answer/model.ts';
import {openModelWriter} from '../../src/answer/open-model-writer.ts';
import {promptVersions, readPrompt} from '../../src/answer/prompts.ts';
import {openPictureReader} from '../../src/answer/read-pictures.ts';
import {answerQuestion, type Tools} from '../../src/answer-question.ts';
import {naturalLanguage} from '../../src/evidence/natural-language.ts';
import {openBot} from '../support/discord-bot.ts';
import {modelKnowledge, soundReply} from '../support/model-findings.ts';
import {type Behaviour, failing, saying, startModelServer} from '../support/model-server.ts';
import {pngOf} from '../support/pictures.ts';
import {probeOf} from '../support/records.ts';

/** The bot on the real road, with a model that reads pictures. */
async function botThatSees(context: TestContext, behaviour: Behaviour) {
	const model = await startModelServer(context, behaviour);
	const readPictures = openPictureReader({
		model: guardModel(openModel({name: 'seeing-model', baseUrl: model.url})),
		prompt: readPrompt(promptVersions.picture),
	});
	const tools: Tools = {knowledge: () => modelKnowledge, search: () => [], readPictures};
	const bot = await openBot(context, {
		pictures: 'read',
		road: (question, walk) => answerQuestion(question, tools, walk),
	});
	return {...bot, model};
}

async function botWithModel(
	context: TestContext,
	behaviour: Behaviour,
	options: Parameters<typeof openBot>[1] = {},
) {
	const model = await startModelServer(context, behaviour);
	const writer = openModelWriter({
		model: guardModel(openModel({name: 'test-model', baseUrl: model.url})),
		languageOf: naturalLanguage,
		redact: text => text,
		now: () => new Date(),
	});
	const tools: Tools = {
		knowledge: () => modelKnowledge,
		search: () => [],
		probe: async target => probeOf({target: target.url}),
		writeWithModel: writer.write,
	};
	return openBot(context, {...options, road: (question, walk) => answerQuestion(question, tools, walk)});
}

test('a model’s answer grows in the one message, and stays what it has shown', async context => {
	const [first, rest] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
	const end = soundReply.indexOf(' The answer was');
	const {server, questions} = await botWithModel(context, async exchange => {
		exchange.begin();
		await first.promise;
		exchange.delta({content: soundReply.slice(0, end + 5)});
		await rest.promise;
		exchange.delta({content: soundReply.slice(end + 5)});
		exchange.delta({}, 'stop');
		exchange.done();
	});
	server.join('ada').says(`${server.mention} I get HTTP 401 on connect`);
	const reply = await server.waitForMessage('**Live check** of `voice.example/v1/listen`');
	assert.match(reply.content, /^\*\*Most likely: the API key was refused/);
	first.resolve();
	await server.waitForMessage('Your key reached the service and was refused.\n\n**Live check**');
	rest.resolve();
	const answered = await server.waitForMessage('Note: you can ask me a follow up question');
	assert.equal(answered.id, reply.id);
	assert.match(answered.content, /\n1\. Test the key alone: `curl -i/);
	assert.equal(answered.versions.at(-1)?.content ?? answered.content, answered.content);
	assert.equal(questions.length, 1);
});

test('a model’s first words are shown at once, though the reply has changed just before', async context => {
	const [first, rest] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
	const words = '## meaning\nYour key reached the';
	const bot = await botWithModel(
		context,
		async exchange => {
			exchange.begin();
			await first.promise;
			exchange.delta({content: `${words} `});
			await rest.promise;
			exchange.delta({content: soundReply.slice(words.length + 1)});
			exchange.delta({}, 'stop');
			exchange.done();
		},
		// Nothing else of the work would be shown before the answer is there.
		{editEveryMs: 60_000},
	);
	const {server} = bot;
	server.join('ada').says(`${server.mention} I get HTTP 401 on connect`);
	const reply = await server.waitForMessage("I'm Lineman");
	first.resolve();
	const begun = await server.waitForMessage('Your key reached the …\n\n**Live check**');
	assert.equal(begun.id, reply.id);
	rest.resolve();
	const answered = await server.waitForMessage('Note: you can ask me a follow up question');
	assert.match(answered.content, /Your key reached the service and was refused\./);
});

test('a model that breaks off leaves the member with the built-in answer, in the same message', async context => {
	const {server} = await botWithModel(context, async exchange => {
		exchange.begin();
		exchange.delta({content: soundReply.slice(0, 200)});
		await new Promise(resolve => exchange.response.write(' ', resolve));
		exchange.cut();
	});
	server.join('ada').says(`${server.mention} I get HTTP 401 on connect`);
	const answered = await server.waitForMessage('Note: you can ask me a follow up question');
	assert.match(answered.content, /it received a credential and does not know it/);
	assert.doesNotMatch(answered.content, /Your key reached/);
});

test('a screenshot is read, its text is answered like pasted text, and a key in it is not kept', async context => {
	const key = '9c2f47d1a06be8355f0d94c71b2e6a38d7f0415c';
	const bot = await botThatSees(
		context,
		saying(`Unexpected server response: 401\nAuthorization: Token ${key}`),
	);
	const {server, model, questions, log} = bot;
	const picture = {name: 'shot.png', bytes: pngOf(800, 600), contentType: 'image/png'};
	server.join('ada').says(`${server.mention} what does this mean?`, {files: [picture]});
	const answered = await server.waitForMessage('Note: you can ask me a follow up question');
	assert.match(answered.content, /^\*\*Most likely: the API key was refused/m);
	assert.match(
		answered.content,
		/I read this from your picture: `Unexpected server response: 401 [^`]*\[removed: /,
	);
	assert.equal(model.requests.length, 1);
	const record = await log.find(questions[0]?.id ?? '');
	assert.equal(record?.evidence.failures[0]?.code, 'http_401');
	assert.ok(!JSON.stringify([record, server.fromBot()]).includes(key));
	assert.equal(record?.answer.modelUses?.[0]?.purpose, 'picture');
});

test('a screenshot that cannot be read is asked for as text', async context => {
	const {server} = await botThatSees(context, failing(500));
	const picture = {name: 'shot.png', bytes: pngOf(800, 600), contentType: 'image/png'};
	server.join('ada').says(`${server.mention} what does this mean?`, {files: [picture]});
	const answered = await server.waitForMessage('Note: you can ask me a follow up question');
	assert.match(answered.content, /`shot\.png`[^\n]*(?:paste|text)/);
});
