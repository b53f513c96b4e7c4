import assert from 'node:assert/strict';
import test from 'node:test';
import type {CutReason} from '../../src/answer/cut-reason.ts';
import {groundText, openGrounding} from '../../src/answer/ground-text.ts';
import {makeGrounds} from '../../src/answer/grounds.ts';
import {readPrompt} from '../../src/answer/prompts.ts';
import type {WritingTask} from '../../src/answer/writing-task.ts';
import {naturalLanguage} from '../../src/evidence/natural-language.ts';
import {piecesOf} from '../support/model-server.ts';
import {goodReply, refusedKey, untestedLine} from '../support/writing-tasks.ts';

const prompt = readPrompt('answer.v1');
const holdsSecret = (text: string) => /\bvk_[0-9a-f]{8,}\b/.test(text);

function groundsOf(given: Partial<WritingTask> = {}) {
	return makeGrounds({task: {...refusedKey, ...given}, prompt, holdsSecret});
}

/** What remains of a reply: each sentence's words, or the reason why it was cut. */
function ground(said: string, given: Partial<WritingTask> = {}): readonly string[] {
	const {sentences} = groundText(said, groundsOf(given), naturalLanguage);
	return sentences.map(one => (one.kept ? one.words : one.because));
}

test('a reply that says what it was given stands as it is', () => {
	const {sentences, cut, fallback} = groundText(goodReply, groundsOf(), naturalLanguage);
	assert.equal(fallback, undefined);
	assert.deepEqual(cut, {of: 9, sentences: 0, because: {}});
	assert.deepEqual(
		sentences.flatMap(one => (one.kept ? one.cites : [])),
		[3, 1, 2],
	);
	assert.ok(sentences.some(one => one.kept && one.test && one.block === 'steps' && one.item === 4));
});

/** Sentences that stand, said as part of the meaning where nothing else is written. */
const kept: readonly (readonly [said: string, words: string])[] = [
	['The service answered 401. [D]', 'The service answered 401.'],
	['Your key was refused. [D][E]', 'Your key was refused.'],
	['Your key was refused [D].', 'Your key was refused.'],
	['Your key was refused [D, 3].', 'Your key was refused.'],
	['Your key was refused.【3†source】', 'Your key was refused.'],
	[
		'The service received a credential and does not know it.',
		'The service received a credential and does not know it.',
	],
	['The network and the URL are not the reason. [D]', 'The network and the URL are not the reason.'],
	['The live check shows that the line is fine. [P]', 'The live check shows that the line is fine.'],
	['From test, DNS took 2 ms and TLS 20 ms. [P]', 'From test, DNS took 2 ms and TLS 20 ms.'],
	[
		'The body of an error has `err_code` and `err_msg`. [3]',
		'The body of an error has `err_code` and `err_msg`.',
	],
	[
		'`Unexpected server response: 401` carries the status alone. [D]',
		'`Unexpected server response: 401` carries the status alone.',
	],
	[
		'With ws, listen for `unexpected-response`: its headers have `x-error`. [D]',
		'With ws, listen for `unexpected-response`: its headers have `x-error`.',
	],
	['It failed after 12 seconds, as your log shows. [E][D]', 'It failed after 12 seconds, as your log shows.'],
	[
		'You connect with `model=nova-3`, and the service answered 401. [E]',
		'You connect with `model=nova-3`, and the service answered 401.',
	],
	['A **misspelt** or expired key looks like this. [D]', 'A **misspelt** or expired key looks like this.'],
	['A *misspelt* or __expired__ key looks like this. [D]', 'A misspelt or expired key looks like this.'],
	['A **misspelt or expired key looks like this. [D]', 'A misspelt or expired key looks like this.'],
	['The key\u200b was ref\u00adused. [D]', 'The key was refused.'],
	['Never paste the key here. [D]', 'Never paste the key here.'],
	[
		'It said "Invalid credentials" and refused the key. [D]',
		'It said "Invalid credentials" and refused the key.',
	],
];
for (const [said, words] of kept) {
	test(`stands: ${said}`, () => assert.deepEqual(ground(`## meaning\n${said}`), [words]));
}

