import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {createRequire} from 'node:module';
import {constants} from 'node:os';
import {dirname, join} from 'node:path';
import {UsageError} from './command.ts';

/** The first Node with everything that the search and the log need. */
const leastMajor = 24;

/** Whether a Node of this version is too old for all commands but `probe`. */
export function isTooOld(version: string): boolean {
	return Number(version.split('.')[0]) < leastMajor;
}

/**
 * Runs this process's own command line once more, on the Node that is installed beside it (the package "node"),
 * and gives its exit status. Throws a `UsageError` where there is none.
 */
export function runOnNewerNode(command: string): Promise<number> {
	const node = installedNode();
	if (node === undefined) {
		throw new UsageError(
			`Cannot run "${command}": found Node ${process.versions.node}, want ${leastMajor} or newer (only "probe" runs on older ones)`,
		);
	}
	const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], {stdio: 'inherit'});
	// Ctrl-C reaches both; what stops us alone is passed on.
	process.once('SIGTERM', () => child.kill('SIGTERM'));
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', (status, signal) => resolve(status ?? 128 + constants.signals[signal ?? 'SIGTERM']));
	});
}

function installedNode(): string | undefined {
	try {
		const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'));
		const file = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
		return existsSync(file) ? file : undefined;
	} catch {
		return undefined; // The package is not there.
	}
}
