import assert from 'node:assert/strict';
import test from 'node:test';
import {editBudget} from '../../src/discord/edit-budget.ts';
import {openLiveReply} from '../../src/discord/live-reply.ts';

function budgetAt(start: number) {
	const clock = {now: start};
	return {clock, budget: editBudget({everyMs: 1000, clock: () => clock.now})};
}

test('so many changes are made at once in a channel, and the next when the first is old enough', () => {
	const {clock, budget} = budgetAt(0);
	assert.deepEqual(
		[0, 10, 20, 30, 40].map(now => {
			clock.now = now;
			return budget.take('1');
		}),
		[0, 0, 0, 0, 4960],
	);
	clock.now = 5000;
	assert.equal(budget.take('1'), 0);
	assert.equal(budget.take('1'), 10);
});

test('in no five seconds are there more than four, whoever asks and when', () => {
	const {clock, budget} = budgetAt(0);
	const made: number[] = [];
	for (let step = 0; step < 2000; step += 1) {
		clock.now += (step * 7919) % 97;
		if (budget.take('1') === 0) made.push(clock.now);
	}
	assert.ok(made.length > 40);
	for (const [index, at] of made.entries()) {
		const fifth = made[index + 4];
		assert.ok(fifth === undefined || fifth - at >= 5000, `${at} and ${fifth}`);
	}
});

test('channels wait for each other only where there are many', () => {
	const {clock, budget} = budgetAt(0);
	for (let each = 0; each < 20; each += 1) assert.equal(budget.take(String(each)), 0);
	clock.now = 400;
	assert.equal(budget.take('one more'), 600);
	clock.now = 1000;
	assert.equal(budget.take('one more'), 0);
});

test('thousands of channels are not remembered for ever, and none too early', () => {
	const {clock, budget} = budgetAt(0);
	for (let each = 0; each < 3000; each += 1) {
		clock.now += 60;
		assert.equal(budget.take(String(each)), 0);
	}
	for (let each = 0; each < 3; each += 1) assert.equal(budget.take('2999'), 0);
	assert.ok(budget.take('2999') > 0);
});

test('a reply that may not change yet shows its newest state once it may', async () => {
	const shown: string[] = [];
	const {promise: edited, resolve} = Promise.withResolvers<void>();
	let asked = 0;
	const live = openLiveReply({
		async edit(text) {
			shown.push(text);
			resolve();
		},
		everyMs: 1,
		mayEdit: () => {
			asked += 1;
			if (asked === 1) live.show('newer');
			return asked < 3 ? 1 : 0;
		},
		onFailure: error => assert.fail(String(error)),
	});
	live.show('older');
	await edited;
	await live.end();
	assert.deepEqual(shown, ['newer']);
	assert.equal(asked, 3);
});

test('a reply that has ended waits for nothing', async () => {
	const live = openLiveReply({
		edit: async () => assert.fail(),
		everyMs: 1,
		mayEdit: () => 10_000,
		onFailure: error => assert.fail(String(error)),
	});
	live.show('never');
	await new Promise(resolve => setTimeout(resolve, 5));
	await live.end();
});
