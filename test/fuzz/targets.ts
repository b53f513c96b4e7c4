import assert from 'node:assert/strict';
import {once} from 'node:events';
import {createServer as createHttpServer} from 'node:http';
import {type AddressInfo, createServer} from 'node:net';
import fc from 'fast-check';
import pino from 'pino';
import {commands} from '../../commands/index.ts';
import {messageLimit} from '../../src/answer/fit-messages.ts';
import {answerQuestion} from '../../src/answer-question.ts';
import {openConsole} from '../../src/console/open-console.ts';
import {renderMarkdown} from '../../src/console/render-markdown.ts';
import {readPress} from '../../src/discord/buttons.ts';
import {disarm, disarmCode} from '../../src/discord/disarm.ts';
import {openDiscord} from '../../src/discord/open-discord.ts';
import {readEvidence} from '../../src/evidence/read-evidence.ts';
import {openLineSieve} from '../../src/evidence/useful-lines.ts';
import {openLog} from '../../src/log/open-log.ts';
import {cleanUrl} from '../../src/probe/clean-url.ts';
import {guardTarget} from '../../src/probe/guard.ts';
import {readModelList} from '../../src/probe/model-list.ts';
import {setReportAside} from '../../src/probe/pasted-report.ts';
import {probeTarget} from '../../src/probe/probe-target.ts';
import {causeSchema} from '../../src/retrieval/knowledge-schema.ts';
import {openIndex} from '../../src/retrieval/open-index.ts';
import {readKnowledge} from '../../src/retrieval/read-knowledge.ts';
import {readYaml} from '../../src/retrieval/read-yaml.ts';
import {splitPage} from '../../src/retrieval/split-page.ts';
import {answerTo, knowledge} from '../support/discord-bot.ts';
import {startDiscordServer} from '../support/discord-server.ts';
import {evidenceRules, questionOf} from '../support/evidence-rules.ts';
import {labOptions, labTarget} from '../support/fault-lab.ts';
import {memoryLog} from '../support/memory-log.ts';
import {hostileText, plantedKey} from './hostile-text.ts';

/** What hostile input goes into, and what must hold whatever it is. */
export type FuzzTarget = {
	readonly name: string;
	/** How many inputs `npm test` gives it, where ten thousand take too long: the long way from question to reply. */
	readonly runsInTest?: number;
	/** How many of the nightly million it is given at most, where each takes many requests. */
	readonly mostRuns?: number;
	/** Opens what it needs; each property is checked with input of its own. */
	readonly open: () => Promise<{
		readonly property: fc.IAsyncProperty<unknown> | fc.IProperty<unknown>;
		readonly close?: () => Promise<void>;
	}>;
};

