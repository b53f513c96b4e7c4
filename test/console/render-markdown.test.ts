import assert from 'node:assert/strict';
import test from 'node:test';
import {renderMarkdown} from '../../src/console/render-markdown.ts';

function rendered(text: string): string {
	return String(renderMarkdown(text));
}

/** What one paragraph holds. */
function inline(text: string): string {
	return rendered(text)
		.replace(/^<p>/, '')
		.replace(/<\/p>$/, '');
}

const marks: readonly (readonly [title: string, text: string, html: string])[] = [
	['two stars are bold', 'a **b** c', 'a <strong>b</strong> c'],
	['one star is italic', 'a *b* c', 'a <em>b</em> c'],
	['one underscore is italic', 'a _b_ c', 'a <em>b</em> c'],
	['two underscores underline', '__b__', '<u>b</u>'],
	['two tildes strike', '~~b~~', '<s>b</s>'],
	['two bars hide until asked', '||b||', '<span class="spoiler" tabindex="0">b</span>'],
	['three stars are bold and italic', '***b***', '<strong><em>b</em></strong>'],
	['three stars close what was opened last first', '**a *b***', '<strong>a <em>b</em></strong>'],
	['styles nest', '**a _b_ ~~c~~**', '<strong>a <em>b</em> <s>c</s></strong>'],
	['a mark that nothing closes is text', '**a *b', '**a *b'],
	['a mark that another closes over is text', '**a *b** c', '<strong>a *b</strong> c'],
	['an underscore within a word is text', 'utterance_end_ms and a_b', 'utterance_end_ms and a_b'],
	['a star between spaces is text', '2 * 3 * 4', '2 * 3 * 4'],
	['a rule of stars is text', '****', '****'],
	['a backslash keeps a mark as text', '\\*a\\* \\\\', '*a* \\'],
	['a backslash before a letter stays', 'C:\\temp', 'C:\\temp'],
	['a backtick makes code', 'run `a < b`', 'run <code>a &lt; b</code>'],
	['two backticks hold one', '`` a`b ``', '<code> a`b </code>'],
	['a lone backtick is text', 'a ` b', 'a ` b'],
	['marks in code are text', '`**a**`', '<code>**a**</code>'],
	['a line end stays', 'a\nb', 'a<br>b'],
];

for (const [title, text, html] of marks) {
	test(title, () => assert.equal(inline(text), html));
}

function link(href: string, text: string): string {
	return `<a href="${href}" title="${href}" target="_blank" rel="noopener noreferrer nofollow">${text}</a>`;
}

const links: readonly (readonly [title: string, text: string, html: string])[] = [
	['a masked link leads to its address', '[a](https://b.example/c)', link('https://b.example/c', 'a')],
	[
		'a masked link in angle brackets does too',
		'[a](<https://b.example/c#d>)',
		link('https://b.example/c#d', 'a'),
	],
	['http may be linked', '[a](http://b.example/)', link('http://b.example/', 'a')],
	['an address may hold parentheses', '[a](https://b.example/(c))', link('https://b.example/(c)', 'a')],
	['a title is left out', '[a](<https://b.example/> "t")', link('https://b.example/', 'a')],
	['a link may hold marks', '[**a**](https://b.example/)', link('https://b.example/', '<strong>a</strong>')],
	[
		'a link may stand in marks',
		'**[a](https://b.example/)**',
		`<strong>${link('https://b.example/', 'a')}</strong>`,
	],
	[
		'links do not nest',
		'[a [b](https://c.example/)](https://d.example/)',
		link('https://d.example/', 'a [b](https://c.example/)'),
	],
	[
		'an address alone is a link',
		'see https://b.example/c?d=1&e=2.',
		`see ${link('https://b.example/c?d=1&amp;e=2', 'https://b.example/c?d=1&amp;e=2')}.`,
	],
	[
		'a parenthesis around an address is not part of it',
		'(https://b.example/c)',
		`(${link('https://b.example/c', 'https://b.example/c')})`,
	],
	[
		'an address in angle brackets is a link',
		'<https://b.example/c>',
		link('https://b.example/c', 'https://b.example/c'),
	],
	[
		'bold around an address ends it',
		'**https://b.example/c**',
		`<strong>${link('https://b.example/c', 'https://b.example/c')}</strong>`,
	],
	['a script address is text', '[a](javascript:alert(1))', '[a](javascript:alert(1))'],
	['a data address is text', '[a](<data:text/html,b>)', '[a](&lt;data:text/html,b&gt;)'],
	['a relative address is text', '[a](/answers)', '[a](/answers)'],
	[
		'an address with a user name is text',
		'[a](https://bank.example@evil.example/)',
		`[a](https://bank.example@evil.example/)`,
	],
	['an address that cannot be parsed is text', 'https://[', 'https://['],
	[
		'a name in other letters is shown as it is sent',
		'[a](https://bаnk.example/)',
		link('https://xn--bnk-6cd.example/', 'a'),
	],
];