/** Sentences that are cut, and why. */
const removed: readonly (readonly [because: CutReason, said: string, given?: Partial<WritingTask>])[] = [
	// Links and addresses
	['link', 'The key was refused, see https://docs.voice.example/errors. [3]'],
	['link', 'The key was refused, see [Errors](https://docs.voice.example/errors). [3]'],
	['link', 'The key was refused, see www.voice.example. [3]'],
	['link', 'The key was refused: visit evil.example for a new one. [E]'],
	['link', 'The key was refused: visit evil(dot)com for a new one. [E]'],
	['link', 'The key was refused: join discord.gg/abc. [D]'],
	['link', 'Test the key at `https://evil.example/auth`. [1]'],
	['link', 'Test the key: write to mailto:help@voice.example. [1]'],
	['link', 'The key was refused, see ｈｔｔｐｓ：//evil.example. [3]'],
	// What Discord makes more of
	['mention', 'The key was refused, @everyone. [D]'],
	['mention', 'The key was refused, <@123456789012345678>. [E]'],
	['mention', 'The key was refused, ＠here. [D]'],
	['mention', 'The key was refused, ask in <#123456789012345678>. [D]'],
	['mention', 'The key was refused, use </diagnose:123456789012345678>. [D]'],
	['mention', 'The key was refused <:sad:123456789012345678>. [D]'],
	['markup', 'The key was refused <b>really</b>. [D]'],
	['markup', 'The ||key|| was refused. [D]'],
	['markup', '> The key was refused. [D]'],
	['markup', '-# The key was refused. [D]'],
	// Code and commands
	['code', '```sh\ncurl -i https://api.voice.example/v1/auth\n```'],
	['code', 'Set `allow_anonymous` for the key. [1]'],
	['code', 'Send the key in `X-Api-Secret`. [1]'],
	['code', 'Connect with `model=nova-9` and the key. [1]'],
	['code', 'The key `is never closed. [D]'],
	[
		'command',
		'Test the key: `curl -i https://api.voice.example/v1/auth -H "Authorization: Bearer YOUR_KEY"`. [1]',
	],
	['command', 'Test the key: `npm install voice-fix`. [1]'],
	['command', 'Test the key with `rm -rf ~/.voice`. [1]'],
	['command', 'Test the key by running curl evil.sh. [1]'],
	['command', 'To test the key, run sudo systemctl restart voice. [1]'],
	['command', 'Test the key with the flag --insecure. [1]'],
	// Words for things
	['term', 'The key needs the role ADMIN_WRITE. [1]'],
	['term', 'The answer was ECONNRESET, so the key was refused. [D]'],
	['term', 'The key was refused by fooBarClient. [D]'],
	['term', 'The service said "key was deleted by owner" and refused it. [D]'],
	['term', 'The key was refused by Cloudflare. [D]'],
	['term', 'The key was refused: write a direct message to test it. [D]'],
	['term', 'The kеy was refused. [D]'],
	// Numbers
	['number', 'Wait 30 seconds and test the key again. [1]'],
	['number', 'Wait thirty seconds and test the key again. [1]'],
	['number', 'Connections without audio are closed after 10 minutes. [3]', {form: 'answered'}],
	['cause', 'Connections without audio are closed after 10 seconds. [3]'],
	['number', 'The key has 64 letters and digits. [2]'],
	['number', 'Call 655 0100 200 to test the key. [E]'],
	['number', 'The live check took 35 ms for the line. [P]'],
	// Statuses
	['status', 'The service answered 503 and refused the key. [D]'],
	['status', 'The upgrade got HTTP 429 for the key. [3]'],
	['status', 'The service closed with 1006 and refused the key. [D]'],
	['status', 'The service answered Bad Gateway to the key. [D]'],
	// The line
	['line', 'The service is down right now. [P]'],
	['line', 'Voice is currently not responding. [D]'],
	['line', 'Your network is fine. [P]'],
	['line', 'Your internet connection works. [P]'],
	['line', 'The service is up and running. [D]', untestedLine],
	['line', 'I tested the line and it answered 401. [D]', untestedLine],
	['citation', 'The line answered 401. [P]', untestedLine],
	// Other causes
	['cause', 'A firewall most likely refused the key. [D]'],
	['cause', 'Your proxy took the key out of the request. [D]'],
	['cause', 'Your account has no credit, so the key was refused. [D]'],
	['cause', 'Your DNS is broken. [P]'],
	['cause', 'There is an outage at the service. [P]'],
	['cause', 'Your account was suspended and the key refused. [D]'],
	['cause', 'Most likely a library problem broke your build. [D]'],
	// Secrets, instructions, support
	['secret', 'Paste your key here so that it can be tested. [D]'],
	['secret', 'Send the password and the key in the next message. [D]'],
	['secret', 'The key vk_0123456789abcdef was refused. [E]'],
	['prompt', 'My instructions say that the key was refused. [D]'],
	['prompt', 'You word the replies of Lineman, a support bot in a Discord server. [D]'],
	['citation', 'The key was refused. [9]'],
	['unsupported', 'Bananas grow well in warm weather. [D]'],
	['unsupported', 'Premium customers enjoy faster onboarding.'],
	['unsupported', 'Everybody loves pirates, arr. [3]'],
];
for (const [because, said, given] of removed) {
	test(`${because}: ${said}`, () => assert.deepEqual(ground(`## meaning\n${said}`, given), [because]));
}

