import dns from 'node:dns/promises';
import {syncBuiltinESMExports} from 'node:module';
import {monitorEventLoopDelay} from 'node:perf_hooks';
import {DatabaseSync} from 'node:sqlite';
import type {Order, Report} from './orders.ts';

/**
 * Goes into the bot's own process before anything of the bot (`--import`): measures it, breaks its database as it is
 * told to, and keeps it from the outside network. The bot knows nothing of it.
 */
const delay = monitorEventLoopDelay({resolution: 10});
delay.enable();

/** Every database that was opened, but for those that are closed. */
const databases = new Set<DatabaseSync>();
const {exec, close} = DatabaseSync.prototype;
DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
	databases.add(this);
	return exec.call(this, sql);
};
DatabaseSync.prototype.close = function (this: DatabaseSync) {
	databases.delete(this);
	return close.call(this);
};

/** The log's databases: the search index has a file of its own. */
const logs = () =>
	[...databases].filter(database => {
		const path = database.location();
		return path?.endsWith('.db') === true && !path.endsWith('.index.db');
	});

let resolver: 'fails' | 'hangs' = 'fails';
const notFound = () =>
	resolver === 'hangs'
		? new Promise<never>(() => {})
		: Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), {code: 'ENOTFOUND'}));
dns.lookup = notFound;
for (const name of ['resolve4', 'resolve6'] as const) dns.Resolver.prototype[name] = notFound;
syncBuiltinESMExports();

function obey(order: Order): void {
	switch (order.order) {
		case 'disk full':
			// Not one page more than it has.
			for (const database of logs()) {
				const pages = Number(database.prepare('pragma page_count').get()?.page_count);
				exec.call(database, `pragma max_page_count = ${pages}`);
			}
			break;
		case 'read-only':
			for (const database of logs()) exec.call(database, 'pragma query_only = on');
			break;
		case 'database sound':
			for (const database of logs()) {
				exec.call(database, 'pragma max_page_count = 1073741823; pragma query_only = off');
			}
			break;
		case 'resolver':
			resolver = order.how;
			break;
		case 'measure anew':
			delay.reset();
			break;
		case 'report':
			break;
	}
}

function report(): Report {
	const {rss, heapUsed} = process.memoryUsage();
	const ms = (nanoseconds: number) => Math.round(nanoseconds / 1e5) / 10;
	return {
		rssMb: Math.round(rss / 1e6),
		heapMb: Math.round(heapUsed / 1e6),
		loopP50Ms: ms(delay.percentile(50)),
		loopP99Ms: ms(delay.percentile(99)),
		loopMaxMs: ms(delay.max),
	};
}

process.on('message', (message: {readonly id: number} & Order) => {
	obey(message);
	process.send?.({id: message.id, ...report()});
});
// Nobody is left to end us.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.channel?.unref();
