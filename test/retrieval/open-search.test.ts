import assert from 'node:assert/strict';
import {rmSync} from 'node:fs';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import type {EmbeddingCall} from '../../src/retrieval/embed-texts.ts';
import {openIndex} from '../../src/retrieval/open-index.ts';
import {openSearch, type SearchOptions} from '../../src/retrieval/open-search.ts';
import {
	answerOf,
	type EmbeddingReply,
	type EmbeddingServer,
	serveEmbeddings,
	soundReply,
} from '../support/embedding-server.ts';
import {causePage, folderWith, serviceYaml, writeIn} from '../support/knowledge-folder.ts';

const page = (title: string, text: string) => `---\ntitle: ${title}\n---\n${text}\n`;

/** Causes whose wordings show how near a question is to its page, and how near what is no question is. */
const causes = {
	'service.yaml': serviceYaml,
	'causes/a.closed.md': cause('a.closed', 'failure', [
		'the connection closes when nobody speaks',
		'the heartbeat is missing',
		'it drops in silence',
		'it ends while quiet',
		'idle for a minute and it is gone',
		'a pause and it hangs up',
		'how often do I send keepalive',
		'keepalive is not sent',
	]),
	'causes/off.md': cause('off', 'aside', [
		'hello everybody',
		'thanks a lot friends',
		'write me a poem',
		'good morning folks',
		'what a lovely holiday',
		'who wins the football match',
		'happy birthday dear',
		'my cat likes fish',
	]),
};

function cause(id: string, kind: string, asked: readonly string[]): string {
	return causePage(id, '')
		.replace('kind: failure', `kind: ${kind}`)
		.replace(/asked:\n(?: {2}- .*\n)+/, `asked:\n${asked.map(way => `  - ${way}\n`).join('')}`);
}

const pages = {
	...causes,
	'guides/keep.md': page('Keepalive', 'Send keepalive often enough and the socket does not close.'),
	'guides/keys.md': page('Keys', 'Make a credential in the settings, copy it and put it into the header.'),
	'guides/models.md': page('Models', 'Each language has its models; choose the newest one.'),
	'guides/formats.md': page(
		'Formats',
		'Audio comes as linear samples or in a container with its own header.',
	),
};

/** None of its words stands on the page that answers it. */
const otherWords = 'during quiet heartbeat drops';
const wanted = 'guides/keep.md';

type Opening = Partial<Pick<SearchOptions, 'make' | 'pause'>> & {
	readonly files?: Readonly<Record<string, string>>;
	readonly dir?: string;
	readonly file?: string;
	readonly server?: EmbeddingServer;
	readonly model?: string;
};

async function open(context: TestContext, {files = pages, file = ':memory:', ...given}: Opening = {}) {
	const dir = given.dir ?? folderWith(context, files);
	const server = given.server ?? (await serveEmbeddings(context, 256));
	const notes: string[] = [];
	const warnings: string[] = [];
	const calls: EmbeddingCall[] = [];
	const index = await openIndex({
		dirs: [{dir, urlRoot: 'https://docs.example.com'}],
		file,
		synonyms: [],
		elsewhere: [['invoice']],
	});
	const search = openSearch({
		index,
		server: {baseUrl: server.baseUrl, model: given.model ?? 'toy'},
		make: given.make ?? 'in background',
		news: {onNote: note => notes.push(note), onWarning: warning => warnings.push(warning)},
		onCall: call => calls.push(call),
		...(given.pause && {pause: given.pause}),
	});
	const close = async () => {
		await search.close();
		index.close();
	};
	let isClosed = false;
	context.after(() => (isClosed ? undefined : close()));
	return {
		dir,
		server,
		index,
		notes,
		warnings,
		calls,
		search,
		find: async (query: string, more: object = {}) =>
			(await search.search({query, limit: 5, ...more})).map(found => found.page),
		async close() {
			isClosed = true;
			await close();
		},
	};
}

test('a question in other words finds its page by vectors alone', async context => {
	const {search, index, find} = await open(context);
	assert.deepEqual(index.search({query: otherWords, limit: 5}), [], 'words find nothing');
	await search.complete;
	assert.equal((await find(otherWords))[0], wanted);
});

