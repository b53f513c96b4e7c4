import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {casesDir, type KeptFigures, measureCases} from '../support/measured-cases.ts';

const kept: KeptFigures = JSON.parse(readFileSync(join(casesDir, 'figures.json'), 'utf8'));
const {figures} = await measureCases();

/** Figures of which less is better. */
const costs = ['refused_wrong', 'calibration_error'];
/** Two points. */
const tolerance = 0.02;

test('every file of cases has kept figures, measured on as many cases', () => {
	const counts = (all: KeptFigures) =>
		Object.fromEntries(Object.entries(all).map(([file, {cases, queries}]) => [file, cases ?? queries]));
	assert.deepEqual(counts(figures), counts(kept));
});

for (const [file, expected] of Object.entries(kept)) {
	for (const [name, value] of Object.entries(expected)) {
		if (name === 'cases' || name === 'queries') continue;
		test(`${file}: ${name} is no more than two points worse than ${value}`, () => {
			const now = figures[file]?.[name] ?? Number.NaN;
			const worse = costs.includes(name) ? now - value : value - now;
			assert.ok(worse <= tolerance + 1e-9, `it is ${now}; if that is meant, run npm run figures`);
		});
	}
}

test('README shows the kept figures', () => {
	const readme = readFileSync(join(casesDir, '../../README.md'), 'utf8');
	for (const [file, {cause_top1, hit_at_3}] of Object.entries(kept)) {
		const row = readme.split('\n').find(line => line.includes(`\`${file}\``)) ?? '';
		const figure = ((cause_top1 ?? hit_at_3 ?? Number.NaN) * 100).toFixed(0);
		assert.ok(row.includes(` ${figure} %`), `${file}: want ${figure} % in "${row}"; run npm run figures`);
	}
});
