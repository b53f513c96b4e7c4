import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {promisify} from 'node:util';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));

type Locked = {
	readonly version?: string;
	readonly license?: string;
	readonly integrity?: string;
	readonly link?: boolean;
};
const locked = Object.entries(read('package-lock.json').packages as Readonly<Record<string, Locked>>).filter(
	([path]) => path !== '',
);

/** Licences that let anybody use, change and pass on what stands under them. */
const allowed = [
	'MIT',
	'ISC',
	'BSD-2-Clause',
	'BSD-3-Clause',
	'0BSD',
	'Apache-2.0',
	'MPL-2.0',
	'BlueOak-1.0.0',
	'CC0-1.0',
	'Unlicense',
	'Python-2.0',
];

/** One of several that may be chosen has to be allowed; of several that hold together each. */
function isAllowed(licence: string): boolean {
	return licence
		.replaceAll(/[()]/g, '')
		.split(' OR ')
		.some(choice => choice.split(' AND ').every(name => allowed.includes(name.trim())));
}

test('every package has a licence that lets anybody use it', () => {
	assert.ok(locked.length > 50);
	assert.deepEqual(
		locked
			.filter(([, {license = 'none'}]) => !isAllowed(license))
			.map(([path, {license}]) => `${path}: ${license}`),
		[],
	);
	assert.ok(
		!isAllowed('GPL-3.0-only') && !isAllowed('MIT AND AGPL-3.0-only') && isAllowed('(MIT OR GPL-2.0)'),
	);
});

test('every package is pinned, with a checksum of what it has to be', () => {
	assert.deepEqual(
		locked
			.filter(([, {version = '', integrity = ''}]) => !/^\d/.test(version) || !/^sha512-/.test(integrity))
			.map(([path]) => path),
		[],
	);
});

/** With `--omit dev` npm leaves out "pg" too, which a package for developers shares with those that run. */
test('npm run sbom lists every package that runs', async () => {
	const {stdout} = await promisify(execFile)(
		'npm',
		['run', '-s', 'sbom', '--', '--include', 'dev', '--offline', '--package-lock-only'],
		{
			cwd: root,
			maxBuffer: 64 * 1024 * 1024,
		},
	);
	const {bomFormat, components} = JSON.parse(stdout) as {bomFormat: string; components: {name: string}[]};
	assert.equal(bomFormat, 'CycloneDX');
	const names = components.map(({name}) => name);
	assert.deepEqual(
		Object.keys(read('package.json').dependencies).filter(name => !names.includes(name)),
		[],
	);
});
