import {Counter, Gauge, type Registry} from 'prom-client';
import type {Unwritten} from '../log/steady-log.ts';

/** Registers what the log could not write; gives what tells where to look at each scrape. */
export function gaugeLog(registers: Registry[]): (unwritten: () => Unwritten) => void {
	let look: () => Unwritten = () => ({writes: 0, since: undefined, lost: 0});
	new Gauge({
		name: 'lineman_log_unwritten',
		help: 'Writes that wait in memory because the database takes none',
		registers,
		collect() {
			this.set(look().writes);
		},
	});
	new Counter({
		name: 'lineman_log_lost_total',
		help: 'Writes that were given up because too many waited or the database refused them',
		registers,
		collect() {
			this.reset();
			this.inc(look().lost);
		},
	});
	return unwritten => {
		look = unwritten;
	};
}
