import {createServer, type Server} from 'node:http';
import {getRequestListener} from '@hono/node-server';
import type {Logger} from 'pino';
import type {OpenLog} from '../log/open-log.ts';
import type {Knowledge} from '../retrieval/knowledge.ts';
import type {AnswerTo} from './ask.ts';
import {readAssets, readProbeFile} from './assets.ts';
import type {Health} from './console-tools.ts';
import type {Metrics} from './metrics.ts';
import {createRateLimit} from './rate-limit.ts';
import {createGuard, hostInUrl} from './request-guard.ts';
import {buildRoutes} from './routes.ts';

export type ConsoleOptions = {
	readonly host: string;
	/** 0: any that is free. */
	readonly port: number;
	/** Further values of the Host header that are ours, such as a proxy's public name. */
	readonly otherHosts?: readonly string[];
	readonly answer: AnswerTo;
	readonly log: OpenLog;
	readonly knowledge: () => Knowledge;
	readonly metrics?: Metrics;
	/** Default: ready as long as the log can be read. */
	readonly health?: () => Health | Promise<Health>;
	/** Default: the file that was built in this checkout or image. */
	readonly probeFile?: () => Promise<Uint8Array<ArrayBuffer> | undefined>;
	readonly logger: Logger;
	readonly now: () => Date;
	/** Default 30. */
	readonly questionsPerMinute?: number;
};

export type Console = {readonly url: string; readonly close: () => Promise<void>};

/** How long open connections may take to end before they are cut. */
const patienceMs = 1500;

/** Opens the web door. Rejects where the address cannot be listened on. */
export async function openConsole(options: ConsoleOptions): Promise<Console> {
	const {host, otherHosts = [], log, now, questionsPerMinute = 30} = options;
	const server = createServer();
	const port = await listen(server, options);
	const closing = new AbortController();
	const routes = buildRoutes({
		...options,
		health: options.health ?? (() => healthOf(log)),
		assets: readAssets(),
		probeFile: options.probeFile ?? readProbeFile,
		guard: createGuard({host, port, otherHosts}),
		rateLimit: createRateLimit({perMinute: questionsPerMinute, now}),
		closing: closing.signal,
	});
	server.on('request', getRequestListener(routes.fetch, {overrideGlobalObjects: false}));
	return {
		url: `http://${nameOf(host)}:${port}`,
		close: () => {
			closing.abort();
			return closeServer(server);
		},
	};
}

async function healthOf(log: OpenLog): Promise<Health> {
	await log.latest({limit: 1});
	return {ready: true, checks: {log: 'ok'}};
}

function listen(
	server: Server,
	{host, port}: {readonly host: string; readonly port: number},
): Promise<number> {
	const {promise, resolve, reject} = Promise.withResolvers<number>();
	server.once('error', cause => {
		reject(new Error(`Cannot open the console on "${hostInUrl(host)}:${port}": ${cause.message}`, {cause}));
	});
	server.listen({host, port}, () => {
		const address = server.address();
		resolve(typeof address === 'object' && address !== null ? address.port : port);
	});
	return promise;
}

/** Every address is no address to open in a browser. */
function nameOf(host: string): string {
	return host === '0.0.0.0' || host === '::' ? 'localhost' : hostInUrl(host);
}

/** Lets what is under way end, closes each connection as it falls idle, and cuts the rest when patience ends. */
async function closeServer(server: Server): Promise<void> {
	const {promise: closed, resolve} = Promise.withResolvers<void>();
	server.close(() => resolve());
	const idle = setInterval(() => server.closeIdleConnections(), 20);
	const cut = setTimeout(() => server.closeAllConnections(), patienceMs);
	await closed;
	clearInterval(idle);
	clearTimeout(cut);
}
