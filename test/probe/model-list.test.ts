import assert from 'node:assert/strict';
import test from 'node:test';
import {keepModelLists} from '../../src/probe/keep-model-lists.ts';
import {compareWithModels, type ModelListRules, readModelList} from '../../src/probe/model-list.ts';

const listenRules: ModelListRules = {
	url: 'https://api.lab.test/v1/models',
	list: 'stt',
	nameFields: ['canonical_name'],
	nameSuffixes: ['-general'],
	languagesField: 'languages',
	streamingFields: ['streaming'],
	paths: ['/v1/listen'],
	modelParameter: 'model',
	languageParameter: 'language',
	otherLanguages: ['multi'],
};
const voiceRules: ModelListRules = {
	url: 'https://api.lab.test/v1/models',
	list: 'tts',
	nameFields: ['canonical_name'],
	nameSuffixes: [],
	streamingFields: [],
	paths: ['/v1/speak'],
	modelParameter: 'model',
	otherLanguages: [],
};
const answer = {
	stt: [
		{canonical_name: 'star-3-general', languages: ['en', 'en-US', 'de'], streaming: true},
		{canonical_name: 'star-2-general', languages: ['en', 'fi'], streaming: true},
		{canonical_name: 'star-2-medical', languages: ['en'], streaming: true},
		{canonical_name: 'murmur-large', languages: ['en', 'fi'], streaming: false},
	],
	tts: [{canonical_name: 'voice-anna-en'}, {canonical_name: 'voice-otto-de'}],
};
const lists = [listenRules, voiceRules]
	.map(rules => readModelList(answer, rules))
	.filter(list => list !== undefined);

const cases = [
	['a model and a language that are listed', '/v1/listen?model=star-3&language=de', undefined],
	['the whole name of a model', '/v1/listen?model=star-2-medical', undefined],
	['capitals', '/v1/listen?model=Star-3&language=EN-us', undefined],
	['no one language', '/v1/listen?model=star-3&language=multi', undefined],
	['no model', '/v1/listen?language=xx', undefined],
	['a path without a list', '/v9/listen?model=nobody', undefined],
	['what is no name', '/v1/listen?model=a%20%60b%60', undefined],
	[
		'a language that another model offers',
		'/v1/listen?model=star-3&language=fi',
		'`star-3` does not offer `fi` for streaming. These do: `star-2`.',
	],
	[
		'a language that nobody offers',
		'/v1/listen?model=star-3&language=zz',
		'`star-3` does not offer `zz` for streaming. No model here does.',
	],
	[
		'a model that does not stream',
		'/v1/listen?model=murmur-large',
		'`murmur-large` does not stream. These do: `star-3`, `star-2`, `star-2-medical`.',
	],
	[
		'a model of another path',
		'/v1/listen?model=voice-anna-en',
		'`voice-anna-en` is not a model of `/v1/listen`, but of `/v1/speak`.',
	],
	[
		'a misspelt model',
		'/v1/speak?model=voice-oto-de',
		'The service lists no model `voice-oto-de` here. It does list `voice-otto-de`, `voice-anna-en`.',
	],
] as const;
for (const [title, path, sentence] of cases) {
	test(`${title}: ${sentence === undefined ? 'nothing to say' : 'said, with what would fit'}`, () => {
		assert.equal(compareWithModels(`wss://api.lab.test${path}`, lists)?.sentence, sentence);
	});
}

test('a list of another form is no list', () => {
	for (const json of [undefined, null, 'x', [], {}, {stt: {}}, {stt: []}, {stt: [{name: 1}, null, 'x']}]) {
		assert.equal(readModelList(json, listenRules), undefined);
	}
});

test('lists are fetched once an hour, and again a minute after they could not be had', async () => {
	const clock = {nowMs: 0};
	const asked: string[] = [];
	let json: unknown = answer;
	const models = keepModelLists({
		rules: [listenRules, voiceRules],
		fetch: async url => {
			asked.push(url);
			return json;
		},
		now: () => new Date(clock.nowMs),
	});
	assert.equal((await models()).length, 2);
	clock.nowMs += 3_599_999;
	await models();
	assert.equal(asked.length, 1);
	json = undefined;
	clock.nowMs += 1;
	assert.deepEqual(await models(), []);
	clock.nowMs += 59_999;
	await models();
	assert.equal(asked.length, 2);
	clock.nowMs += 1;
	json = answer;
	assert.equal((await models()).length, 2);
	assert.equal(asked.length, 3);
});

test('a list that cannot be fetched at all breaks nothing', async () => {
	const fetch = () => Promise.reject(new Error('not allowed'));
	assert.deepEqual(await keepModelLists({rules: [listenRules], fetch, now: () => new Date(0)})(), []);
});
