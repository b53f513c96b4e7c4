import assert from 'node:assert/strict';
import test from 'node:test';
import {ConfigError, readConfig, readKnowledgeDir} from '../src/config.ts';

test('an empty environment is a sound configuration', () => {
	assert.deepEqual(readConfig({}), {
		role: 'all',
		databaseUrl: 'file:data/lineman.db',
		knowledgeDirs: [{dir: 'knowledge'}],
		host: '127.0.0.1',
		port: 8101,
		logLevel: 'info',
		measuredFrom: "Lineman's host",
		proxyVariables: {},
		messageContent: 'off',
		directMessages: 'on',
		watchEveryMs: 60_000,
		modelBudget: {day: 2_000_000, server: 1_000_000, member: 200_000},
		retentionDays: 30,
		consoleHosts: [],
		playground: 'open',
		community: {},
	});
});

test('an empty variable counts as not set', () => {
	assert.deepEqual(
		readConfig({DISCORD_TOKEN: '', PORT: '', LOG_LEVEL: '', DATABASE_URL: ''}),
		readConfig({}),
	);
});

test('documentation folders come after the knowledge, each with its address', () => {
	const {knowledgeDirs} = readConfig({KNOWLEDGE_DIRS: 'docs=https://docs.example.com/, notes'});
	assert.deepEqual(knowledgeDirs, [
		{dir: 'knowledge'},
		{dir: 'docs', urlRoot: 'https://docs.example.com/'},
		{dir: 'notes'},
	]);
});

test('every mistake is named at once, with what was found and what is wanted', () => {
	const environment = {
		PORT: 'eighty',
		LOG_LEVEL: 'loud',
		DATABASE_URL: 'mysql://x',
		DISCORD_API_URL: 'discord',
		KNOWLEDGE_DIRS: 'docs=nowhere',
		HELP_CHANNEL_ID: 'general',
		MESSAGE_CONTENT: 'yes',
		DIRECT_MESSAGES: 'never',
		WATCH_EVERY_SECONDS: '3',
		RETENTION_DAYS: '-1',
		LINK_URL: 'https://example.com/link',
		OPENAI_API_KEY: 'a key',
		OPENAI_BASE_URL: 'localhost:11434',
		OPENAI_EMBEDDING_DIMENSIONS: '1.5',
		CONSOLE_URL: 'https://lineman.example/console',
		CONSOLE_PLAYGROUND: 'closed',
		DISCORD_CLIENT_ID: 'mine',
		DISCORD_AUTHORIZE_URL: 'discord',
	};
	assert.throws(
		() => readConfig(environment),
		(error: unknown) => {
			assert.ok(error instanceof ConfigError);
			for (const name of Object.keys(environment)) {
				assert.match(error.message, new RegExp(`${name}.*want`), name);
			}
			return true;
		},
	);
});

for (const [port, wanted] of [
	['0', 0],
	['65535', 65_535],
] as const) {
	test(`port ${port} is a port`, () => assert.equal(readConfig({PORT: port}).port, wanted));
}

for (const port of ['-1', '65536', '80.5', '0x']) {
	test(`port ${port} is none`, () =>
		assert.throws(() => readConfig({PORT: port}), /PORT: found .*, want a port/));
}

test('the variables of a proxy are kept in both spellings, and nothing else is', () => {
	const given = {HTTPS_PROXY: 'http://a:1', no_proxy: '.example', PATH: '/bin'};
	assert.deepEqual(readConfig(given).proxyVariables, {HTTPS_PROXY: 'http://a:1', no_proxy: '.example'});
});

test('a server that speaks the API of OpenAI is named by a key, an address or both', () => {
	assert.deepEqual(readConfig({OPENAI_API_KEY: 'sk-1'}).openai, {apiKey: 'sk-1'});
	assert.deepEqual(
		readConfig({
			OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1',
			OPENAI_MODEL: 'small',
			OPENAI_EMBEDDING_MODEL: 'words-to-vectors',
			OPENAI_EMBEDDING_DIMENSIONS: '512',
		}).openai,
		{
			baseUrl: 'http://127.0.0.1:11434/v1',
			model: 'small',
			embeddingModel: 'words-to-vectors',
			embeddingDimensions: 512,
		},
	);
});

