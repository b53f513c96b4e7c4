import assert from 'node:assert/strict';
import test from 'node:test';
import {incidentLine} from '../../src/watch/incident-line.ts';

const incident = {
	id: 1,
	target: 'listen',
	failure: 'http_503',
	seenBy: 'watch',
	openedAt: new Date('2026-01-02T14:02:00Z'),
} as const;
const targets = [{name: 'listen', title: 'Speech to text'}];

test('an incident says what, by whom and since when', () => {
	assert.equal(
		incidentLine(incident, targets),
		'⚠️ Speech to text: the regular checks see HTTP 503 Service Unavailable since 14:02 UTC',
	);
	assert.match(
		incidentLine({...incident, target: 'gone', seenBy: 'reports'}, targets),
		/^⚠️ gone: several members see/,
	);
});

test('the end of an incident says how long it was', () => {
	const closedAt = new Date('2026-01-02T14:40:20Z');
	assert.equal(
		incidentLine({...incident, closedAt}, targets),
		'✅ Speech to text works again, after 38 min (it showed HTTP 503 Service Unavailable)',
	);
});
