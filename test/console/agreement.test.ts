import assert from 'node:assert/strict';
import test from 'node:test';
import {agreementIn, confusionIn, kappaName} from '../../src/console/desk/agreement.ts';
import type {Tally} from '../../src/log/review-progress.ts';

function times(count: number, tally: Tally): readonly Tally[] {
	return Array.from({length: count}, () => tally);
}

const close = (found: number | undefined, wanted: number) =>
	assert.ok(Math.abs((found ?? Number.NaN) - wanted) < 0.0005, `${found}, not ${wanted}`);

test('where nothing was judged by two, there is no agreement to speak of', () => {
	assert.equal(agreementIn([]), undefined);
	assert.equal(agreementIn([{right: 1}, {wrong: 1}]), undefined);
});

test('where all agree, kappa is 1', () => {
	const agreement = agreementIn([...times(5, {right: 2}), ...times(5, {wrong: 3})]);
	assert.deepEqual([agreement?.answers, agreement?.share], [10, 1]);
	close(agreement?.kappa, 1);
});

test('where all judge alike always, there is nothing to tell apart, and no kappa', () => {
	const agreement = agreementIn(times(4, {right: 2}));
	assert.deepEqual([agreement?.share, agreement?.byChance, agreement?.kappa], [1, 1, undefined]);
});

test('where two agree no more than by chance, kappa is 0', () => {
	// Right and wrong as often as each other, and independent: a quarter each way.
	const agreement = agreementIn([{right: 2}, {wrong: 2}, ...times(2, {right: 1, wrong: 1})]);
	close(agreement?.share, 0.5);
	close(agreement?.kappa, 0);
});

test('two judges and two judgements give what is reckoned by hand', () => {
	// 20 right both, 15 wrong both, 15 split: P = 35/50; right is 55 of 100: Pe = 0.55² + 0.45² = 0.505.
	const agreement = agreementIn([
		...times(20, {right: 2}),
		...times(15, {wrong: 2}),
		...times(15, {right: 1, wrong: 1}),
	]);
	close(agreement?.share, 0.7);
	close(agreement?.byChance, 0.505);
	close(agreement?.kappa, 0.3939);
});

test('answers may have different numbers of judges', () => {
	// Shares: 1, 1/3, 0; right 5, partly 1, wrong 1 of 7.
	const agreement = agreementIn([{right: 2}, {right: 2, partly: 1}, {right: 1, wrong: 1}, {unsafe: 1}]);
	assert.equal(agreement?.answers, 3);
	close(agreement?.share, 4 / 9);
	close(agreement?.byChance, 27 / 49);
	close(agreement?.kappa, (4 / 9 - 27 / 49) / (22 / 49));
});

test('the judgements that are mixed up most come first', () => {
	assert.deepEqual(
		confusionIn([
			...times(2, {right: 1, partly: 1}),
			{right: 2, wrong: 1},
			{partly: 1, wrong: 2},
			{right: 3},
		]),
		[
			{one: 'right', other: 'partly', pairs: 2},
			{one: 'right', other: 'wrong', pairs: 2},
			{one: 'partly', other: 'wrong', pairs: 2},
		],
	);
});

for (const [kappa, name] of [
	[1, 'almost perfect'],
	[0.61, 'substantial'],
	[0.6, 'moderate'],
	[0.3, 'fair'],
	[0, 'slight'],
	[-0.2, 'poor: less than by chance'],
] as const) {
	test(`a kappa of ${kappa} is ${name}`, () => assert.equal(kappaName(kappa), name));
}
