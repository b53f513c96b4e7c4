import assert from 'node:assert/strict';
import test from 'node:test';
import {probeTargets} from '../../src/probe/probe-targets.ts';
import {labOptions, labTarget} from '../support/fault-lab.ts';
import {afterRequest, httpText, listen} from '../support/line-servers.ts';

const answer = httpText({status: 401, headers: {'x-lab-request-id': '1'}});

test('all targets are tested at once, a shared host is looked up once, and reports keep the order', async () => {
	const paths = ['one', 'two', 'three', 'four', 'five', 'six'];
	const waiting: (() => void)[] = [];
	// Nobody gets an answer before all have asked: one after another would never end.
	const server = await listen(
		afterRequest(socket => {
			waiting.push(() => socket.end(answer));
			if (waiting.length === paths.length) for (const go of waiting) go();
		}),
	);
	const asked: string[] = [];
	const heard: string[] = [];
	const reports = await probeTargets(
		paths.map(path => ({...labTarget, name: path, url: `ws://api.lab.test:${server.port}/${path}`})),
		{
			...labOptions,
			resolve: async host => {
				asked.push(host);
				return [{address: '127.0.0.1', family: 4}];
			},
			onObservation: (target, {phase}) => {
				if (phase === 'upgrade') heard.push(target.name);
			},
		},
	);
	await server.close();
	assert.deepEqual(
		reports.map(({targetName, verdict}) => [targetName, verdict]),
		paths.map(path => [path, 'reachable']),
	);
	assert.deepEqual(asked, ['api.lab.test']);
	assert.deepEqual(heard.sort(), [...paths].sort());
});
