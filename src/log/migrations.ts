import {type Kysely, sql} from 'kysely';
import type {Migration} from 'kysely/migration';
import {keepMissingWords} from './answer-search.ts';
import {columnTypes, isPostgres} from './column-types.ts';
import {fillFigures} from './fill-figures.ts';
import type {Schema} from './schema.ts';

/** Every step from an empty database to `Schema`, on each engine. A step that was released is never edited: add the next one. */
export const migrations: Readonly<Record<string, Migration>> = {
	'0001_answers': {
		async up(db: Kysely<unknown>) {
			const {text, real, serial} = columnTypes(db);
			await db.schema
				.createTable('answer')
				.addColumn('id', text, column => column.primaryKey())
				.addColumn('conversation_id', text, column => column.notNull())
				.addColumn('asked_at', text, column => column.notNull())
				.addColumn('door', text, column => column.notNull())
				.addColumn('asker_id', text)
				.addColumn('guild_id', text)
				.addColumn('channel_id', text)
				.addColumn('message_id', text)
				.addColumn('question', text, column => column.notNull())
				.addColumn('language', text, column => column.notNull())
				.addColumn('verdict', text, column => column.notNull())
				.addColumn('cause', text)
				.addColumn('confidence', real)
				.addColumn('domain', text, column => column.notNull())
				.addColumn('refused', 'integer', column => column.notNull())
				.addColumn('writer', text, column => column.notNull())
				.addColumn('elapsed_ms', real, column => column.notNull())
				.addColumn('evidence_json', text, column => column.notNull())
				.addColumn('probe_json', text)
				.addColumn('sections_json', text, column => column.notNull())
				.addColumn('diagnosis_json', text, column => column.notNull())
				.addColumn('answer_json', text, column => column.notNull())
				.addColumn('times_json', text, column => column.notNull())
				.execute();
			await db.schema
				.createIndex('answer_conversation')
				.on('answer')
				.columns(['conversation_id', 'id'])
				.execute();
			await db.schema.createIndex('answer_message').on('answer').column('message_id').execute();
			await db.schema
				.createIndex('answer_asker')
				.on('answer')
				.columns(['asker_id', 'channel_id', 'asked_at'])
				.execute();

			await db.schema
				.createTable('reply')
				.addColumn('message_id', text, column => column.primaryKey())
				.addColumn('channel_id', text, column => column.notNull())
				.addColumn('question_id', text, column => column.notNull())
				.execute();
			await db.schema.createIndex('reply_question').on('reply').column('question_id').execute();

			await db.schema
				.createTable('feedback')
				.addColumn('id', 'integer', serial)
				.addColumn('question_id', text, column => column.notNull())
				.addColumn('by_id', text, column => column.notNull())
				.addColumn('kind', text, column => column.notNull())
				.addColumn('note', text)
				.addColumn('at', text, column => column.notNull())
				.addUniqueConstraint('feedback_once', ['question_id', 'by_id', 'kind'])
				.execute();
		},
	},
	'0002_line': {
		async up(db: Kysely<unknown>) {
			const {text, real, serial} = columnTypes(db);
			await db.schema
				.createTable('line_check')
				.addColumn('id', 'integer', serial)
				.addColumn('target', text, column => column.notNull())
				.addColumn('at', text, column => column.notNull())
				.addColumn('healthy', 'integer', column => column.notNull())
				.addColumn('verdict', text, column => column.notNull())
				.addColumn('failed_phase', text)
				.addColumn('failure', text)
				.addColumn('domain', text)
				.addColumn('elapsed_ms', real, column => column.notNull())
				.addColumn('phases_json', text, column => column.notNull())
				.execute();
			await db.schema.createIndex('line_check_target').on('line_check').columns(['target', 'at']).execute();

			await db.schema
				.createTable('incident')
				.addColumn('id', 'integer', serial)
				.addColumn('target', text, column => column.notNull())
				.addColumn('opened_at', text, column => column.notNull())
				.addColumn('closed_at', text)
				.addColumn('failure', text, column => column.notNull())
				.addColumn('seen_by', text, column => column.notNull())
				.execute();
			await db.schema.createIndex('incident_open').on('incident').columns(['target', 'closed_at']).execute();
		},
	},
	'0003_moderation': {
		async up(db: Kysely<unknown>) {
			const {text, serial} = columnTypes(db);
			await db.schema
				.createTable('server_settings')
				.addColumn('guild_id', text, column => column.primaryKey())
				.addColumn('settings_json', text, column => column.notNull())
				.addColumn('changed_by', text, column => column.notNull())
				.addColumn('changed_at', text, column => column.notNull())
				.execute();

			await db.schema
				.createTable('standing')
				.addColumn('question_id', text, column => column.primaryKey())
				.addColumn('guild_id', text)
				.addColumn('reasons_json', text, column => column.notNull())
				.addColumn('state', text, column => column.notNull())
				.addColumn('publication', text, column => column.notNull())
				.addColumn('card_channel_id', text)
				.addColumn('card_message_id', text)
				.addColumn('opened_at', text, column => column.notNull())
				.addColumn('closed_by', text)
				.addColumn('closed_at', text)
				.execute();
			await db.schema
				.createIndex('standing_open')
				.on('standing')
				.columns(['state', 'guild_id', 'question_id'])
				.execute();
			await db.schema.createIndex('standing_card').on('standing').column('card_message_id').execute();

			await db.schema
				.createTable('review')
				.addColumn('question_id', text, column => column.notNull())
				.addColumn('by_id', text, column => column.notNull())
				.addColumn('judgement', text, column => column.notNull())
				.addColumn('note', text)
				.addColumn('at', text, column => column.notNull())
				.addPrimaryKeyConstraint('review_once', ['question_id', 'by_id'])
				.execute();

			await db.schema
				.createTable('correction')
				.addColumn('id', 'integer', serial)
				.addColumn('question_id', text, column => column.notNull())
				.addColumn('by_id', text, column => column.notNull())
				.addColumn('at', text, column => column.notNull())
				.addColumn('cause', text)
				.addColumn('text', text, column => column.notNull())
				.addColumn('link', text)
				.execute();
			await db.schema
				.createIndex('correction_question')
				.on('correction')
				.columns(['question_id', 'id'])
				.execute();

			await db.schema
				.createTable('audit')
				.addColumn('id', 'integer', serial)
				.addColumn('at', text, column => column.notNull())
				.addColumn('by_id', text, column => column.notNull())
				.addColumn('guild_id', text)
				.addColumn('action', text, column => column.notNull())
				.addColumn('subject', text)
				.addColumn('detail_json', text)
				.execute();
			await db.schema.createIndex('audit_subject').on('audit').columns(['subject', 'id']).execute();
			await db.schema.createIndex('audit_guild').on('audit').columns(['guild_id', 'id']).execute();
			await db.schema.createIndex('answer_guild').on('answer').columns(['guild_id', 'id']).execute();
		},
	},
	'0004_causes': {
		async up(db: Kysely<unknown>) {
			await db.schema.createIndex('answer_cause').on('answer').columns(['cause', 'id']).execute();
		},
	},
	'0004_privacy': {
		async up(db: Kysely<unknown>) {
			const {text} = columnTypes(db);
			for (const name of ['author_id', 'text_gone']) {
				await db.schema.alterTable('answer').addColumn(name, text).execute();
			}
			await db.schema.alterTable('answer').addColumn('kept_days', 'integer').execute();
			await db.schema.createIndex('answer_text').on('answer').columns(['text_gone', 'id']).execute();
			await db.schema.createIndex('answer_author').on('answer').column('author_id').execute();
			for (const table of ['feedback', 'review', 'correction', 'audit']) {
				await db.schema.createIndex(`${table}_by`).on(table).column('by_id').execute();
			}

			await db.schema
				.createTable('quotation')
				.addColumn('message_id', text, column => column.primaryKey())
				.addColumn('channel_id', text, column => column.notNull())
				.addColumn('question_id', text, column => column.notNull())
				.execute();
			await db.schema.createIndex('quotation_question').on('quotation').column('question_id').execute();

			await db.schema
				.createTable('pending')
				.addColumn('question_id', text, column => column.primaryKey())
				.addColumn('source', text, column => column.notNull().unique())
				.addColumn('asked_at', text, column => column.notNull())
				.addColumn('asker_id', text, column => column.notNull())
				.addColumn('guild_id', text)
				.addColumn('channel_id', text, column => column.notNull())
				.addColumn('reply_channel_id', text)
				.addColumn('reply_message_id', text)
				.addColumn('asked_json', text, column => column.notNull())
				.addColumn('tries', 'integer', column => column.notNull())
				.execute();
			await db.schema.createIndex('pending_asker').on('pending').column('asker_id').execute();

			await db.schema
				.createTable('secret')
				.addColumn('name', text, column => column.primaryKey())
				.addColumn('value', text, column => column.notNull())
				.execute();
		},
	},
	'0005_console': {
		async up(db: Kysely<unknown>) {
			const {text} = columnTypes(db);
			await db.schema
				.createTable('session')
				.addColumn('id_hash', text, column => column.primaryKey())
				.addColumn('person_id', text, column => column.notNull())
				.addColumn('name', text, column => column.notNull())
				.addColumn('servers_json', text)
				.addColumn('browser', text, column => column.notNull())
				.addColumn('created_at', text, column => column.notNull())
				.addColumn('checked_at', text, column => column.notNull())
				.addColumn('seen_at', text, column => column.notNull())
				.execute();
			await db.schema.createIndex('session_person').on('session').column('person_id').execute();
			await db.schema
				.createTable('sign_in_link')
				.addColumn('token_hash', text, column => column.primaryKey())
				.addColumn('expires_at', text, column => column.notNull())
				.execute();

			for (const column of ['channel_id', 'writer', 'refused', 'door']) {
				await db.schema.createIndex(`answer_${column}`).on('answer').columns([column, 'id']).execute();
			}
			await db.schema.createIndex('answer_confidence').on('answer').columns(['id', 'confidence']).execute();
			// A moderator sees one server; whatever else is asked for then is read from the index alone.
			await db.schema
				.createIndex('answer_desk')
				.on('answer')
				.columns(['guild_id', 'id', 'confidence', 'refused', 'writer', 'cause', 'channel_id'])
				.execute();
			await db.schema.createIndex('feedback_kind').on('feedback').columns(['kind', 'question_id']).execute();
			await db.schema
				.createIndex('review_judgement')
				.on('review')
				.columns(['judgement', 'question_id'])
				.execute();
			for (const column of ['state', 'publication']) {
				await db.schema
					.createIndex(`standing_${column}`)
					.on('standing')
					.columns([column, 'question_id'])
					.execute();
			}
			await db.schema.createIndex('standing_closed').on('standing').column('closed_at').execute();

			await createSearch(db);
			await keepMissingWords(db as Kysely<Schema>);
		},
	},
	'0006_insights': {
		async up(db: Kysely<unknown>) {
			const {text, real} = columnTypes(db);
			for (const name of ['day', 'model'] as const) {
				await db.schema.alterTable('answer').addColumn(name, text).execute();
			}
			for (const name of ['input_tokens', 'output_tokens'] as const) {
				await db.schema.alterTable('answer').addColumn(name, 'integer').execute();
			}
			for (const name of ['cost', 'first_reply_ms'] as const) {
				await db.schema.alterTable('answer').addColumn(name, real).execute();
			}
			await db.schema
				.alterTable('answer')
				.addColumn('followed', 'integer', column => column.notNull().defaultTo(0))
				.execute();
			for (const name of ['dns_ms', 'tcp_ms', 'tls_ms', 'upgrade_ms'] as const) {
				await db.schema.alterTable('line_check').addColumn(name, real).execute();
			}
			await db.schema
				.alterTable('line_check')
				.addColumn('checks', 'integer', column => column.notNull().defaultTo(1))
				.execute();
			await fillFigures(db as Kysely<Schema>);

			// Rows are long: what is counted is read from an index alone. This one has the order in which it is grouped.
			await db.schema
				.createIndex('answer_days')
				.on('answer')
				.columns([
					'day',
					'door',
					'refused',
					'cause',
					'id',
					'guild_id',
					'followed',
					'writer',
					'elapsed_ms',
					'first_reply_ms',
					'model',
					'input_tokens',
					'output_tokens',
					'cost',
				])
				.execute();
			// What was said of answers is joined with this one.
			await db.schema
				.createIndex('answer_figures')
				.on('answer')
				.columns(['id', 'guild_id', 'day', 'refused', 'cause', 'followed', 'confidence', 'text_gone'])
				.execute();
			await db.schema
				.createIndex('line_check_days')
				.on('line_check')
				.columns([
					'at',
					'target',
					'healthy',
					'checks',
					'domain',
					'elapsed_ms',
					'dns_ms',
					'tcp_ms',
					'tls_ms',
					'upgrade_ms',
				])
				.execute();
		},
	},
	'0007_model_use': {
		async up(db: Kysely<unknown>) {
			const {text} = columnTypes(db);
			await db.schema
				.createTable('model_use')
				.addColumn('day', text, column => column.notNull())
				.addColumn('scope', text, column => column.notNull())
				.addColumn('subject', text, column => column.notNull())
				.addColumn('tokens', 'bigint', column => column.notNull())
				.addPrimaryKeyConstraint('model_use_of', ['day', 'scope', 'subject'])
				.execute();
		},
	},
	'0009_shared': {
		async up(db: Kysely<unknown>) {
			const {text, real, serial} = columnTypes(db);
			await db.schema.alterTable('pending').addColumn('holder', 'integer').execute();
			await db.schema
				.alterTable('pending')
				.addColumn('begun', 'integer', column => column.notNull().defaultTo(0))
				.execute();
			await db.schema
				.createTable('allowance')
				.addColumn('scope', text, column => column.notNull())
				.addColumn('subject', text, column => column.notNull())
				.addColumn('tokens', real, column => column.notNull())
				.addColumn('filled_ms', real, column => column.notNull())
				.addPrimaryKeyConstraint('allowance_of', ['scope', 'subject'])
				.execute();
			await db.schema
				.createTable('failure_report')
				.addColumn('id', 'integer', serial)
				.addColumn('target', text, column => column.notNull())
				.addColumn('failure', text, column => column.notNull())
				.addColumn('asker', text, column => column.notNull())
				.addColumn('at', text, column => column.notNull())
				.execute();
			await db.schema.createIndex('failure_report_at').on('failure_report').column('at').execute();
			// One incident of each target at a time, however many processes see it begin.
			await sql`
				update incident set closed_at = opened_at where closed_at is null and id not in
					(select min(id) from incident where closed_at is null group by target)
			`.execute(db);
			await db.schema.dropIndex('incident_open').execute();
			await sql`create unique index incident_open on incident (target) where closed_at is null`.execute(db);
		},
	},
};

