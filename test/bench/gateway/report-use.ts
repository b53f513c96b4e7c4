import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import type {ClientOrder, ClientReport} from './messages.ts';

const tell = (report: ClientReport) => process.send?.(report);

/** Says that the client is ready, and from then on, when it is asked, what it has used. */
export function reportUse(): void {
	process.on('message', (order: ClientOrder) => {
		if (order === 'heap') {
			setFlagsFromString('--expose-gc');
			runInNewContext('gc')();
			tell({report: 'heap', heapMb: process.memoryUsage().heapUsed / 1e6});
			return;
		}
		const {user, system} = process.cpuUsage();
		// Kilobytes of 1024.
		const {maxRSS} = process.resourceUsage();
		tell({report: 'use', cpuMs: (user + system) / 1000, peakMb: (maxRSS * 1024) / 1e6});
	});
	// Whoever measures may be stopped.
	process.on('disconnect', () => process.exit());
	tell({report: 'ready'});
}
