import {execFileSync, spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {text} from 'node:stream/consumers';
import type {Run} from './run-lineman.ts';

/** The oldest Node from 20 up that this machine has; the one that runs the tests where there is no other. */
export function oldestNode(): {readonly file: string; readonly major: number} {
	const found = (process.env.PATH ?? '')
		.split(delimiter)
		.map(folder => join(folder, 'node'))
		.filter(file => existsSync(file))
		.map(file => ({file, major: majorOf(file)}))
		.filter(({major}) => major >= 20)
		.sort((a, b) => a.major - b.major);
	return found[0] ?? {file: process.execPath, major: majorOf(process.execPath)};
}

function majorOf(file: string): number {
	return Number(execFileSync(file, ['-p', 'process.versions.node.split(".")[0]'], {encoding: 'utf8'}));
}

/** Runs a program in a folder, with these variables and PATH alone. */
export async function runIn(
	cwd: string,
	[file, ...args]: readonly [string, ...string[]],
	env: Readonly<Record<string, string>> = {},
): Promise<Run> {
	const child = spawn(file, args, {
		cwd,
		env: {PATH: process.env.PATH, HOME: cwd, ...env},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const [out, err, status] = await Promise.all([
		text(child.stdout),
		text(child.stderr),
		new Promise<number | null>(resolve => child.on('close', resolve)),
	]);
	return {status, out, err};
}
