import assert from 'node:assert/strict';
import test from 'node:test';
import {toProbeJson} from '../../src/probe/probe-json.ts';
import type {ProbeReport} from '../../src/probe/probe-report.ts';
import {runFaultLab} from '../support/fault-lab.ts';

const report: ProbeReport = {
	target: 'wss://api.lab.test/v1/listen',
	targetName: 'lab',
	verdict: 'reachable',
	observations: [
		{phase: 'dns', outcome: 'passed', tookMs: 1.234},
		{phase: 'tcp', outcome: 'passed', tookMs: 2},
		{phase: 'tls', outcome: 'passed', tookMs: 3},
		{phase: 'upgrade', outcome: 'passed', tookMs: 4},
	],
	families: [{family: 4, address: '93.184.216.34', outcome: 'connected', tookMs: 2}],
	tls: {protocol: 'TLSv1.3', issuer: 'Lab Trust', daysLeft: 61},
	status: 401,
	fromService: true,
	vendorError: 'Invalid credentials.',
	requestId: 'lab-1',
	headers: {'x-lab-error': 'Invalid credentials.'},
	body: '{}',
	elapsedMs: 10.29,
	measuredFrom: 'the lab',
	at: new Date('2026-03-04T05:06:07.089Z'),
};

test('a report as JSON has every name of the contract', () => {
	assert.deepEqual(toProbeJson(report), {
		target: 'wss://api.lab.test/v1/listen',
		target_name: 'lab',
		verdict: 'reachable',
		failed_phase: null,
		failure: null,
		domain: null,
		also_seen: [],
		phases: [
			{name: 'dns', outcome: 'passed', ms: 1.2, failure: null},
			{name: 'tcp', outcome: 'passed', ms: 2, failure: null},
			{name: 'tls', outcome: 'passed', ms: 3, failure: null},
			{name: 'upgrade', outcome: 'passed', ms: 4, failure: null},
		],
		families: [{family: 4, address: '93.184.216.34', outcome: 'connected', failure: null, ms: 2}],
		proxy: null,
		tls: {protocol: 'TLSv1.3', issuer: 'Lab Trust', days_left: 61},
		status: 401,
		from_service: true,
		vendor_error: 'Invalid credentials.',
		request_id: 'lab-1',
		headers: {'x-lab-error': 'Invalid credentials.'},
		body: '{}',
		close_code: null,
		clock_ahead_ms: null,
		round_trip_ms: null,
		elapsed_ms: 10.3,
		measured_from: 'the lab',
		at: '2026-03-04T05:06:07.089Z',
	});
});

test('for a WebSocket the four phases are always there and in order, and only failed ones have a failure', async () => {
	for (const {name, report} of await runFaultLab()) {
		const json = toProbeJson(report);
		const names = json.phases.map(phase => phase.name).filter(phase => phase !== 'proxy' && phase !== 'open');
		const ask = report.target.startsWith('ws') ? 'upgrade' : 'request';
		assert.deepEqual(names, ['dns', 'tcp', 'tls', ask], name);
		for (const {outcome, failure} of json.phases) assert.equal(failure !== null, outcome === 'failed', name);
		const failed = json.phases.find(({outcome}) => outcome === 'failed');
		assert.equal(json.failed_phase, failed?.name ?? null, name);
		assert.equal(json.failure, failed?.failure ?? null, name);
	}
});