for (const [title, text, html] of links) {
	test(title, () => assert.equal(inline(text), html));
}

const mentions: readonly (readonly [title: string, text: string, html: string])[] = [
	['a member is a chip', '<@123>', '<span class="mention" title="Member 123">@member</span>'],
	['a role is a chip', '<@&123>', '<span class="mention" title="Role 123">@role</span>'],
	['a channel is a chip', '<#123>', '<span class="mention" title="Channel 123">#channel</span>'],
	['a command is a chip', '</diagnose:123>', '<span class="mention" title="Command">/diagnose</span>'],
	['everyone is a chip', '@everyone!', '<span class="mention" title="Mention">@everyone</span>!'],
	['an own emoji is its name', '<:wave:123>', ':wave:'],
	[
		'a time is shown in UTC',
		'<t:1700000000:f>',
		'<time datetime="2023-11-14T22:13:20.000Z">14 November 2023 at 22:13 UTC</time>',
	],
	[
		'a day has no zone',
		'<t:1700000000:D>',
		'<time datetime="2023-11-14T22:13:20.000Z">14 November 2023</time>',
	],
	['a time beyond all calendars is text', '<t:9999999999999>', '&lt;t:9999999999999&gt;'],
];

for (const [title, text, html] of mentions) {
	test(title, () => assert.equal(inline(text), html));
}

const copyOf = (name: string) =>
	`<button type="button" data-copy hidden>Copy<span class="visually-hidden"> the ${name}</span></button>`;
const copy = copyOf('code');

const blocks: readonly (readonly [title: string, text: string, html: string])[] = [
	['an empty line parts paragraphs', 'a\n\nb', '<p>a</p><p>b</p>'],
	[
		'one to three hashes are headings',
		'# a\n## b\n### c\n#### d',
		'<h3>a</h3><h4>b</h4><h5>c</h5><p>#### d</p>',
	],
	['-# is small print', '-# a', '<p class="subtext">a</p>'],
	['lines that begin with > are one quote', '> a\n> b\nc', '<blockquote><p>a<br>b</p></blockquote><p>c</p>'],
	['>>> quotes all that follows', '>>> a\n\nb', '<blockquote><p>a</p><p>b</p></blockquote>'],
	['quotes do not nest', '> > a', '<blockquote><p>&gt; a</p></blockquote>'],
	['dashes are a list', '- a\n- b', '<ul><li><p>a</p></li><li><p>b</p></li></ul>'],
	['lists nest', '- a\n  - b\n- c', '<ul><li><p>a</p><ul><li><p>b</p></li></ul></li><li><p>c</p></li></ul>'],
	[
		'numbers stay as they are written',
		'2. a\n5. b',
		'<ol><li value="2"><p>a</p></li><li value="5"><p>b</p></li></ol>',
	],
	[
		'code that is not indented parts a list, whose numbers go on',
		'1. a\n```sh\nb\n```\n2. c',
		`<ol><li value="1"><p>a</p></li></ol><figure class="code" aria-label="Code, sh"><pre tabindex="0"><code>b</code></pre><figcaption><span>sh</span>${copyOf('code, sh')}</figcaption></figure><ol><li value="2"><p>c</p></li></ol>`,
	],
	[
		'indented code belongs to its item and loses the indent',
		'1. a\n   ```\n   b\n     c\n   ```',
		`<ol><li value="1"><p>a</p><figure class="code" aria-label="Code"><pre tabindex="0"><code>b\n  c</code></pre><figcaption>${copy}</figcaption></figure></li></ol>`,
	],
	['a rule of dashes is text', '----\na', '<p>----<br>a</p>'],
	[
		'a fence names its language, which marks its words, and keeps its text',
		'```js\nif (a < b) **c**\n```',
		`<figure class="code" aria-label="Code, js"><pre tabindex="0"><code><span class="hljs-keyword">if</span> (a &lt; b) **c**</code></pre><figcaption><span>js</span>${copyOf('code, js')}</figcaption></figure>`,
	],
	[
		'a fence in a language that nobody here knows stays plain',
		'```text\nif (a < b)\n```',
		`<figure class="code" aria-label="Code, text"><pre tabindex="0"><code>if (a &lt; b)</code></pre><figcaption><span>text</span>${copyOf('code, text')}</figcaption></figure>`,
	],
	[
		'a fence may stand within a line',
		'a ```b``` c',
		`<p>a </p><figure class="code" aria-label="Code"><pre tabindex="0"><code>b</code></pre><figcaption>${copy}</figcaption></figure><p> c</p>`,
	],
	['a fence that nothing closes is text', '```js\na', '<p>```js<br>a</p>'],
	['nothing gives nothing', '', ''],
];

