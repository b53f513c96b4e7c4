import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {answerQuestion} from '../src/answer-question.ts';
import {readConfig} from '../src/config.ts';
import type {Question} from '../src/evidence/question.ts';
import {openTools} from '../src/open-tools.ts';
import {serveEmbeddings} from './support/embedding-server.ts';
import {causePage, folderWith, serviceYaml, writeIn} from './support/knowledge-folder.ts';

const files = {'service.yaml': serviceYaml, 'causes/auth.key.md': causePage('auth.key', '')};
const news = {onNote: () => {}, onWarning: () => {}};

function configFor(dir: string, environment: Readonly<Record<string, string>>) {
	return {...readConfig(environment), knowledgeDirs: [{dir}]};
}

async function open(context: TestContext) {
	const server = await serveEmbeddings(context);
	const config = configFor(folderWith(context, files), {
		OPENAI_BASE_URL: server.baseUrl,
		OPENAI_EMBEDDING_MODEL: 'toy',
	});
	const tools = await openTools(config, {
		onWarning: () => {},
		vantage: 'terminal',
		keep: 'memory',
		vectors: {make: 'at once', news},
	});
	context.after(() => tools.close());
	return {server, tools};
}

function question(text: string, more: Partial<Question> = {}): Question {
	return {
		id: 'q',
		conversationId: 'c',
		askedAt: new Date(0),
		door: 'terminal',
		text,
		attachments: [],
		earlier: [],
		hints: {},
		...more,
	};
}

test('what a member writes leaves for the server of embeddings without its secrets', async context => {
	const {server, tools} = await open(context);
	const [inText, inFile, before] = ['4f9d2c7a1be84630', 'eyJhbGciOiJIUzI1NiJ9', 'hunter2hunter2'];
	const {knowledge, search} = tools;
	await answerQuestion(
		question(`still refused: Authorization: Token ${inText}${inText}ab12`, {
			attachments: [{name: 'log.txt', text: `Authorization: Bearer ${inFile}.eyJzdWIiOiIxIn0.c2lnbmF0dXJl`}],
			earlier: [{role: 'user', text: `password=${before}`}],
		}),
		{knowledge, search},
	);
	const sent = server.texts().filter(text => text.includes('still refused'));
	assert.equal(sent.length, 1);
	for (const secret of [inText, inFile, before]) {
		assert.ok(!server.texts().join('\n').includes(secret), `"${secret}" was sent`);
	}
});

test('a follow-up of few words is sent with what was said before, without its secrets', async context => {
	const {server, tools} = await open(context);
	const {knowledge, search} = tools;
	const earlier = [{role: 'user', text: 'my key is refused, password=hunter2hunter2'}] as const;
	await answerQuestion(question('still the same', {earlier}), {knowledge, search});
	const [sent = ''] = server.texts().slice(-1);
	assert.match(sent, /still the same\nmy key is refused/);
	assert.doesNotMatch(sent, /hunter2/);
});

test('while files are watched, an edited page has vectors made of what changed in it', async context => {
	const server = await serveEmbeddings(context);
	const dir = folderWith(context, {
		...files,
		'guides/two.md': '# Two\n\n## One\nFirst.\n\n## Other\nSecond.\n',
	});
	const config = configFor(dir, {OPENAI_BASE_URL: server.baseUrl, OPENAI_EMBEDDING_MODEL: 'toy'});
	const tools = await openTools(config, {
		onWarning: () => {},
		onReload: () => {},
		vantage: 'bot',
		keep: 'memory',
		vectors: {make: 'at once', news},
	});
	context.after(() => tools.close());
	const before = server.texts().length;
	const asked = server.nextRequest();
	writeIn(dir, 'guides/two.md', '# Two\n\n## One\nFirst.\n\n## Other\nThird.\n');
	await asked;
	assert.deepEqual(server.texts().slice(before), ['Two › Other\n\nThird.']);
});

test('where vectors are not wanted, no server of embeddings is asked', async context => {
	const server = await serveEmbeddings(context);
	const config = configFor(folderWith(context, files), {
		OPENAI_BASE_URL: server.baseUrl,
		OPENAI_EMBEDDING_MODEL: 'toy',
	});
	const tools = await openTools(config, {onWarning: () => {}, vantage: 'terminal', keep: 'memory'});
	await tools.search({query: 'the key was refused', limit: 3});
	await tools.close();
	assert.deepEqual(server.requests, []);
});

test('a search by words asks no server', async context => {
	const {server, tools} = await open(context);
	const before = server.requests.length;
	assert.equal((await tools.searchByWords({query: 'the key was refused', limit: 3})).length, 1);
	assert.equal(server.requests.length, before);
});

test('key, address, model and dimensions are those of the configuration', async context => {
	const server = await serveEmbeddings(context);
	const config = configFor(folderWith(context, files), {
		OPENAI_API_KEY: 'sk-of-a-test',
		OPENAI_BASE_URL: server.baseUrl,
		OPENAI_EMBEDDING_MODEL: 'toy',
		OPENAI_EMBEDDING_DIMENSIONS: '32',
	});
	const tools = await openTools(config, {
		onWarning: () => {},
		vantage: 'bot',
		keep: 'memory',
		vectors: {make: 'at once', news},
	});
	await tools.close();
	const {authorization, model, dimensions} = server.requests[0] ?? {};
	assert.deepEqual(
		{authorization, model, dimensions},
		{
			authorization: 'Bearer sk-of-a-test',
			model: 'toy',
			dimensions: 32,
		},
	);
});

test("of hosts that are not the service's the bot tests those alone that a moderator has allowed", async context => {
	const tools = await openTools(configFor(folderWith(context, files), {}), {
		onWarning: () => {},
		vantage: 'bot',
		keep: 'memory',
	});
	context.after(() => tools.close());
	const target = {
		name: 'voice.member.test',
		title: 'Their own',
		url: 'wss://voice.member.test:22/v1/listen',
		keyless: {statuses: [401]},
		subprotocols: [],
		foreign: true,
	} as const;
	// The port is looked at after the host, and nothing is looked up for a port that is not allowed.
	await assert.rejects(tools.probe(target, {}), /found host_not_allowed/);
	await assert.rejects(tools.probe({...target, allowed: true}, {}), /found port/);
	const inner = {...target, url: 'wss://10.0.0.1/v1/listen', allowed: true} as const;
	await assert.rejects(tools.probe(inner, {}), /found private_address/);
});
