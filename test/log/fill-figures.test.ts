import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {Kysely, SqliteDialect} from 'kysely';
import {Migrator} from 'kysely/migration';
import {migrations} from '../../src/log/migrations.ts';
import {openNodeSqlite} from '../../src/log/node-sqlite.ts';
import {openLog} from '../../src/log/open-log.ts';
import {toRow} from '../../src/log/row.ts';
import {recordOf} from '../support/records.ts';

const span = {since: new Date('2026-01-01T00:00:00Z'), until: new Date('2026-03-01T00:00:00Z')};
const askedAt = new Date('2026-01-05T10:00:00Z');
const idAt = (at: Date, index = 0) => {
	const time = at.getTime().toString(16).padStart(12, '0');
	return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-00000000000${index}`;
};
const snowflakeAt = (ms: number) => String(BigInt(ms - 1_420_070_400_000) << 22n);

/** Tables as they were before figures had columns of their own. */
async function openOlder(file: string): Promise<Kysely<Record<string, Record<string, unknown>>>> {
	const db = new Kysely<Record<string, Record<string, unknown>>>({
		dialect: new SqliteDialect({database: openNodeSqlite(file)}),
	});
	const older = Object.entries(migrations).filter(([name]) => name < '0006');
	await new Migrator({
		db,
		provider: {getMigrations: async () => Object.fromEntries(older)},
	}).migrateToLatest();
	return db;
}

test('what was recorded before is counted once the log is opened', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-figures-'));
	t.after(() => rmSync(folder, {recursive: true}));
	const file = join(folder, 'lineman.db');
	const older = await openOlder(file);
	const {answer} = recordOf();
	const model = {
		name: 'small',
		promptVersion: 'answer.v1',
		tokens: {input: 10, output: 2},
		cut: {of: 3, sentences: 0, because: {}},
		totalMs: 900,
	} as const;
	const first = recordOf({
		id: idAt(askedAt),
		conversationId: 'c',
		askedAt,
		place: {channelId: '2', messageId: snowflakeAt(askedAt.getTime())},
		answer: {...answer, writer: 'model', model},
	});
	const followUpAt = new Date(askedAt.getTime() + 60_000);
	const followUp = recordOf({id: idAt(followUpAt), conversationId: 'c', askedAt: followUpAt});
	const muchLaterAt = new Date(askedAt.getTime() + 3 * 86_400_000);
	const muchLater = recordOf({id: idAt(muchLaterAt), conversationId: 'c', askedAt: muchLaterAt});
	for (const record of [first, followUp, muchLater]) {
		const {day: _d, model: _m, input_tokens: _i, output_tokens: _o, cost: _c, ...row} = toRow(record);
		await older.insertInto('answer').values(row).execute();
	}
	for (const [after, suffix] of [
		[900, 'b'],
		[400, 'a'],
	] as const) {
		const message_id = snowflakeAt(askedAt.getTime() + after);
		await older.insertInto('reply').values({message_id, channel_id: suffix, question_id: first.id}).execute();
	}
	const check = {target: 'listen', verdict: 'reachable', elapsed_ms: 60, failed_phase: null, failure: null};
	for (const [at, healthy] of [
		['2026-01-05T10:00:30.000Z', 1],
		['2026-01-05T10:03:30.000Z', 0],
		['2026-01-25T10:00:30.000Z', 1],
	] as const) {
		const phases_json = JSON.stringify({dns: 2, tcp: 10});
		await older
			.insertInto('line_check')
			.values({...check, at, healthy, domain: null, phases_json})
			.execute();
	}
	await older.destroy();

	const log = await openLog(`file:${file}`);
	t.after(() => log.close());
	const {counts, times} = await log.insights.days({...span, settledBefore: span.until});
	assert.deepEqual(
		counts.map(({day, answers, leftAlone}) => [day, answers, leftAlone]),
		[
			['2026-01-05', 2, 1],
			['2026-01-08', 1, 1],
		],
	);
	assert.deepEqual(await log.insights.models(span), [
		{model: 'small', answers: 1, fellBack: 0, inputTokens: 10, outputTokens: 2},
	]);
	const [reply] = times;
	assert.equal(reply?.of, 'first_reply');
	assert.ok(Math.abs((reply?.ms ?? 0) / 400 - 1) < 0.04);
	// Nine healthy checks of ten were thinned out there: the one that failed was one of eleven.
	assert.deepEqual(await log.line.days(span), [
		{target: 'listen', day: '2026-01-05', checks: 11, healthy: 10, phases: {dns: 2, tcp: 10}},
		{target: 'listen', day: '2026-01-25', checks: 1, healthy: 1, phases: {dns: 2, tcp: 10}},
	]);
});
