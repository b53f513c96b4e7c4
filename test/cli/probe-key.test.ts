import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {
	afterRequest,
	answering,
	type Behaviour,
	closeFrame,
	frame,
	httpText,
	listen,
	switching,
	textFrame,
} from '../support/line-servers.ts';
import {probeInTerminal, serviceAt} from '../support/probe-terminal.ts';

const key = '0123456789ABCDEF0123456789abcdef0123456+';
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJlLW9mLW1l';
const service = {'x-lab-request-id': 'lab-1'};
const screen = {columns: 100, rows: 30, hasColour: true};
const withKey = ['--key-env', 'MY_KEY'];

async function serve(context: TestContext, behaviour: Behaviour): Promise<number> {
	const {port, close} = await listen(behaviour);
	context.after(close);
	return port;
}

type Sent = {head: string; frames: string[]};

/** Opens for any key; answers a ping, and words with a message and a normal close. Keeps what it was sent. */
function accepting(sent: Sent): Behaviour {
	return socket => {
		socket.prependOnceListener('data', bytes => {
			sent.head = bytes.toString('latin1');
		});
		switching(opened => {
			opened.on('data', bytes => {
				for (const {opcode, text} of readFrames(bytes)) {
					sent.frames.push(opcode === 9 ? 'ping' : text);
					if (opcode === 9) opened.write(frame(10, Buffer.alloc(0)));
					if (opcode === 1) opened.write(Buffer.concat([textFrame('{"type":"Metadata"}'), closeFrame(1000)]));
				}
			});
		}, service)(socket);
	};
}

/** Short masked frames, as clients send them (RFC 6455, section 5.3), each in one piece. */
function* readFrames(bytes: Buffer): Generator<{readonly opcode: number; readonly text: string}> {
	for (let at = 0; at < bytes.length; ) {
		const length = (bytes[at + 1] ?? 0) & 0x7f;
		const mask = bytes.subarray(at + 2, at + 6);
		const content = Buffer.from(bytes.subarray(at + 6, at + 6 + length));
		const text = content.map((byte, index) => byte ^ (mask[index % 4] ?? 0)).toString();
		yield {opcode: (bytes[at] ?? 0) & 0x0f, text};
		at += 6 + length;
	}
}

test('with a key it opens the connection, says goodbye as the service wants it, and times the answer', async context => {
	const sent: Sent = {head: '', frames: []};
	const port = await serve(context, accepting(sent));
	const {status, out} = await probeInTerminal(withKey, {
		service: serviceAt(port),
		environment: {MY_KEY: key},
	});
	assert.equal(status, 0);
	assert.ok(sent.head.includes(`\r\nauthorization: Token ${key}\r\n`));
	assert.deepEqual(sent.frames.slice(0, 2), ['ping', '{"type":"Goodbye"}']);
	assert.match(out, /✓ open .* answered after [\d.]+ ms, closed with 1000/);
	assert.match(
		out,
		/OPEN: your key was accepted and the connection opened, and what we said was answered after/,
	);
	assert.match(out, /A good upgrade does not prove that a model or a feature is allowed/);
});

test('a JSON Web Token is sent in its own form; where the service wants no words, it gets a ping', async context => {
	const sent: Sent = {head: '', frames: []};
	const port = await serve(context, accepting(sent));
	const args = [...withKey, `ws://localhost:${port}/v1/other`];
	const {status} = await probeInTerminal(args, {service: serviceAt(port), environment: {MY_KEY: jwt}});
	assert.equal(status, 0);
	assert.match(sent.head, new RegExp(`^authorization: Bearer ${jwt}\r$`, 'im'));
	assert.equal(sent.frames[0], 'ping');
	assert.doesNotMatch(sent.frames.join(), /Goodbye/);
});

test('a plain request with an accepted key is fine too', async context => {
	const port = await serve(context, answering({status: 200, headers: service}));
	const args = [...withKey, `http://127.0.0.1:${port}/v1/check`];
	const {status, out} = await probeInTerminal(args, {service: serviceAt(port), environment: {MY_KEY: key}});
	assert.equal(status, 0);
	assert.match(out, /your key was accepted \(HTTP 200\)\./);
});

