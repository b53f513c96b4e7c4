import {type ChildProcess, spawn} from 'node:child_process';
import type {Address, Resolve} from './resolve-host.ts';
import {systemResolve} from './system-resolver.ts';

export type Lookups = {
	readonly resolve: Resolve;
	/** Starts the process, so that no lookup has to wait for it; without this the first one does. */
	readonly start: () => Promise<void>;
	/** Ends the process, whatever it waits for. */
	readonly close: () => void;
};

type Environment = Readonly<Record<string, string | undefined>>;

type Waiting = {
	readonly resolve: (addresses: readonly Address[]) => void;
	readonly reject: (error: Error) => void;
};

type Answer = {readonly id: number; readonly code?: string; readonly found?: readonly Address[]};

/**
 * Asks the system for addresses (getaddrinfo) in a process of its own. A resolver that never answers holds a
 * thread that nothing can stop: Node waits for it even in `process.exit`. A process of its own can be killed.
 */
export function openLookups(environment: Environment): Lookups {
	const waiting = new Map<number, Waiting>();
	let asked = 0;
	let started: Promise<ChildProcess | undefined> | undefined;

	const failAll = () => {
		const error = Object.assign(new Error('The process that looks names up has ended'), {code: 'EAI_FAIL'});
		for (const {reject} of waiting.values()) reject(error);
		waiting.clear();
	};
	const hear = ({id, code, found}: Answer) => {
		const asker = waiting.get(id);
		waiting.delete(id);
		if (found) asker?.resolve(found);
		else asker?.reject(Object.assign(new Error(`getaddrinfo ${code}`), {code}));
	};
	const begin = () => {
		started ??= startProcess(environment, {hear, ended: failAll});
		return started;
	};
	return {
		start: async () => {
			await begin();
		},
		resolve: async host => {
			const child = await begin();
			if (!child) return systemResolve(host);
			asked += 1;
			const id = asked;
			return new Promise((resolve, reject) => {
				waiting.set(id, {resolve, reject});
				child.send({id, host}, error => error && failAll());
			});
		},
		close: () => {
			// A lookup that has not begun begins no process any more.
			started ??= Promise.resolve(undefined);
			started.then(child => child?.kill('SIGKILL'));
		},
	};
}

/** `order` is not known to the first releases of Node 20, which do not sort anyway. */
const lookupProgram = `
	const {lookup} = require('node:dns');
	process.on('SIGINT', () => {});
	process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
	process.on('message', ({id, host}) =>
		lookup(host, {all: true, order: 'verbatim'}, (error, found) =>
			process.send(error ? {id, code: error.code} : {id, found})));
	process.send({id: 0});
`;

/** Enough that a few names without an answer do not keep the others waiting. */
const threads = '16';

/** Undefined where no process can be started. It does not keep ours alive. */
function startProcess(
	environment: Environment,
	{hear, ended}: {readonly hear: (answer: Answer) => void; readonly ended: () => void},
): Promise<ChildProcess | undefined> {
	return new Promise(resolve => {
		const child = spawn(process.execPath, ['-e', lookupProgram], {
			stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
			env: {...environment, UV_THREADPOOL_SIZE: threads},
			windowsHide: true,
		});
		child.once('error', () => resolve(undefined));
		child.once('exit', () => {
			resolve(undefined);
			ended();
		});
		child.on('message', answer => {
			const {id} = answer as Answer;
			if (id > 0) return hear(answer as Answer);
			child.unref();
			child.channel?.unref();
			resolve(child);
		});
	});
}
