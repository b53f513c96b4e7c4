import assert from 'node:assert/strict';
import test from 'node:test';
import {turnstile} from '../../src/lib/turnstile.ts';

/** How many turns of the event loop have gone by when each of the promises resolves. */
async function turnsUntil(promises: readonly Promise<void>[]): Promise<readonly number[]> {
	let turn = 0;
	let isDone = false;
	const count = () => {
		turn += 1;
		if (!isDone) setImmediate(count);
	};
	setImmediate(count);
	const turns = await Promise.all(promises.map(promise => promise.then(() => turn)));
	isDone = true;
	return turns;
}

test('one passes in each turn of the event loop, in the order of coming', async () => {
	const pass = turnstile();
	const turns = await turnsUntil([pass(), pass(), pass(), pass()]);
	assert.deepEqual(
		turns.map(turn => turn - (turns[0] ?? 0)),
		[0, 1, 2, 3],
	);
});

test('who comes when nobody waits passes in the next turn', async () => {
	const pass = turnstile();
	await pass();
	await pass();
	const [first = 0] = await turnsUntil([pass()]);
	assert.ok(first <= 1);
});