for (const [status, words] of [
	[401, /the key was refused \(HTTP 401\): it is wrong, incomplete, deleted or expired/],
	[402, /the key is known, but its project has no credit left \(HTTP 402\)/],
	[403, /the key is known, but it may not do this \(HTTP 403\)/],
] as const) {
	test(`a key that is answered with ${status} is told in words of its own`, async context => {
		const port = await serve(context, answering({status, headers: service}));
		const given = {service: serviceAt(port), environment: {MY_KEY: key}};
		const {status: exit, out} = await probeInTerminal(withKey, given);
		assert.equal(exit, 1);
		assert.match(out.replaceAll(/\n {4}/g, ' '), words);
		assert.match(out, /Whose side: Yours: the key or its project, not the line\./);
	});
}

test('nobody but the service itself can say that a key is refused', async context => {
	const port = await serve(context, answering({status: 401}));
	const {out} = await probeInTerminal(withKey, {service: serviceAt(port), environment: {MY_KEY: key}});
	assert.match(out, /something that is not Lab answered with HTTP 401/);
	assert.doesNotMatch(out, /the key was refused/);
});

test('the key is never shown, wherever a server repeats it', async context => {
	const echo = (status: number): Behaviour =>
		afterRequest(socket =>
			socket.end(
				httpText({
					status,
					headers: {
						...service,
						'x-lab-error': `Token ${key} is not known`,
						[`x-${key}`]: key,
						location: `http://127.0.0.1/${key}`,
						'retry-after': key,
					},
					body: `{"key": "${key}"}`,
				}),
			),
		);
	const closing = switching(opened => {
		opened.once('data', () => opened.write(closeFrame(1008, `${key} is not known`)));
	}, service);
	for (const behaviour of [echo(401), echo(302), echo(429), closing]) {
		const port = await serve(context, behaviour);
		const url = `ws://127.0.0.1:${port}/v1/listen?model=${encodeURIComponent(key)}`;
		for (const form of [[], ['--json'], ['--report']]) {
			const given = {service: serviceAt(port), environment: {MY_KEY: key}, screen};
			const {out, err} = await probeInTerminal([...withKey, ...form, url], given);
			assert.doesNotMatch(`${out}${err}`, /0123456789abcdef/i, form.join());
		}
	}
});

for (const [what, url, message] of [
	[
		'over ws: to another machine',
		'ws://api.lab.test/v1/listen',
		/found ws:, which anybody on the way can read/,
	],
	['over http: to another machine', 'http://api.lab.test/v1', /found http:, .* want wss: or https:/],
	['to a host that only looks alike', 'ws://127.0.0.1.lab.test/', /found ws:/],
	[
		'to a host that is not the service’s',
		'wss://lab.test.example.com/v1/listen',
		/found a host that is not one of Lab's/,
	],
	['to a host that ends alike', 'wss://notlab.test/v1/listen', /found a host that is not one of Lab's/],
] as const) {
	test(`a key is not sent ${what}, and nothing is tested`, async () => {
		let looked = '';
		const given = {
			service: serviceAt(9),
			environment: {MY_KEY: key},
			screen,
			onNote: (text: string) => {
				looked += text;
			},
		};
		await assert.rejects(probeInTerminal([...withKey, 'listen', url], given), {name: 'UsageError', message});
		assert.equal(looked, '');
	});
}

test('a key for a server on this machine does not go through a proxy, which could read it', async context => {
	const sent: Sent = {head: '', frames: []};
	const port = await serve(context, accepting(sent));
	const environment = {MY_KEY: key, http_proxy: 'http://127.0.0.1:1', all_proxy: 'http://127.0.0.1:1'};
	const {status} = await probeInTerminal(withKey, {service: serviceAt(port), environment});
	assert.equal(status, 0);
});

for (const [what, value, message] of [
	['that is missing', undefined, /found no such environment variable or an empty one/],
	['with a line break', `${key}\n`, /found a space or a line break at its start or end/],
	['in quotation marks', `"${key}"`, /found quotation marks around it/],
	['with its scheme', `Token ${key}`, /found a word such as "Token" before it/],
	['with a character that no key has', `${key}…`, /found a space or a character that no key has/],
	['that is too short', 'abc', /found fewer than 8 characters/],
] as const) {
	test(`a key ${what} is named as such, and not shown`, async () => {
		const given = {service: serviceAt(9), environment: value === undefined ? {} : {SECRET_NAME: value}};
		const failed = await probeInTerminal(['--key-env', 'SECRET_NAME'], given).catch(error => error);
		assert.equal(failed.name, 'UsageError');
		assert.match(failed.message, message);
		assert.match(failed.message, /--key-env LAB_API_KEY/);
		// People put the key where its name belongs.
		assert.doesNotMatch(failed.message, /SECRET_NAME|0123456789/);
	});
}
