import assert from 'node:assert/strict';
import test from 'node:test';
import {formatReport} from '../../src/probe/format-report.ts';
import type {ProbeReport} from '../../src/probe/probe-report.ts';
import {readReport} from '../../src/probe/read-report.ts';
import {runFaultLab} from '../support/fault-lab.ts';

const failing: ProbeReport = {
	target: 'wss://api.lab.test/v1/listen?model=one',
	targetName: 'lab',
	verdict: 'unreachable',
	failedPhase: 'tls',
	failure: 'tls_expired',
	domain: 'service',
	alsoSeen: ['ipv6_broken'],
	observations: [
		{phase: 'dns', outcome: 'passed', tookMs: 3.24},
		{phase: 'tcp', outcome: 'passed', tookMs: 20},
		{phase: 'tls', outcome: 'failed', failure: 'tls_expired', tookMs: 31.08},
		{phase: 'upgrade', outcome: 'skipped', because: 'not reached', tookMs: 0},
	],
	families: [
		{family: 4, address: '93.184.216.34', outcome: 'connected', tookMs: 20},
		{family: 6, address: '2606:2800::1', outcome: 'failed', failure: 'tcp_timeout', tookMs: 1200},
	],
	proxy: 'proxy.inside.example:3128',
	tls: {protocol: 'TLSv1.3', issuer: 'Lab Trust, R1', daysLeft: -3},
	headers: {'x-lab-trace': 'whatever'},
	body: 'first bytes',
	clockAheadMs: -61_000,
	elapsedMs: 1254.36,
	measuredFrom: "a member's machine",
	at: new Date('2026-03-04T05:06:07.089Z'),
};

test('a report to paste back says what failed, one fact a line', () => {
	assert.equal(
		formatReport(failing),
		[
			'lineman-report v1',
			'target: wss://api.lab.test/v1/listen?model=one',
			'verdict: unreachable',
			'failed: tls tls_expired',
			'side: service',
			'also: ipv6_broken',
			'phases: dns passed 3.2 ms, tcp passed 20 ms, tls failed 31.1 ms tls_expired, upgrade skipped',
			'families: IPv4 connected, IPv6 failed tcp_timeout',
			'proxy: yes',
			'tls: TLSv1.3, -3 days left, issuer Lab Trust, R1',
			'clock ahead: -61 s',
			'elapsed: 1254.4 ms',
			"from: a member's machine",
			'at: 2026-03-04T05:06:07.089Z',
			'end of report',
		].join('\n'),
	);
});

test('headers, body, addresses and the name of a proxy stay where they are', () => {
	assert.doesNotMatch(formatReport(failing), /whatever|first bytes|93\.184|2606|inside\.example/);
});

test('what is written is read back', () => {
	assert.deepEqual(readReport(formatReport(failing)), {
		target: failing.target,
		verdict: 'unreachable',
		failedPhase: 'tls',
		failure: 'tls_expired',
		domain: 'service',
		alsoSeen: ['ipv6_broken'],
		phases: [
			{phase: 'dns', outcome: 'passed', tookMs: 3.2},
			{phase: 'tcp', outcome: 'passed', tookMs: 20},
			{phase: 'tls', outcome: 'failed', tookMs: 31.1, failure: 'tls_expired'},
			{phase: 'upgrade', outcome: 'skipped'},
		],
		throughProxy: true,
		measuredFrom: "a member's machine",
		at: failing.at,
	});
});

test('every report of the fault lab is read back as it was', async () => {
	for (const {name, report} of await runFaultLab()) {
		const read = readReport(formatReport(report));
		assert.ok(read, name);
		assert.deepEqual(
			{
				verdict: read.verdict,
				failure: read.failure,
				domain: read.domain,
				status: read.status,
				fromService: read.fromService,
				vendorError: read.vendorError,
				closeCode: read.closeCode,
				alsoSeen: read.alsoSeen,
				phases: read.phases.map(({phase, outcome, failure}) => [phase, outcome, failure]),
			},
			{
				verdict: report.verdict,
				failure: report.failure,
				domain: report.domain,
				status: report.status,
				fromService: report.fromService,
				vendorError: report.vendorError,
				closeCode: report.closeCode,
				alsoSeen: report.alsoSeen ?? [],
				phases: report.observations.map(seen => [
					seen.phase,
					seen.outcome,
					seen.outcome === 'failed' ? seen.failure : undefined,
				]),
			},
			name,
		);
	}
});

test('what a server said cannot leave its line or end a code block', () => {
	const text = formatReport({...failing, vendorError: 'no\r\nverdict: open\u2028x ``` @everyone\u202e'});
	assert.match(text, /^error: no verdict: open x ''' @everyone$/m);
	assert.equal(readReport(text)?.verdict, 'unreachable');
});

test('a report is found in a quotation, in a code block, with any line ends, among other words', () => {
	const text = formatReport(failing);
	const forms = [
		`here you go:\n\`\`\`\n${text}\n\`\`\`\nthanks`,
		text.replaceAll(/^/gm, '> '),
		text.replaceAll('\n', '\r\n'),
		`> \`\`\`\n${text.replaceAll(/^/gm, '> ')}\n> \`\`\``,
	];
	for (const form of forms) assert.deepEqual(readReport(form), readReport(text), form);
});

const unreadable = [
	['no report', 'wss://api.lab.test/ does not work'],
	['an unknown version', 'lineman-report v2\ntarget: wss://a.test/\nverdict: open'],
	['no target', 'lineman-report v1\nverdict: open'],
	['a target that is no URL', 'lineman-report v1\ntarget: wss://[\nverdict: open'],
	['a target of another scheme', 'lineman-report v1\ntarget: javascript:alert(1)\nverdict: open'],
	['no verdict', 'lineman-report v1\ntarget: wss://a.test/'],
	['an unknown verdict', 'lineman-report v1\ntarget: wss://a.test/\nverdict: perfect'],
	['facts after the end', 'lineman-report v1\nend of report\ntarget: wss://a.test/\nverdict: open'],
] as const;
for (const [name, text] of unreadable) {
	test(`${name} is not read as a report`, () => {
		assert.equal(readReport(text), undefined);
	});
}

test('what a pasted report says in other words than ours is left out', () => {
	const read = readReport(
		[
			'lineman-report v1',
			'target: wss://a.test/',
			'verdict: refused',
			'failed: moon moon_phase',
			'side: the moon',
			'also: ipv6_broken moon_phase constructor',
			'phases: dns passed 1 ms, moon failed 2 ms, tcp perfect, tls failed 1 ms __proto__',
			'status: 9000',
			'from service: perhaps',
			'close code: -1',
			'at: yesterday',
			'new fact: of a later version',
			'verdict: open',
		].join('\n'),
	);
	assert.deepEqual(read, {
		target: 'wss://a.test/',
		verdict: 'refused',
		alsoSeen: ['ipv6_broken'],
		phases: [
			{phase: 'dns', outcome: 'passed', tookMs: 1},
			{phase: 'tls', outcome: 'failed', tookMs: 1},
		],
		throughProxy: false,
	});
});

test('a hostile text is read in no time', () => {
	const started = performance.now();
	readReport(`lineman-report v1\n${'a '.repeat(500_000)}`);
	readReport(`lineman-report v1\ntarget: ${'wss://'.repeat(200_000)}`);
	readReport(`${'> '.repeat(500_000)}lineman-report v1`);
	readReport(`lineman-report v1\nphases: ${'dns passed 1 ms, '.repeat(60_000)}`);
	assert.ok(performance.now() - started < 1_000);
});
