import {createServer} from 'node:http';
import {getRequestListener} from '@hono/node-server';
import {Hono} from 'hono';
import type {Logger} from 'pino';
import type {Health} from './console-tools.ts';
import type {Metrics} from './metrics.ts';
import {closeServer, listen, nameOf} from './open-console.ts';
import {live, ready} from './routes.ts';

/** How a process without a page tells how it is: `/healthz`, `/readyz` and `/metrics`, and nothing else. */
export async function openStatus(options: {
	readonly host: string;
	/** 0: any that is free. */
	readonly port: number;
	readonly health: () => Health | Promise<Health>;
	readonly metrics: Metrics;
	readonly logger: Logger;
}): Promise<{readonly url: string; readonly close: () => Promise<void>}> {
	const {host, metrics} = options;
	const app = new Hono();
	app.get('/healthz', async c => (c.req.query('ready') === undefined ? live(c) : ready(c, options)));
	app.get('/readyz', c => ready(c, options));
	app.get('/metrics', async c => c.body(await metrics.text(), 200, {'Content-Type': metrics.contentType}));
	const server = createServer(getRequestListener(app.fetch, {overrideGlobalObjects: false}));
	const port = await listen(server, options);
	return {url: `http://${nameOf(host)}:${port}`, close: () => closeServer(server)};
}