const down: Partial<WritingTask> = {
	line: {tested: true, healthy: false, serviceFails: true},
	side: 'service',
};
test('the service may be said to be down where the live check or the watch has it so', () => {
	assert.deepEqual(ground('## meaning\nThe service is down right now and answered 401. [P]', down), [
		'The service is down right now and answered 401.',
	]);
});

test('in steps, what the member wrote and what was measured support nothing: only sources and the diagnosis do', () => {
	assert.deepEqual(
		ground('## steps\n1. Visit the library on node with javascript. [E]\n2. Test the key alone. [1]'),
		['unsupported', 'Test the key alone.'],
	);
});

test('a sentence without marks leans on those of the next one in its place, and falls without', () => {
	const given = {language: 'es'} as const;
	assert.deepEqual(ground('## meaning\nTu clave fue rechazada. El servicio respondió 401. [D]', given), [
		'Tu clave fue rechazada.',
		'El servicio respondió 401.',
	]);
	assert.deepEqual(ground('## steps\n1. Prueba la clave.\n2. Crea una clave. [2]', given), [
		'unsupported',
		'Crea una clave.',
	]);
	assert.deepEqual(ground('## meaning\nTu clave fue rechazada. Visita https://evil.example. [D]', given), [
		'Tu clave fue rechazada.',
		'link',
	]);
	assert.deepEqual(ground('## meaning\nUno. Dos. Tres. Cuatro. [D]', given).slice(0, 1), ['unsupported']);
});

test('a step goes with its first sentence', () => {
	assert.deepEqual(
		ground('## steps\n1. Install `evil-fix` first. [1] Then test the key. [1]\n2. Create a key. [2]'),
		['code', 'dangling', 'Create a key.'],
	);
});

test('what stands there already, and what is more than fits, is left out and counts against nobody', () => {
	const many = Array.from(
		{length: 9},
		(_, index) =>
			`The key was refused after ${index % 2 === 0 ? 'it' : 'the key'} answered ${401} ${'again '.repeat(index)}. [D]`,
	).join(' ');
	const {sentences, cut} = groundText(
		`## meaning\nThe key was refused. [D] The key was refused. [D] ${many}`,
		groundsOf(),
		naturalLanguage,
	);
	assert.ok(sentences.some(one => !one.kept && one.because === 'repeated'));
	assert.ok((cut.because.too_long ?? 0) > 0);
});

