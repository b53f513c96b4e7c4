import pino from 'pino';
import pretty from 'pino-pretty';

/**
 * Structured logs: JSON lines, or lines for people where a person watches. The given secrets are cut out of
 * every line, wherever they stand and however they are written; of an error only what says what happened is
 * kept, and `clean` goes over its words. The last of several guards, not the first.
 */
export function createLogger(given: {
	readonly level: string;
	readonly secrets: readonly (string | undefined)[];
	readonly isTerminal?: boolean;
	readonly write?: (line: string) => void;
	/** Removes what looks like a secret from an error's words; as they are where nothing is given. */
	readonly clean?: (text: string) => string;
}): pino.Logger {
	const secrets = given.secrets
		.filter(secret => secret !== undefined)
		.filter(secret => secret.length >= 8)
		.flatMap(waysToWrite);
	const {clean = text => text} = given;
	const out =
		given.isTerminal === true ? pretty({colorize: true, ignore: 'pid,hostname', sync: true}) : undefined;
	const write = given.write ?? (line => (out === undefined ? process.stdout.write(line) : out.write(line)));
	return pino(
		{
			level: given.level,
			base: null,
			redact: {paths: ['token', '*.token', 'authorization', '*.authorization'], censor: '[removed]'},
			serializers: {err: error => toldError(error, clean)},
		},
		{write: line => write(without(line, secrets))},
	);
}

/** As it is, within JSON, in an address or out of one, in base64. */
function waysToWrite(secret: string): readonly string[] {
	const bytes = Buffer.from(secret);
	return [
		...new Set([
			secret,
			new URLSearchParams(`s=${secret.replaceAll('+', '%2B').replaceAll('&', '%26')}`).get('s') ?? secret,
			JSON.stringify(secret).slice(1, -1),
			encodeURIComponent(secret),
			new URLSearchParams({s: secret}).toString().slice(2),
			bytes.toString('base64'),
			bytes.toString('base64url'),
		]),
	];
}

function without(line: string, secrets: readonly string[]): string {
	return secrets.reduce((text, secret) => text.replaceAll(secret, '[removed]'), line);
}

const mostCauses = 5;

/**
 * Libraries hang whole requests on their errors, with headers and what was sent, and databases the row that did not
 * fit: none of that belongs in a log.
 */
function toldError(error: unknown, clean: (text: string) => string, depth = 0): unknown {
	if (!(error instanceof Error)) return typeof error === 'string' ? clean(error) : `a thrown ${typeof error}`;
	const {code, status, errors} = error as {
		readonly code?: unknown;
		readonly status?: unknown;
		readonly errors?: unknown;
	};
	const several = Array.isArray(errors) && depth < mostCauses ? errors.slice(0, mostCauses) : [];
	return {
		type: error.name === 'Error' ? error.constructor.name : error.name,
		message: clean(error.message),
		stack: clean(error.stack ?? ''),
		...(isPlain(code) && {code}),
		...(isPlain(status) && {status}),
		...(error.cause !== undefined && depth < mostCauses && {cause: toldError(error.cause, clean, depth + 1)}),
		...(several.length > 0 && {errors: several.map(each => toldError(each, clean, depth + 1))}),
	};
}

function isPlain(value: unknown): value is string | number {
	return typeof value === 'number' || (typeof value === 'string' && /^[\w-]{1,60}$/.test(value));
}
