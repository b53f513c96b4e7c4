import {setTimeout as pause} from 'node:timers/promises';
import type {AnswerRecord} from './answer-record.ts';
import {isAway} from './is-away.ts';
import type {OpenLog} from './open-log.ts';

/** What waits for a database that cannot be written at the moment. */
export type Unwritten = {
	readonly writes: number;
	/** Since when the database has not taken a write; undefined where nothing waits. */
	readonly since: Date | undefined;
	/** How many writes were dropped, since this process began, because too many waited or the database refused them. */
	readonly lost: number;
};

/** A log that goes on while its database cannot be used. */
export type SteadyLog = OpenLog & {readonly unwritten: () => Unwritten};

export type SteadyOptions = {
	readonly now: () => Date;
	/** The database cannot be used; called once for each time. */
	readonly onAway: (error: unknown) => void;
	/** All that waited is written. */
	readonly onBack: (written: number) => void;
	/** A write is given up. */
	readonly onLost: (about: {readonly what: string; readonly questionId: string}, error: unknown) => void;
	/** How often it is tried again. */
	readonly everyMs?: number;
	/** How many writes wait at most; the oldest is given up then. */
	readonly room?: number;
	/** How long it is waited for what nobody can do without. */
	readonly patienceMs?: number;
};

type Write = {
	readonly what: string;
	readonly questionId: string;
	readonly work: () => Promise<unknown>;
	readonly record?: AnswerRecord;
};

/**
 * The log for the road and for those who ask. What must be kept of a question and cannot be written waits in memory,
 * in order, until the database is back; what is only good to know for an answer is taken as not known, and what nobody
 * can do without is waited for. All else of the log fails as it did.
 */
export function steadyLog(
	log: OpenLog,
	{now, onAway, onBack, onLost, everyMs = 1000, room = 2000, patienceMs = 10_000}: SteadyOptions,
): SteadyLog {
	const held: Write[] = [];
	let since: Date | undefined;
	let lost = 0;
	let written = 0;
	let timer: NodeJS.Timeout | undefined;
	let trying: Promise<void> | undefined;
	/** Until then nobody asks again a database that did not answer. */
	let silentUntil = 0;

	const notice = (error: unknown) => {
		if (since !== undefined) return;
		since = now();
		onAway(error);
	};

	const drop = (write: Write, error: unknown) => {
		lost += 1;
		const {what, questionId} = write;
		onLost({what, questionId}, error);
	};

	const hold = (write: Write) => {
		held.push(write);
		if (held.length > room) {
			// The first may just be on its way.
			const [oldest] = held.splice(trying === undefined ? 0 : 1, 1);
			if (oldest) drop(oldest, new Error('Too many writes wait for the database'));
		}
		plan();
	};

	const plan = () => {
		timer ??= setTimeout(() => {
			timer = undefined;
			void tryAgain();
		}, everyMs);
		timer.unref();
	};

	const tryAgain = (): Promise<void> => {
		trying ??= writeHeld().finally(() => {
			trying = undefined;
			if (held.length > 0) plan();
		});
		return trying;
	};

	/** Writes what waits, the oldest first, until the database does not take one. */
	const writeHeld = async (): Promise<void> => {
		for (let first = held[0]; first !== undefined; first = held[0]) {
			try {
				await first.work();
				written += 1;
			} catch (error) {
				if (isAway(error)) return;
				drop(first, error);
			}
			held.shift();
		}
		if (since === undefined) return;
		since = undefined;
		silentUntil = 0;
		onBack(written);
		written = 0;
	};

	/** Writes now, or later where something waits already, so that the order stays. */
	const keep = async <T>(write: Write, work: () => Promise<T>, otherwise: T): Promise<T> => {
		if (held.length === 0) {
			try {
				return await work();
			} catch (error) {
				if (!isAway(error)) throw error;
				notice(error);
			}
		}
		hold(write);
		return otherwise;
	};

	/** Reads what an answer can do without. */
	const know = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
		if (performance.now() < silentUntil) return otherwise;
		try {
			return await work();
		} catch (error) {
			if (!isAway(error)) throw error;
			silentUntil = performance.now() + everyMs;
			return otherwise;
		}
	};

	/** Reads what nobody can do without: waits until the database is back, and not for long. */
	const insist = async <T>(work: () => Promise<T>): Promise<T> => {
		const end = performance.now() + patienceMs;
		for (;;) {
			try {
				return await work();
			} catch (error) {
				if (!isAway(error) || performance.now() > end) throw error;
			}
			await pause(everyMs, undefined, {ref: false});
		}
	};

	/** What is to be removed must not come back later out of memory. */
	const catchUp = async (): Promise<void> => {
		await trying;
		if (held.length > 0) await tryAgain();
		if (held.length > 0)
			throw new Error('Cannot remove anything: the database cannot be written at the moment');
	};

	const {pending, asked, privacy, settings} = log;
	const write = (what: string, questionId: string, work: () => Promise<void>): Promise<void> =>
		keep({what, questionId, work}, work, undefined);

	return {
		...log,
		record(entry) {
			const work = () => log.record(entry);
			return keep({what: 'an answer', questionId: entry.id, work, record: entry}, work, undefined);
		},
		async find(id) {
			return held.findLast(({record}) => record?.id === id)?.record ?? insist(() => log.find(id));
		},
		rememberReply: reply => write('a reply', reply.questionId, () => log.rememberReply(reply)),
		pending: {
			...pending,
			begin(question) {
				const work = () => pending.begin(question);
				return keep({what: 'a question', questionId: question.questionId, work}, work, true);
			},
			acknowledge: (questionId, reply) =>
				write('an acknowledgement', questionId, () => pending.acknowledge(questionId, reply)),
			waiting: request => insist(() => pending.waiting(request)),
			end: questionId => write('the end of a question', questionId, () => pending.end(questionId)),
		},
		asked: {...asked, nthNewest: request => know(() => asked.nthNewest(request), undefined)},
		settings: {...settings, of: guildId => insist(() => settings.of(guildId))},
		// Who is not known to be new is told nothing that only newcomers are told.
		hasAsked: (askerId, request) => know(() => log.hasAsked(askerId, request), true),
		hasLed: request => know(() => log.hasLed(request), true),
		recentConversation: request => know(() => log.recentConversation(request), undefined),
		turns: conversationId => know(() => log.turns(conversationId), []),
		lastProbe: conversationId => know(() => log.lastProbe(conversationId), undefined),
		askedIn: messageId => know(() => log.askedIn(messageId), []),
		questionOfReply: messageId => know(() => log.questionOfReply(messageId), undefined),
		async forget(questionId) {
			await catchUp();
			await log.forget(questionId);
		},
		privacy: {
			...privacy,
			async traceOf(memberId) {
				await catchUp();
				return privacy.traceOf(memberId);
			},
		},
		unwritten: () => ({writes: held.length, since, lost}),
		async close() {
			clearTimeout(timer);
			await trying;
			if (held.length > 0) await tryAgain();
			clearTimeout(timer);
			for (const each of held.splice(0)) drop(each, new Error('The log is closing'));
			await log.close();
		},
	};
}
