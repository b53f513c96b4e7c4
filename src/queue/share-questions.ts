import {setTimeout as pause} from 'node:timers/promises';
import type {Presence} from '../log/presence.ts';
import {ringSql} from '../log/presence.ts';
import type {HeldQuestion, SharedLog} from '../log/shared-questions.ts';
import type {QuestionJob, QuestionJobs} from './question-jobs.ts';

/** Questions that several processes share: whoever takes one in hands it over, and whoever is free answers it. */
export type SharedQuestions = {
	/** Ours among all processes. */
	readonly holder: number;
	/** Lets a question of ours go to whoever is free; with it, the reply that stands by now. */
	readonly handOver: (question: Asking, reply?: Reply) => Promise<void>;
	/** Begins to take questions, and answers as many at once. One that breaks off, another takes again. */
	readonly work: (atOnce: number, answer: AnswerHeld) => void;
	/** Takes no more; what is under way may go on for so long, and is handed over then. */
	readonly rest: (graceMs: number) => Promise<void>;
	/** Hands over what processes hold that live no more, and what nobody finds; for one process at a time. */
	readonly sweep: () => Promise<void>;
	readonly close: () => Promise<void>;
};

type Asking = {readonly questionId: string; readonly askerId: string};
type Reply = {readonly channelId: string; readonly messageId: string};

/** Answers a question that is ours; ends without a word when the signal comes: then it is ours no more. */
export type AnswerHeld = (question: HeldQuestion, signal: AbortSignal) => Promise<void>;

type Options = {
	readonly log: SharedLog;
	readonly jobs: QuestionJobs;
	readonly presence: Presence;
	readonly onError: (error: unknown) => void;
	readonly now: () => Date;
	/** How often it is looked for questions although nobody rang. */
	readonly lookEveryMs?: number;
	/** How often it is asked whether the questions under way are ours still. */
	readonly checkEveryMs?: number;
};

type UnderWay = {
	readonly job: QuestionJob;
	/** Whether the question was ours when we began. */
	isHeld: boolean;
	readonly stop: AbortController;
	readonly done: Promise<void>;
};

/** What waits for so long may have lost its place in the queue; so often it is looked for. */
const foundAgainAfterMs = 15_000;
const touchEveryMs = 3_000;

export function shareQuestions(options: Options): SharedQuestions {
	const {log, jobs, presence, onError, now, lookEveryMs = 2_000, checkEveryMs = 1_000} = options;
	const {number: holder} = presence;
	const underWay = new Map<string, UnderWay>();
	let worker: {readonly atOnce: number; readonly answer: AnswerHeld} | undefined;
	let looking: 'not' | 'once' | 'again' = 'not';
	let missedBefore: ReadonlySet<number | 'nobody'> = new Set();
	let lookedForLostAt = 0;
	const timers = new Set<NodeJS.Timeout>();

	const put = (question: Asking) => async (run: Parameters<ReturnType<QuestionJobs['put']>>[0]) => {
		await jobs.put(question)(run);
		await run(ringSql);
	};

	/** Takes as many questions as there is room for; rung meanwhile, it looks once more. */
	function look(): void {
		if (looking !== 'not') {
			looking = 'again';
			return;
		}
		void takeAll();
	}

	async function takeAll(): Promise<void> {
		do {
			looking = 'once';
			try {
				const room = worker ? worker.atOnce - underWay.size : 0;
				const taken = room > 0 ? await jobs.take(room) : [];
				for (const job of taken) begin(job);
				// There may be more: those of one member come one after another.
				if (taken.length > 0) looking = 'again';
			} catch (error) {
				onError(error);
			}
		} while (wantsAgain());
		looking = 'not';
	}
	const wantsAgain = () => looking === 'again';

	function begin(job: QuestionJob): void {
		const stop = new AbortController();
		const entry = {job, stop, isHeld: false};
		const done = answerOne(entry)
			.catch(onError)
			.finally(() => {
				underWay.delete(job.id);
				look();
			});
		underWay.set(job.id, Object.assign(entry, {done}));
	}

	async function answerOne(entry: Omit<UnderWay, 'done'>): Promise<void> {
		const {job, stop} = entry;
		const {questionId} = job;
		// Whoever had it has not been heard of for ten seconds.
		const from = job.attempt > 0 ? 'anybody' : 'the queue';
		const question = await log.hold({questionId, holder, from});
		if (!question) return jobs.done(job);
		entry.isHeld = true;
		if (worker) await worker.answer(question, stop.signal);
		await jobs.done(job);
		if (!worker) await log.letGo(questionId, {heldBy: holder}, put(question));
	}

	/** Stops what is ours no more: it was taken back, changed, or given to another. */
	async function check(): Promise<void> {
		if (underWay.size === 0) return;
		const begun = [...underWay.values()].filter(({isHeld}) => isHeld);
		const held = await log.heldBy(holder);
		for (const {job, stop} of begun) {
			if (!held.has(job.questionId) && underWay.has(job.id)) stop.abort(noLongerOurs);
		}
	}

	function every(ms: number, work: () => void | Promise<void>): void {
		const timer = setInterval(() => Promise.try(work).catch(onError), ms);
		timer.unref();
		timers.add(timer);
	}

	async function rest(graceMs: number): Promise<void> {
		worker = undefined;
		const begun = [...underWay.values()];
		const ended = Promise.all(begun.map(({done}) => done));
		const late = new AbortController();
		const patience = pause(graceMs, undefined, {signal: late.signal}).catch(() => {});
		await Promise.race([ended, patience]);
		late.abort();
		for (const {stop} of begun) stop.abort(noLongerOurs);
		await ended;
		for (const timer of timers) clearInterval(timer);
		timers.clear();
	}

	/** Puts those in the queue again that wait and are not in it. */
	async function findLost(): Promise<void> {
		const waitingSince = new Date(now().getTime() - foundAgainAfterMs);
		const left = await log.left({alive: await presence.alive(), waitingSince});
		const waiting = left.filter(({heldBy}) => heldBy === 'nobody');
		if (waiting.length === 0) return;
		const queued = await jobs.waiting();
		for (const question of waiting) {
			if (!queued.has(question.questionId)) {
				await log.letGo(question.questionId, {heldBy: 'nobody'}, put(question));
			}
		}
	}

	async function freeFromDead(): Promise<void> {
		const left = await log.left({alive: await presence.alive(), waitingSince: new Date(0)});
		for (const question of left) {
			const {questionId, heldBy} = question;
			// Who was not there once may have lost the database for a moment; who is missed twice is gone.
			if (heldBy === 'nobody' || !missedBefore.has(heldBy)) continue;
			await jobs.drop(questionId);
			await log.letGo(questionId, {heldBy, try: 'counted'}, put(question));
		}
		missedBefore = new Set(left.map(({heldBy}) => heldBy));
	}

	return {
		holder,
		async handOver(question, reply) {
			await log.letGo(question.questionId, {...(reply && {reply})}, put(question));
		},
		work(atOnce, answer) {
			worker = {atOnce, answer};
			presence.onBell(look);
			every(lookEveryMs, look);
			every(checkEveryMs, check);
			every(touchEveryMs, () => jobs.touch([...underWay.values()].map(({job}) => job)));
			look();
		},
		rest,
		async sweep() {
			await freeFromDead();
			if (now().getTime() - lookedForLostAt < foundAgainAfterMs) return;
			lookedForLostAt = now().getTime();
			await findLost();
		},
		async close() {
			await rest(0);
			await jobs.close();
		},
	};
}

/** The reason of the signal that ends an answer without a word. */
export const noLongerOurs = new Error('the question is no longer ours');
