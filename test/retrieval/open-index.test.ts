import assert from 'node:assert/strict';
import {rmSync, utimesSync} from 'node:fs';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import type {FailureCode} from '../../src/failures/failure-codes.ts';
import {type IndexOptions, type KnowledgeIndex, openIndex} from '../../src/retrieval/open-index.ts';
import {causePage, folderWith, serviceYaml, writeIn} from '../support/knowledge-folder.ts';

const filler = 'Words about nothing in particular stand here so that the page has some length.';

/** Pages of another matter, so that a word of one page is rare. */
const others = Object.fromEntries(
	['billing', 'history', 'holidays', 'kitchen', 'library', 'museum', 'parking', 'travel'].map(name => [
		`${name}.md`,
		`---\ntitle: ${name}\n---\nAll about ${name}. ${filler}\n`,
	]),
);

type Opening = Partial<IndexOptions> & {readonly files?: Readonly<Record<string, string>>};

async function open(
	context: TestContext,
	{files = {}, ...options}: Opening,
): Promise<KnowledgeIndex & {dir: string}> {
	const dir = folderWith(context, {...others, ...files});
	const index = await openIndex({
		dirs: [{dir, urlRoot: 'https://docs.example.com'}],
		file: ':memory:',
		synonyms: [],
		...options,
	});
	context.after(() => index.close());
	return {...index, dir};
}

function pagesOf(index: KnowledgeIndex, query: string): string[] {
	return index.search({query, limit: 5}).map(({page}) => page);
}

const keepAlive = `---
title: Keeping the line open
slug: docs/keep-alive
---
Send something now and then.

## Sending KeepAlive
A text message every few seconds prevents NET-0001.

\`\`\`js
socket.send('{"type":"KeepAlive"}');
\`\`\`
`;

test('a query finds the section that answers it, with its link', async context => {
	const index = await open(context, {files: {'keep-alive.md': keepAlive}});
	const [found] = index.search({query: 'how do I prevent NET-0001?', limit: 3});
	assert.deepEqual(
		{...found, score: 0, text: ''},
		{
			page: 'keep-alive.md',
			kind: 'documentation',
			pageTitle: 'Keeping the line open',
			headings: ['Keeping the line open', 'Sending KeepAlive'],
			anchor: 'sending-keepalive',
			slug: 'docs/keep-alive',
			url: 'https://docs.example.com/docs/keep-alive#sending-keepalive',
			text: '',
			score: 0,
		},
	);
	assert.match(found?.text ?? '', /every few seconds/);
});

test('several sections of one page are one result', async context => {
	const text = ['One', 'Two', 'Three'].map(name => `## ${name}\nThe zebra of ${name}.\n`).join('\n');
	const index = await open(context, {files: {'zebra.md': `---\ntitle: Zebra\n---\n${text}`}});
	assert.deepEqual(pagesOf(index, 'zebra'), ['zebra.md']);
});

const spellings = ['keep-alive', 'keepAlive', 'KEEP_ALIVE', 'keepalives'];

for (const spelling of spellings) {
	test(`${spelling} finds what is written KeepAlive`, async context => {
		const index = await open(context, {files: {'keep-alive.md': keepAlive.replace(/^slug.*\n/m, '')}});
		assert.deepEqual(pagesOf(index, spelling), ['keep-alive.md']);
	});
}

test('an identifier is found whole before pages that have its parts', async context => {
	const index = await open(context, {
		files: {
			'whole.md': `---\ntitle: A\n---\nThe parameter utterance_end_ms. ${filler}`,
			'parts.md': `---\ntitle: B\n---\nThe end of an utterance in ms, the end of an utterance. ${filler}`,
		},
	});
	assert.equal(pagesOf(index, 'utterance_end_ms')[0], 'whole.md');
	assert.equal(
		index.search({query: 'what about it', identifiers: ['utterance_end_ms'], limit: 1})[0]?.page,
		'whole.md',
	);
});

test('words that stand for one another find one another, also where one of them is a phrase', async context => {
	const files = {'limits.md': `---\ntitle: Limits\n---\nToo many requests are refused. ${filler}`};
	const query = 'when are we throttled';
	const without = await open(context, {files});
	assert.deepEqual(pagesOf(without, query), []);
	const index = await open(context, {files, synonyms: [['throttle', 'throttled', 'too many requests']]});
	assert.deepEqual(pagesOf(index, query), ['limits.md']);
});

