import assert from 'node:assert/strict';
import {Socket} from 'node:net';
import test from 'node:test';
import {connectTcp, takeTurns} from '../../src/probe/connect-tcp.ts';
import type {Address} from '../../src/probe/resolve-host.ts';
import {failsToConnect, listen, neverConnects} from '../support/line-servers.ts';

const v4 = (address: string): Address => ({address, family: 4});
const v6 = (address: string): Address => ({address, family: 6});

test('the families take turns, the first address first', () => {
	const addresses = [v6('a'), v6('b'), v6('c'), v4('d'), v4('e')];
	assert.deepEqual(
		takeTurns(addresses).map(({address}) => address),
		['a', 'd', 'b', 'e', 'c'],
	);
	assert.deepEqual(takeTurns([]), []);
});

/** Races on stand-ins; `real` connects to a server of the test's. */
async function race(
	addresses: readonly Address[],
	behaviours: Readonly<Record<string, 'real' | 'silent' | (string & {})>>,
	withinMs = 3_000,
) {
	const server = await listen(() => {});
	const dialled: string[] = [];
	const sockets: Socket[] = [];
	const {step, families} = await connectTcp({
		addresses,
		port: server.port,
		dial: ({address, port}) => {
			dialled.push(address);
			const behaviour = behaviours[address] ?? 'silent';
			if (behaviour === 'silent') sockets.push(neverConnects());
			else if (behaviour === 'real') sockets.push(new Socket().connect({host: '127.0.0.1', port}));
			else sockets.push(failsToConnect(behaviour));
			return sockets.at(-1) as Socket;
		},
		withinMs,
		signal: new AbortController().signal,
	});
	const before = [...dialled];
	const known = await families(3_000);
	const open = sockets.filter(({destroyed}) => !destroyed).length;
	for (const socket of sockets) socket.destroy();
	await server.close();
	return {step, before, known, open};
}

test('an address that fails gives its turn to the next at once', async () => {
	const {step, before} = await race([v6('a'), v4('b')], {a: 'ECONNREFUSED', b: 'real'});
	assert.equal(step.outcome, 'passed');
	assert.deepEqual(before, ['a', 'b']);
	assert.ok(step.tookMs < 240, `took ${step.tookMs}`);
});

test('an address that is silent gives the next its chance after a quarter of a second', async () => {
	const {step, known} = await race([v6('a'), v4('b')], {a: 'silent', b: 'real'});
	assert.equal(step.outcome, 'passed');
	assert.ok(step.tookMs >= 240, `took ${step.tookMs}`);
	assert.equal(known.broken, 'ipv6_broken');
	assert.deepEqual(
		known.observations.map(({family, outcome, failure}) => [family, outcome, failure]),
		[
			[4, 'connected', undefined],
			[6, 'failed', 'tcp_timeout'],
		],
	);
});

test('where the first address wins, only one of the other family is tried, and the winner alone stays open', async () => {
	const addresses = [v6('a'), v6('b'), v4('c'), v4('d')];
	const {before, known, open} = await race(addresses, {a: 'real', b: 'real', c: 'real', d: 'real'});
	assert.deepEqual(before, ['a', 'c']);
	assert.equal(open, 1);
	assert.equal(known.broken, undefined);
});

test('where all fail the surest reason is given, and it is over at once', async () => {
	const reasons = {a: 'ENETUNREACH', b: 'ETIMEDOUT', c: 'ECONNREFUSED'};
	const {step, known} = await race([v6('a'), v4('b'), v4('c')], reasons);
	assert.equal(step.outcome === 'failed' && step.failure, 'tcp_refused');
	assert.equal(known.broken, undefined);
});

test('where nobody answers it is over in time, and every family has failed', async () => {
	const {step, known, open} = await race([v6('a'), v4('b')], {}, 300);
	assert.equal(step.outcome === 'failed' && step.failure, 'tcp_timeout');
	assert.deepEqual(
		known.observations.map(({outcome}) => outcome),
		['failed', 'failed'],
	);
	assert.equal(open, 0);
});

test('a host with very many addresses is not tried without end', async () => {
	const many = Array.from({length: 50}, (_, i) => v4(`10.0.0.${i}`));
	const behaviours = Object.fromEntries(many.map(({address}) => [address, 'ECONNREFUSED']));
	const {before} = await race(many, behaviours);
	assert.equal(before.length, 8);
});
