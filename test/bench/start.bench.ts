import {type Bench, median} from './bench.ts';
import {openStarter, type Running} from './start/processes.ts';

const rounds = 9;

export const bench: Bench = {
	summary: 'how long Lineman takes to be ready, beside a bare discord.js client',
	async measure(note) {
		const starter = await openStarter();
		const {stop, close} = starter;
		const timeOf = async (start: () => Promise<Running>) => {
			const running = await start();
			await stop(running);
			return running.readyMs;
		};
		try {
			// The first start makes the search index, and fills what Node keeps of compiled code.
			const firstMs = await timeOf(starter.lineman);
			await timeOf(starter.bare);
			const lineman: number[] = [];
			const bare: number[] = [];
			for (let round = 1; round <= rounds; round += 1) {
				note(`round ${round} of ${rounds}`);
				bare.push(await timeOf(starter.bare));
				lineman.push(await timeOf(starter.lineman));
			}
			return {
				rows: [
					{what: 'the bare client', p50: median(bare), least: Math.min(...bare), most: Math.max(...bare)},
					{what: 'Lineman', p50: median(lineman), least: Math.min(...lineman), most: Math.max(...lineman)},
					{what: 'Lineman for the first time', p50: firstMs, least: firstMs, most: firstMs},
				],
				bounds: [{name: 'Lineman by the bare client', value: median(lineman) / median(bare), most: 1.5}],
				remarks: [
					`Milliseconds from the start of the process to signed in, for Lineman also until /readyz says so; ${rounds} rounds in turn,`,
					'one server in place of Discord. "npm start" writes the file for members beforehand; that is not in it.',
				],
			};
		} finally {
			await close();
		}
	},
};
