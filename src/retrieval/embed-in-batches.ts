import {type EmbedOptions, type EmbedTexts, isRejected} from './embed-texts.ts';

/** A text's place in the list, and its vector; none for a text that the server takes in no length. */
export type Embedded = {readonly index: number; readonly vector?: Float32Array};

/** What one request holds at most. */
export const mostTexts = 96;
const mostCharacters = 120_000;

/** About 2,000 tokens of English; what follows says little more of what a section is about. */
const longestText = 8000;
const shortestText = 250;

type Waiting = {readonly index: number; readonly text: string};

/**
 * Vectors for many texts, a batch at a time, so that what is there is there when a later batch fails; nothing for
 * an empty text. A batch that the server rejects is halved, and so is a text that it rejects alone: servers differ
 * in what they take, and few say how much that is. Throws what `embed` throws where this does not help.
 */
export async function* embedInBatches(
	texts: readonly string[],
	embed: EmbedTexts,
	{textsAtOnce = mostTexts, ...options}: EmbedOptions & {readonly textsAtOnce?: number},
): AsyncGenerator<readonly Embedded[]> {
	let most = textsAtOnce;
	let takesAny = false;

	/** Returns whether a text was to blame for a rejection, or else how many there were. */
	async function* embedBatch(batch: readonly Waiting[]): AsyncGenerator<readonly Embedded[], boolean> {
		const [first] = batch;
		if (first === undefined) return false;
		const half = Math.ceil(batch.length / 2);
		try {
			const vectors = await embed(
				batch.map(({text}) => text),
				options,
			);
			takesAny = true;
			yield batch.map(({index}, place) => ({index, ...(vectors[place] && {vector: vectors[place]})}));
			return false;
		} catch (error) {
			if (!isRejected(error)) throw error;
		}
		if (batch.length > 1) {
			const isFirstToBlame = yield* embedBatch(batch.slice(0, half));
			const isSecondToBlame = yield* embedBatch(batch.slice(half));
			if (!isFirstToBlame && !isSecondToBlame) most = Math.min(most, half);
			return isFirstToBlame || isSecondToBlame;
		}
		if (first.text.length > shortestText) {
			yield* embedBatch([{...first, text: first.text.slice(0, first.text.length / 2)}]);
			return true;
		}
		// Where the server takes nothing at all, no text is to blame, and there is no use in asking for the others.
		if (!takesAny) await embed(['text'], options);
		takesAny = true;
		yield [{index: first.index}];
		return true;
	}

	const waiting = texts
		.map((text, index) => ({index, text: text.trim().slice(0, longestText)}))
		.filter(({text}) => text !== '');
	for (let start = 0; start < waiting.length; ) {
		const batch = takeBatch(waiting.slice(start, start + most));
		start += batch.length;
		yield* embedBatch(batch);
	}
}

function takeBatch(waiting: readonly Waiting[]): readonly Waiting[] {
	let characters = 0;
	const tooMany = waiting.findIndex(({text}) => {
		characters += text.length;
		return characters > mostCharacters;
	});
	return tooMany === -1 ? waiting : waiting.slice(0, Math.max(1, tooMany));
}
