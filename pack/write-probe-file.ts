import {mkdirSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {bundleProbe, probeFileName} from './bundle-probe.ts';

/** Writes the single file where the console finds it. Without esbuild, which only developers have, it stays as it was. */
async function writeProbeFile(folder: string): Promise<void> {
	const file = join(folder, probeFileName);
	mkdirSync(folder, {recursive: true});
	writeFileSync(`${file}.new`, await bundleProbe());
	renameSync(`${file}.new`, file); // At once: somebody may be reading it.
}

try {
	await writeProbeFile(join(import.meta.dirname, '../dist'));
} catch (error) {
	const {code, message} = error as NodeJS.ErrnoException;
	if (code !== 'ERR_MODULE_NOT_FOUND') process.stderr.write(`Cannot build "${probeFileName}": ${message}\n`);
}