test('what is found by vectors has all that a section has', async context => {
	const {search} = await open(context);
	await search.complete;
	const [found] = await search.search({query: otherWords, limit: 1});
	assert.equal(found?.url, 'https://docs.example.com/guides/keep');
	assert.match(found?.text ?? '', /Send keepalive/);
	assert.ok((found?.score ?? 0) > 0);
});

test('until all have vectors, words alone are searched and no question is sent', async context => {
	const server = await serveEmbeddings(context, 256);
	server.answerWith(() => undefined);
	const {find, search} = await open(context, {server});
	await search.loaded;
	assert.deepEqual(await find(otherWords), []);
	assert.equal((await find('keepalive'))[0], wanted);
	assert.ok(!server.texts().includes(otherWords));
});

test('vectors are made once: a second start asks only whether the model is the same', async context => {
	const dir = folderWith(context, pages);
	const file = join(folderWith(context, {}), 'index.db');
	const first = await open(context, {dir, file});
	await first.search.complete;
	await first.close();
	const second = await open(context, {dir, file, server: first.server});
	const before = first.server.texts().length;
	await second.search.complete;
	assert.equal(first.server.texts().length, before + 1);
	assert.equal((await second.find(otherWords))[0], wanted);
});

test('vectors that were made are used without making others, where that is wanted', async context => {
	const dir = folderWith(context, pages);
	const file = join(folderWith(context, {}), 'index.db');
	const first = await open(context, {dir, file});
	await first.search.complete;
	await first.close();
	const before = first.server.texts().length;
	writeIn(dir, 'guides/new.md', page('New', 'A new page.'));
	const second = await open(context, {dir, file, server: first.server, make: 'never'});
	await second.search.loaded;
	assert.equal((await second.find('quiet heartbeat keepalive'))[0], wanted);
	assert.deepEqual(first.server.texts().slice(before), ['quiet heartbeat keepalive']);
});

test('an edit has vectors made of the sections that changed, and drops those of texts that are gone', async context => {
	const text = '## One\nFirst words.\n\n## Two\nSecond words.\n';
	const opened = await open(context, {files: {...pages, 'guides/two.md': page('Both', text)}});
	await opened.search.complete;
	const kept = new Set(opened.index.searched().store.vectors.keys());
	const before = opened.server.texts().length;
	writeIn(opened.dir, 'guides/two.md', page('Both', text.replace('Second', 'Other')));
	await opened.index.refresh();
	opened.search.refresh();
	await until(() => opened.server.texts().length > before && opened.notes.length === 4);
	assert.deepEqual(opened.server.texts().slice(before), ['Both › Two\n\nOther words.']);
	const now = new Set(opened.index.searched().store.vectors.keys());
	assert.equal(now.size, kept.size);
	assert.equal([...now].filter(key => !kept.has(key)).length, 1);
});

test('a page that is gone is not found by its vectors', async context => {
	const opened = await open(context);
	await opened.search.complete;
	rmSync(join(opened.dir, wanted));
	await opened.index.refresh();
	assert.ok(!(await opened.find(otherWords)).includes(wanted));
});

test('another model is another vector; those of the first are dropped', async context => {
	const dir = folderWith(context, pages);
	const file = join(folderWith(context, {}), 'index.db');
	const first = await open(context, {dir, file});
	await first.search.complete;
	const kept = first.index.searched().store.vectors.keys();
	await first.close();
	const second = await open(context, {dir, file, server: first.server, model: 'other'});
	await second.search.complete;
	const now = second.index.searched().store.vectors.keys();
	assert.equal(now.length, kept.length);
	assert.ok(now.every(key => !kept.includes(key)));
});

for (const length of [256, 128]) {
	test(`where a name stands for another model (${length} numbers), all vectors are made anew`, async context => {
		const dir = folderWith(context, pages);
		const file = join(folderWith(context, {}), 'index.db');
		const first = await open(context, {dir, file});
		await first.search.complete;
		await first.close();
		const other = await serveEmbeddings(context, length);
		// The same words stand for other numbers.
		other.answerWith(request => soundReply({...request, input: request.input.map(reversed)}, length));
		const second = await open(context, {dir, file, server: other});
		await second.search.complete;
		assert.match(second.warnings.join(), /makes other vectors than before/);
		assert.ok(other.texts().length > 15);
	});
}

