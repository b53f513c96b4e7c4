import OpenAI, {APIConnectionError, APIError} from 'openai';

/** A server that speaks OpenAI's API, and the model to ask there. */
export type EmbeddingServer = {
	/** A server of one's own may want none. */
	readonly apiKey?: string;
	/** Undefined: OpenAI's own. */
	readonly baseUrl?: string;
	readonly model: string;
	/** Undefined: as many as the model makes. */
	readonly dimensions?: number;
};

/** What the vectors are for. Texts of the knowledge are public, questions are not. */
export type EmbeddingPurpose = 'knowledge' | 'question';

export type EmbedOptions = {
	readonly purpose: EmbeddingPurpose;
	readonly timeoutMs: number;
	readonly signal?: AbortSignal;
};

/** The vector of each text, of length 1, in their order. Throws an `EmbeddingError`, or the signal's reason. */
export type EmbedTexts = (
	texts: readonly string[],
	options: EmbedOptions,
) => Promise<readonly Float32Array[]>;

export const embeddingFailures = [
	'timeout',
	'unreachable',
	'unauthorised',
	'rate_limited',
	'rejected',
	'server_error',
	'malformed',
] as const;

/** `rejected`: the server does not take this request. `malformed`: what it answered cannot be used. */
export type EmbeddingFailure = (typeof embeddingFailures)[number];

/** One request to the server, for who counts them. */
export type EmbeddingCall = {
	readonly purpose: EmbeddingPurpose;
	readonly texts: number;
	readonly tookMs: number;
	/** As the server counts them. */
	readonly tokens: number;
	/** Undefined: it went well. */
	readonly failure?: EmbeddingFailure;
};

/** The server made no vectors; the search goes on by words. */
export class EmbeddingError extends Error {
	override readonly name = 'EmbeddingError';
	readonly failure: EmbeddingFailure;
	/** How long the server wants to be left alone. */
	readonly retryAfterMs: number | undefined;

	constructor(
		failure: EmbeddingFailure,
		found: string,
		more: {readonly retryAfterMs?: number; readonly cause?: unknown} = {},
	) {
		super(
			`Cannot make vectors of texts: ${found}`,
			more.cause === undefined ? undefined : {cause: more.cause},
		);
		this.failure = failure;
		this.retryAfterMs = more.retryAfterMs;
	}
}

const openAi = 'https://api.openai.com/v1';

/**
 * The door to a server of embeddings. One request for each call, and no second one but where the server does not
 * know the short encoding; when to try again is for the caller to decide.
 */
export function openEmbeddings(
	{apiKey, baseUrl = openAi, model, dimensions}: EmbeddingServer,
	onCall: (call: EmbeddingCall) => void = () => {},
): EmbedTexts {
	const client = new OpenAI({
		baseURL: baseUrl,
		// The package wants one; without one of ours, the header below keeps it here.
		apiKey: apiKey ?? 'none',
		// What is not given here, the package would read from the environment.
		organization: null,
		project: null,
		adminAPIKey: null,
		webhookSecret: null,
		logLevel: 'off',
		maxRetries: 0,
		...(apiKey === undefined && {defaultHeaders: {Authorization: null}}),
	});
	const encodings: ('base64' | 'float')[] = ['base64', 'float'];
	let length: number | undefined;

	async function ask(texts: readonly string[], encoding: 'base64' | 'float', options: EmbedOptions) {
		const startedAt = performance.now();
		const deadline = AbortSignal.timeout(options.timeoutMs);
		const {purpose, signal} = options;
		const tell = (more: Pick<EmbeddingCall, 'tokens' | 'failure'>) =>
			onCall({purpose, texts: texts.length, tookMs: performance.now() - startedAt, ...more});
		try {
			const answer: unknown = await client.embeddings.create(
				{
					model,
					input: texts.map(text => text.toWellFormed()),
					encoding_format: encoding,
					...(dimensions !== undefined && {dimensions}),
				},
				{signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline])},
			);
			const vectors = readVectors(answer, {count: texts.length, length});
			length = vectors[0]?.length ?? length;
			tell({tokens: readTokens(answer)});
			return vectors;
		} catch (thrown) {
			if (signal?.aborted === true) throw signal.reason;
			const error = deadline.aborted
				? new EmbeddingError('timeout', `no answer within ${options.timeoutMs} ms`, {cause: thrown})
				: toEmbeddingError(thrown, purpose);
			tell({tokens: 0, failure: error.failure});
			throw error;
		}
	}

	return async (texts, options) => {
		const [first = 'float', second] = encodings;
		try {
			const vectors = await ask(texts, first, options);
			encodings.splice(1);
			return vectors;
		} catch (error) {
			if (second === undefined || !isRejected(error)) throw error;
			const vectors = await ask(texts, second, options);
			encodings.shift();
			return vectors;
		}
	};
}

