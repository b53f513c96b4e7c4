import {once} from 'node:events';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {type Bench, median} from './bench.ts';
import {openStarter, type Running} from './start/processes.ts';

const rounds = 3;
const idleMs = 15_000;
const megabyte = 1_000_000;

export const bench: Bench = {
	summary: 'how much memory Lineman holds when it has nothing to do, beside a bare discord.js client',
	async measure(note) {
		const preload = join(import.meta.dirname, 'start/report-memory.ts');
		const starter = await openStarter(['--import', preload]);
		try {
			await starter.stop(await starter.lineman());
			const lineman: NodeJS.MemoryUsage[] = [];
			const bare: NodeJS.MemoryUsage[] = [];
			for (let round = 1; round <= rounds; round += 1) {
				note(`round ${round} of ${rounds}`);
				const both = [await starter.bare(), await starter.lineman()] as const;
				await pause(idleMs);
				bare.push(await memoryOf(both[0]));
				lineman.push(await memoryOf(both[1]));
				for (const running of both) await starter.stop(running);
			}
			const residents = (figures: readonly NodeJS.MemoryUsage[]) => median(figures.map(({rss}) => rss));
			return {
				rows: [row('the bare client', bare), row('Lineman', lineman)],
				bounds: [
					{
						name: 'resident, Lineman by the bare client',
						value: residents(lineman) / residents(bare),
						most: 1.5,
					},
				],
				remarks: [
					`Megabytes ${idleMs / 1000} s after the start, garbage collected; medians of ${rounds} rounds, both at the same time on one server.`,
				],
			};
		} finally {
			await starter.close();
		}
	},
};

async function memoryOf({child}: Running): Promise<NodeJS.MemoryUsage> {
	const told = once(child, 'message');
	child.send('tell');
	const [usage] = await told;
	return usage as NodeJS.MemoryUsage;
}

function row(what: string, figures: readonly NodeJS.MemoryUsage[]) {
	const of = (part: keyof NodeJS.MemoryUsage) => median(figures.map(usage => usage[part])) / megabyte;
	return {
		what,
		resident: of('rss'),
		heap: of('heapUsed'),
		'heap reserved': of('heapTotal'),
		external: of('external'),
	};
}
