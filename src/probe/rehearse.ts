import {createServer, type Server} from 'node:net';
import type {ProbeOptions} from './probe-options.ts';
import {probeTarget} from './probe-target.ts';

const rounds = 3;

const options: ProbeOptions = {
	marks: {issuers: []},
	measuredFrom: 'a rehearsal',
	now: () => new Date(),
	deadlines: {wholeMs: 200},
};

/**
 * Tests a line to this process itself, without TLS and up to the first words of TLS. What Node does only the first
 * time (compiling code, reading the authorities that it trusts) takes longer than a fast line does, and is not to be
 * taken for the line's time. Worth it where a process tests a line as soon as it has started.
 */
export async function rehearse(): Promise<void> {
	const server = createServer(socket => {
		socket.on('error', () => {});
		socket.once('data', () => socket.end('HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\n{}'));
	});
	const port = await listen(server);
	if (port === undefined) return;
	for (let round = 0; round < rounds; round += 1) {
		for (const scheme of ['ws', 'wss']) {
			const url = `${scheme}://127.0.0.1:${port}/`;
			await probeTarget({name: '', title: '', url, keyless: {statuses: [401]}, subprotocols: []}, options);
		}
	}
	await new Promise(resolve => server.close(resolve));
}

/** Undefined where this process may not listen: then there is no rehearsal, and the first times look longer. */
function listen(server: Server): Promise<number | undefined> {
	return new Promise(resolve => {
		server.once('error', () => resolve(undefined));
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			resolve(typeof address === 'object' && address ? address.port : undefined);
		});
	});
}