function reversed(text: string): string {
	return [...text].reverse().join('');
}

const one = (embedding: unknown): EmbeddingReply => ({body: answerOf([embedding])});

const misfortunes: readonly (readonly [string, EmbeddingReply | undefined])[] = [
	['does not answer', undefined],
	['does not know the key', {status: 401, body: {}}],
	['wants to be left alone', {status: 429, headers: {'retry-after': '60'}, body: {}}],
	['is broken', {status: 500, body: 'oops'}],
	['breaks off', {cutBody: '{"data":['}],
	['makes a shorter vector', one([1, 2, 3])],
	['makes no numbers', one([Number.NaN, 1])],
	['makes nothing', {body: {data: []}}],
];

for (const [name, reply] of misfortunes) {
	test(`a question is answered from words alone when the server ${name}`, async context => {
		const {search, index, server, find} = await open(context);
		await search.complete;
		server.answerWith(() => reply);
		const startedAt = performance.now();
		const query = 'how do I send keepalive';
		assert.deepEqual(await search.search({query, limit: 5}), index.search({query, limit: 5}));
		assert.ok(performance.now() - startedAt < 2500);
		server.answerWith();
		assert.equal((await find(otherWords))[0], wanted, 'the next question has its vector again');
	});
}

for (const [name, reply] of misfortunes.slice(1)) {
	test(`where the server ${name} when vectors are made, it is told once and tried again later`, async context => {
		const server = await serveEmbeddings(context, 256);
		server.answerWith(() => reply);
		const pauses: number[] = [];
		const {search, find, warnings} = await open(context, {
			server,
			pause: async ms => {
				pauses.push(ms);
				if (pauses.length === 3) server.answerWith();
			},
		});
		await search.complete;
		assert.equal(warnings.length, 1, warnings.join('\n'));
		assert.match(warnings[0] ?? '', /^Cannot make vectors of texts: .* trying again in \d+ s/);
		assert.deepEqual(pauses, name.startsWith('wants') ? [60_000, 60_000, 60_000] : [10_000, 20_000, 40_000]);
		assert.equal((await find(otherWords))[0], wanted);
	});
}

test('made at once, vectors that cannot be made are an error', async context => {
	const server = await serveEmbeddings(context, 256);
	server.answerWith(() => ({status: 401, body: {}}));
	const {search} = await open(context, {server, make: 'at once'});
	await assert.rejects(search.complete, {failure: 'unauthorised'});
});

test('a section that the server does not take leaves the others their vectors, and is found by its words', async context => {
	const server = await serveEmbeddings(context, 256);
	server.answerWith(request =>
		request.input.some(text => text.startsWith('Models'))
			? {status: 400, body: {}}
			: soundReply(request, 256),
	);
	const {search, find} = await open(context, {server});
	await search.complete;
	assert.equal((await find(otherWords))[0], wanted);
	assert.equal((await find('which models are there'))[0], 'guides/models.md');
});

test('after three failures a server is left alone, then tried with one question', async context => {
	const {search, server, find, warnings, notes} = await open(context);
	await search.complete;
	context.mock.timers.enable({apis: ['Date'], now: 1_000_000});
	server.answerWith(() => ({status: 500, body: {}}));
	const before = server.requests.length;
	for (let index = 0; index < 6; index++) assert.deepEqual(await find(`${otherWords} ${index}`), []);
	assert.equal(server.requests.length, before + 3);
	assert.equal(warnings.length, 1);
	assert.match(warnings[0] ?? '', /the server answered 500; questions are searched by words alone/);

	context.mock.timers.tick(11_000);
	await find(`${otherWords} once more`);
	await find(`${otherWords} and again`);
	assert.equal(server.requests.length, before + 4);
	assert.equal(warnings.length, 1, 'it is told once');

	context.mock.timers.tick(21_000);
	server.answerWith();
	assert.equal((await find(otherWords))[0], wanted);
	assert.match(notes.at(-1) ?? '', /by words and vectors again/);
});

