import {text} from 'node:stream/consumers';
import {ask} from './cli/ask.ts';
import {type Command, type Io, UsageError} from './cli/command.ts';
import {evaluate} from './cli/evaluate.ts';
import {knowledge} from './cli/knowledge.ts';
import {probe} from './cli/probe.ts';
import {ConfigError} from './config.ts';

const commands: readonly Command[] = [ask, probe, evaluate, knowledge];

const help = `lineman: tests the line before it answers.

Usage: lineman COMMAND [OPTIONS]

${commands.map(({name, summary}) => `  ${name.padEnd(10)} ${summary}`).join('\n')}

"lineman COMMAND --help" says more. The bot itself is started with "npm start".
`;

/** Runs one command; the exit status is 2 where what was given cannot be used. */
async function main(args: readonly string[], io: Io): Promise<number> {
	const [name, ...rest] = args;
	if (name === undefined || name === '--help' || name === 'help') {
		io.print(help);
		return name === undefined ? 2 : 0;
	}
	const command = commands.find(command => command.name === name);
	if (command === undefined) {
		io.note(`Unknown command "${name}", want one of ${commands.map(command => command.name).join(', ')}\n`);
		return 2;
	}
	if (rest.includes('--help')) {
		io.print(command.help);
		return 0;
	}
	try {
		return await command.run(rest, io);
	} catch (error) {
		if (error instanceof UsageError || error instanceof ConfigError) {
			io.note(`${error.message}\n`);
			return 2;
		}
		if (io.signal.aborted) return 130;
		throw error;
	}
}

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
// A reader that closed the pipe (as "head" does) has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code === 'EPIPE') process.exit(0);
	throw error;
});

try {
	process.exitCode = await main(process.argv.slice(2), {
		environment: process.env,
		readInput: () => text(process.stdin),
		print: output => process.stdout.write(output),
		note: output => process.stderr.write(output),
		isTerminal: process.stderr.isTTY === true,
		signal: interrupted.signal,
	});
} catch (error) {
	const {message, cause} = error as Error;
	process.stderr.write(`${message}${cause instanceof Error ? `: ${cause.message}` : ''}\n`);
	process.exitCode = 1;
}
