import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {readEvidence} from '../../src/evidence/read-evidence.ts';
import {evidenceRules, questionOf} from '../support/evidence-rules.ts';
import {hex} from '../support/made-up.ts';

const evidenceOf = (text: string) => readEvidence(questionOf(text), evidenceRules);
const url = 'wss://api.acme.example/v1/listen';

const urls: readonly (readonly [text: string, href: string, target: string | undefined, ours: boolean])[] = [
	[`I use ${url}?model=sonic-3.`, `${url}?model=sonic-3`, 'listen', true],
	[`url='${url}?model=sonic-3&language=es'`, `${url}?model=sonic-3&language=es`, 'listen', true],
	[`(${url})`, url, 'listen', true],
	[`[docs](${url})`, url, 'listen', true],
	[`<${url}>`, url, 'listen', true],
	[`"_url": "wss:\\/\\/api.acme.example\\/v1\\/listen"`, url, 'listen', true],
	['WSS://API.ACME.EXAMPLE/v1/listen/', 'wss://api.acme.example/v1/listen/', 'listen', true],
	['wss://eu.api.acme.example/v1/listen', 'wss://eu.api.acme.example/v1/listen', 'eu', true],
	['wss://au.api.acme.example/v1/listen', 'wss://au.api.acme.example/v1/listen', undefined, true],
	['https://api.acme.example/v1/auth/token', 'https://api.acme.example/v1/auth/token', 'rest', true],
	['ws://localhost:8080/v1/listen', 'ws://localhost:8080/v1/listen', undefined, false],
	['ws://[::1]:8080/v1/listen', 'ws://[::1]:8080/v1/listen', undefined, false],
	['wss://demo.livekit.example/agent', 'wss://demo.livekit.example/agent', undefined, false],
	['connect api.acme.example/v1/listen please', 'https://api.acme.example/v1/listen', 'listen', true],
	[
		'GET /v1/listen?model=sonic-3 HTTP/1.1\nHost: api.acme.example',
		'https://api.acme.example/v1/listen?model=sonic-3',
		'listen',
		true,
	],
	['wss://api.acme.example', 'wss://api.acme.example/', undefined, true],
	['https://acme.example/docs#anchor', 'https://acme.example/docs', undefined, false],
	['wss://notapi.acme.example/v1/listen', 'wss://notapi.acme.example/v1/listen', undefined, false],
];

describe('a URL, its target, and whose it is', () => {
	for (const [text, href, target, ours] of urls) {
		test(text.slice(0, 80), () => {
			assert.deepEqual(
				evidenceOf(text).urls.map(found => [found.href, found.target, found.ours]),
				[[href, target, ours]],
			);
		});
	}
});

const slips: readonly (readonly [text: string, near: string | undefined])[] = [
	['wss://api.acme.example/v1/lisen', 'listen'],
	['wss://api.acme.example/v1/LISTENS', 'listen'],
	['wss://api.acme.example/v2/listen', undefined],
	['wss://api.acme.example/v1/li', undefined],
	['wss://api.acme.example/', undefined],
	['wss://api.other.example/v1/lisen', undefined],
	[url, undefined],
];
for (const [text, near] of slips) {
	test(`${text} ${near === undefined ? 'has no slip' : `was meant for ${near}`}`, () => {
		const {urls: found, target, facts} = evidenceOf(`HTTP 404 at ${text}`);
		assert.equal(found[0]?.nearTarget, near);
		assert.equal(
			facts.some(({name}) => name === 'path_misspelt'),
			near !== undefined,
		);
		if (near !== undefined) assert.equal(target, near);
	});
}

test('a URL carries no credential', () => {
	const key = hex(40, 3);
	const {urls: found, secrets} = evidenceOf(
		`wss://me:pa55word@api.acme.example/v1/listen?token=${key}&model=sonic-3&key=${key}#${key}`,
	);
	assert.deepEqual(
		found.map(({href}) => href),
		[`${url}?model=sonic-3`],
	);
	assert.deepEqual(found[0]?.parameters, [['model', 'sonic-3']]);
	assert.deepEqual(secrets.map(({kind}) => kind).toSorted(), ['api_key', 'password', 'url_secret']);
});

test('what is no URL is none', () => {
	assert.deepEqual(evidenceOf('wss://<host>/v1/listen or http:// or http://* or a://b').urls, []);
});

