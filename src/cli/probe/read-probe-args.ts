import {readArgs, UsageError} from '../command.ts';

export type ProbeArgs = {
	/** Names and URLs; none: every endpoint. */
	readonly wanted: readonly string[];
	/** What goes to standard output. */
	readonly form: 'waterfall' | 'json' | 'report';
	/** The environment variable that holds a key. */
	readonly keyVariable?: string;
};

export function readProbeArgs(args: readonly string[]): ProbeArgs {
	const {values, positionals} = readArgs(args, {
		json: {type: 'boolean'},
		report: {type: 'boolean'},
		'key-env': {type: 'string'},
	});
	if (values.json === true && values.report === true)
		throw new UsageError('Found --json and --report, want one of them');
	const keyVariable = values['key-env'];
	return {
		wanted: positionals,
		form: values.json === true ? 'json' : values.report === true ? 'report' : 'waterfall',
		...(keyVariable !== undefined && {keyVariable}),
	};
}

/** `command` is how a person calls it. */
export function probeHelp(command: string): string {
	return `Tests endpoints live: DNS, TCP, TLS and the WebSocket upgrade, each timed apart. Without a key, unless you say so.

Usage: ${command} [OPTIONS] [TARGET|URL…]

Without a target, every endpoint of the service is tested, all at once. A URL begins with wss://, ws://, https:// or http://.

Options:
  --json          print an array with one JSON object a target
  --report        print a short report to paste where you ask for help; it holds no secrets
  --key-env NAME  send the key in the environment variable NAME along, to see whether it is accepted. It goes to the
                  service's own hosts over TLS (or to this machine), and is never shown
  --help          this text

HTTPS_PROXY, ALL_PROXY and NO_PROXY are honoured as by curl. NO_COLOR turns colours off.

Verdicts: open (the connection opened), reachable (the service answered and asked for a key: all is well),
refused (it answered with something else), unreachable (nothing answered).
Exit status: 0 all open or reachable, 1 otherwise, 2 bad usage.
`;
}