/** What answers are found by; it goes with the answer, and takes another id with it. */
async function createSearch(db: Kysely<unknown>): Promise<void> {
	const {text, serial} = columnTypes(db);
	const words = db.schema
		.createTable('answer_fts_words')
		.addColumn('question_id', text, column =>
			column.notNull().unique().references('answer.id').onDelete('cascade').onUpdate('cascade'),
		);
	if (isPostgres(db)) {
		await words.addColumn('words', sql`tsvector`, column => column.notNull()).execute();
		await sql`create index answer_fts on answer_fts_words using gin (words)`.execute(db);
		return;
	}
	await words
		.addColumn('id', 'integer', serial)
		.addColumn('words', text, column => column.notNull())
		.execute();
	await sql`
		create virtual table answer_fts using fts5(
			words, content = 'answer_fts_words', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0'
		)
	`.execute(db);
	// What is taken out of the index is overwritten there too.
	await sql`insert into answer_fts (answer_fts, rank) values ('secure-delete', 1)`.execute(db);
	await sql`
		create trigger answer_fts_in after insert on answer_fts_words begin
			insert into answer_fts (rowid, words) values (new.id, new.words);
		end
	`.execute(db);
	await sql`
		create trigger answer_fts_out after delete on answer_fts_words begin
			insert into answer_fts (answer_fts, rowid, words) values ('delete', old.id, old.words);
		end
	`.execute(db);
	await sql`
		create trigger answer_fts_change after update of words on answer_fts_words begin
			insert into answer_fts (answer_fts, rowid, words) values ('delete', old.id, old.words);
			insert into answer_fts (rowid, words) values (new.id, new.words);
		end
	`.execute(db);
}