test('a question whose words stand nowhere, or only by chance, finds nothing', async context => {
	const index = await open(context, {files: {'keep-alive.md': keepAlive}});
	for (const query of [
		'',
		'???',
		'the a of',
		'zebra crossing',
		'why does my webpack build of the museum fail on ci',
	]) {
		assert.deepEqual(index.search({query, limit: 5}), [], query);
	}
});

test('words of matters that are answered elsewhere make the search more reluctant', async context => {
	const files = {'plans.md': `---\ntitle: Growth plan\n---\nThe growth plan has more capacity. ${filler}`};
	const query = 'what does the growth plan cost';
	assert.deepEqual(pagesOf(await open(context, {files}), query), ['plans.md']);
	assert.deepEqual(pagesOf(await open(context, {files, elsewhere: [['cost', 'discount']]}), query), []);
});

test('pages that say nearly the same are one result, the better one', async context => {
	const body = `The aardvark eats ants. ${filler} `.repeat(4);
	const index = await open(context, {
		files: {
			'a.md': `---\ntitle: Aardvark\n---\n${body}`,
			'copy/a.md': `---\ntitle: Aardvark\n---\n${body}`,
			'b.md':
				'---\ntitle: Ants\n---\nThe aardvark is hungry, and ants fear it. Nothing else is told of it here.',
		},
	});
	assert.deepEqual(pagesOf(index, 'aardvark').sort(), ['a.md', 'b.md']);
});

test('what another page says where it links to a page counts for that page', async context => {
	const files = {
		'target.md': `---\ntitle: Keyterms\nslug: docs/keyterm\n---\nPrompting for keyterms. ${filler}`,
		'other.md': `---\ntitle: Other\n---\n${filler}\n\n* Rare product names are misheard: [Keyterms](/docs/keyterm)\n`,
	};
	const index = await open(context, {files});
	assert.ok(pagesOf(index, 'rare product names are misheard').includes('target.md'));
});

test('a folder for mentions alone is not found itself, and leads to pages of the others', async context => {
	const own = folderWith(context, {
		'service.yaml': serviceYaml,
		'causes/auth.key.md': causePage(
			'auth.key',
			'for:\n  - {failure: http_401, weight: 1, because: a}\n',
		).replace('my key is rejected', 'zebras cannot log in'),
	});
	const dir = folderWith(context, {...others, 'keys.md': `---\ntitle: Keys\n---\nMaking a key. ${filler}`});
	const index = await openIndex({
		dirs: [
			{dir, urlRoot: 'https://docs.example.com'},
			{dir: own, use: 'mentions'},
		],
		file: ':memory:',
		synonyms: [],
	});
	context.after(() => index.close());
	assert.deepEqual(pagesOf(index, 'zebras cannot log in with their key'), ['keys.md']);
});

test('causes, clients and guides are found by how people ask, by failures and by error texts', async context => {
	const dir = folderWith(context, {
		...others,
		'service.yaml': serviceYaml,
		'causes/auth.key.md': causePage('auth.key', 'for:\n  - {failure: http_401, weight: 1, because: a}\n'),
		'causes/net.dns.md': causePage('net.dns', 'for:\n  - {measured: dns_not_found, weight: 1, because: a}\n')
			.replace('The key was refused', 'The name is not known')
			.replaceAll('key', 'name')
			.replace('my name is rejected', 'the host cannot be resolved'),
		'clients/ws.md':
			"---\nid: ws\ntitle: ws\nprogramming_language: javascript\nfingerprints:\n  - {pattern: 'Unexpected server response: (?<status>\\d{3})', how: sure}\ndocs: []\n---\n## What it shows\nThe status.\n",
		'guides/regions.md': '---\ntitle: Regions\ndocs: []\n---\n## Europe\nThere is a European host.\n',
	});
	const index = await openIndex({dirs: [{dir}], file: ':memory:', synonyms: []});
	context.after(() => index.close());
	const first = (query: string) => index.search({query, limit: 1})[0];
	assert.equal(first('unauthorised although the key is new')?.subject, 'auth.key');
	const after = (failure: FailureCode) =>
		index.search({query: 'not known or refused', failures: [failure], limit: 1})[0]?.subject;
	assert.deepEqual([after('dns_not_found'), after('http_401')], ['net.dns', 'auth.key']);
	const client = first('Unexpected server response: 401');
	assert.deepEqual([client?.kind, client?.subject, client?.url], ['client', 'ws', undefined]);
	assert.deepEqual(
		[first('european host')?.kind, first('european host')?.page],
		['guide', 'guides/regions.md'],
	);
});

