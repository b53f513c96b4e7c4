import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {readAssets} from '../../src/console/assets.ts';
import {highlightCode} from '../../src/console/highlight-code.ts';
import {injections} from '../answer/injections.ts';

const labels = [
	...[
		'bash',
		'sh',
		'c',
		'cpp',
		'c#',
		'dart',
		'diff',
		'dockerfile',
		'go',
		'http',
		'java',
		'js',
		'json',
		'kotlin',
	],
	...['objc', 'php', 'powershell', 'python', 'ruby', 'rust', 'console', 'swift', 'TS', 'html', 'yaml'],
];

const spans = /<span class="(?:hljs|language)-[a-z_ -]+">|<\/span>/g;

function textOf(html: string): string {
	return html
		.replaceAll(spans, '')
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&quot;', '"')
		.replaceAll('&#x27;', "'")
		.replaceAll('&amp;', '&');
}

test('each kind of word has its class, and nothing has a style of its own', () => {
	assert.equal(
		highlightCode("const url = 'wss://a'; // why", 'js'),
		'<span class="hljs-keyword">const</span> url = <span class="hljs-string">&#x27;wss://a&#x27;</span>; <span class="hljs-comment">// why</span>',
	);
});

test('the body of a response is read as JSON, and what follows a prompt as a command', () => {
	assert.match(
		highlightCode('HTTP/1.1 401 Unauthorized\nerror: x\n\n{"a": 1}', 'http') ?? '',
		/hljs-number">401<.*hljs-attr">&quot;a&quot;</s,
	);
	assert.match(highlightCode('$ curl "https://a"', 'console') ?? '', /hljs-string">&quot;https:/);
});

test('every language of the samples in the knowledge is known', () => {
	const folder = join(import.meta.dirname, '../../knowledge');
	const fences = readdirSync(folder, {recursive: true, encoding: 'utf8'})
		.filter(file => file.endsWith('.md'))
		.flatMap(file => [...readFileSync(join(folder, file), 'utf8').matchAll(/^\s*```([a-z+#]+)$/gm)])
		.map(([, label = '']) => label);
	assert.ok(fences.length > 20);
	assert.deepEqual(
		fences.filter(label => label !== 'text' && highlightCode('a', label) === undefined),
		[],
	);
});

test('an unknown language, and code that is too long to be read at once, stay plain', () => {
	assert.equal(highlightCode('a', 'brainfuck'), undefined);
	assert.equal(highlightCode('a', 'constructor'), undefined);
	assert.notEqual(highlightCode('a'.repeat(4000), 'js'), undefined);
	assert.equal(highlightCode('a'.repeat(4001), 'js'), undefined);
});

test('hostile code stays text, character for character, in every language', () => {
	const hostile = [
		'</code></pre><script>alert(1)</script>',
		'<img src=x onerror=alert(1)>"\' onclick="alert(1)',
		'<span class="hljs-keyword">&lt;&amp;&#x27;</span>',
		'`$' + '{`$' + '{"<script>"}`}`\0\ud800\u202e',
		'"""<style>*{}</style>',
		...injections.map(({text}) => text),
	];
	for (const label of labels) {
		for (const code of hostile) {
			const html = highlightCode(code, label);
			assert.ok(html !== undefined, `${label}: ${code}`);
			assert.equal(textOf(html), code);
			assert.doesNotMatch(html.replaceAll(spans, ''), /[<>]/);
		}
	}
});

test('the longest code is read at once, whatever stands in it', () => {
	const patterns = ['a ', '_', '1e', '0', '-', '\n\n', '"', '{', '/*', '`', '\\', "'''", '<a b=', 'A<', '@"'];
	const slow = labels.flatMap(label =>
		patterns.filter(pattern => {
			const code = pattern.repeat(4000).slice(0, 4000);
			const start = performance.now();
			highlightCode(code, label);
			// The worst takes about 120 ms where nothing else is done.
			return performance.now() - start > 2000;
		}),
	);
	assert.deepEqual(slow, []);
});

test('every kind of word has a colour, or looks like the text around', () => {
	const {body} = readAssets().style;
	const plain = ['params', 'punctuation', 'subst', 'tag', 'class', 'function', 'prompt', 'inherited'];
	const used = [
		["async function f(a) { return new Map([['x', 1, null, /y/]]); } // z", 'js'],
		['def f(self):\n  """why"""\n  print(f"{self.a}", True)', 'python'],
		['{"a": [1, true, "b"]}', 'json'],
		['-a\n+b', 'diff'],
		['a: 1 # b', 'yaml'],
	].flatMap(([code = '', label = '']) =>
		[...(highlightCode(code, label) ?? '').matchAll(/hljs-([a-z_]+)/g)].map(([, name = '']) => name),
	);
	assert.ok(used.length > 20);
	assert.deepEqual(
		[...new Set(used)].filter(name => !plain.includes(name) && !body.includes(`.hljs-${name}`)),
		[],
	);
});