for (const [title, text, html] of blocks) {
	test(title, () => assert.equal(rendered(text), html));
}

const attacks = [
	'<script>alert(1)</script>',
	'<img src=x onerror=alert(1)>',
	'**<b onmouseover=alert(1)>**',
	'`</code><script>alert(1)</script>`',
	'```</code></pre><script>alert(1)</script>```',
	'```"onmouseover="alert(1)\nx```',
	'[<img src=x onerror=alert(1)>](https://a.example/"onmouseover="alert(1))',
	'[a](<https://a.example/?"><script>alert(1)</script>)',
	'<https://a.example/"onclick="alert(1)>',
	'https://a.example/"onclick="alert(1)',
	'</a" onclick="alert(1):123>',
	'&lt;script&gt;&#60;',
	'# <svg/onload=alert(1)>\n> <iframe>\n- <style>',
];

for (const attack of attacks) {
	test(`HTML stays text: ${JSON.stringify(attack)}`, () => assertSafe(rendered(attack)));
}

test('whatever is written, the HTML is well formed, holds known tags alone, and nothing throws', () => {
	const pieces = [
		...[
			'*',
			'**',
			'_',
			'__',
			'~~',
			'||',
			'`',
			'``',
			'```',
			'```js\n',
			'[',
			']',
			'](',
			'(',
			')',
			'<',
			'>',
			'\\',
		],
		...[
			'> ',
			'>>> ',
			'- ',
			'1. ',
			'# ',
			'-# ',
			'   ',
			'\n',
			'\n\n',
			' ',
			'a',
			'b c',
			'"',
			"'",
			'&',
			'@everyone',
		],
		...[
			'https://a.example/',
			'<https://b.example>',
			'](<https://c.example>)',
			'<@1>',
			'<t:1>',
			'\u202e',
			'\ud800',
		],
	];
	const random = seeded(20260304);
	for (let run = 0; run < 4000; run += 1) {
		const length = 1 + Math.floor(random() * 40);
		const text = Array.from({length}, () => pieces[Math.floor(random() * pieces.length)]).join('');
		assertSafe(rendered(text), text);
	}
});

test('hostile text takes time in proportion to its length', () => {
	const patterns = [
		...[
			'*',
			'**a *b ',
			'_',
			'`',
			'`a',
			'`` ` ',
			'[',
			'[a](',
			'[a](https://x',
			'](',
			'<',
			'<https://',
			'<t:',
			'\\',
		],
		...[
			'```',
			'``` ',
			'```a\n',
			'- ',
			'- ```\n',
			'  - a\n',
			'> ',
			'>>> ',
			'# ',
			' ',
			'\n',
			'http://:',
			'https://a(',
		],
	];
	const tooSlow = patterns.filter(pattern => {
		const text = pattern.repeat(Math.ceil(100_000 / pattern.length));
		const start = performance.now();
		rendered(text);
		// In proportion it takes about 50 ms; in proportion to the square it would take minutes.
		return performance.now() - start > 3000;
	});
	assert.deepEqual(tooSlow, []);
});

const knownTags =
	/^<(\/?)(p|br|strong|em|u|s|code|pre|figure|figcaption|span|button|a|h3|h4|h5|blockquote|ul|ol|li|time)((?: (?:class|tabindex|aria-label|href|title|target|rel|value|datetime|type)="[^"<>]*"| data-copy| hidden)*)>/;

/** Every `<` begins a known tag with known attributes, and tags close in the order in which they opened. */
function assertSafe(html: string, from = html): void {
	const open: string[] = [];
	for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at + 1)) {
		const [, slash, tag = ''] =
			knownTags.exec(html.slice(at, at + 5000)) ?? assert.fail(`${from} gave ${html}`);
		if (slash === '/') assert.equal(open.pop(), tag, from);
		else if (tag !== 'br') open.push(tag);
	}
	assert.deepEqual(open, [], from);
	assert.doesNotMatch(html.replaceAll(/<[^<>]*>/g, ''), /[<>]/, from);
	for (const [, href = ''] of html.matchAll(/href="([^"]*)"/g)) assert.match(href, /^https?:\/\//, from);
}

/** Mulberry32: small, and the same everywhere. */
function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}
