import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {checkKnowledge} from '../../src/retrieval/check-knowledge.ts';
import {causePage, folderWith, serviceYaml} from '../support/knowledge-folder.ts';

const soundSignal = 'for:\n  - {failure: http_401, weight: 2, because: it answered 401}\n';
const soundClient = `---
id: ws
title: ws
programming_language: javascript
fingerprints:
  - {pattern: 'response: (?<status>\\d{3})', how: sure}
docs: [{title: ws, url: 'https://docs.example.com/ws'}]
---
## What it shows
The status.
`;

/** Problems as "file:line message" of a sound folder with these files in place of its own. */
function problemsOf(context: TestContext, files: Readonly<Record<string, string>>): string[] {
	const dir = folderWith(context, {
		'service.yaml': serviceYaml,
		'causes/auth.key.md': causePage('auth.key', soundSignal),
		'clients/ws.md': soundClient,
		...files,
	});
	return checkKnowledge(dir).map(({file, line, message}) => `${file}:${line} ${message}`);
}

test('a sound folder has no problems', context => {
	assert.deepEqual(problemsOf(context, {}), []);
});

const signals: readonly (readonly [signal: string, message: RegExp])[] = [
	['{failure: http_999}', /found "http_999", which is no failure code/],
	['{measured: http_999}', /found "http_999", which is no failure code/],
	['{fact: sometimes}', /found "sometimes", want one of/],
	['{code: NET-0009}', /found code "NET-0009", which no rule of service.yaml yields/],
	['{client: nobody}', /found client "nobody", which has no page/],
	['{target: speak}', /found target "speak", which service.yaml does not have/],
	['{parameter: modle}', /found parameter "modle", which service.yaml does not have/],
	['{parameter: model, matches: "("}', /found no regular expression/],
	['{says: "(a+)+b"}', /an unbounded repetition/],
	['{says: "key|"}', /"says" matches every text/],
	['{says: "key^"}', /"says" matches no text/],
	['{all: []}', /found an empty list/],
	['{all: [{failure: http_400}, {not: {failure: http_400}}]}', /the same condition is wanted and denied/],
	['{all: [{programming_language: go}, {programming_language: java}]}', /go and java at once/],
	['{any: [{client: nobody}, {fact: at_once}]}', /found client "nobody"/],
	['{failure: http_401}', /found the signal of line 16 again/],
];

for (const [signal, message] of signals) {
	test(`the signal ${signal} is named with its line`, context => {
		const written = `${soundSignal}  - ${signal.slice(0, -1)}, weight: 1, because: b}\n`;
		const [problem, ...others] = problemsOf(context, {'causes/auth.key.md': causePage('auth.key', written)});
		assert.match(problem ?? '', message);
		assert.match(problem ?? '', /^causes\/auth\.key\.md:17 /);
		assert.deepEqual(others, []);
	});
}

const pages: readonly (readonly [from: string, to: string, message: string])[] = [
	[
		"https://docs.example.com/keys'",
		"http://docs.example.com/keys'",
		'12 "docs 1, url": found no complete address',
	],
	[
		"  - {title: Keys, url: 'https://docs.example.com/keys'}",
		'  []',
		'11 "docs": found no link, want 1 to 4',
	],
	['The key is wrong.', 'See [it](/docs/keys).', '19 found link "/docs/keys", want a complete address'],
	['The key is wrong.', 'a'.repeat(321), '18 "What it means": found 321 characters, want at most 320'],
	['the key was refused', 'a'.repeat(111), '6 "verdict": found 111 characters, want at most 110'],
	['## Next step', '## Next', '18 "Next step": found nothing'],
	['1. Copy', 'First:\n1. Copy', '21 "Fix": found words before the first step'],
	['  - the service does not take my key\n', '', '7 "asked": found 2, want 3 to 16'],
	['id: auth.key', 'id: auth.keys', '2 "id": found "auth.keys" in auth.key.md, want the name of the file'],
	['domain: you', 'domain: me', '5 "domain": found "me", want one of you, your_network'],
];

for (const [from, to, message] of pages) {
	test(`a page with ${JSON.stringify(to.slice(0, 40))} is named: ${message}`, context => {
		const page = causePage('auth.key', soundSignal).replace(from, to);
		const problems = problemsOf(context, {'causes/auth.key.md': page});
		assert.ok(
			problems.some(problem => problem.startsWith(`causes/auth.key.md:${message}`)),
			problems.join('\n'),
		);
	});
}

test('two pages that say nearly the same are named', context => {
	const words = Array.from({length: 40}, (_, index) => `word${index}`).join(' ');
	const guide = (last: string) =>
		`---\ntitle: A\ndocs: [{title: A, url: 'https://docs.example.com/a'}]\n---\n${words} ${last}\n`;
	assert.deepEqual(problemsOf(context, {'guides/a.md': guide('one'), 'guides/b.md': guide('two')}), [
		'guides/b.md:5 found nearly the same text as in guides/a.md, want one page for one thing',
	]);
});

test('a client without fingerprints, or with a sample that has no place for the address, is named', context => {
	const client = soundClient
		.replace("\n  - {pattern: 'response: (?<status>\\d{3})', how: sure}", ' []')
		.concat('\n## Key-less test\n```\nopen();\n```\n');
	assert.deepEqual(problemsOf(context, {'clients/ws.md': client}), [
		'clients/ws.md:5 "fingerprints": found none, want at least one; the client can never be recognised',
		'clients/ws.md:11 "Key-less test": found no {url} or {https_url}, want the place of the address',
		'clients/ws.md:11 "Key-less test": found a fence without a language, want one, as in ```js',
	]);
});

test('a service that cannot be read is a problem like any other', context => {
	assert.deepEqual(problemsOf(context, {'service.yaml': serviceYaml.replace('name: Example\n', '')}), [
		'service.yaml:1 "name": found nothing, want a text',
	]);
});

test('in the service, patterns and repeated entries are named', context => {
	const yaml = serviceYaml
		.replace("'did not receive audio'", "'did not .* receive'")
		.replace('parameters: [model]', 'parameters: [model, model]');
	assert.deepEqual(
		problemsOf(context, {'service.yaml': yaml}).map(problem => problem.slice(0, 60)),
		[
			'service.yaml:13 can take long on a long text: an unbounded r',
			'service.yaml:14 found an earlier parameter again, want each o',
		].map(problem => problem.slice(0, 60)),
	);
});

test('further ways to put a question belong to a cause that is there, and stand once', context => {
	assert.deepEqual(
		problemsOf(context, {
			'asked/auth.key.txt': 'it is refused\nwhy not\n\nIt is refused\n',
			'asked/auth.lock.txt': 'it is refused\n',
		}),
		[
			'asked/auth.key.txt:4 found an earlier line again, want each once',
			'asked/auth.lock.txt:1 found no cause "auth.lock", want a file named after a cause',
		],
	);
});
