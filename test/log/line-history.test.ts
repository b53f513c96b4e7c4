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

	test('old checks thin out: all of two days, then one of every ten minutes and every failure, nothing after thirty days', async context => {
		const {line} = await emptyLog(context);
		const now = at('31T12:00:00');
		await line.recordCheck('listen', probeOf({at: at('31T11:07:00')}));
		await line.recordCheck('listen', probeOf({at: at('20T11:10:30')}));
		await line.recordCheck('listen', probeOf({at: at('20T11:17:30')}));
		await line.recordCheck('speak', probeOf({at: at('20T11:17:40')}));
		await line.recordCheck('listen', probeOf({...failed, at: at('20T11:13:00')}));
		await line.recordCheck('listen', probeOf({...failed, at: at('01T11:00:00')}));
		await line.thinChecks(now);
		const kept = await line.checks({target: 'listen', since: new Date(0)});
		assert.deepEqual(
			kept.map(check => check.at.toISOString().slice(8, 16)),
			['31T11:07', '20T11:13', '20T11:10'],
		);
	});

	test('checks that were thinned out still count, so that a day stays as available as it was', async context => {
		const {line} = await emptyLog(context);
		for (let minute = 10; minute < 50; minute++) {
			await line.recordCheck('listen', probeOf({at: at(`20T11:${minute}:30`)}));
		}
		await line.recordCheck('listen', probeOf({...failed, at: at('20T11:55:00')}));
		await line.recordCheck('listen', probeOf({...failed, domain: 'our_probe', at: at('20T11:56:00')}));
		const time = {since: at('20T00:00:00'), until: at('21T00:00:00')};
		const before = await line.days(time);
		assert.deepEqual(before, [
			{
				target: 'listen',
				day: '2026-01-20',
				checks: 41,
				healthy: 40,
				phases: {dns: 2, tcp: 10, tls: 20, upgrade: 30},
			},
		]);
		await line.thinChecks(at('31T12:00:00'));
		assert.equal((await line.checks({target: 'listen', since: new Date(0)})).length, 5);
		assert.deepEqual(await line.days(time), before);
		await line.thinChecks(at('31T13:00:00'));
		assert.deepEqual(await line.days(time), before);
	});

	test('an incident belongs to every time at which it was open', async context => {
		const {line} = await emptyLog(context);
		const given = {target: 'listen', failure: 'http_503', seenBy: 'watch'} as const;
		const over = (await line.openIncident({...given, openedAt: at('02T10:00:00')})) ?? assert.fail();
		await line.closeIncident(over.id, at('02T10:30:00'));
		const open = (await line.openIncident({...given, openedAt: at('04T10:00:00')})) ?? assert.fail();
		const within = async (since: string, until: string) =>
			(await line.incidents({since: at(since), until: at(until)})).map(({id}) => id);
		assert.deepEqual(await within('02T10:15:00', '03T00:00:00'), [over.id]);
		assert.deepEqual(await within('02T11:00:00', '04T00:00:00'), []);
		assert.deepEqual(await within('01T00:00:00', '31T00:00:00'), [over.id, open.id]);
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
		await line.closeIncident(opened?.id ?? assert.fail(), at('02T10:30:00'));
		assert.deepEqual(await line.openIncidents(), []);
	});

	test('a target has one incident at a time, however many see it begin', async context => {
		const {line} = await emptyLog(context);
		const given = {target: 'listen', failure: 'http_503', openedAt: at('02T10:00:00')} as const;
		const opened = await Promise.all([
			line.openIncident({...given, seenBy: 'watch'}),
			line.openIncident({...given, seenBy: 'reports'}),
		]);
		assert.equal(opened.filter(incident => incident !== undefined).length, 1);
		assert.equal((await line.openIncidents()).length, 1);
	});

	test('what members saw is counted for all processes, and names nobody', async context => {
		const {line} = await emptyLog(context);
		const seen = (askerId: string, time: string) =>
			line.recordReport({target: 'listen', failure: 'http_503', askerId, at: at(time)});
		await seen('42', '02T10:00:00');
		await seen('42', '02T10:01:00');
		await seen('43', '02T10:02:00');
		const reports = await line.reports({target: 'listen', since: at('02T10:01:00')});
		assert.deepEqual(
			reports.map(report => report.at),
			[at('02T10:01:00'), at('02T10:02:00')],
		);
		assert.equal(new Set(reports.map(({askerId}) => askerId)).size, 2);
		assert.ok(!reports.some(({askerId}) => askerId === '42'));
		await line.thinChecks(at('04T10:00:00'));
		assert.deepEqual(await line.reports({target: 'listen', since: at('01T00:00:00')}), []);
	});
});
