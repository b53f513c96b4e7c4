import assert from 'node:assert/strict';
import test from 'node:test';
import {checkOwnNetwork} from '../../src/probe/own-network.ts';
import {makeCertificate} from '../support/line-certificates.ts';
import {dialing, listen, listenTls, neverConnects} from '../support/line-servers.ts';

const request = {
	resolve: async () => [{address: '127.0.0.1', family: 4 as const}],
	dial: dialing({}),
	now: () => new Date(),
	withinMs: 2_000,
	signal: new AbortController().signal,
};

test('without controls nothing is claimed', async () => {
	assert.equal(await checkOwnNetwork([], request), 'unknown');
	assert.equal(await checkOwnNetwork(['a.test'], {...request, withinMs: 0}), 'unknown');
});

test('one control that accepts a connection is enough', async () => {
	const server = await listen(() => {});
	const dial = dialing({'127.0.0.9': neverConnects});
	const resolve = async (host: string) => [
		{address: host === 'dead.test' ? '127.0.0.9' : '127.0.0.1', family: 4 as const},
	];
	const controls = ['http://dead.test', `http://alive.test:${server.port}`];
	assert.equal(await checkOwnNetwork(controls, {...request, resolve, dial}), 'works');
	await server.close();
});

test('a control over TLS has to prove who it is: a login portal that accepts everything is no network', async () => {
	const leaf = makeCertificate({name: {organisation: 'E', commonName: 'E'}, hosts: ['alive.test']});
	const server = await listenTls(leaf, () => {});
	const controls = [`https://alive.test:${server.port}`];
	assert.equal(await checkOwnNetwork(controls, request), 'fails');
	assert.equal(await checkOwnNetwork(controls, {...request, ca: [leaf.cert]}), 'works');
	await server.close();
});

test('where no control answers in time, the network here is taken to fail', async () => {
	const dial = dialing({'127.0.0.1': neverConnects});
	assert.equal(await checkOwnNetwork(['a.test', 'b.test'], {...request, dial, withinMs: 80}), 'fails');
});
