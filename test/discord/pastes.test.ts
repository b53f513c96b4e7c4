import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {findPastes} from '../../src/discord/paste-sites.ts';
import type {FetchPaste} from '../../src/discord/read-pastes.ts';
import {answersOf, openBot} from '../support/discord-bot.ts';
import {openBotWith} from '../support/discord-settings.ts';

describe('links to paste sites', () => {
	const raws: readonly [link: string, raw: string][] = [
		['https://pastebin.com/AbCd1234', 'https://pastebin.com/raw/AbCd1234'],
		['http://www.pastebin.com/raw/AbCd1234', 'https://pastebin.com/raw/AbCd1234'],
		[
			'https://gist.github.com/ada-l/0123456789abcdef0123456789abcdef',
			'https://gist.githubusercontent.com/ada-l/0123456789abcdef0123456789abcdef/raw',
		],
		['https://dpaste.com/9XYZABC', 'https://dpaste.com/9XYZABC.txt'],
		['https://dpaste.org/AbCd', 'https://dpaste.org/AbCd/raw'],
		['https://paste.mozilla.org/AbCd', 'https://paste.mozilla.org/AbCd/raw'],
		['https://paste.ee/p/AbCdE', 'https://paste.ee/r/AbCdE'],
		['https://paste.debian.net/1234567/', 'https://paste.debian.net/plain/1234567'],
		['https://bpa.st/ABCD', 'https://bpa.st/raw/ABCD'],
		['https://hst.sh/ujuqozi.log', 'https://hst.sh/raw/ujuqozi'],
		['https://pastecord.com/abcdef', 'https://pastecord.com/raw/abcdef'],
		['https://pastes.dev/AbCdEf', 'https://api.pastes.dev/AbCdEf'],
		['https://sourceb.in/AbCdEf', 'https://cdn.sourceb.in/bins/AbCdEf/0'],
		['https://paste.rs/abc', 'https://paste.rs/abc'],
		['https://termbin.com/abcd', 'https://termbin.com/abcd'],
		['https://logs.example.com/a/b?c=d', 'https://logs.example.com/a/b?c=d'],
	];
	const allowed = [...new Set(raws.map(([link]) => new URL(link).hostname.replace(/^www\./, '')))];
	for (const [link, raw] of raws) {
		test(`the text behind ${link} is at ${raw}`, () => {
			assert.deepEqual(
				findPastes(`here: <${link}>, please.`, allowed).map(each => each.raw),
				[raw],
			);
		});
	}

	test('a link is read to its end, and once', () => {
		const text =
			'(https://pastebin.com/AbCd1234). https://pastebin.com/AbCd1234, **https://dpaste.com/ABCDEF**!';
		assert.deepEqual(
			findPastes(text, ['pastebin.com', 'dpaste.com']).map(({raw}) => raw),
			['https://pastebin.com/raw/AbCd1234', 'https://dpaste.com/ABCDEF.txt'],
		);
	});

	const others: readonly [title: string, link: string][] = [
		['a host that nobody allowed', 'https://evil.example/x'],
		['a host that only ends like one that is allowed', 'https://notlogs.example.com/x'],
		['a host below one that is allowed', 'https://a.logs.example.com/x'],
		['another port', 'https://logs.example.com:8443/x'],
		['a name and a password', 'https://u:p@logs.example.com/x'],
		['a host in place of a password', 'https://logs.example.com@evil.example/x'],
		['the front page', 'https://logs.example.com/'],
		['another scheme', 'ftp://logs.example.com/x'],
	];
	for (const [title, link] of others) {
		test(`${title} is no paste: ${link}`, () => {
			assert.deepEqual(findPastes(link, ['logs.example.com']), []);
		});
	}
});

