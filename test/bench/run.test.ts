import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {runIn} from '../support/older-node.ts';
import {isHeld, median} from './bench.ts';
import {engineNames} from './retrieval/engine.ts';
import {measureEngines} from './retrieval.bench.ts';

const root = join(import.meta.dirname, '../..');
const runBench = (...args: readonly string[]) =>
	runIn(root, [process.execPath, 'test/bench/run.ts', ...args]);

test('every file NAME.bench.ts is a bench that can be asked for', async () => {
	const {status, out} = await runBench('--help');
	assert.equal(status, 0);
	const files = readdirSync(import.meta.dirname).filter(file => file.endsWith('.bench.ts'));
	assert.ok(files.length > 0);
	for (const file of files) {
		const {bench} = await import(`./${file}`);
		assert.equal(typeof bench.measure, 'function', file);
		assert.match(out, new RegExp(`\\b${file.replace('.bench.ts', '')}\\b`));
	}
});

for (const [args, message] of [
	[['nothing'], /^Unknown bench "nothing", want one of .*probe/],
	[['--fast'], /^Unknown option '--fast'/],
] as const) {
	test(`bench ${args.join(' ')}: exit status 2 and what is wanted`, async () => {
		const {status, err} = await runBench(...args);
		assert.equal(status, 2);
		assert.match(err, message);
	});
}

for (const [figures, middle] of [
	[[3], 3],
	[[3, 1], 2],
	[[9, 1, 2], 2],
	[[4, 1, 3, 100], 3.5],
] as const) {
	test(`the median of ${figures.join(', ')} is ${middle}`, () => assert.equal(median(figures), middle));
}

test('a bound holds up to its very value, and not where nothing was measured', () => {
	assert.ok(isHeld({name: '', value: 1.05, most: 1.05}));
	assert.ok(!isHeld({name: '', value: 1.06, most: 1.05}));
	assert.ok(!isHeld({name: '', value: Number.NaN, most: 1.05}));
});

test('the bench of retrieval measures every engine', async () => {
	const {rows, bounds} = await measureEngines({
		sizes: [120],
		queries: {messages: 2, madeUp: 2, logs: 1},
		starts: 1,
		note: () => {},
	});
	assert.deepEqual(
		rows.map(({sections, engine}) => [sections, engine]),
		engineNames.map(engine => [120, engine]),
	);
	for (const row of rows) {
		for (const [name, value] of Object.entries(row)) {
			if (name === 'engine' || value === '') continue;
			assert.ok(typeof value === 'number' && Number.isFinite(value), `${row.engine}: ${name} is ${value}`);
		}
		assert.ok(Number(row.nDCG) > 0, `${row.engine} finds labelled pages`);
	}
	assert.deepEqual(
		bounds.map(({name}) => name),
		['at 120 sections, one edited page in ms', 'at 120 sections, nDCG of the best peer beside ours'],
	);
});
