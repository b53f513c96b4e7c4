import assert from 'node:assert/strict';
import {once} from 'node:events';
import {type AddressInfo, createServer} from 'node:net';
import fc from 'fast-check';
import pino from 'pino';
import {messageLimit} from '../../src/answer/fit-messages.ts';
import {answerQuestion} from '../../src/answer-question.ts';
import {openConsole} from '../../src/console/open-console.ts';
import {renderMarkdown} from '../../src/console/render-markdown.ts';
import {readPress} from '../../src/discord/buttons.ts';
import {disarm, disarmCode} from '../../src/discord/disarm.ts';
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
import {evidenceRules, questionOf} from '../support/evidence-rules.ts';
import {labOptions, labTarget} from '../support/fault-lab.ts';
import {hostileText, plantedKey} from './hostile-text.ts';

/** What hostile input goes into, and what must hold whatever it is. */
export type FuzzTarget = {
	readonly name: string;
	/** How many inputs `npm test` gives it, where ten thousand take too long: the long way from question to reply. */
	readonly runsInTest?: number;
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
