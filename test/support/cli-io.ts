import type {Io} from '../../src/cli/command.ts';

/** A command's surroundings without a process around it; `out` and `err` hold what it wrote. */
export function cliIo(given: {input?: string; env?: Record<string, string>} = {}) {
	const written = {out: '', err: ''};
	const io: Io = {
		environment: {DATABASE_URL: 'file::memory:', ...given.env},
		readInput: async () => given.input ?? '',
		print: text => {
			written.out += text;
		},
		note: text => {
			written.err += text;
		},
		isTerminal: false,
		screens: {},
		signal: new AbortController().signal,
	};
	return {io, written};
}
