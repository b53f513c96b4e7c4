import {subscribe} from 'node:diagnostics_channel';
import OpenAI, {APIConnectionError, APIError} from 'openai';
import type {Picture} from '../evidence/picture.ts';
import {ModelFailure} from './model-failure.ts';
import {withoutThinking} from './without-thinking.ts';
import type {FallbackReason} from './writing.ts';

/** A server that speaks OpenAI's chat completions, streaming; nothing beyond that is asked of it. */
export type ModelServer = {
	/** The model, as the server knows it. */
	readonly name: string;
	/** A server of one's own may want none. */
	readonly apiKey?: string;
	/** Undefined: OpenAI's own. */
	readonly baseUrl?: string;
	readonly limits?: Partial<TimeLimits>;
};

export type TimeLimits = {
	readonly connectMs: number;
	readonly firstTokenMs: number;
	readonly betweenTokensMs: number;
};

export const usualTimeLimits: TimeLimits = {connectMs: 3000, firstTokenMs: 6000, betweenTokensMs: 5000};

/** The stable part first, so that servers that keep prefixes find it again. */
export type ModelRequest = {
	readonly instructions: string;
	readonly input: string;
	/** For a model that can see. */
	readonly pictures?: readonly Picture[];
};

export type ModelCall = {
	/** All of it has to be there by then. */
	readonly withinMs: number;
	readonly signal?: AbortSignal;
	/** Hears each piece as it comes. */
	readonly onText?: (piece: string) => void;
};

export type ModelReply = {
	readonly text: string;
	/** Undefined where the server does not say. */
	readonly tokens?: {readonly input: number; readonly output: number; readonly cached?: number};
	readonly firstTokenMs: number;
	readonly totalMs: number;
};

/** Throws a `ModelFailure`, whatever goes wrong. */
export type Model = {
	readonly name: string;
	ask(request: ModelRequest, call: ModelCall): Promise<ModelReply>;
};

/** A reply that goes on and on is no reply. */
const longestText = 12_000;

export function openModel({name, apiKey, baseUrl, limits}: ModelServer): Model {
	const client = new OpenAI({
		// The client wants a key even where the server does not; without one no header is sent.
		apiKey: apiKey ?? 'none',
		...(apiKey === undefined && {defaultHeaders: {Authorization: null}}),
		...(baseUrl !== undefined && {baseURL: baseUrl}),
		organization: null,
		project: null,
		adminAPIKey: null,
		webhookSecret: null,
		maxRetries: 0,
		logLevel: 'off',
	});
	const {origin} = new URL(client.baseURL);
	let usualForm = 0;
	return {
		name,
		async ask(request, call) {
			const watch = watchTime({origin, limits: {...usualTimeLimits, ...limits}, ...call});
			let form = usualForm;
			try {
				for (;;) {
					try {
						const body = forms[form]?.(request) ?? {messages: []};
						const reply = await readStream(
							() =>
								client.chat.completions.create({model: name, stream: true, ...body}, {signal: watch.signal}),
							watch,
							call,
						);
						usualForm = form;
						return reply;
					} catch (error) {
						if (!isFormRefused(error) || form === forms.length - 1) throw error;
						form += 1;
					}
				}
			} catch (error) {
				throw watch.failure(error);
			} finally {
				watch.end();
			}
		},
	};
}

type Message =
	| {readonly role: 'system'; readonly content: string}
	| {readonly role: 'user'; readonly content: string | ContentPart[]};
type ContentPart =
	| {readonly type: 'text'; readonly text: string}
	| {readonly type: 'image_url'; readonly image_url: {readonly url: string; readonly detail: 'high'}};
type Body = {
	messages: Message[];
	stream_options?: {include_usage: true};
	temperature?: number;
};