test('how people ask for a cause is searched and never shown', async context => {
	const dir = folderWith(context, {
		'service.yaml': serviceYaml,
		'causes/auth.key.md': causePage('auth.key', ''),
	});
	const index = await openIndex({dirs: [{dir}], file: ':memory:', synonyms: []});
	context.after(() => index.close());
	const [found] = index.search({query: 'my key is rejected', limit: 1});
	assert.equal(found?.subject, 'auth.key');
	assert.doesNotMatch(found?.text ?? '', /rejected/);
});

test('only what changed is indexed again, and what is gone is dropped', async context => {
	const {dir, ...index} = await open(context, {
		files: {'a.md': '# A\nThe aardvark.', 'b.md': '# B\nThe beaver.'},
	});
	assert.deepEqual(await index.refresh(), {added: 0, changed: 0, dropped: 0});

	writeIn(dir, 'a.md', '# A\nThe albatross flies.');
	writeIn(dir, 'c.md', '# C\nThe cormorant.');
	rmSync(join(dir, 'b.md'));
	assert.deepEqual(await index.refresh(), {added: 1, changed: 1, dropped: 1});
	assert.deepEqual(pagesOf(index, 'albatross'), ['a.md']);
	assert.deepEqual(pagesOf(index, 'cormorant'), ['c.md']);
	assert.deepEqual(pagesOf(index, 'aardvark'), []);
	assert.deepEqual(pagesOf(index, 'beaver'), []);
});

test('a file that was touched but says the same is not indexed again', async context => {
	const {dir, ...index} = await open(context, {files: {'a.md': '# A\nThe aardvark.'}});
	utimesSync(join(dir, 'a.md'), new Date(1e12), new Date(1e12));
	assert.deepEqual(await index.refresh(), {added: 0, changed: 0, dropped: 0});
});

test('a page changes with the snippet that it includes', async context => {
	const page =
		'---\ntitle: A\n---\n<Markdown src="snippets/note.mdx" />\n<Markdown src="snippets/only-english.mdx" />';
	const {dir, ...index} = await open(context, {
		files: {'a.mdx': page, 'snippets/note.mdx': 'The gnu grazes.'},
	});
	assert.deepEqual(pagesOf(index, 'gnu'), ['a.mdx']);
	assert.deepEqual(pagesOf(index, 'only english'), ['a.mdx']);
	writeIn(dir, 'snippets/note.mdx', 'The yak grazes.');
	assert.deepEqual(await index.refresh(), {added: 0, changed: 1, dropped: 0});
	assert.deepEqual(pagesOf(index, 'yak'), ['a.mdx']);
});

test('a snippet outside the folder is not read', async context => {
	const secret = folderWith(context, {'secret.md': 'The xylophone.'});
	const index = await open(context, {
		files: {'a.mdx': `---\ntitle: A\n---\n<Markdown src="../../../../../../..${secret}/secret.md" />`},
	});
	assert.deepEqual(pagesOf(index, 'xylophone'), []);
});

test('the index persists, and begins anew with other words', async context => {
	const dir = folderWith(context, {...others, 'a.md': '# A\nThe aardvark eats.'});
	const file = join(folderWith(context, {}), 'data', 'search.db');
	const options = {dirs: [{dir}], file, synonyms: [['aardvark', 'earth pig']]};
	const first = await openIndex(options);
	first.close();
	const second = await openIndex(options);
	assert.deepEqual(await second.refresh(), {added: 0, changed: 0, dropped: 0});
	assert.deepEqual(pagesOf(second, 'earth pig'), ['a.md']);
	second.close();
	const third = await openIndex({...options, synonyms: [['aardvark', 'ant bear']]});
	assert.deepEqual(pagesOf(third, 'ant bear'), ['a.md']);
	assert.deepEqual(pagesOf(third, 'earth pig'), []);
	third.close();
});

