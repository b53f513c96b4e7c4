import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {variableNames} from '../../src/config.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

test('.env.example names every variable that is read, and no other', () => {
	const named = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
	assert.deepEqual([...named].sort(), [...variableNames].sort());
});

test('README explains every variable', () => {
	const readme = read('README.md');
	assert.deepEqual(
		variableNames.filter(name => !readme.includes(`\`${name}\``)),
		[],
	);
});

test('every file that README links to exists', () => {
	const links = [...read('README.md').matchAll(/\]\((?!https?:|#)([^)\s]+)\)/g)].map(
		([, link]) => link ?? '',
	);
	assert.ok(links.length > 0);
	assert.deepEqual(
		links.filter(link => !existsSync(join(root, link.replace(/#.*$/, '')))),
		[],
	);
});

test('every script that README names exists', () => {
	const scripts = Object.keys(JSON.parse(read('package.json')).scripts);
	const named = [...read('README.md').matchAll(/npm run (?:-s )?([a-z][a-z-]*)/g)].map(
		([, name]) => name ?? '',
	);
	assert.deepEqual(
		named.filter(name => !scripts.includes(name)),
		[],
	);
});

test('dependencies are pinned exactly', () => {
	const {dependencies, devDependencies} = JSON.parse(read('package.json'));
	const loose = Object.entries({...dependencies, ...devDependencies}).filter(
		([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(String(version)),
	);
	assert.deepEqual(loose, []);
});

test('no package registry is named', () => {
	const hosts = ['registry.npmjs', 'npmjs.org', 'yarnpkg.com'];
	for (const file of ['package.json', 'package-lock.json', 'README.md', 'Dockerfile', '.ci/run']) {
		assert.deepEqual(
			hosts.filter(host => read(file).includes(host)),
			[],
			file,
		);
	}
});

test('every test that SECURITY.md names exists, and each row names one', () => {
	const rows = read('SECURITY.md')
		.split('\n')
		.filter(line => line.startsWith('| ') && !line.startsWith('| who '));
	assert.ok(rows.length > 8);
	for (const row of rows) {
		const files = [...(row.split('|').at(-2) ?? '').matchAll(/`(test\/[^`]+)`/g)].map(
			([, file]) => file ?? '',
		);
		assert.ok(files.length > 0, row);
		for (const file of files) assert.ok(existsSync(join(root, file)), file);
	}
});
