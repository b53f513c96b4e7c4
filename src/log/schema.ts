import type {Generated} from 'kysely';

/** The tables as the newest migration leaves them. Times are ISO 8601 in UTC; `*_json` holds JSON text. */
export type Schema = {
	answer: {
		/** A UUID version 7: ordered by the time of asking. */
		id: string;
		conversation_id: string;
		asked_at: string;
		door: string;
		/** A Discord id; a pseudonym once the text is gone. */
		asker_id: string | null;
		/** Who wrote the text, where that is not who asked. */
		author_id: string | null;
		guild_id: string | null;
		channel_id: string | null;
		message_id: string | null;
		/** The question without secrets. */
		question: string;
		language: string;
		verdict: string;
		/** The leading cause. */
		cause: string | null;
		confidence: number | null;
		domain: string;
		refused: number;
		writer: string;
		elapsed_ms: number;
		evidence_json: string;
		probe_json: string | null;
		sections_json: string;
		diagnosis_json: string;
		answer_json: string;
		times_json: string;
		/** `retention` or `request`: why the texts are no longer here. */
		text_gone: string | null;
		/** After how many days they went. */
		kept_days: number | null;
		/** The day of asking (UTC), by which answers are counted; null only in the middle of a migration. */
		day: string | null;
		/** The model that took part, with what it used; null where none was asked. */
		model: string | null;
		input_tokens: number | null;
		output_tokens: number | null;
		cost: number | null;
		/** From the message that asked to the first message of ours, by Discord's clock. */
		first_reply_ms: number | null;
		/** 1: the conversation went on within a day. */
		followed: Generated<number>;
	};
	reply: {
		message_id: string;
		channel_id: string;
		question_id: string;
	};
	/** Messages of ours, besides replies and cards, that quote a question. */
	quotation: {
		message_id: string;
		channel_id: string;
		question_id: string;
	};
	/** Questions that were accepted and are not answered yet. */
	pending: {
		question_id: string;
		/** What asked: `message/ID` or `interaction/ID`; one question at a time for each. */
		source: string;
		asked_at: string;
		asker_id: string;
		guild_id: string | null;
		channel_id: string;
		/** The first message of our reply, once it stands. */
		reply_channel_id: string | null;
		reply_message_id: string | null;
		/** What the door needs to ask again, without secrets. */
		asked_json: string;
		/** How often a later run has taken it up. */
		tries: number;
		/** The number of the process that has it in hand; null: it waits, or one process does everything. */
		holder: number | null;
		/** 1: somebody has begun to answer it; 2: and deletes the message that asks, since it holds a key. */
		begun: number;
	};
	/** Tests of the line that members and servers may still ask for, where several processes count them together. */
	allowance: {
		/** `server` or `member`. */
		scope: string;
		/** A Discord id of a server, or a member's pseudonym. */
		subject: string;
		tokens: number;
		/** When the tokens were counted, in milliseconds since 1970. */
		filled_ms: number;
	};
	/** Failures that members reported of a target, until they count towards an incident no more. */
	failure_report: {
		id: Generated<number>;
		target: string;
		failure: string;
		/** A pseudonym. */
		asker: string;
		at: string;
	};
	/** Tokens of a model that were used on a day. */
	model_use: {
		/** As in 2026-01-31, UTC. */
		day: string;
		/** `day` (everybody), `server` or `member`. */
		scope: string;
		/** Empty, a Discord id of a server, or a member's pseudonym. */
		subject: string;
		tokens: number;
	};
	/** Made once, and never shown. */
	secret: {
		name: string;
		value: string;
	};
	feedback: {
		id: Generated<number>;
		question_id: string;
		by_id: string;
		kind: string;
		note: string | null;
		at: string;
	};
	/** One measurement of the watch. */
	line_check: {
		id: Generated<number>;
		/** The target's name in `service.yaml`. */
		target: string;
		at: string;
		healthy: number;
		verdict: string;
		failed_phase: string | null;
		failure: string | null;
		domain: string | null;
		elapsed_ms: number;
		/** Milliseconds of each phase that was reached, by its name. */
		phases_json: string;
		/** The same of the phases that every check has; null: not reached. */
		dns_ms: number | null;
		tcp_ms: number | null;
		tls_ms: number | null;
		upgrade_ms: number | null;
		/** How many checks it stands for: those that were thinned out count with the one that was kept. */
		checks: Generated<number>;
	};
	incident: {
		id: Generated<number>;
		target: string;
		opened_at: string;
		closed_at: string | null;
		failure: string;
		/** `watch` or `reports`: what opened it. */
		seen_by: string;
	};
	/** What the moderators of a Discord server have set. */
	server_settings: {
		guild_id: string;
		settings_json: string;
		changed_by: string;
		changed_at: string;
	};
	/** Where an answer stands with the moderators. */
	standing: {
		question_id: string;
		guild_id: string | null;
		reasons_json: string;
		/** `open` or `done`. */
		state: string;
		publication: string;
		card_channel_id: string | null;
		card_message_id: string | null;
		opened_at: string;
		closed_by: string | null;
		closed_at: string | null;
	};
	/** What a moderator says of an answer: one row each. */
	review: {
		question_id: string;
		by_id: string;
		judgement: string;
		note: string | null;
		at: string;
	};
	correction: {
		id: Generated<number>;
		question_id: string;
		by_id: string;
		at: string;
		cause: string | null;
		text: string;
		link: string | null;
	};
	/** Who did what. */
	audit: {
		id: Generated<number>;
		at: string;
		by_id: string;
		guild_id: string | null;
		action: string;
		subject: string | null;
		detail_json: string | null;
	};
	/** Somebody who is signed in to the console. */
	session: {
		/** SHA-256 of what the cookie holds. */
		id_hash: string;
		/** A Discord id, or `console` for the operator. */
		person_id: string;
		name: string;
		/** The servers that they moderate; null: all that is here. */
		servers_json: string | null;
		browser: string;
		created_at: string;
		/** When Discord last said which servers these are. */
		checked_at: string;
		seen_at: string;
	};
	/** Links that sign the operator in, once. */
	sign_in_link: {
		/** SHA-256 of what the link holds. */
		token_hash: string;
		expires_at: string;
	};
};