export const targets: readonly FuzzTarget[] = [
	{
		name: 'evidence: read without a throw, and a planted key is gone',
		open: async () => ({
			property: fc.property(hostileText, plantedKey, hostileText, (before, key, after) => {
				const question = questionOf({
					text: `${before} key is ${key} ${after}`,
					attachments: [{name: after, text: `${before}\nVOICE_API_KEY=${key}`}],
					earlier: [{role: 'user', text: after}],
				});
				const evidence = readEvidence(question, evidenceRules);
				assert.ok(!JSON.stringify(evidence).includes(key), 'the key is still there');
			}),
		}),
	},
	{
		name: 'the road: every reply fits Discord, rings nobody and links only what we know',
		runsInTest: 500,
		open: openRoad,
	},
	{
		name: 'Markdown: only the tags and addresses that we write',
		open: async () => ({property: fc.property(hostileText, text => checkHtml(String(renderMarkdown(text))))}),
	},
	{
		name: 'documentation pages: Markdown and MDX are split without a throw',
		open: async () => ({
			property: fc.property(hostileText, fc.constantFrom('page.md', 'page.mdx'), (text, name) => {
				for (const {anchor} of splitPage({text, name}).sections) assert.ok(!/[\s<>"]/.test(anchor));
			}),
		}),
	},
	{
		name: 'YAML: mistakes are told with their line, never thrown',
		open: async () => ({
			property: fc.property(hostileText, text => {
				const read = readYaml(causeSchema, {text, firstLine: 1});
				for (const {line} of read.problems) assert.ok(Number.isInteger(line) && line >= 1);
			}),
		}),
	},
	{
		name: 'buttons: a custom id is ours or nothing',
		open: async () => ({
			property: fc.property(fc.oneof(hostileText, customId), id => {
				const press = readPress(id);
				if (press) assert.equal(`lineman/${press.kind}/${press.questionId}/${press.askerId}`, id);
			}),
		}),
	},
	{
		name: 'disarmed text rings nobody and stays in its block',
		open: async () => ({
			property: fc.property(hostileText, text => {
				assert.doesNotMatch(disarm(text), /@everyone|@here|<@[!&]?\d/i);
				assert.ok(!disarmCode(text).includes('```'));
			}),
		}),
	},
	{
		name: 'long logs: what is kept is within its budget',
		open: async () => ({
			property: fc.property(fc.array(hostileText, {maxLength: 20}), fc.nat({max: 2000}), (chunks, budget) => {
				const sieve = openLineSieve(budget);
				for (const chunk of chunks) sieve.take(chunk);
				const {text, kept, lines} = sieve.finish();
				assert.ok(kept <= lines);
				assert.ok(text.length <= 3 * budget + 400, `${text.length} characters of ${budget}`);
			}),
		}),
	},
	{
		name: 'pasted reports: read or left alone',
		open: async () => ({
			property: fc.property(hostileText, hostileText, (before, after) => {
				const {text} = setReportAside(`${before}\nlineman-report v1\n${after}`);
				assert.equal(typeof text, 'string');
			}),
		}),
	},
	{
		name: 'URLs: the guard lets nothing inner pass, and what is cleaned holds no credentials',
		open: async () => ({property: fc.property(hostileUrl, checkUrl)}),
	},
	{
		name: 'lists of models: read or refused',
		open: async () => ({
			property: fc.property(fc.json(), hostileText, (json, name) => {
				const rules = modelRules;
				readModelList(JSON.parse(json), rules);
				const list = readModelList({stt: [{name, languages: [name], streaming: true}]}, rules);
				for (const each of list?.models.flatMap(({names}) => names) ?? []) assert.match(each, /^[\w.:-]+$/);
			}),
		}),
	},
	{name: 'the console: any request is answered, and not with a fault of ours', open: openConsoleTarget},
	{name: 'probed servers: whatever bytes they send, there is a report', open: openProbeTarget},
	{
		name: 'OAuth callbacks: whatever comes back, of the browser or of Discord, nobody is signed in who may not be',
		runsInTest: 200,
		mostRuns: 10_000,
		open: openCallbackTarget,
	},
	{
		name: 'the gateway: whatever it sends, messages and interactions too, the bot stays and hears the next member',
		runsInTest: 500,
		mostRuns: 20_000,
		open: openGatewayTarget,
	},
];

const customId = fc
	.tuple(
		fc.constantFrom('lineman', 'other', ''),
		fc.constantFrom('details', 'solved', 'test_again', 'constructor', '__proto__'),
		hostileText,
		fc.string(),
	)
	.map(parts => parts.join('/'));

const hostileUrl = fc
	.tuple(
		fc.constantFrom('wss://', 'ws://', 'https://', 'http://', 'file://', 'gopher://', '//', ''),
		fc.oneof(
			fc.ipV4().map(String),
			fc.ipV4Extended(),
			fc.ipV6().map(address => `[${address}]`),
			fc.domain(),
			fc.constantFrom('localhost', 'voice.example', 'voice.example.', 'u:p@voice.example', '169.254.169.254'),
			hostileText,
		),
		fc.constantFrom('', ':443', ':22', ':99999'),
		fc.oneof(fc.webPath(), hostileText),
		fc.oneof(
			fc.constant(''),
			fc.webQueryParameters().map(query => `?${query}`),
		),
	)
	.map(parts => parts.join(''));

const guardRules = {hosts: ['voice.example', '.voice.example']};

function checkUrl(href: string): void {
	const result = guardTarget(href, guardRules);
	if (result.allowed) assert.match(result.url.hostname, /(?:^|\.)voice\.example$/);
	if (!URL.canParse(href) || !/^(?:ws|http)s?:/i.test(href)) return;
	const cleaned = cleanUrl(href);
	assert.equal(cleaned.username + cleaned.password + cleaned.hash, '');
}

const modelRules = {
	url: 'https://voice.example/models',
	list: 'stt',
	nameFields: ['name'],
	nameSuffixes: [],
	languagesField: 'languages',
	streamingFields: ['streaming'],
	paths: ['/v1/listen'],
	modelParameter: 'model',
	otherLanguages: [],
};

/** Every tag and attribute of rendered Markdown is one of these; an address begins with http, https or #. */
function checkHtml(html: string): void {
	for (const [, name = '', attributes = ''] of html.matchAll(/<\/?([a-z0-9]+)((?:\s[^<>]*)?)>/gi)) {
		assert.match(
			name,
			/^(?:p|br|hr|strong|em|u|s|code|pre|blockquote|ul|ol|li|a|span|h[1-6]|div|table|thead|tbody|tr|th|td|button|small|figure|figcaption)$/i,
		);
		assert.doesNotMatch(attributes.replace(/"[^"]*"/g, ''), /\son|style|src/i);
		for (const [, href = ''] of attributes.matchAll(/\shref="([^"]*)"/g))
			assert.match(href, /^(?:https?:\/\/|#)/);
	}
	assert.doesNotMatch(html, /<script|<img|<iframe/i);
}

async function openRoad() {
	const {knowledge} = readKnowledge('knowledge');
	const index = await openIndex({
		dirs: [{dir: 'knowledge'}],
		file: ':memory:',
		synonyms: knowledge.service.synonyms,
	});
	const tools = {knowledge: () => knowledge, search: index.search};
	const ask = (text: string) => answerQuestion(questionOf({text}), tools);
	await ask('warm');
	return {
		property: fc.asyncProperty(hostileText, async text => {
			const {answer} = await ask(text);
			for (const message of answer.messages) {
				assert.ok(message.length <= messageLimit, `${message.length} characters`);
				assert.doesNotMatch(message, /@everyone|@here|<@[!&]?\d/i);
			}
			for (const {url} of answer.citations) assert.match(url, /^https:\/\//);
			assert.ok(!answer.text.includes('evil.example'), 'a link of the member came back');
		}),
		close: async () => index.close(),
	};
}

async function openConsoleTarget() {
	const log = await openLog('file::memory:');
	const {knowledge} = readKnowledge('knowledge');
	const faults: unknown[] = [];
	const console = await openConsole({
		host: '127.0.0.1',
		port: 0,
		log,
		knowledge: () => knowledge,
		logger: pino({level: 'error', base: null}, {write: line => faults.push(line)}),
		now: () => new Date(),
		answer: async () => {
			throw new Error('nobody asks here');
		},
	});
	const paths = [
		'/',
		'/answers',
		'/answers/x',
		'/ask',
		'/healthz',
		'/metrics',
		'/assets/console.css',
		'/sign-in',
	];
	const request = fc.record({
		path: fc.constantFrom(...paths),
		more: fc.oneof(fc.constant(''), hostileText.map(encodeLoosely)),
		query: fc.dictionary(
			fc.oneof(fc.constantFrom('before', 'q', 'cause', 'server', 'code', 'state', 'from', 'to'), fc.string()),
			hostileText,
			{maxKeys: 4},
		),
		method: fc.constantFrom('GET', 'GET', 'GET', 'POST', 'HEAD', 'OPTIONS', 'DELETE'),
		origin: fc.boolean(),
		body: hostileText,
	});
	return {
		property: fc.asyncProperty(request, async ({path, more, query, method, origin, body}) => {
			const url = `${console.url}${path}${more === '' ? '' : `/${more}`}?${new URLSearchParams(query)}`;
			const response = await fetch(url, {
				method,
				redirect: 'manual',
				headers: {...(origin && {origin: console.url}), 'content-type': 'application/x-www-form-urlencoded'},
				...(method === 'POST' && {body}),
			});
			const text = await response.text();
			assert.ok(response.status < 500, `${response.status} for ${method} ${url}`);
			if ((response.headers.get('content-type') ?? '').includes('html')) {
				assert.ok(!text.includes('<script>alert') && !text.includes('<img src=x'), 'a page shows raw input');
			}
			assert.deepEqual(faults, []);
		}),
		async close() {
			await console.close();
			await log.close();
		},
	};
}

/** As a client that does not mind writes it; what no request line may hold is left out. */
function encodeLoosely(text: string): string {
	return encodeURI(text.toWellFormed()).slice(0, 2000);
}

async function openProbeTarget() {
	let bytes: Uint8Array = new Uint8Array();
	const server = createServer(socket => {
		socket.on('error', () => {});
		socket.once('data', () => socket.end(bytes));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1/listen`;
	const line = fc.oneof(
		fc.constantFrom(
			'HTTP/1.1 101 Switching Protocols',
			'HTTP/1.1 401 Unauthorized',
			'HTTP/1.1 200 OK',
			'HTTP/9.9 999',
			'Upgrade: websocket',
			'Connection: Upgrade',
			'Sec-WebSocket-Accept: x',
			'Content-Length: 99999999999',
			'Transfer-Encoding: chunked',
			'Content-Encoding: gzip',
			'Location: http://169.254.169.254/',
			'x-lab-error: <@1> @everyone ```',
			'ffffffffffffffff',
			'',
		),
		hostileText,
	);
	const answer = fc.oneof(
		fc.array(line, {maxLength: 12}).map(lines => Buffer.from(lines.join('\r\n'))),
		fc.uint8Array({maxLength: 300}),
		fc
			.tuple(fc.array(line, {maxLength: 6}), fc.uint8Array({maxLength: 100}))
			.map(([lines, rest]) => Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), rest])),
	);
	return {
		property: fc.asyncProperty(answer, async sent => {
			bytes = sent;
			const report = await probeTarget({...labTarget, url}, labOptions);
			assert.ok(['open', 'reachable', 'refused', 'unreachable'].includes(report.verdict));
			assert.ok((report.body ?? '').length <= 4096);
			JSON.stringify(report);
		}),
		async close() {
			server.close();
		},
	};
}

/** Values of every JSON kind, and those that Discord's records have in their places. */
const anyValue = fc.oneof(
	fc.jsonValue({maxDepth: 2}),
	hostileText,
	fc.constantFrom(null, '', 0, -1, 1e308, [], {}, true, '900000000000000001', '__proto__', '\u0000'),
);

/** A record with some of its fields left out or of another kind. */
function broken(record: Readonly<Record<string, unknown>>): fc.Arbitrary<Record<string, unknown>> {
	return fc
		.array(fc.tuple(fc.constantFrom(...Object.keys(record)), fc.option(anyValue, {nil: undefined})), {
			minLength: 1,
			maxLength: 4,
		})
		.map(changes => ({...structuredClone(record), ...Object.fromEntries(changes)}));
}

async function openCallbackTarget() {
	let reply: {readonly status: number; readonly type: string; readonly body: string} = {
		status: 200,
		type: 'application/json',
		body: '{}',
	};
	const discord = createHttpServer((request, response) => {
		request.resume();
		response.writeHead(reply.status, {'content-type': reply.type}).end(reply.body);
	});
	discord.listen(0, '127.0.0.1');
	await once(discord, 'listening');
	const apiUrl = `http://127.0.0.1:${(discord.address() as AddressInfo).port}/api`;
	const log = await openLog('file::memory:');
	const {knowledge} = readKnowledge('knowledge');
	const faults: string[] = [];
	let tries = 0;
	const console = await openConsole({
		host: '127.0.0.1',
		port: 0,
		log,
		knowledge: () => knowledge,
		logger: pino({level: 'error', base: null}, {write: line => faults.push(line)}),
		// An hour between two: who tries too often is turned away before anything is read.
		now: () => new Date(Date.UTC(2026, 0, 1, tries)),
		answer: async () => {
			throw new Error('nobody asks here');
		},
		discordOAuth: {
			clientId: '123456789012345678',
			clientSecret: 'made-up-secret-of-a-client',
			botToken: 'bot.test.only',
			apiUrl,
			authorizeUrl: `${apiUrl}/oauth2/authorize`,
		},
	});
	/** A browser that has begun, so that a callback may get as far as Discord. */
	const begin = async () => {
		const response = await fetch(`${console.url}/sign-in/discord`, {redirect: 'manual'});
		await response.arrayBuffer();
		return {
			cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '',
			state: new URL(response.headers.get('location') ?? '').searchParams.get('state') ?? '',
		};
	};
	const callback = fc.record({
		begun: fc.boolean(),
		query: fc.dictionary(
			fc.oneof(fc.constantFrom('code', 'state', 'error', 'error_description', 'to'), fc.string()),
			hostileText,
			{maxKeys: 4},
		),
		cookie: fc.oneof(fc.constant(''), fc.stringMatching(/^[!-:<-~]{0,200}$/)),
		status: fc.constantFrom(200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 429, 500, 503),
		type: fc.constantFrom('application/json', 'text/html', 'application/octet-stream'),
		body: fc.oneof(
			hostileText,
			fc.json({maxDepth: 3}),
			broken({
				access_token: 'made-up',
				token_type: 'Bearer',
				scope: 'identify guilds guilds.members.read',
				id: '1',
				username: 'x',
			}).map(record => JSON.stringify(record)),
		),
	});
	return {
		property: fc.asyncProperty(callback, async ({begun, query, cookie, status, type, body}) => {
			tries += 1;
			reply = {status, type, body: status === 204 ? '' : body};
			const browser = begun ? await begin() : {cookie, state: query.state ?? ''};
			const wanted = new URLSearchParams({
				...query,
				state: browser.state,
				...(begun && {code: query.code ?? 'x'}),
			});
			const response = await fetch(`${console.url}/sign-in/discord/callback?${wanted}`, {
				redirect: 'manual',
				headers: {...(browser.cookie !== '' && {cookie: browser.cookie})},
			});
			const page = await response.text();
			assert.ok(
				response.status >= 400 && response.status !== 500,
				`${response.status}: ${page.slice(0, 200)}`,
			);
			assert.ok(!page.includes('<script>alert') && !page.includes('<img src=x'), 'a page shows raw input');
			assert.ok(!faults.join('').includes('made-up-secret'), 'the secret is in the log');
		}),
		async close() {
			await console.close();
			await log.close();
			discord.closeAllConnections();
			discord.close();
		},
	};
}

const author = {id: '900000000000000010', username: 'x', discriminator: '0', avatar: null, bot: false};
const place = {channel_id: '900000000000000002', guild_id: '900000000000000003'};

const messageLike = {
	...place,
	id: '900000000000000001',
	type: 0,
	author,
	member: {roles: [], joined_at: '2026-01-01T00:00:00Z'},
	content: `<@900000000000000009> ${'x'.repeat(4000)}`,
	timestamp: '2026-01-01T00:00:00Z',
	edited_timestamp: null,
	mentions: [{...author, id: '900000000000000009'}],
	mention_roles: [],
	mention_everyone: false,
	attachments: [
		{id: '1', filename: 'a.log', size: 10, url: 'https://cdn.discordapp.com/a.log', proxy_url: 'x'},
	],
	embeds: [],
	components: [],
	message_reference: {message_id: '900000000000000001', channel_id: '900000000000000002'},
};

const interactionLike = {
	...place,
	id: '900000000000000004',
	application_id: '900000000000000009',
	type: 2,
	token: 'interaction.made-up',
	version: 1,
	channel: {id: '900000000000000002', type: 0},
	member: {user: author, roles: [], permissions: '0', joined_at: '2026-01-01T00:00:00Z'},
	user: author,
	data: {
		id: '1',
		name: 'diagnose',
		type: 1,
		custom_id: 'lineman/solved/x/y',
		component_type: 2,
		options: [{name: 'message', type: 3, value: 'x'}],
	},
	message: {id: '900000000000000001', channel_id: '900000000000000002', author, content: ''},
	app_permissions: '0',
	locale: 'en-US',
	entitlements: [],
	authorizing_integration_owners: {},
	context: 0,
};

const guildLike = {
	id: '900000000000000008',
	name: 'G',
	roles: [],
	emojis: [],
	features: [],
	owner_id: '900000000000000010',
	preferred_locale: 'en-US',
};
const channelLike = {
	id: '900000000000000005',
	guild_id: '900000000000000008',
	type: 0,
	name: 'c',
	permission_overwrites: [],
};

/** How many inputs the bot is sent before it is asked something, and has to answer. */
const betweenQuestions = 100;

async function openGatewayTarget() {
	const server = await startDiscordServer();
	const log = await memoryLog();
	const unheard: unknown[] = [];
	const note = (error: unknown) => unheard.push(error);
	process.on('uncaughtException', note);
	process.on('unhandledRejection', note);
	const discord = await openDiscord({
		token: server.token,
		apiUrl: server.apiUrl,
		commands,
		knowledge: () => knowledge,
		logger: {debug() {}, info() {}, warn() {}, error() {}},
		now: () => new Date(),
		draw: () => ({png: new Uint8Array([0x89, 0x50, 0x4e, 0x47]), description: 'The line'}),
		editEveryMs: 20,
		graceMs: 50,
		buildIdentifyThrottler: async () => ({waitForIdentify: async () => {}}),
		log,
		answer: async question => {
			const record = answerTo(question);
			await log.record(record);
			return record;
		},
	});
	const event = fc.oneof(
		broken(messageLike).map(payload => ({name: 'MESSAGE_CREATE', payload})),
		broken(messageLike).map(payload => ({name: 'MESSAGE_UPDATE', payload})),
		broken({id: '900000000000000001', channel_id: '900000000000000002'}).map(payload => ({
			name: 'MESSAGE_DELETE',
			payload,
		})),
		broken(interactionLike).map(payload => ({name: 'INTERACTION_CREATE', payload})),
		broken(guildLike).map(payload => ({name: 'GUILD_UPDATE', payload})),
		broken(channelLike).map(payload => ({name: 'CHANNEL_CREATE', payload})),
		fc
			.tuple(
				fc.constantFrom('THREAD_UPDATE', 'TYPING_START', 'NO_SUCH_EVENT', 'constructor'),
				fc.dictionary(fc.string(), anyValue),
			)
			.map(([name, payload]) => ({name, payload})),
	);
	const member = server.join('Ana');
	/** The ids of the records below, as this server has them. */
	const ids: Readonly<Record<string, string>> = {
		'900000000000000002': server.channel.id,
		'900000000000000003': server.guildId,
		'900000000000000009': server.bot.id,
	};
	const inPlace = (payload: Record<string, unknown>) =>
		JSON.parse(JSON.stringify(payload).replace(/90000000000000000[239]/g, id => ids[id] ?? id));
	let sent = 0;
	return {
		property: fc.asyncProperty(event, async ({name, payload}) => {
			server.gateway.dispatch({name, needs: 'nothing', payload: () => inPlace(payload)});
			sent += 1;
			if (sent % betweenQuestions === 0) {
				const words = `still there after ${sent}`;
				member.says(`${server.mention} ${words}`);
				const reply = await server.waitForMessage(`Answer to: ${words}`);
				assert.ok(reply.content.length <= 2000);
			}
			assert.deepEqual(unheard, []);
		}),
		async close() {
			await discord.close();
			await server.close();
			process.off('uncaughtException', note);
			process.off('unhandledRejection', note);
		},
	};
}
