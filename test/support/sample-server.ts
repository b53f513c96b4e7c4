import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:https';
import type {AddressInfo, Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {makeCertificate} from './line-certificates.ts';

/** What the server answers to everything that asks. */
export type Refusal = {
	readonly status: number;
	readonly statusText: string;
	/** The service's own headers, names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	/** Sent as JSON. */
	readonly body: Readonly<Record<string, unknown>>;
};

/** What one client asked. */
export type SeenRequest = {
	readonly path: string;
	readonly of: 'upgrade' | 'request';
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
};

export type SampleServer = {
	/** `localhost:PORT`. */
	readonly host: string;
	/** A file with the authority to trust, as PEM. */
	readonly authorityFile: string;
	/** In the order in which they came. */
	readonly seen: readonly SeenRequest[];
	readonly close: () => Promise<void>;
};

/** A TLS server on the loopback that refuses every request and every upgrade in the same words. */
export async function startSampleServer(refusal: Refusal): Promise<SampleServer> {
	const organisation = 'Sample tests';
	const authority = makeCertificate({name: {organisation, commonName: 'Authority'}, isAuthority: true});
	const {cert, key} = makeCertificate({
		name: {organisation, commonName: 'localhost'},
		signedBy: authority,
		hosts: ['localhost', '127.0.0.1'],
	});
	const folder = await mkdtemp(join(tmpdir(), 'lineman-samples-'));
	const authorityFile = join(folder, 'authority.pem');
	await writeFile(authorityFile, authority.cert);

	const {status, statusText} = refusal;
	const body = JSON.stringify(refusal.body);
	const headers = {
		...refusal.headers,
		'content-type': 'application/json',
		'content-length': `${Buffer.byteLength(body)}`,
		connection: 'close',
	};
	const seen: SeenRequest[] = [];
	const server = createServer({cert, key}, (request, response) => {
		seen.push({path: request.url ?? '', of: 'request', headers: request.headers});
		response.writeHead(status, statusText, headers).end(body);
	});
	server.on('upgrade', (request, socket) => {
		seen.push({path: request.url ?? '', of: 'upgrade', headers: request.headers});
		socket.on('error', () => socket.destroy()); // a client that leaves early is no concern of the tests
		const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
		socket.end([`HTTP/1.1 ${status} ${statusText}`, ...lines, '', body].join('\r\n'));
	});
	const sockets = new Set<Socket>();
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const {port} = server.address() as AddressInfo;

	return {
		host: `localhost:${port}`,
		authorityFile,
		seen,
		async close() {
			for (const socket of sockets) socket.destroy();
			await new Promise(resolve => server.close(resolve));
			await rm(folder, {recursive: true});
		},
	};
}
