import {connect, createServer, type Socket} from 'node:net';
import {makeCertificate} from '../support/line-certificates.ts';
import {answering, listenTls} from '../support/line-servers.ts';

/**
 * A TLS server on this machine that asks for a key, reached through one relay for each delay. A process of its
 * own: what it does costs the client no time. The kernel makes TCP connections, so those are not delayed.
 */
const authority = makeCertificate({
	name: {organisation: 'Bench', commonName: 'Bench authority'},
	isAuthority: true,
});
const certificate = makeCertificate({
	name: {organisation: 'Bench', commonName: '127.0.0.1'},
	signedBy: authority,
	hosts: ['127.0.0.1'],
});
const headers = {'x-bench-request-id': 'bench'};
const {port} = await listenTls(certificate, answering({status: 401, headers, body: '{"error":"no key"}'}));

process.on('message', async (delaysMs: readonly number[]) => {
	const ports = await Promise.all(delaysMs.map(openRelay));
	process.send?.({ca: authority.cert, ports});
});

/** What arrives is passed on after half of a round trip, in either direction. */
function openRelay(delayMs: number): Promise<number> {
	const relay = createServer({noDelay: true}, client => {
		const server = connect({port, host: '127.0.0.1', noDelay: true});
		passOn(client, server, delayMs / 2);
		passOn(server, client, delayMs / 2);
	});
	return new Promise(resolve => {
		relay.listen(0, '127.0.0.1', () => {
			const address = relay.address();
			resolve(typeof address === 'object' && address ? address.port : 0);
		});
	});
}

function passOn(from: Socket, to: Socket, afterMs: number): void {
	const later = (what: () => void) => {
		if (afterMs > 0) setTimeout(what, afterMs);
		else what();
	};
	from.on('data', bytes => later(() => to.write(bytes)));
	from.on('end', () => later(() => to.end()));
	from.on('error', () => to.destroy());
}

process.once('disconnect', () => process.exit());
