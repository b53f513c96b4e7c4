import {randomUUID} from 'node:crypto';
import type {ProbeTarget} from '../../src/answer-question.ts';
import type {ServiceMarks} from '../../src/probe/probe-report.ts';
import {probeTarget} from '../../src/probe/probe-target.ts';
import {makeCertificate} from '../support/line-certificates.ts';
import {afterRequest, dialing, httpText, listenTls} from '../support/line-servers.ts';

export type StandInService = {
	/** The real probe, whose names and connections end at the stand-in. */
	readonly probe: ProbeTarget;
	readonly close: () => Promise<void>;
};

/**
 * What answers in the service's place, on loopback: every endpoint asks for a key, and every other path is not found,
 * each under the service's own headers.
 */
export async function openStandInService(given: {
	readonly marks: ServiceMarks;
	/** Addresses that the service has. */
	readonly targets: readonly {readonly url: string}[];
}): Promise<StandInService> {
	const {marks, targets} = given;
	const paths = new Set(targets.map(({url}) => new URL(url).pathname));
	const hosts = [...new Set(targets.map(({url}) => new URL(url).hostname))];
	const organisation = 'Stand-in';
	const authority = makeCertificate({name: {organisation, commonName: 'Authority'}, isAuthority: true});
	const {cert, key} = makeCertificate({
		name: {organisation, commonName: hosts[0] ?? 'localhost'},
		signedBy: authority,
		hosts,
	});
	const server = await listenTls(
		{cert, key},
		afterRequest((socket, head) => {
			const path = (head.split(' ')[1] ?? '').split('?')[0] ?? '';
			socket.end(httpText(paths.has(path) ? wantsKey(marks) : notFound(marks)));
		}),
	);
	const address = '192.0.2.10';
	const {dial, resolve} = {
		dial: dialing({}),
		resolve: async () => [{address, family: 4 as const}],
	};
	return {
		probe: (target, call) =>
			probeTarget(target, {
				marks,
				measuredFrom: 'Lineman’s host',
				vantage: 'bot',
				now: () => new Date(),
				resolve,
				dial: () => dial({address: '127.0.0.1', port: server.port}),
				ca: [authority.cert],
				...call,
			}),
		close: server.close,
	};
}

function wantsKey({errorHeader, requestIdHeader}: ServiceMarks) {
	return {
		status: 401,
		headers: {
			'content-type': 'application/json',
			...(errorHeader !== undefined && {[errorHeader]: 'Invalid credentials.'}),
			...(requestIdHeader !== undefined && {[requestIdHeader]: randomUUID()}),
		},
		body: JSON.stringify({err_code: 'INVALID_AUTH', err_msg: 'Invalid credentials.'}),
	};
}

function notFound({requestIdHeader}: ServiceMarks) {
	return {
		status: 404,
		headers: {
			'content-type': 'application/json',
			...(requestIdHeader !== undefined && {[requestIdHeader]: randomUUID()}),
		},
		body: JSON.stringify({err_code: 'Not Found', err_msg: 'Not Found'}),
	};
}
