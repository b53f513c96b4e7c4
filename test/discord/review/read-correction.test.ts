import assert from 'node:assert/strict';
import test from 'node:test';
import {
	longestCorrection,
	nearestCauses,
	readCorrection,
	titleIn,
	titleOfLink,
} from '../../../src/discord/review/read-correction.ts';
import {causes} from '../../support/causes.ts';
import {knowledge as emptyKnowledge} from '../../support/discord-bot.ts';
import {hex} from '../../support/made-up.ts';

const page = 'https://docs.example.com/auth.wrong_scheme';
const evidence = {...emptyKnowledge.service.evidence, keyPatterns: [/\b[0-9a-f]{40}\b/]};
const knowledge = {...emptyKnowledge, causes, service: {...emptyKnowledge.service, evidence}};
const isKnownLink = (url: string) => url === page;

function read(given: {cause?: string; text?: string; link?: string}) {
	return readCorrection({cause: '', text: 'Use Token.', link: '', ...given}, {knowledge, isKnownLink});
}

function problemsOf(given: Parameters<typeof read>[0]): string {
	const result = read(given);
	return result.ok ? '' : result.problems.join('\n');
}

test('a correction has a text, and a cause and a link where they are given', () => {
	assert.deepEqual(read({cause: ' Auth.Wrong_Scheme ', text: ' Use Token. ', link: `<${page}>`}), {
		ok: true,
		correction: {text: 'Use Token.', cause: 'auth.wrong_scheme', link: page},
		warnings: [],
	});
	assert.deepEqual(read({}), {ok: true, correction: {text: 'Use Token.'}, warnings: []});
});

test('a cause that nobody knows is answered with those that come near', () => {
	assert.match(
		problemsOf({cause: 'auth.wrong_shceme'}),
		/I know no cause `auth\.wrong_shceme`\. Did you mean `auth\.wrong_scheme`/,
	);
	assert.match(problemsOf({cause: 'dns'}), /Did you mean `net\.dns`/);
	assert.match(problemsOf({cause: '漢`字'}), /I know no cause `漢'字`\. For one/);
	assert.match(problemsOf({cause: 'x'}), /write `new: ` before its name/);
});

test('a cause without a page yet is named with new before it', () => {
	const result = read({cause: 'new: net.captive_portal'});
	assert.ok(result.ok);
	assert.equal(result.correction.cause, 'net.captive_portal');
	assert.match(result.warnings.join(), /`net\.captive_portal` has no page yet/);
	assert.match(problemsOf({cause: 'new: Hotel WiFi!'}), /`hotel wifi!` cannot be a cause’s name/);
	assert.match(problemsOf({cause: 'new: ../../etc/passwd'}), /cannot be a cause’s name/);
	const known = read({cause: 'new: net.dns'});
	assert.deepEqual(known.ok && [known.correction.cause, known.warnings], ['net.dns', []]);
});

test('a link has to be https, public and without a secret, and one that no page has is pointed out', () => {
	for (const link of [
		'http://docs.example.com/',
		'docs.example.com',
		'javascript:alert(1)',
		'https://a.test/)x',
	]) {
		assert.match(problemsOf({link}), /begins with https/, link);
	}
	assert.match(problemsOf({link: 'https://me:secret-word@docs.example.com/'}), /looks like a secret/);
	assert.match(problemsOf({link: `https://docs.example.com/?token=${hex(40)}`}), /looks like a secret/);
	assert.match(problemsOf({link: `https://docs.example.com/${'x'.repeat(300)}`}), /at most 200 fit/);
	const unknown = read({link: 'https://blog.example.org/post'});
	assert.match(
		unknown.ok ? unknown.warnings.join() : '',
		/<https:\/\/blog\.example\.org\/post> is in no page/,
	);
});

test('secrets are taken out of a correction, and nothing in it rings anybody', () => {
	const result = read({text: `@everyone <@123456789012345678> your key ${hex(40)} is public`});
	assert.ok(result.ok);
	assert.equal(
		result.correction.text,
		'＠everyone <＠123456789012345678> your key [removed: api_key] is public',
	);
	assert.match(result.warnings.join(), /took what looks like a secret out/);
});

test('a correction says something and fits one message', () => {
	assert.match(problemsOf({text: ' \u200b '}), /put nothing in/);
	assert.equal(read({text: 'x'.repeat(longestCorrection)}).ok, true);
	assert.match(
		problemsOf({text: 'x'.repeat(longestCorrection), link: page}),
		/with this link at most 1\d\d\d fit/,
	);
});

test('a link is called after the page that it leads to, or after its place', () => {
	assert.equal(titleIn(knowledge, page), 'Docs of auth.wrong_scheme');
	assert.equal(titleIn(knowledge, 'https://blog.example.org/post/'), 'blog.example.org/post');
	assert.equal(titleOfLink('https://blog.example.org/'), 'blog.example.org');
});

test('causes come near by their words and by their letters', () => {
	assert.deepEqual(nearestCauses('invalid key', causes)[0], 'auth.invalid_key');
	assert.deepEqual(nearestCauses('net.dnss', causes)[0], 'net.dns');
	assert.deepEqual(nearestCauses('', causes), []);
	assert.ok(nearestCauses('a'.repeat(10_000), causes).length <= 3);
});
