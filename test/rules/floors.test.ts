import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative, sep} from 'node:path';
import test from 'node:test';

const root = join(import.meta.dirname, '../..');

/** From the ground up. A file imports from its own floor or from one below. */
const floors = [
	'src/lib',
	'src/failures',
	'src/evidence',
	'src/probe',
	'src/retrieval',
	'src/diagnosis',
	'src/answer',
	'src/log',
	'src/answer-question.ts',
	'src/watch',
	'src/queue',
	'src/evaluation',
	'src/discord',
	'src/console',
	'commands',
	'src/config.ts',
	'src/open-tools.ts',
	'src/warm-up.ts',
	'src/main.ts',
	'src/cli.ts',
];
const stages = ['src/evidence', 'src/probe', 'src/retrieval', 'src/diagnosis', 'src/answer', 'src/log'];

/** Each outside thing, and the places that may touch it. */
const doors: Readonly<Record<string, readonly string[]>> = {
	'discord.js': ['src/discord', 'commands'],
	openai: ['src/answer/model.ts', 'src/retrieval/embed-texts.ts'],
	cockatiel: ['src/answer/guard-model.ts', 'src/retrieval/question-vectors.ts'],
	'highlight.js': ['src/console/highlight-code.ts'],
	'@resvg/resvg-js': ['src/answer/draw-line.ts'],
	ws: ['src/probe'],
	'node:net': ['src/probe'],
	'node:tls': ['src/probe'],
	'node:dns': ['src/probe'],
	'node:dns/promises': ['src/probe'],
	'node:http': ['src/probe', 'src/console'],
	'node:https': ['src/probe'],
	'node:sqlite': ['src/log', 'src/retrieval'],
	kysely: ['src/log'],
	pg: ['src/log/open-database.ts', 'src/log/presence.ts'],
	'pg-boss': ['src/queue'],
	'node:fs': [
		'src/retrieval',
		'src/answer/prompts.ts',
		'src/log/back-up.ts',
		'src/log/open-database.ts',
		'src/console/assets.ts',
		'src/cli',
		'src/cli.ts',
		'src/main.ts',
		'src/evaluation',
	],
	'node:fs/promises': [
		'src/retrieval',
		'src/log/open-database.ts',
		'src/log/disk-sync.ts',
		'src/console/assets.ts',
		'src/cli',
		'src/cli.ts',
		'src/main.ts',
		'src/evaluation',
	],
};

const files = ['src', 'commands'].flatMap(folder =>
	readdirSync(join(root, folder), {recursive: true, withFileTypes: true})
		.filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
		.map(entry => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')),
);

const imports = files.flatMap(file => {
	const text = readFileSync(join(root, file), 'utf8');
	return [
		...text.matchAll(
			/^\s*(import|export)\s+(type\s)?[^;'"]*?from '([^']+)'|^\s*import '([^']+)'|\bimport\('([^']+)'\)/gm,
		),
	].map(match => ({
		file,
		typeOnly: match[2] !== undefined,
		specifier: match[3] ?? match[4] ?? match[5] ?? '',
	}));
});

function floorOf(file: string): number {
	return floors.findIndex(
		floor =>
			file === floor || file.startsWith(`${floor}/`) || file.startsWith(`${floor.replace(/\.ts$/, '')}/`),
	);
}

test('every file stands on a floor', () => {
	assert.deepEqual(
		files.filter(file => floorOf(file) === -1),
		[],
	);
});

test('a file imports from its own floor or from one below', () => {
	const wrong = imports
		.filter(({specifier}) => specifier.startsWith('.'))
		.map(({file, specifier}) => ({
			file,
			imported: relative(root, join(root, dirname(file), specifier))
				.split(sep)
				.join('/'),
		}))
		.filter(({file, imported}) => floorOf(imported) > floorOf(file));
	assert.deepEqual(wrong, []);
});

test('between stages only types are imported', () => {
	const stageOf = (file: string) => stages.find(stage => file.startsWith(`${stage}/`));
	const wrong = imports
		.filter(({specifier, typeOnly}) => specifier.startsWith('.') && !typeOnly)
		.map(({file, specifier}) => ({
			file,
			imported: relative(root, join(root, dirname(file), specifier))
				.split(sep)
				.join('/'),
		}))
		.filter(({file, imported}) => {
			const from = stageOf(file);
			const to = stageOf(imported);
			return from !== undefined && to !== undefined && from !== to;
		});
	assert.deepEqual(wrong, []);
});

test('each outside thing has one door', () => {
	const wrong = imports.filter(({file, specifier}) => {
		const allowed = doors[specifier];
		return allowed !== undefined && !allowed.some(place => file === place || file.startsWith(`${place}/`));
	});
	assert.deepEqual(wrong, []);
});

test('only main.ts and cli.ts read the environment', () => {
	const wrong = files.filter(
		file =>
			file !== 'src/main.ts' &&
			file !== 'src/cli.ts' &&
			readFileSync(join(root, file), 'utf8').includes('process.env'),
	);
	assert.deepEqual(wrong, []);
});

test('the code knows nothing of the service: all of that is in knowledge/', () => {
	const wrong = files.filter(file => /deepgram|\bdg-/i.test(readFileSync(join(root, file), 'utf8')));
	assert.deepEqual(wrong, []);
});