test('the same question is asked once, at the same time and later', async context => {
	const {search, server, find} = await open(context);
	await search.complete;
	const before = server.requests.length;
	await Promise.all([find(otherWords), find(otherWords)]);
	await find(otherWords);
	assert.equal(server.requests.length, before + 1);
});

test('what stands in the place of a secret is not sent, nor more than the beginning of a long text', async context => {
	const {search, server, find} = await open(context);
	await search.complete;
	await find(`quiet [removed: api_key] heartbeat ${'x'.repeat(5000)}`);
	const sent = server.texts().at(-1) ?? '';
	assert.match(sent, /^quiet\s+heartbeat x+$/);
	assert.equal(sent.length, 2000);
});

test('a question without words has no vector', async context => {
	const {search, server, find} = await open(context);
	await search.complete;
	const before = server.requests.length;
	assert.deepEqual(await find(' [removed: api_key] '), []);
	assert.equal(server.requests.length, before);
});

test('a page that names the failure stays first, whatever sounds like the question', async context => {
	const files = {
		...pages,
		'guides/codes.md': page('Codes', 'The number http_401 in a log comes from a proxy.'),
	};
	const {search, find} = await open(context, {files});
	await search.complete;
	const more = {failures: ['http_401']};
	assert.equal((await find('keepalive heartbeat silence http_401', more))[0], 'guides/codes.md');
	assert.ok((await find('keepalive heartbeat silence http_401', more)).includes(wanted));
});

for (const query of ['hello friends, a poem for my cat', 'a quiet invoice']) {
	test(`"${query}" is refused though something is nearest`, async context => {
		const {search, find, server} = await open(context);
		await search.complete;
		assert.deepEqual(await find(query), []);
		assert.ok(server.texts().includes(query));
	});
}

test('without wordings to compare with, the words alone decide what is refused', async context => {
	const {'causes/off.md': _, ...files} = pages;
	const {search, find} = await open(context, {files});
	await search.complete;
	assert.deepEqual(await find(otherWords), []);
	assert.equal((await find('send keepalive often enough while quiet'))[0], wanted);
});

test('pages that say nearly the same are one result', async context => {
	const rest =
		'apple pear plum grape lemon melon peach cherry olive fig date mango papaya guava lime kiwi berry nut';
	const text = `${pages['guides/keep.md']}\n## Fruit\n${rest}\n`;
	const files = {...pages, 'guides/keep.md': text, 'guides/keep2.md': text};
	const {search, find} = await open(context, {files});
	await search.complete;
	const found = await find(otherWords);
	assert.equal(found.filter(name => name.startsWith('guides/keep')).length, 1);
});

test('it is closed at once while the server keeps it waiting', async context => {
	const server = await serveEmbeddings(context, 256);
	server.answerWith(() => undefined);
	const opened = await open(context, {server});
	await until(() => server.requests.length > 0);
	const startedAt = performance.now();
	await opened.close();
	assert.ok(performance.now() - startedAt < 1000);
	assert.deepEqual(opened.warnings, []);
});

test('it is closed at once while it waits to try again', async context => {
	const server = await serveEmbeddings(context, 256);
	server.answerWith(() => ({status: 500, body: {}}));
	const opened = await open(context, {server});
	await until(() => opened.warnings.length > 0);
	const startedAt = performance.now();
	await opened.close();
	assert.ok(performance.now() - startedAt < 1000);
});

test('how far it is stands in the log', async context => {
	const files = Object.fromEntries(
		Array.from({length: 300}, (_, index) => [`page${index}.md`, page(`Page ${index}`, `Text ${index}.`)]),
	);
	const {search, notes} = await open(context, {files});
	await search.complete;
	assert.deepEqual(notes, [
		'making vectors of 300 texts',
		'96 of 300 vectors are made',
		'192 of 300 vectors are made',
		'288 of 300 vectors are made',
		'all vectors are made: 300 sections are searched by words and vectors',
	]);
});

/** Waits for what comes of itself, without a fixed time. */
async function until(isSo: () => boolean): Promise<void> {
	const deadline = Date.now() + 5000;
	while (!isSo()) {
		if (Date.now() > deadline) throw new Error('It did not come to that within 5 s');
		await new Promise(resolve => setTimeout(resolve, 2));
	}
}
