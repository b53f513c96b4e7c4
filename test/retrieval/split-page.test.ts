import assert from 'node:assert/strict';
import test from 'node:test';
import {parse} from 'yaml';
import {splitPage} from '../../src/retrieval/split-page.ts';

function split(text: string) {
	return splitPage({text, name: 'page-name'});
}

test('a page is divided at its headings, each with its path and its anchor', () => {
	const {title, slug, description, sections} = split(`---
title: Keys
subtitle: >-
  How to get
  a key.
slug: /docs/keys/
---
First words.

## Making a key
Press the button.

### In the \`console\`
There.

## Making a key
Again.
`);
	assert.deepEqual(
		{title, slug, description},
		{title: 'Keys', slug: 'docs/keys', description: 'How to get a key.'},
	);
	assert.deepEqual(
		sections.map(({headings, anchor, text}) => [headings.join(' > '), anchor, text]),
		[
			['Keys', '', 'First words.'],
			['Keys > Making a key', 'making-a-key', 'Press the button.'],
			['Keys > Making a key > In the `console`', 'in-the-console', 'There.'],
			['Keys > Making a key', 'making-a-key-1', 'Again.'],
		],
	);
});

const headings: readonly (readonly [line: string, heading: string, anchor: string])[] = [
	['## `400` Bad: request?', '`400` Bad: request?', '400-bad-request'],
	['## Ünïcode & more', 'Ünïcode & more', 'ünïcode--more'],
	['## See [the page](https://example.com)', 'See the page', 'see-the-page'],
	['## Own {#my-anchor}', 'Own', 'my-anchor'],
	['## Closed ##', 'Closed', 'closed'],
	['<h2 class="x">In HTML</h2>', 'In HTML', 'in-html'],
	['Underlined\n----------', 'Underlined', 'underlined'],
];

for (const [line, heading, anchor] of headings) {
	test(`${JSON.stringify(line)} is the heading "${heading}" at #${anchor}`, () => {
		const [section] = split(`---\ntitle: T\n---\n${line}\ntext\n`).sections;
		assert.deepEqual([section?.headings.at(-1), section?.anchor, section?.text], [heading, anchor, 'text']);
	});
}

test('code is kept as text, and what looks like a heading in it is code', () => {
	const [section, ...others] = split(
		'# T\nBefore\n```bash\n# not a heading\ncurl -X POST\n```\nAfter',
	).sections;
	assert.deepEqual(others, []);
	assert.equal(section?.text, 'Before\n```bash\n# not a heading\ncurl -X POST\n```\nAfter');
	assert.equal(section?.prose, 'Before\nAfter');
	assert.equal(section?.code, '# not a heading\ncurl -X POST');
});

test('components give what they hold; imports, styles, comments and attributes are gone', () => {
	const [section] = split(`---
title: T
---
import {Card} from '@/components';
<style>
.a { color: red; }
</style>
{/* a comment */}
<Tabs>
  <Tab title="Node">
    Use <code>ws</code>.
  </Tab>
</Tabs>
<Card
  title="Python"
  icon={<img src="x.svg" />}
  href="/docs/python"
/>
<Note>Mind \`<TOKEN>\` & a < b.</Note>
`).sections;
	const words = section?.text.replaceAll(/\s+/g, ' ').trim();
	assert.equal(words, 'Node Use ws . Python Mind `<TOKEN>` & a < b.');
});

test('a table is text, cell by cell', () => {
	const [section] = split('| Code | Means |\n| --- | :-: |\n| 1011 | [error](/x) |').sections;
	assert.equal(section?.text, 'Code | Means\n\n1011 | error');
});

test('a line with links is a mention of where they lead, below its heading', () => {
	const {mentions} = split(
		'## More\n* [Keys](/docs/keys) and [roles](https://example.com/roles#a)\n![x](/image.png)\n',
	);
	assert.deepEqual(mentions, [
		{text: 'More\n* Keys and roles', urls: ['/docs/keys', 'https://example.com/roles#a']},
	]);
});

test('a page without front matter or title is called by its first heading, else by its name', () => {
	assert.equal(split('# Own title\ntext').title, 'Own title');
	assert.equal(split('only text').title, 'page-name');
	assert.deepEqual(split(''), {
		title: 'page-name',
		description: '',
		frontMatter: {},
		sections: [],
		mentions: [],
	});
});

test('front matter that cannot be read does not cost the page', () => {
	const {sections, slug} = split('---\ntitle: [a\n---\ntext');
	assert.equal(sections[0]?.text, 'text');
	assert.equal(slug, undefined);
});

test('whatever a page holds, it is divided without an error', () => {
	const parts = [
		'<',
		'>',
		'`',
		'```',
		'\n',
		'# ',
		'[',
		'](',
		')',
		'{',
		'}',
		'"',
		'|',
		'---',
		'a',
		'import ',
		'<!--',
	];
	let state = 1;
	for (let page = 0; page < 500; page++) {
		let text = '';
		for (let part = 0; part < 80; part++) {
			state = (state * 48_271) % 2_147_483_647;
			text += parts[state % parts.length];
		}
		assert.doesNotThrow(() => split(text), text);
	}
});

const hostile: Readonly<Record<string, string>> = {
	'ten megabytes of words': 'word '.repeat(2_000_000),
	'comments that never end': '<!--\n'.repeat(100_000),
	'tags that never end': '<a\n'.repeat(50_000),
	'a tag full of spaces': `<a${' '.repeat(19_000)}\n`.repeat(20),
	'a tag full of braces': `<a ${'{<b>}'.repeat(3000)}\n`.repeat(20),
	brackets: `${'['.repeat(19_000)}\n`.repeat(20),
	'a hundred thousand headings': '# a\n'.repeat(100_000),
};

for (const [name, text] of Object.entries(hostile)) {
	test(`${name} take little time`, () => {
		const startedAt = performance.now();
		split(text);
		assert.ok(performance.now() - startedAt < 3000);
	});
}

for (const yaml of [
	'title: Rate limits\nsubtitle: "How many: at once"\nslug: \'docs/limits\'\n',
	'title: 1011\nslug: docs/a\n',
	'title: Ends in a comment # of the writer\n',
	'title: "Quoted \\"twice\\""\n',
	"title: 'It''s'\n",
	'title: null\nsubtitle: True\n',
	'title: >-\n  Folded\n  text\nslug: docs/b\n',
	'title: Text\n  that goes on\n',
	'title: a\nlist:\n  - b\n',
	'# a comment\ntitle: Text\n',
	'title: Text:\n',
	'title: Text   \nslug: docs/c\n',
]) {
	test(`front matter is read as YAML has it: ${JSON.stringify(yaml)}`, () => {
		let wanted: unknown = {};
		try {
			wanted = parse(yaml, {logLevel: 'silent'});
		} catch {
			// What is no YAML has no fields.
		}
		assert.deepEqual({...splitPage({text: `---\n${yaml}---\nText.\n`, name: 'page'}).frontMatter}, wanted);
	});
}