for (const [name, value] of [
	['OPENAI_MODEL', 'm'],
	['OPENAI_EMBEDDING_MODEL', 'm'],
	['MODEL_PRICES', '1/2'],
	['VISION_MODEL_PRICES', '1/2'],
] as const) {
	test(`${name} without a server to ask is a mistake`, () => {
		assert.throws(
			() => readConfig({[name]: value}),
			new RegExp(`${name}: found neither OPENAI_API_KEY nor OPENAI_BASE_URL, want`),
		);
	});
}

test('prices are two numbers, of a million tokens in and out', () => {
	const {openai} = readConfig({OPENAI_API_KEY: 'sk-1', MODEL_PRICES: '0.4/1.6'});
	assert.deepEqual(openai?.prices, {input: 0.4, output: 1.6});
	const {openai: kept} = readConfig({OPENAI_API_KEY: 'sk-1', MODEL_PRICES: '0.4/1.6/0.1'});
	assert.deepEqual(kept?.prices, {input: 0.4, output: 1.6, cached: 0.1});
	for (const wrong of ['0.4', '0.4,1.6', '-1/2', '1/2/3/4', 'a/b']) {
		assert.throws(
			() => readConfig({OPENAI_API_KEY: 'sk-1', MODEL_PRICES: wrong}),
			/MODEL_PRICES: .*want two prices/,
		);
	}
});

test('a second opinion is off, on, or on with a weight', () => {
	const read = (value?: string) =>
		readConfig({OPENAI_API_KEY: 'sk-1', ...(value !== undefined && {SECOND_OPINION: value})}).openai
			?.secondOpinion;
	assert.deepEqual(['off', '0', 'on', '1.2'].map(read), [undefined, undefined, 'usual', 1.2]);
	assert.equal(read(), undefined);
	for (const wrong of ['yes', '4', '-1', '1.234']) {
		assert.throws(() => read(wrong), /SECOND_OPINION: found something else, want on, off, or a weight/);
	}
});

test('a budget is tokens of a day, at least those of one answer; 0 is no limit', () => {
	const names = ['DAY', 'SERVER', 'MEMBER'].map(of => `MODEL_BUDGET_PER_${of}`);
	const all = (value: string) => readConfig(Object.fromEntries(names.map(name => [name, value])));
	assert.deepEqual(all('0').modelBudget, {});
	assert.deepEqual(all('8000').modelBudget, {day: 8000, server: 8000, member: 8000});
	for (const wrong of ['7999', '-1', '1.5', 'many']) {
		assert.throws(
			() => all(wrong),
			new RegExp(names.map(name => `${name}: .*tokens|${name}: .*8000`).join('|')),
		);
	}
});

test('a secret value is never part of the error', () => {
	assert.throws(
		() => readConfig({DISCORD_TOKEN: 'very-secret', OPENAI_API_KEY: 'very-secret\n', PORT: 'x'}),
		(error: Error) => !error.message.includes('very-secret'),
	);
});

test('a knowledge folder without a name is refused', () => {
	assert.throws(() => readKnowledgeDir('=https://x.example/'), /found no folder before "="/);
});

const oauth = {
	DISCORD_CLIENT_ID: '123456789012345678',
	DISCORD_CLIENT_SECRET: 'shh',
	DISCORD_TOKEN: 'token',
	CONSOLE_URL: 'https://Lineman.example/',
};

test('moderators sign in at Discord’s, or at the compatible server that is configured', () => {
	const {consoleUrl, discordOAuth} = readConfig(oauth);
	assert.equal(consoleUrl, 'https://lineman.example');
	assert.deepEqual(discordOAuth, {
		clientId: oauth.DISCORD_CLIENT_ID,
		clientSecret: 'shh',
		authorizeUrl: 'https://discord.com/oauth2/authorize',
	});
	for (const DISCORD_API_URL of ['http://127.0.0.1:9/api', 'http://127.0.0.1:9/api/v10/']) {
		const {discordOAuth} = readConfig({...oauth, DISCORD_API_URL});
		assert.equal(discordOAuth?.authorizeUrl, 'http://127.0.0.1:9/api/oauth2/authorize');
	}
	const DISCORD_AUTHORIZE_URL = 'https://discord.example/authorize';
	assert.equal(
		readConfig({...oauth, DISCORD_AUTHORIZE_URL}).discordOAuth?.authorizeUrl,
		DISCORD_AUTHORIZE_URL,
	);
});

