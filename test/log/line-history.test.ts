import assert from 'node:assert/strict';
import test from 'node:test';
import {onEachEngine} from '../support/log-engines.ts';
import {probeOf} from '../support/records.ts';

const at = (time: string) => new Date(`2026-01-${time}Z`);
const failed = {
	verdict: 'unreachable',
	failedPhase: 'tls',
	failure: 'tls_expired',
	domain: 'service',
} as const;

onEachEngine(({emptyLog}) => {
	test('checks of one target come back newest first, with what failed', async context => {
		const {line} = await emptyLog(context);
		await line.recordCheck('listen', probeOf({at: at('02T10:00:00')}));
		await line.recordCheck('listen', probeOf({...failed, at: at('02T10:01:00')}));
		await line.recordCheck('speak', probeOf({at: at('02T10:02:00')}));
		assert.deepEqual(await line.checks({target: 'listen', since: at('02T09:00:00')}), [
			{target: 'listen', at: at('02T10:01:00'), healthy: false, failedPhase: 'tls', failure: 'tls_expired'},
			{target: 'listen', at: at('02T10:00:00'), healthy: true},
		]);
		assert.equal((await line.checks({target: 'listen', since: at('02T10:00:30')})).length, 1);
		assert.equal((await line.checks({target: 'listen', since: at('02T09:00:00'), limit: 1})).length, 1);
	});

	test('a check that failed for want of our own network does not count', async context => {
		const {line} = await emptyLog(context);
		await line.recordCheck('listen', probeOf({...failed, domain: 'our_probe'}));
		assert.deepEqual(await line.checks({target: 'listen', since: new Date(0)}), []);
	});

	test('old checks thin out: all of two days, then every tenth minute and every failure, nothing after thirty days', async context => {
		const {line} = await emptyLog(context);
		const now = at('31T12:00:00');
		await line.recordCheck('listen', probeOf({at: at('31T11:07:00')}));
		await line.recordCheck('listen', probeOf({at: at('20T11:07:30')}));
		await line.recordCheck('listen', probeOf({at: at('20T11:10:30')}));
		await line.recordCheck('listen', probeOf({...failed, at: at('20T11:13:00')}));
		await line.recordCheck('listen', probeOf({...failed, at: at('01T11:00:00')}));
		await line.thinChecks(now);
		const kept = await line.checks({target: 'listen', since: new Date(0)});
		assert.deepEqual(
			kept.map(check => check.at.toISOString().slice(8, 16)),
			['31T11:07', '20T11:13', '20T11:10'],
		);
	});

	test('an incident is open until it is closed', async context => {
		const {line} = await emptyLog(context);
		const opened = await line.openIncident({
			target: 'listen',
			openedAt: at('02T10:00:00'),
			failure: 'http_503',
			seenBy: 'watch',
		});
		assert.deepEqual(await line.openIncidents(), [opened]);
		await line.closeIncident(opened.id, at('02T10:30:00'));
		assert.deepEqual(await line.openIncidents(), []);
	});
});
