import {readdirSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {type Bench, type BenchResult, type Bound, CannotMeasure, isHeld} from './bench.ts';

const ending = '.bench.ts';
const all = readdirSync(import.meta.dirname)
	.filter(file => file.endsWith(ending))
	.map(file => file.slice(0, -ending.length))
	.sort();

const help = `Measures, and checks that what has to hold does hold.

Usage: npm run -s bench -- [--json] [NAME…]

Without a NAME all are run, one after another: ${all.join(', ')}.

Options:
  --json   print an array with one JSON object a bench
  --help   this text

Exit status: 0 every bound holds, 1 one does not, 2 bad usage or something is missing here.
`;

/** Runs benches by their names. Gives the exit status. */
async function main(args: readonly string[]): Promise<number> {
	const {values, positionals} = parseArgs({
		args: [...args],
		options: {json: {type: 'boolean'}, help: {type: 'boolean'}},
		allowPositionals: true,
	});
	if (values.help === true) {
		process.stdout.write(help);
		return 0;
	}
	const unknown = positionals.find(name => !all.includes(name));
	if (unknown !== undefined)
		throw new CannotMeasure(`Unknown bench "${unknown}", want one of ${all.join(', ')}`);
	const names = positionals.length > 0 ? positionals : all;
	const results = [];
	for (const name of names) {
		const result = await measure(name);
		results.push({name, ...result});
		if (values.json !== true) process.stdout.write(describe(name, result));
	}
	if (values.json === true) {
		const shown = results.map(({bounds, ...rest}) => ({
			...rest,
			bounds: bounds.map(bound => ({...bound, held: isHeld(bound)})),
		}));
		process.stdout.write(`${JSON.stringify(shown)}\n`);
	}
	return results.every(({bounds}) => bounds.every(isHeld)) ? 0 : 1;
}

async function measure(name: string): Promise<BenchResult> {
	const {bench}: {readonly bench: Bench} = await import(`./${name}${ending}`);
	const note = (text: string) => {
		if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
	};
	note(`${name}: ${bench.summary}`);
	try {
		return await bench.measure(text => note(`${name}: ${text}`));
	} finally {
		note('');
	}
}

function describe(name: string, {rows, bounds, remarks = []}: BenchResult): string {
	return `${[name, table(rows), ...remarks, ...bounds.map(boundLine)].join('\n')}\n\n`;
}

function table(rows: BenchResult['rows']): string {
	const names = Object.keys(rows[0] ?? {});
	const cells = [names, ...rows.map(row => names.map(name => cellOf(row[name])))];
	const widths = names.map((_, column) => Math.max(...cells.map(row => row[column]?.length ?? 0)));
	return cells
		.map(row => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('   '))
		.join('\n');
}

function cellOf(value: string | number | undefined): string {
	return typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(2) : String(value ?? '');
}

function boundLine(bound: Bound): string {
	const {name, value, most} = bound;
	return `${isHeld(bound) ? 'holds ' : 'BROKEN'}  ${name}: ${value.toFixed(2)}, at most ${most}`;
}

try {
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	const {name, message, stack} = error as Error;
	const isExpected =
		name === 'CannotMeasure' || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS');
	process.stderr.write(`${isExpected ? message : stack}\n`);
	process.exitCode = 2;
}
