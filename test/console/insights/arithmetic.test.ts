import assert from 'node:assert/strict';
import test from 'node:test';
import {addUp, percentilesOf, sumOf, topCauses} from '../../../src/console/insights/add-up.ts';
import {linesOf, sayAvailability} from '../../../src/console/insights/availability.ts';
import {niceTop} from '../../../src/console/insights/charts.ts';
import {answersPath, binsOf, readWantedSpan, spanFor} from '../../../src/console/insights/wanted-span.ts';
import {writeShare} from '../../../src/console/insights/write-figures.ts';
import type {DayCount} from '../../../src/log/insights.ts';
import {operator} from '../../../src/log/sessions.ts';

const now = new Date('2026-03-31T12:00:00Z');
const bins = binsOf({from: '2026-03-01', to: '2026-03-02'});
const count = (given: Partial<DayCount>): DayCount => ({
	day: '2026-03-01',
	door: 'discord',
	refused: false,
	cause: 'a.b',
	answers: 1,
	leftAlone: 0,
	...given,
});

test('without an address it is the last thirty days, and what cannot be understood counts for nothing', () => {
	const usual = {from: '2026-03-02', to: '2026-03-31'};
	const read = (query: string) => readWantedSpan(new URLSearchParams(query), now);
	assert.deepEqual(read(''), usual);
	assert.deepEqual(read('from=2026-02-30&to=tomorrow&server=x'), usual);
	assert.deepEqual(read('from=2026-03-10&to=2026-03-01'), {from: '2026-01-31', to: '2026-03-01'});
	assert.deepEqual(read('from=2026-03-01&to=2026-03-02&server=12'), {
		from: '2026-03-01',
		to: '2026-03-02',
		server: '12',
	});
	assert.equal(read('from=1990-01-01').from, '2025-02-25');
});

test('somebody sees the servers that they moderate, and nothing of another one', () => {
	const span = {from: '2026-03-01', to: '2026-03-02'};
	const person = {id: '7', name: 'Seven', servers: [{id: '11', name: 'Eleven'}]};
	assert.deepEqual(spanFor(span, person).servers, ['11']);
	assert.deepEqual(spanFor({...span, server: '12'}, person).servers, []);
	assert.equal(spanFor(span, operator).servers, undefined);
	assert.deepEqual(spanFor({...span, server: '12'}, operator), {
		servers: ['12'],
		since: new Date('2026-03-01T00:00:00Z'),
		until: new Date('2026-03-03T00:00:00Z'),
	});
});

test('a long time is cut into weeks or months, of which none is left out', () => {
	assert.equal(binsOf({from: '2026-01-01', to: '2026-02-14'}).length, 45);
	const weeks = binsOf({from: '2026-01-01', to: '2026-02-15'});
	assert.deepEqual(weeks[0], {from: '2026-01-01', to: '2026-01-07'});
	assert.deepEqual(weeks.at(-1), {from: '2026-02-12', to: '2026-02-15'});
	assert.equal(binsOf({from: '2025-01-01', to: '2025-12-31'}).length, 14);
});

test('a figure leads to the list of what it counts', () => {
	assert.equal(
		answersPath({from: '2026-03-01', to: '2026-03-02', server: '12'}, {verdict: 'refused'}),
		'/answers?verdict=refused&server=12&since=2026-03-01&until=2026-03-02',
	);
});

test('assumed solved is what was left alone and named, less what somebody spoke of, and never a matter set aside', () => {
	const sums = addUp({
		bins,
		counts: [
			count({answers: 10, leftAlone: 8}),
			count({answers: 3, leftAlone: 3, refused: true}),
			count({answers: 4, leftAlone: 4, cause: 'off_topic', door: 'console'}),
			count({day: '2026-03-02', answers: 1, leftAlone: 0}),
		],
		opinions: [
			{day: '2026-03-01', solved: 2, notHelpful: 1, askedHuman: 0, saidAndLeftAlone: 3},
			{day: '2026-03-02', solved: 0, notHelpful: 1, askedHuman: 1, saidAndLeftAlone: 1},
		],
		asides: new Set(['off_topic']),
	});
	assert.deepEqual(sums[0], {
		answers: 17,
		doors: {discord: 13, console: 4, terminal: 0},
		named: 14,
		refused: 3,
		solved: 2,
		assumed: 5,
		notHelpful: 1,
		askedHuman: 0,
	});
	assert.equal(sums[1]?.assumed, 0);
	assert.equal(sumOf(sums).answers, 18);
});

test('the causes that lead most often come first, each with its course', () => {
	const counts = [
		count({cause: 'b', answers: 2}),
		count({cause: 'a', answers: 1}),
		count({cause: 'a', day: '2026-03-02', answers: 4, door: 'console'}),
		count({cause: 'c', answers: 9, refused: true}),
	];
	assert.deepEqual(topCauses(counts, {bins, most: 5}), [
		{cause: 'a', answers: 5, bins: [1, 4]},
		{cause: 'b', answers: 2, bins: [2, 0]},
	]);
	assert.equal(topCauses(counts, {bins, most: 1}).length, 1);
});

test('of times that are counted, half lie at or below the first figure and nineteen of twenty at or below the other', () => {
	const times = [
		{ms: 400, answers: 1},
		{ms: 100, answers: 10},
		{ms: 200, answers: 9},
	];
	assert.deepEqual(percentilesOf(times), {p50: 100, p95: 200, answers: 20});
	assert.equal(percentilesOf([]), undefined);
});

test('a line is as available as the share of its checks that were healthy, day by day', () => {
	const phases = {dns: 10};
	const [line, other] = linesOf({
		targets: ['listen', 'speak'],
		days: [
			{target: 'listen', day: '2026-03-01', checks: 100, healthy: 50, phases},
			{target: 'listen', day: '2026-03-02', checks: 100, healthy: 100, phases: {dns: 40}},
		],
		incidents: [
			{
				id: 1,
				target: 'listen',
				openedAt: new Date('2026-03-02T01:00:00Z'),
				failure: 'http_503',
				seenBy: 'watch',
			},
		],
		bins: binsOf({from: '2026-03-01', to: '2026-03-03'}),
		now: new Date('2026-03-02T05:00:00Z'),
	});
	assert.deepEqual([line?.checks, line?.failed], [200, 50]);
	assert.equal(line?.phases.dns, 30);
	assert.deepEqual(line?.bins, [
		{checks: 100, failed: 50, phases},
		{checks: 100, failed: 0, phases: {dns: 40}},
		undefined,
	]);
	assert.deepEqual([...(line?.marked ?? [])], [1]);
	assert.equal(other?.checks, 0);
});

test('what is not whole is never rounded up to it', () => {
	for (const [checks, failed, said] of [
		[100, 0, '100 %'],
		[100_000, 1, '99.99 %'],
		[1000, 5, '99.50 %'],
		[100, 50, '50.0 %'],
		[100, 100, '0.00 %'],
	] as const) {
		assert.equal(sayAvailability({checks, failed}), said);
	}
	assert.deepEqual(
		[writeShare(1, 1000), writeShare(999, 1000), writeShare(0, 9), writeShare(1, 0)],
		['< 1 %', '> 99 %', '0 %', '–'],
	);
});

test('an axis ends with a number that is easy to read', () => {
	assert.deepEqual([1, 3, 17, 42, 99, 101].map(niceTop), [2, 4, 20, 50, 100, 200]);
});
