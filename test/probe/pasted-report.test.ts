import assert from 'node:assert/strict';
import test from 'node:test';
import {formatReport} from '../../src/probe/format-report.ts';
import {setReportAside, withPastedReport} from '../../src/probe/pasted-report.ts';
import {evidenceOf, probeOf} from '../support/records.ts';

const target = {
	name: 'listen',
	title: '',
	url: 'wss://voice.example/v1/listen?model=one',
	keyless: {statuses: [401]},
	subprotocols: [],
};
const failed = probeOf({
	verdict: 'unreachable',
	failedPhase: 'dns',
	failure: 'dns_not_found',
	observations: [{phase: 'dns', tookMs: 4, outcome: 'failed', failure: 'dns_not_found'}],
});

test('a pasted report is set apart from the words around it', () => {
	const {text, report} = setReportAside(`here it is:\n\`\`\`\n${formatReport(probeOf())}\n\`\`\`\nhelp?`);
	assert.equal(report?.verdict, 'reachable');
	assert.equal(text, 'here it is:\n```\n```\nhelp?');
});

test('a text without a report stays as it is', () => {
	assert.deepEqual(setReportAside('lineman-report v1\nnothing'), {text: 'lineman-report v1\nnothing'});
});

test('what the service said to a refused test stays with the words', () => {
	const refused = probeOf({
		verdict: 'refused',
		status: 400,
		failure: 'http_400',
		vendorError: 'No such model.',
	});
	assert.equal(setReportAside(formatReport(refused)).text, 'error: No such model.');
	assert.equal(setReportAside(formatReport(probeOf({vendorError: 'Invalid credentials.'}))).text, '');
});

test('a failed test on the member’s machine leads the failures, and names the target', () => {
	const {report} = setReportAside(formatReport(failed));
	assert.ok(report);
	const evidence = withPastedReport(
		evidenceOf({failures: [{code: 'close_1006', turn: 0, excerpt: ''}]}),
		report,
		[target],
	);
	assert.deepEqual(
		evidence.failures.map(({code}) => code),
		['dns_not_found', 'close_1006'],
	);
	assert.equal(evidence.target, 'listen');
	assert.match(evidence.text, /failed: dns dns_not_found/);
});

test('the 401 of a passed test without a key is no refusal of the member’s key', () => {
	const {report} = setReportAside(formatReport(probeOf()));
	assert.ok(report);
	const {failures, statuses} = withPastedReport(evidenceOf(), report, [target]);
	assert.deepEqual([failures, statuses], [[], []]);
});

test('only what was understood of a report is kept: no secret in its target, no words of somebody else', () => {
	const changed = `${formatReport(failed)
		.replace('?model', '')
		.replace('/v1/listen', '/v1/listen?api_key=0123456789abcdef0123')}\nfrom: @everyone`;
	const {report} = setReportAside(changed);
	assert.ok(report);
	const {text} = withPastedReport(evidenceOf({text: ''}), report, [target]);
	assert.doesNotMatch(text, /0123456789abcdef|everyone/);
});
