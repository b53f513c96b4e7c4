import {setTimeout} from 'node:timers/promises';
import {embedInBatches, mostTexts} from './embed-in-batches.ts';
import {EmbeddingError, type EmbedTexts} from './embed-texts.ts';
import type {SectionVectors} from './section-vectors.ts';
import {lengthOf, toBytes} from './vector-set.ts';

/** Who hears what becomes of the vectors, in lines for a log. */
export type VectorNews = {
	readonly onNote: (message: string) => void;
	readonly onWarning: (message: string) => void;
};

export type KeepOptions = {
	readonly vectors: SectionVectors;
	readonly embed: EmbedTexts;
	readonly news: VectorNews;
	/**
	 * When missing vectors are made: `in background`, and tried again when the server fails; `at once`, where a
	 * failure ends it; or `never`, so that only those are used that were made before.
	 */
	readonly make: 'in background' | 'at once' | 'never';
	readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
};

export type VectorKeeper = {
	/** Vectors that were made before are there. */
	readonly loaded: Promise<void>;
	/** All are there. Rejected where they were to be made at once and cannot be. */
	readonly complete: Promise<void>;
	/** To be called when the index has changed. */
	readonly refresh: () => void;
	readonly close: () => Promise<void>;
};

/** For a batch on a slow machine of one's own. */
const timeoutMs = 60_000;

const retryMs = {first: 10_000, longest: 600_000, longestAsked: 3_600_000} as const;

/** Keeps a vector for each section of the index, a batch at a time, while everything else goes on. */
export function keepVectors({vectors, embed, news, make, pause = wait}: KeepOptions): VectorKeeper {
	const closing = new AbortController();
	const {signal} = closing;
	const loaded = Promise.withResolvers<void>();
	const complete = Promise.withResolvers<void>();
	for (const {promise} of [loaded, complete]) promise.catch(() => {});
	let changed = Promise.withResolvers<void>();
	let hasChanged = false;
	let isSameModel = false;
	let textsAtOnce = mostTexts;
	let failures = 0;
	let toldOf = '';

	async function keep(): Promise<void> {
		while (!signal.aborted) {
			hasChanged = false;
			changed = Promise.withResolvers();
			await vectors.load();
			loaded.resolve();
			if (make === 'never') return vectors.learn();
			try {
				if (!isSameModel) await compareWithKept();
				isSameModel = true;
				await makeMissing();
				if (vectors.missing().size > 0) continue;
				await vectors.tidy();
				await vectors.learn();
				complete.resolve();
				await changed.promise;
			} catch (error) {
				if (signal.aborted) return;
				if (askForFewer(error)) continue;
				if (make === 'at once' || !(error instanceof EmbeddingError)) throw error;
				await pause(afterFailure(error), signal);
			}
		}
	}

	/** A name may stand for another model than before, and its vectors cannot be compared with those that were kept. */
	async function compareWithKept(): Promise<void> {
		const known = vectors.known();
		if (known === undefined) return;
		const [vector] = await embed([known.text], {purpose: 'knowledge', timeoutMs, signal});
		if (vector === undefined || isAlike(known.vector, toBytes(vector))) return;
		news.onWarning('the server makes other vectors than before: all are made anew');
		await vectors.beginAnew();
	}

	/** Ends early where the index changes meanwhile: some of the texts may be gone. */
	async function makeMissing(): Promise<void> {
		const missing = [...vectors.missing()];
		if (missing.length === 0) return;
		const tell = progressTeller(missing.length, news);
		const keyAt = (index: number) => missing[index]?.[0] ?? '';
		const texts = missing.map(([, text]) => text);
		const options = {purpose: 'knowledge', timeoutMs, signal, textsAtOnce} as const;
		for await (const batch of embedInBatches(texts, embed, options)) {
			for (const {index, vector} of batch) if (vector === undefined) vectors.giveUp(keyAt(index));
			await vectors.add(
				new Map(batch.flatMap(({index, vector}) => (vector === undefined ? [] : [[keyAt(index), vector]]))),
			);
			failures = 0;
			tell(batch.length);
			if (hasChanged) return;
		}
		toldOf = '';
		news.onNote(
			`all vectors are made: ${vectors.counts().sections} sections are searched by words and vectors`,
		);
	}

	/** A slow machine of one's own needs more time for many texts than for a few. */
	function askForFewer(error: unknown): boolean {
		const isSlow = error instanceof EmbeddingError && error.failure === 'timeout' && textsAtOnce > 1;
		if (isSlow) textsAtOnce = Math.ceil(textsAtOnce / 4);
		return isSlow;
	}

	/** Tells of a failure once, until all went well or another one comes; returns how long to wait. */
	function afterFailure(error: EmbeddingError): number {
		failures++;
		const waitMs = Math.max(
			Math.min(retryMs.first * 2 ** (failures - 1), retryMs.longest),
			Math.min(error.retryAfterMs ?? 0, retryMs.longestAsked),
		);
		if (toldOf !== error.failure) {
			const {sections, without} = vectors.counts();
			news.onWarning(
				`${error.message}; ${without} of ${sections} sections have no vector, questions are searched by words alone where too many have none; trying again in ${Math.round(waitMs / 1000)} s and later`,
			);
		}
		toldOf = error.failure;
		return waitMs;
	}

	const running = keep().catch(error => {
		loaded.resolve();
		complete.reject(error);
		if (make !== 'at once') news.onWarning(`Cannot keep vectors, the search goes by words alone: ${error}`);
	});
	return {
		loaded: loaded.promise,
		complete: complete.promise,
		refresh() {
			hasChanged = true;
			changed.resolve();
		},
		async close() {
			closing.abort();
			changed.resolve();
			await running;
		},
	};
}

/** Servers differ in the last digits from one time to the next. */
const leastAlike = 0.95;

function isAlike(before: Int8Array, now: Int8Array): boolean {
	const product = before.reduce((sum, number, index) => sum + number * (now[index] ?? 0), 0);
	return before.length === now.length && product >= leastAlike * lengthOf(before) * lengthOf(now);
}

/** A line for each tenth. */
function progressTeller(total: number, {onNote}: VectorNews): (made: number) => void {
	let made = 0;
	let told = 0;
	onNote(`making vectors of ${total} texts`);
	return more => {
		made += more;
		const tenth = Math.floor((made / total) * 10);
		if (tenth > told && made < total) onNote(`${made} of ${total} vectors are made`);
		told = tenth;
	};
}

/** Ends early, and holds no process open. */
async function wait(ms: number, signal: AbortSignal): Promise<void> {
	try {
		await setTimeout(ms, undefined, {signal, ref: false});
	} catch {
		// It is being closed: there is nothing more to wait for.
	}
}