for (const name of Object.keys(oauth)) {
	test(`a sign-in with Discord cannot do without ${name}`, () => {
		assert.throws(() => readConfig({...oauth, [name]: ''}), new RegExp(`${name}.*want`));
	});
}

test('the playground is open on this machine alone, unless it is said otherwise', () => {
	const playgroundAt = (HOST: string, CONSOLE_PLAYGROUND = '') =>
		readConfig({HOST, CONSOLE_PLAYGROUND}).playground;
	for (const host of ['127.0.0.1', '127.0.0.53', '::1', 'localhost'])
		assert.equal(playgroundAt(host), 'open');
	for (const host of ['0.0.0.0', '::', '192.0.2.1', '127.evil.example']) {
		assert.equal(playgroundAt(host), 'signed-in');
	}
	assert.equal(playgroundAt('0.0.0.0', 'open'), 'open');
	assert.equal(playgroundAt('127.0.0.1', 'signed-in'), 'signed-in');
});

const postgres = 'postgres://lineman@db/lineman';

test('a part of the whole tells how it is on a port only where one is given', () => {
	const worker = {ROLE: 'worker', DATABASE_URL: postgres, DISCORD_TOKEN: 'token'};
	assert.equal(readConfig(worker).role, 'worker');
	assert.equal(readConfig(worker).statusPort, undefined);
	assert.equal(readConfig({...worker, PORT: '9101'}).statusPort, 9101);
	assert.equal(readConfig({ROLE: 'console', DATABASE_URL: postgres, PORT: '9101'}).statusPort, undefined);
});

test('processes that share the work want a database that they can share, and the token where they need it', () => {
	const problemsOf = (given: Record<string, string>) => {
		try {
			readConfig(given);
			return [];
		} catch (error) {
			return (error as ConfigError).problems.map(problem => problem.split(':')[0]);
		}
	};
	assert.deepEqual(problemsOf({ROLE: 'cook'}), ['ROLE']);
	assert.deepEqual(problemsOf({ROLE: 'gateway'}), ['DATABASE_URL', 'DISCORD_TOKEN']);
	assert.deepEqual(problemsOf({ROLE: 'worker', DATABASE_URL: postgres}), ['DISCORD_TOKEN']);
	assert.deepEqual(problemsOf({ROLE: 'console'}), ['DATABASE_URL']);
	assert.deepEqual(problemsOf({ROLE: 'console', DATABASE_URL: postgres}), []);
	assert.deepEqual(problemsOf({SHARDS: '0,1'}), ['SHARD_COUNT']);
	assert.deepEqual(problemsOf({SHARDS: '0,1', SHARD_COUNT: '4'}), ['DATABASE_URL']);
	assert.deepEqual(problemsOf({SHARDS: '4', SHARD_COUNT: '4', DATABASE_URL: postgres}), ['SHARDS']);
	assert.deepEqual(problemsOf({SHARDS: '3-1', SHARD_COUNT: '4', DATABASE_URL: postgres}), ['SHARDS']);
	assert.deepEqual(problemsOf({SHARDS: 'all', SHARD_COUNT: 'many'}), ['SHARDS', 'SHARD_COUNT']);
});

test('shards are given as ids and ranges; without ids all of them are here', () => {
	const shardsOf = (given: Record<string, string>) => readConfig({DATABASE_URL: postgres, ...given}).shards;
	assert.equal(shardsOf({}), undefined);
	assert.equal(shardsOf({SHARD_COUNT: 'auto'}), undefined);
	assert.deepEqual(shardsOf({SHARD_COUNT: '2'}), {ids: [0, 1], count: 2});
	assert.deepEqual(shardsOf({SHARDS: '0-2', SHARD_COUNT: '6'}), {ids: [0, 1, 2], count: 6});
	assert.deepEqual(shardsOf({SHARDS: '5,0,0-1', SHARD_COUNT: '6'}), {ids: [0, 1, 5], count: 6});
});