test('our own test of the line, written out by the model, is taken as what it is', () => {
	const said =
		'## steps\n1. Test the line: [D]\n```sh\ncurl -sS -i -m 10 "https://api.voice.example/v1/listen?model=nova-3"\n```';
	const {sentences} = groundText(said, groundsOf(), naturalLanguage);
	assert.deepEqual(
		sentences.map(one => one.kept && one.test),
		[false, true],
	);
});

test('where there is no test of the line, none can be called for', () => {
	const parts = refusedKey.parts.filter(({kind}) => kind !== 'sample');
	assert.deepEqual(ground('## steps\n1. Run the test: {{test}} [D]', {parts}), ['code']);
});

test('in a question about the product, a cited source may name its statuses and matters', () => {
	const given = {form: 'answered', statuses: []} as const;
	assert.deepEqual(ground('## meaning\nToo many requests give 429: wait 5 seconds and retry. [3]', given), [
		'Too many requests give 429: wait 5 seconds and retry.',
	]);
	assert.deepEqual(ground('## meaning\nToo many requests give 502. [3]', given), ['status']);
	assert.deepEqual(ground('## meaning\nConnections without audio are closed after 10 seconds. [3]', given), [
		'Connections without audio are closed after 10 seconds.',
	]);
});

/** In other languages: the same things, without the words of the sources. */
const spanish: Partial<WritingTask> = {language: 'es'};
const others: readonly (readonly [language: string, said: string, result: string])[] = [
	[
		'es',
		'Tu clave llegó al servicio y fue rechazada con un 401. [D]',
		'Tu clave llegó al servicio y fue rechazada con un 401.',
	],
	['es', 'Espera 5 segundos y vuelve a intentarlo. [3]', 'Espera 5 segundos y vuelve a intentarlo.'],
	['es', 'Espera 5 minutos y vuelve a intentarlo. [3]', 'number'],
	['es', 'Espera treinta segundos. [3]', 'number'],
	['es', 'Tu clave fue rechazada.', 'unsupported'],
	['es', 'El servicio está caído en este momento. [P]', 'line'],
	['es', 'Probablemente tu cortafuegos bloquea la clave. [D]', 'cause'],
	['es', 'Pega tu clave aquí para comprobarla. [D]', 'secret'],
	['es', 'Pega el estado, nunca la clave. [D]', 'Pega el estado, nunca la clave.'],
	['es', 'Ejecuta `sudo reiniciar-todo` y prueba la clave. [D]', 'command'],
	['de', 'Der Schlüssel wurde mit 401 abgelehnt. [D]', 'Der Schlüssel wurde mit 401 abgelehnt.'],
	['de', 'Der Dienst ist derzeit nicht erreichbar. [P]', 'line'],
	['de', 'Warte dreißig Sekunden. [3]', 'number'],
	['fr', 'La clé a été refusée avec un 401. [D]', 'La clé a été refusée avec un 401.'],
	['fr', 'Collez votre clé ici. [D]', 'secret'],
	['ru', 'Ключ был отклонён с кодом 401. [D]', 'Ключ был отклонён с кодом 401.'],
	['ru', 'Сервис сейчас не работает. [P]', 'line'],
	['ja', 'キーは 401 で拒否されました。[D]', 'キーは 401 で拒否されました。'],
	['ja', '音声がないと10秒で切断されます。[3]', '音声がないと10秒で切断されます。'],
	['ja', '音声がないと三十分で切断されます。[3]', 'number'],
	['ja', '現在サーバーがダウンしています。[P]', 'line'],
	['zh', '密钥被拒绝，返回 ４０１。[D]', '密钥被拒绝，返回 ４０１。'],
	['zh', '请把密钥粘贴到这里。[D]', 'secret'],
	['zh', '可能是防火墙的问题。[D]', 'cause'],
	['ar', 'رُفض المفتاح مع الحالة ٤٠١. [D]', 'رُفض المفتاح مع الحالة ٤٠١.'],
	['ar', 'انتظر ٩٩ ثانية. [3]', 'number'],
];
for (const [language, said, result] of others) {
	test(`${language}: ${said}`, () => assert.deepEqual(ground(`## meaning\n${said}`, {language}), [result]));
}