describe('links to paste sites only where a moderator allowed the host', () => {
	function pasteSite(text: string | Error, because?: string) {
		const fetched: {url: string; hosts: readonly string[]}[] = [];
		const fetchPaste: FetchPaste = async (url, {hosts}, read) => {
			fetched.push({url, hosts});
			if (text instanceof Error) throw text;
			if (because !== undefined) return {outcome: 'failed', because};
			const bytes = new TextEncoder().encode(text);
			const chunks = (async function* () {
				for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
			})();
			return {outcome: 'read', value: await read(chunks)};
		};
		return {fetchPaste, fetched};
	}

	test('what stands at an allowed host is read as if it were attached', async context => {
		const {fetchPaste, fetched} = pasteSite('Unexpected server response: 401\nat connect');
		const bot = await openBotWith(context, () => ({pasteHosts: ['pastebin.com']}), {fetchPaste});
		const {server, questions} = bot;
		server.join('ada').says(`${server.mention} https://pastebin.com/AbCd1234`);
		const reply = await server.waitForMessage('Answer to');
		assert.deepEqual(fetched, [{url: 'https://pastebin.com/raw/AbCd1234', hosts: ['pastebin.com']}]);
		assert.deepEqual(questions[0]?.attachments, [
			{name: 'pastebin.com/AbCd1234', text: 'Unexpected server response: 401\nat connect'},
		]);
		assert.doesNotMatch(reply.content, /^-#/);
	});

	test('a usual paste site that nobody allowed is not read, and the member is told what to do', async context => {
		const {fetchPaste, fetched} = pasteSite('x');
		const bot = await openBot(context, {fetchPaste});
		const {server, questions} = bot;
		server.join('ada').says(`${server.mention} https://pastebin.com/AbCd1234 and https://example.com/x`);
		const reply = await server.waitForMessage('Answer to');
		assert.match(
			reply.content,
			/^-# I do not read what stands at `pastebin\.com`: please paste the lines that matter, or attach them\n/,
		);
		assert.deepEqual(fetched, []);
		assert.deepEqual(questions[0]?.attachments, []);
	});

	test('in a direct message, where no moderator is, nothing is fetched', async context => {
		const {fetchPaste, fetched} = pasteSite('x');
		const bot = await openBotWith(context, () => ({pasteHosts: ['pastebin.com']}), {fetchPaste});
		const {server} = bot;
		const ada = server.join('ada');
		ada.says('https://pastebin.com/AbCd1234', {in: server.directChannel(ada)});
		await server.waitForMessage('I do not read what stands at `pastebin.com`');
		assert.deepEqual(fetched, []);
	});

	const failures: readonly [what: string, site: ReturnType<typeof pasteSite>, said: RegExp][] = [
		[
			'that is gone',
			pasteSite('', 'the site answered 404'),
			/could not read `dpaste\.com\/ABCDEF`: the site answered 404\./,
		],
		[
			'that the guard forbids',
			pasteSite(new Error('Cannot probe')),
			/could not read `dpaste\.com\/ABCDEF`: I am not allowed to fetch it\./,
		],
		['that is no text', pasteSite('a\0b'), /I cannot read `dpaste\.com\/ABCDEF`: it is not text/],
	];
	for (const [what, site, said] of failures) {
		test(`a paste ${what} does not keep the answer from coming`, async context => {
			const bot = await openBotWith(context, () => ({pasteHosts: ['dpaste.com']}), site);
			bot.server.join('ada').says(`${bot.server.mention} see https://dpaste.com/ABCDEF`);
			const reply = await bot.server.waitForMessage('Answer to: see');
			assert.match(reply.content, said);
			assert.deepEqual(bot.questions[0]?.attachments, []);
		});
	}

	test('of a long paste the useful lines are kept, at most 10 MiB of it, and two links at a time', async context => {
		const {fetchPaste, fetched} = pasteSite(`${'x'.repeat(999)}\n`.repeat(11_000));
		const bot = await openBotWith(context, () => ({pasteHosts: ['paste.rs']}), {fetchPaste});
		const {server} = bot;
		server
			.join('ada')
			.says(`${server.mention} ${['abc', 'abd', 'abe'].map(id => `https://paste.rs/${id}`).join(' ')}`);
		await answersOf(bot);
		const content = server
			.fromBot()
			.map(message => message.content)
			.join('\n');
		assert.match(content, /I read the first 10 MiB of `paste\.rs\/abc`, and kept \d+ of 10,486 lines/);
		assert.match(content, /I left out `paste\.rs\/abe`: I read 2 links at a time/);
		assert.equal(fetched.length, 2);
	});
});
