import {createHash} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {deserialize, serialize} from 'node:v8';

export type Keeping = {
	readonly file: string;
	/** What it is made from: it is made anew when that is no longer the same. */
	readonly from: string;
};

/**
 * What was made last time from the same things, by the same code and the same Node, read back from a file; else it is
 * made, and kept there for the next time. It holds what can be cloned: records, maps, patterns, typed arrays.
 */
export function keepMade<Made>({file, from}: Keeping, make: () => Made): Made {
	const before = read(file, from);
	if (before !== undefined) return before.made as Made;
	const made = make();
	write(file, sealed(serialize(made), from));
	return made;
}

const sealLength = 32;

function read(file: string, from: string): {readonly made: unknown} | undefined {
	try {
		const kept = readFileSync(file);
		const made = kept.subarray(sealLength);
		return sealed(made, from).equals(kept) ? {made: deserialize(made)} : undefined;
	} catch {
		// Not there yet, or not readable: whatever it is, it is made anew.
		return undefined;
	}
}

/** Behind the hash of itself and of what it was made from: half a file is as good as none. */
function sealed(made: Uint8Array, from: string): Buffer {
	const seal = createHash('sha256')
		.update(JSON.stringify([from, maker()]))
		.update(made)
		.digest();
	return Buffer.concat([seal, made]);
}

function write(file: string, kept: Uint8Array): void {
	const beside = `${file}.${process.pid}`;
	try {
		mkdirSync(dirname(file), {recursive: true});
		writeFileSync(beside, kept);
		renameSync(beside, file);
	} catch {
		// Nothing is lost: the next start makes it again, and what else the disk refuses is reported there.
		rmSync(beside, {force: true});
	}
}

/** The code that makes it, and the engine, whose clones have a form of their own. */
function maker(): string {
	made ??= hashOf([process.versions.v8, ...ownFiles().map(name => readFileSync(name, 'utf8'))]);
	return made;
}

let made: string | undefined;

function ownFiles(): string[] {
	return readdirSync(import.meta.dirname, {withFileTypes: true})
		.filter(entry => entry.isFile())
		.map(({name}) => join(import.meta.dirname, name))
		.sort();
}

export function hashOf(parts: readonly string[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
