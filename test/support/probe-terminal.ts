import type {Io, Screen} from '../../src/cli/command.ts';
import type {ProbeService} from '../../src/cli/probe/probe-service.ts';
import {readProbeArgs} from '../../src/cli/probe/read-probe-args.ts';
import {runProbe} from '../../src/cli/probe/run-probe.ts';
import {labMarks} from './fault-lab.ts';

/** A service on this machine: each target by its path. */
export function serviceAt(port: number, paths: readonly string[] = ['/v1/listen']): ProbeService {
	return {
		name: 'Lab',
		statusPage: 'https://status.lab.test',
		marks: {...labMarks, issuers: []},
		key: {
			variable: 'LAB_API_KEY',
			header: 'authorization',
			form: 'Token {key}',
			jwtForm: 'Bearer {key}',
			closeMessages: {listen: '{"type":"Goodbye"}'},
		},
		controls: [],
		hosts: ['.lab.test'],
		targets: paths.map((path, index) => ({
			name: path.split('/').at(-1) ?? path,
			title: `Endpoint ${path}`,
			url: `ws://127.0.0.1:${port}${path}`,
			keyless: {statuses: [401]},
			subprotocols: [],
			default: index === 0,
		})),
	};
}

type Given = {
	readonly service: ProbeService;
	readonly environment?: Readonly<Record<string, string>>;
	/** What standard output and standard error are; undefined: no terminals. */
	readonly screen?: Screen;
	readonly signal?: AbortSignal;
	/** Hears what is written to standard error. */
	readonly onNote?: (text: string) => void;
};

/** Runs `probe` in this process, with terminals of its own. */
export async function probeInTerminal(args: readonly string[], given: Given) {
	const {service, environment = {}, screen, signal = new AbortController().signal, onNote} = given;
	let out = '';
	let err = '';
	const io: Io = {
		environment,
		readInput: async () => '',
		print: text => {
			out += text;
		},
		note: text => {
			err += text;
			onNote?.(text);
		},
		isTerminal: screen !== undefined,
		...(screen && {screens: {print: screen, note: screen}}),
		signal,
	};
	const status = await runProbe(readProbeArgs(args), {io, service});
	return {status, out, err};
}
