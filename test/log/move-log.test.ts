import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {after, before, describe, type TestContext} from 'node:test';
import {moveLog} from '../../src/log/move-log.ts';
import {openDatabase} from '../../src/log/open-database.ts';
import {type OpenLog, openLog} from '../../src/log/open-log.ts';
import {usualSettings} from '../../src/log/server-settings.ts';
import {noPostgres, type Postgres, startPostgres} from '../support/postgres.ts';
import {probeOf, recordOf} from '../support/records.ts';

const first = '01900000-0000-7000-8000-000000000001';
const guildId = '111111111111111111';
const at = new Date('2026-03-01T10:00:00Z');

function fileIn(context: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-move-'));
	context.after(() => rmSync(folder, {recursive: true}));
	return `file:${join(folder, 'lineman.db')}`;
}

/** A log with something in every table that is ours to fill. */
async function fill(log: OpenLog): Promise<void> {
	for (let n = 0; n < 700; n++) {
		await log.rememberReply({questionId: first, channelId: '2', messageId: `m${n}`});
	}
	await log.record(recordOf({id: first, place: {guildId, channelId: '2'}}));
	await log.giveFeedback({questionId: first, byId: '7', kind: 'not_helpful', note: 'ő 你好 🙂', at});
	await log.line.recordCheck('listen', probeOf({at}));
	await log.line.openIncident({target: 'listen', openedAt: at, failure: 'tls_expired', seenBy: 'watch'});
	await log.settings.keep({guildId, settings: usualSettings, byId: '7', at});
	await log.moderation.raise({questionId: first, guildId, reasons: ['refused'], at});
	await log.moderation.review({questionId: first, byId: '7', judgement: 'wrong', at});
	await log.moderation.correct({questionId: first, byId: '7', text: 'Better', at});
	await log.moderation.note({at, byId: '7', action: 'correct_answer', subject: first});
	await log.modelUse.correct({at, tokens: 3_000_000_000, user: {serverId: guildId, memberId: '7'}});
}

async function contents(log: OpenLog) {
	return {
		record: await log.find(first),
		feedback: await log.feedbackOf(first),
		checks: await log.line.checks({target: 'listen', since: new Date(0)}),
		incidents: await log.line.openIncidents(),
		settings: await log.settings.of(guildId),
		standing: await log.moderation.standing(first),
		reviews: await log.moderation.reviewsOf(first),
		corrections: await log.moderation.correctionsOf(first),
		used: await log.modelUse.usedOn(at, {serverId: guildId, memberId: '7'}),
		history: await log.moderation.history({limit: 10}),
		found: await log.answers.ids({filter: {words: '"it fails"'}, limit: 10}),
	};
}

describe('moving a log', () => {
	let postgres: Postgres | undefined;
	before(async () => {
		postgres = await startPostgres();
	});
	after(() => postgres?.stop());

	test('everything arrives in Postgres, and in SQLite again, and goes on there', async context => {
		if (!postgres) return context.skip(noPostgres);
		const [from, to, back] = [fileIn(context), await postgres.createDatabase(), fileIn(context)];
		const source = await openLog(from);
		await fill(source);
		const wanted = await contents(source);
		assert.deepEqual(wanted.found, [first]);
		await source.close();

		const heard: string[] = [];
		const moved = await moveLog({from, to, onTable: ({table}) => heard.push(table)});
		assert.deepEqual(
			moved.map(({table}) => table),
			heard,
		);
		assert.equal(moved.find(({table}) => table === 'reply')?.rows, 700);
		const there = await openLog(to);
		assert.deepEqual(await contents(there), wanted);
		// The numbers that follow are new ones.
		await there.moderation.correct({questionId: first, byId: '8', text: 'Best', at});
		await there.line.openIncident({target: 'speak', openedAt: at, failure: 'tls_expired', seenBy: 'watch'});
		await there.close();

		await moveLog({from: to, to: back});
		const again = await openLog(back);
		context.after(() => again.close());
		assert.equal((await again.moderation.correctionsOf(first)).at(-1)?.text, 'Best');
	});

	test('every table of the database is moved', async context => {
		const url = fileIn(context);
		const db = await openDatabase(url);
		const tables = (await db.introspection.getTables()).map(({name}) => name);
		await db.destroy();
		const moved = await moveLog({from: url, to: fileIn(context)});
		const ours = tables.filter(name => !/^(?:kysely_|sqlite_)/.test(name) && !/_fts(?:_|$)/.test(name));
		assert.deepEqual(moved.map(({table}) => table).sort(), ours.sort());
	});

	test('a database that holds anything is left as it is', async context => {
		const [from, to] = [fileIn(context), fileIn(context)];
		for (const url of [from, to]) {
			const log = await openLog(url);
			await log.record(recordOf({id: first}));
			await log.close();
		}
		await assert.rejects(
			moveLog({from, to}),
			/the other database has rows in "answer" already, want an empty one/,
		);
	});

	test('a log is not moved onto itself', async context => {
		const url = fileIn(context);
		await assert.rejects(moveLog({from: url, to: url}), /found the same database twice/);
	});
});
