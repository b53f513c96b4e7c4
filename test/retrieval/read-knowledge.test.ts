import assert from 'node:assert/strict';
import test from 'node:test';
import {readKnowledge} from '../../src/retrieval/read-knowledge.ts';
import {causePage, folderWith, serviceYaml} from '../support/knowledge-folder.ts';

test('a folder is read as the records that the road works with', context => {
	const dir = folderWith(context, {
		'service.yaml': serviceYaml,
		'causes/auth.key.md': causePage(
			'auth.key',
			`for:
  - failure: http_401
    weight: 2
    because: it answered 401
  - all: [{programming_language: go}, {not: {says: 'new\\b'}}, {parameter: model, matches: '^a'}]
    weight: 1
    because: it said so
`,
		),
		'clients/ws.md': `---
id: ws
title: ws
programming_language: javascript
fingerprints:
  - {pattern: 'response: (?<status>\\d{3})', how: sure}
docs: [{title: ws, url: 'https://docs.example.com/ws'}]
---
## What it shows
The status.

## Key-less test
\`\`\`js
open('{url}');
\`\`\`
`,
	});
	const {knowledge, problems} = readKnowledge(dir);
	assert.deepEqual(problems, []);
	assert.equal(knowledge.service.marks.errorHeader, 'x-error');
	assert.deepEqual(knowledge.service.evidence.codes, [{code: 'NET-0001', says: [/did not receive audio/i]}]);
	const [cause] = knowledge.causes;
	assert.deepEqual(
		cause?.for.map(signal => signal.when),
		[
			{failure: 'http_401'},
			{
				all: [{programmingLanguage: 'go'}, {not: {says: /new\b/i}}, {parameter: 'model', matches: /^a/i}],
			},
		],
	);
	assert.deepEqual(cause?.steps, [
		'Copy the key again\nwithout spaces.',
		'Try it:\n```sh\n## no heading\n```',
	]);
	assert.equal(cause?.nextStep, 'Paste the status.');
	assert.equal('asked' in (cause ?? {}), false);
	const [client] = knowledge.clients;
	assert.deepEqual(client?.sample, {fence: 'js', code: "open('{url}');"});
	assert.deepEqual(knowledge.service.evidence.clients, client?.fingerprints);
	assert.equal(client?.fingerprints[0]?.clientId, 'ws');
});

test('a list item or a name that is wrong is left out and named with its line; the page stays', context => {
	const dir = folderWith(context, {
		'service.yaml': serviceYaml,
		'causes/auth.key.md': causePage(
			'auth.key',
			`for:
  - {failure: http_999, weight: 2, because: a}
  - {failure: http_401, weight: 2, because: b}
  - {says: '(', weight: 2, because: c}
  - {any: [{fact: at_onse}], weight: 2, because: d}
  - {saiz: x, weight: 2, because: e}
  - {failure: http_401, weight: -1, because: f}
  - {failure: http_401, says: x, weight: 1, because: g}
colour: red
`,
		),
	});
	const {knowledge, problems} = readKnowledge(dir);
	assert.deepEqual(
		knowledge.causes[0]?.for.map(signal => signal.because),
		['b'],
	);
	assert.deepEqual(
		problems.map(({file, line}) => `${file}:${line}`),
		[16, 18, 19, 20, 21, 22, 23].map(line => `causes/auth.key.md:${line}`),
	);
	assert.match(problems[0]?.message ?? '', /^"for 1, failure": found "http_999"/);
	assert.match(problems[2]?.message ?? '', /^"for 4, any 1, fact": found "at_onse", want one of /);
	assert.match(problems[5]?.message ?? '', /found "says", which is not known here/);
	assert.match(problems[6]?.message ?? '', /found "colour"/);
});

