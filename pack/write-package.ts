import {chmodSync, cpSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {bundleProbe, probeFileName} from './bundle-probe.ts';
import {stripProgram} from './strip-types.ts';

const root = join(import.meta.dirname, '..');

/** Writes what `npm pack` takes along beside the knowledge: the command `lineman` and the single file. */
async function writePackage(folder: string): Promise<void> {
	rmSync(folder, {recursive: true, force: true});
	const source = join(root, 'src');
	for (const {file, code} of stripProgram(join(source, 'cli.ts')))
		write(join(folder, relative(source, file)), code);
	chmodSync(join(folder, 'cli.js'), 0o755);
	const prompts = join('answer', 'prompts');
	cpSync(join(source, prompts), join(folder, prompts), {recursive: true});
	write(join(folder, probeFileName), await bundleProbe());
}

function write(file: string, content: string | Uint8Array): void {
	mkdirSync(dirname(file), {recursive: true});
	writeFileSync(file, content);
}

await writePackage(join(root, 'dist'));
