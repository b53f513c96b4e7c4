import assert from 'node:assert/strict';
import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {after, before} from 'node:test';
import {answering, type LineServer, listen} from '../support/line-servers.ts';
import {oldestNode, runIn} from '../support/older-node.ts';

const root = join(import.meta.dirname, '../..');
const sources = [
	'package.json',
	'README.md',
	'LICENSE',
	'CHANGELOG.md',
	'knowledge',
	'src',
	'pack',
	'commands',
];
const node = oldestNode();
let folder = '';
let packed = '';
let server: LineServer;

/** Packs a copy of the project, so that nothing is written into the checkout, and unpacks what came of it. */
before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'lineman-pack-'));
	const project = join(folder, 'project');
	mkdirSync(project);
	for (const name of sources) cpSync(join(root, name), join(project, name), {recursive: true});
	symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
	const {status, err} = await runIn(project, ['npm', 'pack', '--offline', '--pack-destination', folder]);
	assert.equal(status, 0, err);
	const [file = ''] = readdirSync(folder).filter(name => /^lineman-bot-.*\.tgz$/.test(name));
	await runIn(folder, ['tar', '-xzf', file]);
	packed = join(folder, 'package');
	server = await listen(
		answering({status: 401, headers: {'dg-error': 'Invalid credentials.', 'dg-request-id': 'one'}}),
	);
});
after(async () => {
	await server.close();
	rmSync(folder, {recursive: true});
});

test('the package holds the command, its prompts, the single file and the knowledge, and nothing else', () => {
	assert.deepEqual(readdirSync(packed).sort(), ['LICENSE', 'README.md', 'dist', 'knowledge', 'package.json']);
	const files = readdirSync(join(packed, 'dist'), {recursive: true, withFileTypes: true}).filter(file =>
		file.isFile(),
	);
	const others = files.map(({name}) => name).filter(name => !name.endsWith('.js'));
	const prompts = readdirSync(join(root, 'src/answer/prompts'));
	assert.deepEqual(others.sort(), [...prompts, 'lineman-probe.mjs'].sort());
	assert.ok(!existsSync(join(packed, 'dist/main.js')));
	assert.ok(!existsSync(join(packed, 'dist/discord')));
});

test('nothing in it is TypeScript, neither by name nor by what it imports', () => {
	const files = readdirSync(join(packed, 'dist'), {recursive: true, withFileTypes: true}).filter(file =>
		file.isFile(),
	);
	for (const {name, parentPath} of files) {
		const text = readFileSync(join(parentPath, name), 'utf8');
		assert.doesNotMatch(text, /(?:from|import)\s*\(?\s*['"][^'"\n]+\.ts['"]/, name);
	}
});

test(`"lineman probe" runs from the package on Node ${node.major}`, async () => {
	symlinkSync(join(root, 'node_modules'), join(packed, 'node_modules'));
	const {bin} = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8'));
	const command = join(packed, bin.lineman);
	assert.match(readFileSync(command, 'utf8'), /^#!\/usr\/bin\/env node\n/);

	const url = `ws://127.0.0.1:${server.port}/v1/listen`;
	const {status, out, err} = await runIn(folder, [node.file, command, 'probe', '--json', url]);
	assert.equal(err, '');
	assert.equal(status, 0);
	const [report] = JSON.parse(out);
	assert.equal(report.verdict, 'reachable');
	assert.equal(report.target, url);
	assert.equal(report.request_id, 'one');
	assert.deepEqual(
		report.phases.map(({name, outcome}: {name: string; outcome: string}) => `${name} ${outcome}`),
		['dns skipped', 'tcp passed', 'tls skipped', 'upgrade passed'],
	);

	const help = await runIn(folder, [node.file, command, 'probe', '--help']);
	assert.match(help.out, /Usage: lineman probe \[OPTIONS\]/);
	const wrong = await runIn(folder, [node.file, command, 'probe', 'nowhere']);
	assert.equal(wrong.status, 2);
	assert.match(wrong.err, /want one of listen, /);
});

test('a command that needs a newer Node runs on the one that is installed, or says what it needs', async () => {
	const help = await runIn(folder, [node.file, join(packed, 'dist/cli.js'), 'knowledge', '--help']);
	assert.equal(help.status, 0, help.err);
	assert.match(help.out, /Usage: npm run -s knowledge -- check/);

	rmSync(join(packed, 'node_modules'));
	const alone = await runIn(folder, [node.file, join(packed, 'dist/cli.js'), 'knowledge', '--help']);
	if (node.major >= 24) return assert.notEqual(alone.status, 0);
	assert.equal(alone.status, 2);
	assert.match(alone.err, /^Cannot run "knowledge": found Node \d+\.\d+\.\d+, want 24 or newer/);
});
