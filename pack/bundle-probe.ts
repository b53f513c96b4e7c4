import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {readProbeService} from '../src/cli/probe/read-probe-service.ts';

export const probeFileName = 'lineman-probe.mjs';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/**
 * The test of the line as one file without dependencies, for Node 20 and up: the same code as `lineman probe`, with
 * the service of `knowledge/service.yaml` built in. Rejects with `ERR_MODULE_NOT_FOUND` where esbuild is not
 * installed.
 */
export async function bundleProbe(): Promise<Uint8Array> {
	const {build} = await import('esbuild');
	const {outputFiles} = await build({
		absWorkingDir: root,
		entryPoints: ['pack/lineman-probe.ts'],
		bundle: true,
		write: false,
		platform: 'node',
		target: 'node20',
		format: 'esm',
		charset: 'utf8',
		minifySyntax: true,
		// `ws` would look for add-ons that make it faster, in folders that are not ours.
		external: ['bufferutil', 'utf-8-validate'],
		define: {
			builtInService: JSON.stringify(readProbeService(join(root, 'knowledge'))),
			'process.env.WS_NO_BUFFER_UTIL': 'true',
			'process.env.WS_NO_UTF_8_VALIDATE': 'true',
		},
		banner: {js: banner()},
		logLevel: 'error',
	});
	const [file] = outputFiles;
	if (file === undefined) throw new Error(`Cannot build "${probeFileName}": found no output, want one file`);
	return file.contents;
}

/** `ws` calls `require`, which a module does not have by itself. */
function banner(): string {
	const {version} = JSON.parse(read('package.json'));
	return `#!/usr/bin/env node
/*
${probeFileName} ${version}: tests the line to a voice API from your own machine.

    node ${probeFileName} [--json] [--report] [--key-env NAME] [TARGET|URL...]

It connects to the hosts that it tests, to well-known web sites where those cannot be reached, and to nothing else.
It reads and writes no files. It sends no key, unless you name one with --key-env.

${['LICENSE', 'node_modules/ws/LICENSE', 'node_modules/ipaddr.js/LICENSE'].map(noticeOf).join('\n')}*/
import {createRequire} from 'node:module';
const require = createRequire(import.meta.url);`;
}

function noticeOf(file: string): string {
	const name = file.split('/').at(-2) ?? 'Lineman';
	return `--- ${name} ---\n${read(file).trim()}\n`;
}
