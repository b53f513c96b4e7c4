import {parseArgs} from 'node:util';
import {faults} from './faults.ts';
import {kills} from './kills.ts';
import {load} from './load.ts';
import {long} from './long.ts';
import {type ChaosOptions, type Outcome, randomFrom} from './outcome.ts';
import {stops} from './stops.ts';

const help = `Kills, breaks and floods Lineman, and prints what was promised beside what was seen.

Usage: npm run -s chaos -- [options]

Options:
  --only NAME      kills, kills-main, faults, load, long or stops; may be given several times
  --kills N        how often the door and the log are killed (200)
  --kills-main N   how often all of Lineman is killed (20)
  --mentions N     how many mentions come within a minute (1000)
  --questions N    how many questions the long run has (100000)
  --seed N         what the random points come from; a run prints its own
  --help           this text

Exit status: 0 every promise is kept, 1 one is broken, 2 bad usage.
`;

const parts: Readonly<
	Record<string, (options: ChaosOptions, numbers: Numbers) => Promise<readonly Outcome[]>>
> = {
	kills: (options, numbers) => kills({...options, kills: numbers.kills, as: 'light'}),
	'kills-main': (options, numbers) => kills({...options, kills: numbers['kills-main'], as: 'main'}),
	faults: options => faults(options),
	stops: options => stops(options),
	load: (options, numbers) => load({...options, mentions: numbers.mentions}),
	long: (options, numbers) => long({...options, questions: numbers.questions}),
};

const usual = {kills: 200, 'kills-main': 20, mentions: 1000, questions: 100_000};
type Numbers = typeof usual;

async function main(): Promise<number> {
	const number = {type: 'string'} as const;
	const {values} = parseArgs({
		options: {
			only: {type: 'string', multiple: true},
			kills: number,
			'kills-main': number,
			mentions: number,
			questions: number,
			seed: number,
			help: {type: 'boolean'},
		},
	});
	if (values.help) {
		process.stdout.write(help);
		return 0;
	}
	const names = values.only ?? Object.keys(parts);
	const unknown = names.find(name => parts[name] === undefined);
	if (unknown !== undefined)
		throw new Error(`Unknown part "${unknown}", want one of ${Object.keys(parts).join(', ')}`);
	const numbers: Numbers = {
		kills: countOf(values.kills, usual.kills),
		'kills-main': countOf(values['kills-main'], usual['kills-main']),
		mentions: countOf(values.mentions, usual.mentions),
		questions: countOf(values.questions, usual.questions),
	};
	const seed = countOf(values.seed, Date.now() % 1_000_000);
	process.stdout.write(`seed ${seed}\n`);
	const outcomes: Outcome[] = [];
	for (const name of names) {
		const began = performance.now();
		const onStep = (text: string) => {
			const line = `${name}: ${text}`;
			process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
		};
		onStep('begins');
		const found = await parts[name]?.({random: randomFrom(seed), onStep}, numbers);
		outcomes.push(...(found ?? []));
		onStep(`took ${Math.round((performance.now() - began) / 1000)} s\n`);
		process.stdout.write(table(found ?? []));
	}
	const broken = outcomes.filter(({state}) => state === 'broken');
	process.stdout.write(`${outcomes.length} promises, ${broken.length} broken (seed ${seed})\n`);
	return broken.length === 0 ? 0 : 1;
}

function countOf(given: string | undefined, otherwise: number): number {
	if (given === undefined) return otherwise;
	if (!/^\d{1,9}$/.test(given)) throw new Error(`"${given}" is no number`);
	return Number(given);
}

function table(outcomes: readonly Outcome[]): string {
	return outcomes
		.map(({promise, seen, state}) => `${state.padEnd(8)}  ${promise}\n          ${seen}\n`)
		.join('');
}

try {
	process.exitCode = await main();
} catch (error) {
	process.stderr.write(`${(error as Error).stack}\n`);
	process.exitCode = 2;
}
