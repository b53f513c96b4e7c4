import {text} from 'node:stream/consumers';
import type {WriteStream} from 'node:tty';
import type {Io, Screen} from './command.ts';

/** Errors that tell a person what was given and what is wanted; exit status 2. */
const usageErrors = ['UsageError', 'ConfigError'];

/** Runs a command in this process's terminal. Its exit status is set; the process ends when nothing is left to do. */
export async function runInTerminal(
	environment: Io['environment'],
	run: (args: readonly string[], io: Io) => Promise<number>,
): Promise<void> {
	const interrupted = new AbortController();
	process.once('SIGINT', () => interrupted.abort());
	// A reader that closed the pipe (as "head" does) has seen enough.
	process.stdout.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code === 'EPIPE') process.exit(0);
		throw error;
	});
	try {
		process.exitCode = await run(process.argv.slice(2), buildIo(environment, interrupted.signal));
	} catch (error) {
		process.exitCode = interrupted.signal.aborted ? 130 : report(error as Error);
	}
}

function buildIo(environment: Io['environment'], signal: AbortSignal): Io {
	const print = screenOf(process.stdout, environment);
	const note = screenOf(process.stderr, environment);
	return {
		environment,
		readInput: () => text(process.stdin),
		print: output => process.stdout.write(output),
		note: output => process.stderr.write(output),
		isTerminal: process.stderr.isTTY === true,
		screens: {...(print && {print}), ...(note && {note})},
		signal,
	};
}

/** A terminal may not know its size. Colour as https://no-color.org wants it: not where NO_COLOR has any value. */
function screenOf(stream: WriteStream, {NO_COLOR, TERM}: Io['environment']): Screen | undefined {
	if (stream.isTTY !== true || TERM === 'dumb') return undefined;
	return {columns: stream.columns || 80, rows: stream.rows || 24, hasColour: !NO_COLOR};
}

function report({name, message, cause}: Error): number {
	process.stderr.write(`${message}${cause instanceof Error ? `: ${cause.message}` : ''}\n`);
	return usageErrors.includes(name) ? 2 : 1;
}