/** From what is best to what every server takes: where one is refused as a bad request, the next is tried, and kept. */
const forms: readonly ((request: ModelRequest) => Body)[] = [
	request => ({messages: twoMessages(request), stream_options: {include_usage: true}, temperature: 0.2}),
	request => ({messages: twoMessages(request), stream_options: {include_usage: true}}),
	request => ({messages: twoMessages(request)}),
	({instructions, input, pictures}) => ({
		messages: [{role: 'user', content: contentOf(`${instructions}\n\n${input}`, pictures)}],
	}),
];

function twoMessages({instructions, input, pictures}: ModelRequest): Message[] {
	return [
		{role: 'system', content: instructions},
		{role: 'user', content: contentOf(input, pictures)},
	];
}

function contentOf(text: string, pictures: readonly Picture[] = []): string | ContentPart[] {
	if (pictures.length === 0) return text;
	const shown = pictures.map(({type, bytes}): ContentPart => {
		const url = `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
		return {type: 'image_url', image_url: {url, detail: 'high'}};
	});
	return [{type: 'text', text}, ...shown];
}

function isFormRefused(error: unknown): boolean {
	return error instanceof APIError && (error.status === 400 || error.status === 422) && !isFiltered(error);
}

async function readStream(
	request: () => PromiseLike<AsyncIterable<unknown>>,
	watch: TimeWatch,
	{onText}: ModelCall,
): Promise<ModelReply> {
	const stream = await request();
	watch.answered();
	const visible = withoutThinking();
	let text = '';
	let firstTokenMs: number | undefined;
	let tokens: ModelReply['tokens'];
	let finish: string | undefined;
	let isChat = false;
	for await (const chunk of stream) {
		const read = readChunk(chunk);
		if (read === undefined) continue;
		isChat = true;
		tokens = read.tokens ?? tokens;
		finish = read.finish ?? finish;
		if (read.refused) throw new ModelFailure('refusal');
		if (!read.isAlive) continue;
		watch.heard();
		firstTokenMs ??= watch.elapsedMs();
		const piece = visible(read.text);
		if (piece === '') continue;
		text += piece;
		if (text.length > longestText) throw new ModelFailure('too_long');
		onText?.(piece);
	}
	watch.throwIfStopped();
	if (!isChat) throw new ModelFailure('malformed', 'the answer is no stream of chat completions');
	if (finish === 'content_filter') throw new ModelFailure('content_filter');
	if (finish === 'tool_calls' || finish === 'function_call') throw new ModelFailure('malformed');
	if (finish === undefined || finish === 'length') throw new ModelFailure('cut_stream');
	if (text.trim() === '' || firstTokenMs === undefined) throw new ModelFailure('empty');
	return {text, ...(tokens && {tokens}), firstTokenMs, totalMs: watch.elapsedMs()};
}

/** What of a chunk counts; undefined where it is none. Servers differ: every field may be missing, null or of another kind. */
function readChunk(chunk: unknown) {
	if (!isObject(chunk) || !(Array.isArray(chunk.choices) || isObject(chunk.usage))) return undefined;
	const first: unknown = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined;
	const choice = isObject(first) ? first : {};
	const delta = isObject(choice.delta) ? choice.delta : {};
	const text = textOf(delta.content);
	const thought = textOf(delta.reasoning_content) + textOf(delta.reasoning);
	return {
		text,
		/** A model that thinks aloud first is at work, too. */
		isAlive: text !== '' || thought !== '',
		refused: textOf(delta.refusal) !== '',
		finish: textOf(choice.finish_reason) || undefined,
		tokens: tokensOf(chunk.usage),
	};
}

function tokensOf(usage: unknown): ModelReply['tokens'] {
	if (!isObject(usage)) return undefined;
	const {prompt_tokens: input, completion_tokens: output, prompt_tokens_details: details} = usage;
	if (!isCount(input) || !isCount(output)) return undefined;
	const cached = isObject(details) ? details.cached_tokens : undefined;
	return {input, output, ...(isCount(cached) && cached > 0 && {cached: Math.min(cached, input)})};
}

function isCount(value: unknown): value is number {
	return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

type TimeWatch = {
	readonly signal: AbortSignal;
	/** The response has begun. */
	answered(): void;
	/** A token has come. */
	heard(): void;
	elapsedMs(): number;
	throwIfStopped(): void;
	/** What went wrong, by its kind. */
	failure(error: unknown): ModelFailure;
	end(): void;
};

/** Ends a request that is too slow at any of its stages, and remembers at which. */
function watchTime(given: ModelCall & {readonly origin: string; readonly limits: TimeLimits}): TimeWatch {
	const {origin, limits, withinMs, signal} = given;
	const startedAt = performance.now();
	const stop = new AbortController();
	let reason: FallbackReason | undefined;
	let hasBegun = false;
	const after = (ms: number, because: FallbackReason) =>
		setTimeout(() => {
			reason ??= because;
			stop.abort();
		}, ms);
	const whole = after(withinMs, 'total_timeout');
	const connect = after(limits.connectMs, 'connect_timeout');
	let token = after(limits.firstTokenMs, 'first_token_timeout');
	const connected = () => clearTimeout(connect);
	const forget = onceSent(origin, connected);
	const stopped = () => new ModelFailure(reason ?? 'stopped');
	return {
		signal: signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]),
		answered: connected,
		heard() {
			hasBegun = true;
			clearTimeout(token);
			token = after(limits.betweenTokensMs, 'stalled');
		},
		elapsedMs: () => Math.round((performance.now() - startedAt) * 10) / 10,
		throwIfStopped() {
			if (reason !== undefined || signal?.aborted === true) throw stopped();
		},
		failure(error) {
			if (reason !== undefined || signal?.aborted === true) return stopped();
			return error instanceof ModelFailure ? error : failureOf(error, hasBegun);
		},
		end() {
			forget();
			for (const timer of [whole, connect, token]) clearTimeout(timer);
		},
	};
}

function failureOf(error: unknown, hasBegun: boolean): ModelFailure {
	const failure = (reason: FallbackReason, message?: string) =>
		new ModelFailure(reason, message, {cause: error});
	if (error instanceof APIConnectionError) return failure('unreachable');
	if (error instanceof APIError) {
		const {status} = error;
		if (isFiltered(error)) return failure('content_filter');
		if (status === undefined) return failure('server_error', 'an error in the stream');
		return failure(reasonOfStatus(status), `HTTP ${status}`);
	}
	if (error instanceof SyntaxError) return failure('malformed');
	return failure(hasBegun ? 'cut_stream' : 'failed');
}

/** Of others, too: a server's filter may answer with a status of its own. */
function isFiltered(error: APIError): boolean {
	return error.code === 'content_filter' || error.code === 'content_policy_violation';
}

function reasonOfStatus(status: number): FallbackReason {
	if (status === 401 || status === 403) return 'unauthorized';
	if (status === 404) return 'not_found';
	if (status === 402 || status === 429) return 'rate_limited';
	return status >= 500 || status === 408 ? 'server_error' : 'bad_request';
}

/** Who waits for a request to be written, by the server's origin. */
const waiting = new Map<string, Set<() => void>>();

// Node's fetch does not say when it has connected; this channel does. https://nodejs.org/api/diagnostics_channel.html
subscribe('undici:client:sendHeaders', message => {
	const {origin} = (message as {readonly request: {readonly origin: unknown}}).request;
	for (const tell of waiting.get(String(origin)) ?? []) tell();
});

/** Calls back when a request to the server is written, which it is once there is a connection. */
function onceSent(origin: string, tell: () => void): () => void {
	const those = waiting.get(origin) ?? new Set();
	waiting.set(origin, those.add(tell));
	return () => {
		those.delete(tell);
		if (those.size === 0) waiting.delete(origin);
	};
}