export function isRejected(error: unknown): error is EmbeddingError {
	return error instanceof EmbeddingError && error.failure === 'rejected';
}

function toEmbeddingError(thrown: unknown, purpose: EmbeddingPurpose): EmbeddingError {
	if (thrown instanceof EmbeddingError) return thrown;
	const because = {cause: thrown};
	if (thrown instanceof APIConnectionError) {
		return new EmbeddingError('unreachable', 'the server cannot be reached', because);
	}
	if (thrown instanceof APIError && typeof thrown.status === 'number') {
		const retryAfterMs = readRetryAfter(thrown.headers);
		// A server may repeat what it was sent, and a question is nobody else's business.
		const said = purpose === 'knowledge' ? `: ${thrown.message.slice(0, 200)}` : '';
		return new EmbeddingError(failureOf(thrown.status), `the server answered ${thrown.status}${said}`, {
			...(retryAfterMs !== undefined && {retryAfterMs}),
			...(purpose === 'knowledge' && because),
		});
	}
	if (thrown instanceof SyntaxError) {
		return new EmbeddingError('malformed', 'the answer is no JSON', because);
	}
	return new EmbeddingError('unreachable', 'the answer broke off', because);
}

function failureOf(status: number): EmbeddingFailure {
	if (status === 401 || status === 403) return 'unauthorised';
	if (status === 429) return 'rate_limited';
	if ([400, 413, 415, 422].includes(status)) return 'rejected';
	return status >= 500 ? 'server_error' : 'malformed';
}

/** Seconds or a date (RFC 9110 section 10.2.3). */
function readRetryAfter(headers: Headers | undefined): number | undefined {
	const value = headers?.get('retry-after') ?? '';
	if (value === '') return undefined;
	const ms = /^\d{1,6}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
	return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

type Wanted = {readonly count: number; readonly length: number | undefined};

/** A vector for each text, whatever order and encoding they came in. */
function readVectors(answer: unknown, {count, length}: Wanted): readonly Float32Array[] {
	const rows = fieldOf(answer, 'data');
	if (!Array.isArray(rows) || rows.length !== count) {
		const found = Array.isArray(rows) ? `${rows.length} vectors` : 'no list of vectors';
		throw new EmbeddingError('malformed', `found ${found}, want ${count}`);
	}
	const vectors: (Float32Array | undefined)[] = new Array(count).fill(undefined);
	for (const [place, row] of rows.entries()) {
		const index = fieldOf(row, 'index') ?? place;
		if (typeof index !== 'number' || !(index in vectors) || vectors[index] !== undefined) {
			throw new EmbeddingError('malformed', `found a vector of no text, want one of each`);
		}
		vectors[index] = unitVector(readNumbers(fieldOf(row, 'embedding')));
	}
	const read = vectors.filter(vector => vector !== undefined);
	const wanted = length ?? read[0]?.length ?? 0;
	const other = read.find(vector => vector.length !== wanted);
	if (other !== undefined) {
		throw new EmbeddingError('malformed', `found a vector of ${other.length} numbers, want ${wanted}`);
	}
	return read;
}

/** 32-bit floats, the lowest byte first, as base64; or a list of numbers. */
function readNumbers(embedding: unknown): Float32Array {
	if (Array.isArray(embedding)) {
		return Float32Array.from(embedding, number => (typeof number === 'number' ? number : Number.NaN));
	}
	const bytes = typeof embedding === 'string' ? Buffer.from(embedding, 'base64') : Buffer.alloc(0);
	return Float32Array.from({length: Math.floor(bytes.length / 4)}, (_, index) =>
		bytes.readFloatLE(index * 4),
	);
}

function unitVector(vector: Float32Array): Float32Array {
	const length = Math.sqrt(vector.reduce((sum, number) => sum + number * number, 0));
	if (!Number.isFinite(length) || length === 0) {
		throw new EmbeddingError(
			'malformed',
			'found a vector without a direction, want numbers that are not all 0',
		);
	}
	return vector.map(number => number / length);
}

function readTokens(answer: unknown): number {
	const tokens = fieldOf(fieldOf(answer, 'usage'), 'prompt_tokens');
	return typeof tokens === 'number' && Number.isFinite(tokens) ? tokens : 0;
}

function fieldOf(value: unknown, name: string): unknown {
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
