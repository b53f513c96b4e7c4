import assert from 'node:assert/strict';
import test, {after, before, describe} from 'node:test';
import {openLog} from '../../src/log/open-log.ts';
import {noPostgres, type Postgres, startPostgres} from '../support/postgres.ts';
import {recordOf} from '../support/records.ts';

const first = '01900000-0000-7000-8000-000000000001';

describe('a log on Postgres', () => {
	let postgres: Postgres | undefined;
	before(async () => {
		postgres = await startPostgres();
	});
	after(() => postgres?.stop());

	test('a Postgres that crashes and comes back is used again', async context => {
		if (!postgres) return context.skip(noPostgres);
		const broken: Error[] = [];
		const log = await openLog(await postgres.createDatabase(), {onError: error => broken.push(error)});
		context.after(() => log.close());
		await log.record(recordOf({id: first}));
		await postgres.restart();
		// What the old connections say of the crash may come with the next question only.
		await log.count().catch(() => undefined);
		assert.equal(await log.count(), 1);
		assert.ok(broken.every(error => error instanceof Error));
	});

	test('two processes that open an empty database at once make its tables once', async context => {
		if (!postgres) return context.skip(noPostgres);
		const url = await postgres.createDatabase();
		const logs = await Promise.all([openLog(url), openLog(url)]);
		context.after(() => Promise.all(logs.map(log => log.close())));
		await logs[0].record(recordOf({id: first}));
		assert.equal((await logs[1].find(first))?.id, first);
	});

	test('two processes that put one answer before the moderators at once make one case with both reasons', async context => {
		if (!postgres) return context.skip(noPostgres);
		const url = await postgres.createDatabase();
		const logs = await Promise.all([openLog(url), openLog(url)]);
		context.after(() => Promise.all(logs.map(log => log.close())));
		const at = new Date('2026-03-01T10:00:00Z');
		const reasons = ['refused', 'not_helpful', 'secret_found', 'new_cause'] as const;
		const raised = await Promise.all(
			reasons.map((reason, index) =>
				logs[index % 2]?.moderation.raise({questionId: first, reasons: [reason], at}),
			),
		);
		assert.equal(raised.filter(each => each?.isNew).length, 1);
		assert.deepEqual((await logs[0].moderation.standing(first))?.reasons, [
			'refused',
			'not_helpful',
			'secret_found',
			'new_cause',
		]);
	});

	test('a database that cannot be reached is an error that names it without its password', async () => {
		await assert.rejects(
			openLog('postgres://lineman:hunter2@127.0.0.1:1/lineman'),
			(error: Error) =>
				error.message.startsWith('Cannot open the log "postgres://127.0.0.1:1/lineman": ') &&
				!error.message.includes('hunter2'),
		);
	});
});
