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
