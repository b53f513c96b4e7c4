import type {Picture} from '../evidence/picture.ts';
import {isRefusal} from './claims.ts';
import {countTokens} from './count-tokens.ts';
import type {GuardedModel} from './guard-model.ts';
import {ModelFailure} from './model-failure.ts';
import {costOf, type ModelUse} from './model-use.ts';
import type {Budget} from './within-budget.ts';
import type {FallbackReason, Prices} from './writing.ts';

/** The text of a picture; undefined where it could not be read. */
export type PictureText = {readonly name: string; readonly text?: string};

/** Reads pictures, in their order. Never throws: what cannot be read is left to the member. */
export type ReadPictures = (
	pictures: readonly Picture[],
	call: {
		/** Whose budget it counts against. */
		readonly asker?: Parameters<Budget['take']>[0];
		/** Hears what each picture took of the model. */
		readonly onUse?: (use: ModelUse) => void;
		readonly signal?: AbortSignal;
	},
) => Promise<readonly PictureText[]>;

/** How reading one picture went. */
export type PictureCall = {
	readonly outcome: 'read' | 'no_text' | FallbackReason;
	readonly tokens: {readonly input: number; readonly output: number};
	readonly tookMs: number;
};

export type PictureReaderOptions = {
	readonly model: GuardedModel;
	readonly prompt: string;
	readonly prices?: Prices;
	readonly budget?: Budget;
	/** Hears of each picture. */
	readonly onRead?: (call: PictureCall) => void;
	/** How long one picture may take. */
	readonly withinMs?: number;
};

const usualWithinMs = 8000;
/** A picture and a screen full of text. */
const tokensOfPicture = 3000;
/** A screen holds no more. */
const longestText = 8000;

/** A reader of pictures that asks a model for their text, for each by itself; what comes back is what the member pasted. */
export function openPictureReader(options: PictureReaderOptions): ReadPictures {
	return (pictures, call) => Promise.all(pictures.map(picture => read(picture, call, options)));
}

async function read(
	picture: Picture,
	{asker = {}, onUse = () => {}, signal}: Parameters<ReadPictures>[1],
	{model, prompt, prices, budget, onRead = () => {}, withinMs = usualWithinMs}: PictureReaderOptions,
): Promise<PictureText> {
	const {name} = picture;
	const startedAt = performance.now();
	let tokens = {input: 0, output: 0};
	const told = (outcome: PictureCall['outcome'], text?: string): PictureText => {
		onRead({outcome, tokens, tookMs: performance.now() - startedAt});
		return {name, ...(text !== undefined && {text})};
	};
	let isTaken = false;
	try {
		if ((await budget?.take(asker, tokensOfPicture)) !== undefined) return told('over_budget');
		isTaken = true;
		const request = {instructions: prompt, input: 'The picture:', pictures: [picture]};
		const reply = await model.ask(request, {withinMs, ...(signal && {signal})});
		tokens = reply.tokens ?? {input: tokensOfPicture, output: countTokens(reply.text)};
		const text = bare(reply.text);
		if (isRefusal(text)) return told('refusal');
		return /^no text\W{0,3}$/i.test(text) ? told('no_text') : told('read', text);
	} catch (error) {
		return told(error instanceof ModelFailure ? error.reason : 'failed');
	} finally {
		const {input, output} = tokens;
		if (input + output > 0) {
			const cost = prices && {cost: costOf(tokens, prices)};
			onUse({purpose: 'picture', name: model.name, tokens, ...cost});
		}
		// What cannot be corrected stays counted as it was taken.
		if (isTaken) await budget?.correct(asker, input + output - tokensOfPicture).catch(() => {});
	}
}

/** Without the fence that models like to put around it. */
function bare(reply: string): string {
	const text = reply.trim();
	const inside = /^```[^\n]*\n([\s\S]*?)\n?```$/.exec(text)?.[1] ?? text;
	return inside.trim().slice(0, longestText);
}