test('every parameter of a URL is kept in its order, decoded where it is well encoded', () => {
	assert.deepEqual(evidenceOf(`${url}?keyterm=a%20b&keyterm=c+d&redact=%ZZ&x`).urls[0]?.parameters, [
		['keyterm', 'a b'],
		['keyterm', 'c d'],
		['redact', '%ZZ'],
		['x', ''],
	]);
});

const parameters: readonly (readonly [text: string, found: readonly string[]])[] = [
	[`${url}?model=sonic-3&sample_rate=16000`, ['model=sonic-3', 'sample_rate=16000']],
	[`${url}?model=sonic-3&foo=bar`, ['model=sonic-3', 'foo=bar']],
	['wss://api.vendor.example/v1/realtime?model=gpt-x', []],
	['ws://localhost:8080/v1/listen?model=sonic-3', ['model=sonic-3']],
	[
		'listen.live({ model: "sonic-3", smart_format: true, endpointing: 300 })',
		['model=sonic-3', 'smart_format=true', 'endpointing=300'],
	],
	["listen.live({model:'sonic-3',language:'es'})", ['model=sonic-3', 'language=es']],
	[
		'LiveOptions(model="sonic-3", language="en-US", channels=1, interim_results=True)',
		['model=sonic-3', 'language=en-US', 'channels=1', 'interim_results=True'],
	],
	['{"encoding": "linear16", "sample_rate": 16000}', ['encoding=linear16', 'sample_rate=16000']],
	['{\\"encoding\\":\\"linear16\\"}', ['encoding=linear16']],
	['acme:\n  model: sonic-3\n  language: es # Spanish\n', ['model=sonic-3', 'language=es']],
	[
		'Options{ Model: "sonic-3", SampleRate: 16000, SmartFormat: true }',
		['model=sonic-3', 'sample_rate=16000', 'smart_format=true'],
	],
	['.model("sonic-3").sampleRate(16000)', ['model=sonic-3', 'sample_rate=16000']],
	['acme --model sonic-3 --language es', ['model=sonic-3', 'language=es']],
	['model=sonic-3-phone&language=es gets rejected', ['model=sonic-3-phone', 'language=es']],
	['my url has channels=2&encoding=mulaw', ['channels=2', 'encoding=mulaw']],
	['keyterm: ["Acme", "Lineman"]', ['keyterm=Acme', 'keyterm=Lineman']],
	['transcribeFile with language "sk"', ['language=sk']],
	['I set the model sonic-2 yesterday', ['model=sonic-2']],
	['`const live = listen({ model: "sonic-2" })`', ['model=sonic-2']],
	['start(model=model_name, language=lang, encoding=encoding)', []],
	['model: string; language?: string', []],
	['the language: how do I set it', []],
	['models: "x", remodel: "y", model_name: "z"', []],
	['model = os.environ["MODEL"]', []],
	['model: config.model', []],
];

describe('parameters in URLs, code, JSON, YAML and command lines', () => {
	for (const [text, found] of parameters) {
		test(text.slice(0, 80), () => {
			assert.deepEqual(
				evidenceOf(text).parameters.map(({name, value}) => `${name}=${value}`),
				found,
			);
		});
	}
});

const targets: readonly (readonly [target: string | undefined, text: string])[] = [
	['listen', `${url}?model=x`],
	['listen', 'wss://au.api.acme.example/v1/listen'],
	['listen', 'ws://127.0.0.1:8080/v1/listen is my box'],
	['agent', 'the voice agent does not answer'],
	['speak', 'TTS is silent'],
	['eu', 'how do I use the EU endpoint'],
	['agent', 'wss://agent.acme.example/v1/agent/converse with TTS'],
	['rest', 'https://api.acme.example/v1/auth/token says 401'],
	[undefined, 'it does not work'],
];

describe('the target that a question is about', () => {
	for (const [target, text] of targets) {
		test(text.slice(0, 80), () => assert.equal(evidenceOf(text).target, target));
	}
});

test('a target that was chosen wins, by its name or by its URL', () => {
	const targetOf = (target: string) =>
		readEvidence(questionOf({text: `${url} and tts`, hints: {target}}), evidenceRules).target;
	assert.equal(targetOf('Speak'), 'speak');
	assert.equal(targetOf('wss://agent.acme.example/v1/agent/converse?x=1'), 'agent');
	assert.equal(targetOf('ws://127.0.0.1:4444/v1/listen'), 'ws://127.0.0.1:4444/v1/listen');
	assert.equal(targetOf('no such target'), 'listen');
	assert.equal(targetOf(`wss://u:pa55word@other.example/x?token=${hex(40, 2)}`), 'wss://other.example/x');
});
