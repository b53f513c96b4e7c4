import {
	type CircuitBreakerPolicy,
	CircuitState,
	ConsecutiveBreaker,
	circuitBreaker,
	DelegateBackoff,
	handleWhen,
	type IHalfOpenAfterBackoffContext,
} from 'cockatiel';
import {EmbeddingError, type EmbedTexts, isRejected} from './embed-texts.ts';
import type {VectorNews} from './keep-vectors.ts';

/** The vector of a question; undefined where none is to be had in time. Never throws for a failure of the server. */
export type VectorOfQuestion = (text: string) => Promise<Float32Array | undefined>;

/** Nobody waits longer for a vector: the search by words is there at once. */
const timeoutMs = 1500;

/** So many failures one after the other, and the server is left alone: for so long at first, then ever longer. */
const failuresInRow = 3;
const pauseMs = {first: 10_000, longest: 300_000} as const;

/** About 500 tokens: what is asked stands at the beginning, a pasted log says less the longer it is. */
const longestQuestion = 2000;

/** Vectors of the questions asked last; the same question is often asked again, and a follow-up repeats it. */
const mostKept = 500;

/** Vectors for questions, each asked for once. A server that fails again and again is not waited for by every member. */
export function openQuestionVectors(given: {
	readonly embed: EmbedTexts;
	readonly news: VectorNews;
	readonly signal: AbortSignal;
}): VectorOfQuestion {
	const {embed, news, signal} = given;
	const kept = new Map<string, Promise<Float32Array | undefined>>();
	const breaker = circuitBreaker(
		handleWhen(error => error instanceof EmbeddingError && !isRejected(error)),
		{breaker: new ConsecutiveBreaker(failuresInRow), halfOpenAfter: new DelegateBackoff(pauseAfter)},
	);
	tellOnce(breaker, news);

	async function ask(text: string): Promise<Float32Array | undefined> {
		// Somebody else's question is trying whether the server is back.
		if (breaker.state === CircuitState.HalfOpen) return undefined;
		try {
			const [vector] = await breaker.execute(() => embed([text], {purpose: 'question', timeoutMs, signal}));
			return vector;
		} catch {
			// Counted where the request was made, and told by the breaker; the words are enough for an answer.
			return undefined;
		}
	}

	return question => {
		const text = withoutMarks(question);
		if (text === '') return Promise.resolve(undefined);
		const vector = kept.get(text) ?? ask(text);
		kept.delete(text);
		kept.set(text, vector);
		vector.then(found => {
			if (found === undefined && kept.get(text) === vector) kept.delete(text);
		});
		const [oldest] = kept.keys();
		if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
		return vector;
	};
}

function pauseAfter({attempt, result}: IHalfOpenAfterBackoffContext): number {
	const wanted = 'error' in result && result.error instanceof EmbeddingError ? result.error.retryAfterMs : 0;
	return Math.min(Math.max(pauseMs.first * 2 ** (attempt - 1), wanted ?? 0), pauseMs.longest);
}

/** That it broke is told once, however often it is tried again in vain. */
function tellOnce(breaker: CircuitBreakerPolicy, news: VectorNews): void {
	let isBroken = false;
	breaker.onBreak(broken => {
		if (isBroken || !('error' in broken) || !(broken.error instanceof Error)) return;
		isBroken = true;
		news.onWarning(`${broken.error.message}; questions are searched by words alone for a while`);
	});
	breaker.onReset(() => {
		isBroken = false;
		news.onNote('questions are searched by words and vectors again');
	});
}

/** What stands in a secret's place says nothing. */
function withoutMarks(question: string): string {
	return question
		.replaceAll(/\[removed: [^\]\n]{1,40}\]/g, ' ')
		.trim()
		.slice(0, longestQuestion);
}