test('what another process took up in the same file is found after a refresh, and nothing is indexed twice', async context => {
	const dir = folderWith(context, {...others, 'a.md': '# A\nThe aardvark eats.', 'b.md': '# B\nThe badger.'});
	const options = {dirs: [{dir}], file: join(folderWith(context, {}), 'search.db'), synonyms: []};
	const index = await openIndex(options);
	const other = await openIndex(options);
	assert.deepEqual(pagesOf(index, 'aardvark'), ['a.md']);
	for (const animal of ['chameleon', 'dromedary']) {
		writeIn(
			dir,
			'a.md',
			`# A\nThe ${animal}, and more words than there were before. ${filler}\n\n## ${animal}\nIt eats.`,
		);
		assert.deepEqual(await other.refresh(), {added: 0, changed: 1, dropped: 0});
		assert.deepEqual(await index.refresh(), {added: 0, changed: 0, dropped: 0});
		assert.deepEqual(pagesOf(index, animal), ['a.md']);
	}
	writeIn(dir, 'a.md', '# A\nThe elephant.');
	assert.deepEqual(await index.refresh(), {added: 0, changed: 1, dropped: 0});
	assert.deepEqual(pagesOf(index, 'elephant'), ['a.md']);
	for (const gone of ['aardvark', 'chameleon', 'dromedary']) assert.deepEqual(pagesOf(index, gone), []);
	other.close();
	index.close();
});

test('a change of a file is found while the index is open', async context => {
	const {dir, ...index} = await open(context, {});
	const changed = Promise.withResolvers<void>();
	const stop = index.watch(({added}) => {
		if (added === 1) changed.resolve();
	});
	context.after(stop);
	writeIn(dir, 'a.md', '# A\nThe aardvark.');
	await changed.promise;
	assert.deepEqual(pagesOf(index, 'aardvark'), ['a.md']);
});

test('a link is known with the anchor of a section, without one, and not otherwise', async context => {
	const index = await open(context, {files: {'keep-alive.md': keepAlive}});
	const page = 'https://docs.example.com/docs/keep-alive';
	assert.equal(index.hasLink(page), true);
	assert.equal(index.hasLink(`${page}/`), true);
	assert.equal(index.hasLink(`${page}#sending-keepalive`), true);
	assert.equal(index.hasLink(`${page}#receiving`), false);
	assert.equal(index.hasLink('https://docs.example.com/docs/other'), false);
	assert.equal(index.hasLink('no link'), false);
});

test('a page without a slug lives beside its neighbours', async context => {
	const index = await open(context, {
		files: {'keep-alive.md': keepAlive, 'errors.md': '# Errors\nThe aardvark erred.'},
	});
	assert.equal(
		index.search({query: 'aardvark', limit: 1})[0]?.url,
		'https://docs.example.com/docs/errors#errors',
	);
});

test('pages that speak of the folder itself, hidden ones and packages are not searched', async context => {
	const text = '# A\nThe aardvark.';
	const index = await open(context, {
		files: {
			'README.md': text,
			'.git/a.md': text,
			'node_modules/p/a.md': text,
			'_draft.md': text,
			'a.txt': text,
		},
	});
	assert.deepEqual(pagesOf(index, 'aardvark'), []);
});

test('a folder that is not there is named', async () => {
	await assert.rejects(
		openIndex({dirs: [{dir: '/no/such/folder'}], file: ':memory:', synonyms: []}),
		/^Error: Cannot search "\/no\/such\/folder": found no such folder$/,
	);
});

test('a hostile query takes little time', async context => {
	const index = await open(context, {files: {'keep-alive.md': keepAlive}});
	const startedAt = performance.now();
	for (const query of [
		'"'.repeat(1e5),
		'a" OR b* NEAR('.repeat(1e4),
		'keepalive '.repeat(1e5),
		'(((((',
		'x:y -z ^',
	])
		index.search({query, limit: 5});
	assert.ok(performance.now() - startedAt < 1000);
});
