import {parseArgs} from 'node:util';
import {runTarget} from './run-target.ts';
import {targets} from './targets.ts';

const help = `Feeds hostile input to whatever reads what others wrote, until something breaks.

Usage: npm run fuzz -- [--runs N] [--seed N] [WORD…]

--runs N   inputs of each target (default 1000000 shared among them)
--seed N   the seed of the inputs (default: the time); a failure prints what finds it again
WORD       only targets whose name has one of these words

Exit status 1 where something broke.
`;

const {values, positionals} = parseArgs({
	options: {runs: {type: 'string'}, seed: {type: 'string'}, help: {type: 'boolean'}},
	allowPositionals: true,
});
const wanted = targets.filter(
	({name}) => positionals.length === 0 || positionals.some(word => name.includes(word)),
);
const inAll = 1_000_000;
const slow = wanted.filter(({mostRuns}) => mostRuns !== undefined);
const ofSlow = slow.reduce((sum, {mostRuns = 0}) => sum + mostRuns, 0);
const usual = Math.ceil((inAll - ofSlow) / Math.max(1, wanted.length - slow.length));
const runs = values.runs === undefined ? undefined : Number(values.runs);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);

if (values.help) process.stdout.write(help);
else if (
	(runs !== undefined && !(Number.isInteger(runs) && runs >= 1)) ||
	!Number.isInteger(seed) ||
	wanted.length === 0
) {
	process.stderr.write(help);
	process.exitCode = 2;
} else {
	for (const target of wanted) {
		const startedAt = performance.now();
		process.stderr.write(`${target.name} … `);
		try {
			const given = runs ?? target.mostRuns ?? usual;
			await runTarget(target, {runs: given, seed});
			process.stderr.write(`${given} inputs in ${Math.round((performance.now() - startedAt) / 1000)} s\n`);
		} catch (error) {
			process.stderr.write(`broken\n${(error as Error).message}\n`);
			process.exitCode = 1;
		}
	}
}