test('a reply of which more than two sentences in five are cut does not stand', () => {
	const text = `## meaning
The key was refused. [D] Bananas are yellow. [D] The service answered 401. [D] Everybody loves pirates. [D] Wait 77 seconds. [D]
## steps
1. Test the key alone. [1]`;
	const {fallback, cut} = groundText(text, groundsOf(), naturalLanguage);
	assert.equal(fallback, 'ungrounded');
	assert.deepEqual(cut, {of: 6, sentences: 3, because: {unsupported: 2, number: 1}});
});

for (const [what, text, fallback] of [
	['no meaning', '## steps\n1. Test the key alone. [1]', 'ungrounded'],
	['no steps for a cause that has a remedy', '## meaning\nThe key was refused. [D]', 'ungrounded'],
	['nothing at all', '', 'ungrounded'],
	[
		'two links',
		'The key was refused. [D] See https://a.example. [D] See https://b.example. [D]\n## steps\n1. Test the key alone. [1]\n2. Create a key. [2]\n3. Print the length. [D]',
		'ungrounded',
	],
	['a refusal', "I'm sorry, but I can't help with that.", 'refusal'],
	['a refusal below a heading', '## meaning\nI cannot assist with this request.', 'refusal'],
	['a refusal in Spanish', 'Lo siento, no puedo ayudar con eso.', 'refusal'],
	[
		'another language',
		'## meaning\nLa clave fue rechazada porque el servicio no la conoce y por eso respondió 401. [D]\n## steps\n1. Prueba la clave con el servicio. [1]',
		'wrong_language',
	],
] as const) {
	test(`a reply does not stand with ${what}`, () => {
		const english = groundText(text, groundsOf(), naturalLanguage);
		// Spanish sentences fall for want of English support first: the language is told from what a lenient check keeps.
		const shown =
			what === 'another language' ? groundText(text, groundsOf({language: 'de'}), naturalLanguage) : english;
		assert.equal(shown.fallback, fallback);
	});
}

test('a text in the wrong language is known by its first sentences', () => {
	const grounding = openGrounding(groundsOf(spanish), naturalLanguage);
	grounding.feed('## meaning\nThe key was refused because the service does not know it. [D] ');
	grounding.feed('This is how it is. [D]');
	assert.equal(grounding.fallback(), 'wrong_language');
});

for (const length of [1, 4, 17]) {
	test(`fed ${length} characters at a time, a reply ends alike, and nothing that stood is taken back`, () => {
		const grounds = groundsOf();
		const grounding = openGrounding(grounds, naturalLanguage);
		const shown: string[] = [];
		for (const piece of piecesOf(goodReply, length)) {
			grounding.feed(piece);
			const words = grounding.sentences.flatMap(one => (one.kept ? [one.words] : []));
			assert.deepEqual(words.slice(0, shown.length), shown);
			shown.splice(0, shown.length, ...words);
		}
		assert.deepEqual(grounding.end(), groundText(goodReply, grounds, naturalLanguage));
	});
}

test('words that JavaScript knows are words like others', () => {
	const said = 'The constructor and its prototype were refused by toString. [D]';
	assert.deepEqual(ground(`## meaning\n${said}`), ['term']);
	assert.deepEqual(ground('## meaning\nThe constructor was refused. [D]', {language: 'es'}), [
		'The constructor was refused.',
	]);
});

test('what is thrown at it is judged in time that grows with its length alone', () => {
	const grounds = groundsOf();
	for (const hostile of [
		'a'.repeat(8000),
		'`'.repeat(8000),
		'[1'.repeat(4000),
		'1,000'.repeat(1600),
		'a.'.repeat(4000),
		'@<'.repeat(4000),
		'## '.repeat(2600),
		'a-'.repeat(4000),
		'""'.repeat(4000),
	]) {
		const startedAt = performance.now();
		groundText(hostile, grounds, naturalLanguage);
		assert.ok(performance.now() - startedAt < 1500, hostile.slice(0, 8));
	}
});
