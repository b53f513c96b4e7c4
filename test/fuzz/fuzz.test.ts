import {describe, test} from 'node:test';
import {runTarget} from './run-target.ts';
import {targets} from './targets.ts';

/** The same inputs every time; `npm run fuzz` goes on with others. */
const seed = 20_260_101;
const usualRuns = 10_000;

describe('hostile input', () => {
	for (const target of targets)
		test(target.name, () => runTarget(target, {runs: target.runsInTest ?? usualRuns, seed}));
});
