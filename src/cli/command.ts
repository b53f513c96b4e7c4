import {type ParseArgsConfig, parseArgs} from 'node:util';

/** A terminal that can be drawn on. */
export type Screen = {readonly columns: number; readonly rows: number; readonly hasColour: boolean};

/** What a command touches of the world around it. */
export type Io = {
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** The whole of standard input as text. */
	readonly readInput: () => Promise<string>;
	readonly print: (text: string) => void;
	/** To standard error: messages, and progress where `isTerminal`. */
	readonly note: (text: string) => void;
	/** Whether standard error is a terminal that somebody watches. */
	readonly isTerminal: boolean;
	/** What `print` and `note` write to, where it is a terminal. */
	readonly screens?: {readonly print?: Screen; readonly note?: Screen};
	readonly signal: AbortSignal;
};

/** One word of `lineman …`. `run` returns the exit status. */
export type Command = {
	readonly help: string;
	readonly run: (args: readonly string[], io: Io) => Promise<number>;
};

/** What was given cannot be used; exit status 2. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Reads options and positionals; throws a `UsageError` that says what was given and what is wanted. */
export function readArgs<const T extends Options>(args: readonly string[], options: T) {
	try {
		return parseArgs({args: [...args], options, allowPositionals: true, strict: true});
	} catch (error) {
		const wanted = Object.entries(options).map(([name, {type}]) =>
			type === 'string' ? `--${name} VALUE` : `--${name}`,
		);
		const [found] = (error as Error).message.split(/\.\s/);
		throw new UsageError(`${found}; want ${[...wanted, '--help'].join(', ')}`);
	}
}