test('a page that cannot be read is left out alone and named', context => {
	const dir = folderWith(context, {
		'service.yaml': serviceYaml,
		'causes/a.md': causePage('a', ''),
		'causes/b.md': causePage('b', 'title: twice\n'),
		'causes/c.md': 'no front matter',
		'causes/d.md': causePage('d', '').replace('kind: failure', 'kind: mishap'),
		'causes/e.md': causePage('a', ''),
		'causes/f.md': '',
		'causes/notes.txt': 'not a page',
	});
	const {knowledge, problems} = readKnowledge(dir);
	assert.deepEqual(
		knowledge.causes.map(cause => cause.id),
		['a'],
	);
	assert.deepEqual(
		problems.map(({file, line}) => `${file}:${line}`),
		['causes/b.md:15', 'causes/c.md:1', 'causes/d.md:4', 'causes/f.md:1', 'causes/e.md:2'],
	);
});

test('without a sound service.yaml nothing is read, and the message says where it is wrong', context => {
	assert.throws(
		() => readKnowledge(folderWith(context, {})),
		/^Error: Cannot read ".*service\.yaml": line 1: found no such file/,
	);
	const broken = serviceYaml.replace('wss://api.example.com/v1/listen', 'api.example.com');
	assert.throws(
		() => readKnowledge(folderWith(context, {'service.yaml': broken})),
		/line 9: "targets 1, url": found no complete address/,
	);
	assert.throws(
		() => readKnowledge(folderWith(context, {'service.yaml': serviceYaml.replace('default: true', '')})),
		/found 0 targets with "default: true", want exactly one/,
	);
});

test('how a key is sent is read, and a close message belongs to a target that exists', context => {
	const key = `key:
  variable: EXAMPLE_KEY
  header: Authorization
  form: Token {key}
  jwt_form: Bearer {key}
  close_messages: {listen: '{"type":"Bye"}'}
`;
	const read = (text: string) =>
		readKnowledge(folderWith(context, {'service.yaml': serviceYaml + text})).knowledge.service.key;
	assert.deepEqual(read(key), {
		variable: 'EXAMPLE_KEY',
		header: 'authorization',
		form: 'Token {key}',
		jwtForm: 'Bearer {key}',
		closeMessages: {listen: '{"type":"Bye"}'},
	});
	assert.equal(read(''), undefined);
	assert.throws(
		() => read(key.replace('listen:', 'speak:')),
		/line 21: "key, close_messages, speak": found no such target, want one of listen/,
	);
	assert.throws(
		() => read(key.replace('Token {key}', 'Token')),
		/line 19: "key, form": found no "\{key\}", want it where the key goes/,
	);
});

test('a service may open without a key and close afterwards: which codes ask for one is data', context => {
	const opening = serviceYaml.replace(
		/keyless: \{statuses: \[[\d, ]+\]\}/,
		'keyless: {opens: true, closes: [3000]}',
	);
	assert.notEqual(opening, serviceYaml);
	const [first] = readKnowledge(folderWith(context, {'service.yaml': opening})).knowledge.service.targets;
	assert.deepEqual(first?.keyless, {opens: true, closes: [3000]});
});

test('further ways to put a question are read from a file beside the causes', context => {
	const {knowledge} = readKnowledge(
		folderWith(context, {
			'service.yaml': serviceYaml,
			'causes/auth.key.md': causePage('auth.key', ''),
			'causes/net.dns.md': causePage('net.dns', ''),
			'asked/net.dns.txt': 'the resolver knows no such name\n\nlookup fails in the container\n',
		}),
	);
	const [best] = knowledge.resemble?.('no such name in the container') ?? [];
	assert.equal(best?.causeId, 'net.dns');
});

test('a pattern is compiled with Unicode only where that changes what it means, or where something is cut out', context => {
	const says = ['new\\b', '🙂', '\\p{Lu}', '\\u{1F642}', '\\ud83d', '(?<a>x)\\k<a>', 'ключ'];
	const signals = `for:\n${says.map(words => `  - {says: '${words}', weight: 1, because: it said so}\n`).join('')}`;
	const {knowledge, problems} = readKnowledge(
		folderWith(context, {'service.yaml': serviceYaml, 'causes/auth.key.md': causePage('auth.key', signals)}),
	);
	assert.deepEqual(problems, []);
	const flags = knowledge.causes[0]?.for.map(({when}) => 'says' in when && when.says.flags);
	assert.deepEqual(flags, ['i', 'iu', 'iu', 'iu', 'iu', 'iu', 'i']);
	assert.equal(knowledge.service.evidence.requestIdPattern.flags, 'iu');
});
