import assert from 'node:assert/strict';
import test from 'node:test';
import {createLogger} from '../../src/lib/logger.ts';

function linesOf(
	secrets: readonly (string | undefined)[],
	log: (logger: ReturnType<typeof createLogger>) => void,
): string[] {
	const lines: string[] = [];
	log(createLogger({level: 'info', secrets, write: line => lines.push(line)}));
	return lines;
}

test('a secret of the configuration stands in no line, wherever it was put', () => {
	const token = 'made-up-token-of-a-bot';
	const lines = linesOf([token, undefined], logger => {
		logger.info({deep: {url: `https://example.com/${token}`}}, `opened with ${token}`);
		logger.error({err: new Error(`refused: ${token}`)}, 'failed');
		logger.info({token, request: {authorization: 'Bot x'}});
	});
	assert.equal(lines.length, 3);
	assert.ok(lines.every(line => !line.includes(token) && !line.includes('Bot x')));
	assert.ok(lines.every(line => line.includes('[removed]')));
});

test('an empty or very short secret cuts nothing out of the lines', () => {
	assert.match(linesOf(['', 'a'], logger => logger.info('a plain message'))[0] ?? '', /a plain message/);
});

test('lines below the level are left out', () => {
	assert.deepEqual(
		linesOf([], logger => logger.debug('details')),
		[],
	);
});

test('a secret of the configuration is cut out in each way in which it can be written', () => {
	const secret = 'p&ss w"rd/+=Ü made up';
	const written = [
		secret,
		encodeURIComponent(secret),
		new URLSearchParams({s: secret}).toString().slice(2),
		Buffer.from(secret).toString('base64'),
		Buffer.from(secret).toString('base64url'),
	];
	const lines = linesOf([secret, encodeURIComponent('another p&ss')], logger => {
		for (const way of written) logger.info({deep: [way]}, `with ${way}`);
		logger.info('another p&ss');
	});
	assert.equal(lines.length, 6);
	for (const line of lines) {
		assert.match(line, /\[removed\]/);
		for (const way of [...written, JSON.stringify(secret), 'another p&ss'])
			assert.ok(!line.includes(way), line);
	}
});

test('of an error only what says what happened is logged, with its causes, and its words are cleaned', () => {
	const cause = Object.assign(new TypeError('refused with key abc'), {
		code: 'ECONNREFUSED',
		headers: {authorization: 'abc'},
	});
	const error = Object.assign(new Error('cannot ask with key abc', {cause}), {
		status: 401,
		request: {headers: {'x-api-key': 'abc'}},
		detail: 'Key (token)=(abc) exists',
		errors: [new Error('first with abc')],
	});
	const lines: string[] = [];
	const logger = createLogger({
		level: 'info',
		secrets: [],
		write: line => lines.push(line),
		clean: text => text.replaceAll('abc', '[cleaned]'),
	});
	logger.error({err: error}, 'failed');
	logger.error({err: 'thrown abc'}, 'failed');
	assert.ok(lines.every(line => !line.includes('abc')));
	const {err} = JSON.parse(lines[0] ?? '');
	assert.deepEqual(Object.keys(err).sort(), ['cause', 'errors', 'message', 'stack', 'status', 'type']);
	assert.deepEqual([err.status, err.cause.code, err.cause.type], [401, 'ECONNREFUSED', 'TypeError']);
	assert.match(err.stack, /logger\.test\.ts/);
});
