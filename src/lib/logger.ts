import pino from 'pino';
import pretty from 'pino-pretty';

/**
 * Structured logs: JSON lines, or lines for people where a person watches. The given secrets are cut out of
 * every line, wherever they stand: the last of several guards, not the first.
 */
export function createLogger(given: {
	readonly level: string;
	readonly secrets: readonly (string | undefined)[];
	readonly isTerminal?: boolean;
	readonly write?: (line: string) => void;
}): pino.Logger {
	const secrets = given.secrets.filter(
		secret => secret !== undefined && secret.length >= 8,
	) as readonly string[];
	const out =
		given.isTerminal === true ? pretty({colorize: true, ignore: 'pid,hostname', sync: true}) : undefined;
	const write = given.write ?? (line => (out === undefined ? process.stdout.write(line) : out.write(line)));
	return pino(
		{
			level: given.level,
			base: null,
			redact: {paths: ['token', '*.token', 'authorization', '*.authorization'], censor: '[removed]'},
		},
		{write: line => write(without(line, secrets))},
	);
}

function without(line: string, secrets: readonly string[]): string {
	return secrets.reduce((text, secret) => text.replaceAll(secret, '[removed]'), line);
}
