import assert from 'node:assert/strict';
import test from 'node:test';
import {commands} from '../../commands/index.ts';
import {fingerprint} from '../../src/discord/register-commands.ts';
import {commandsOf, openBot} from '../support/discord-bot.ts';
import {startDiscordServer} from '../support/discord-server.ts';
import {memoryLog} from '../support/memory-log.ts';

type Tree = {readonly [name: string]: unknown};

const wanted = commands.map(({definition}) => definition as unknown as Tree);
const languages = ['de', 'es-ES', 'fr', 'ja', 'pt-BR'];

/** Commands, options and choices, at whatever depth, each with where it stands. */
function parts(tree: Tree, path: string): readonly {readonly path: string; readonly part: Tree}[] {
	const below = ['options', 'choices'].flatMap(list =>
		((tree[list] ?? []) as readonly Tree[]).flatMap(part => parts(part, `${path} ${String(part.name)}`)),
	);
	return [{path, part: tree}, ...below];
}

const all = wanted.flatMap(command => parts(command, String(command.name)));

test('every command, option and choice is named in at least five more languages', () => {
	for (const {path, part} of all) {
		const named = Object.entries((part.name_localizations ?? {}) as Record<string, string>);
		assert.deepEqual(named.map(([language]) => language).sort(), languages, path);
		for (const [language, name] of named) assert.ok(name.trim() !== '', `${path} in ${language}`);
	}
});

test('everything that is described is described in these languages too, and fits', () => {
	for (const {path, part} of all.filter(({part}) => part.description !== undefined)) {
		const described = Object.entries((part.description_localizations ?? {}) as Record<string, string>);
		assert.deepEqual(described.map(([language]) => language).sort(), languages, path);
		for (const [language, text] of described) {
			assert.ok(text.length >= 1 && text.length <= 100, `${path} in ${language}: ${text.length}`);
		}
	}
});

/** A command as Discord gives it back: with ids, versions, and a word for everything that was not said. */
function asDiscordHasIt(part: Tree, depth: 'command' | 'below' = 'command'): Tree {
	return {
		...(depth === 'command' && {
			id: '123456789012345678',
			application_id: '123456789012345679',
			version: '123456789012345680',
			default_permission: true,
			default_member_permissions: null,
			dm_permission: true,
			integration_types: [0],
			nsfw: false,
			type: 1,
			contexts: null,
			description: '',
		}),
		name_localizations: null,
		...Object.fromEntries(
			Object.entries(part)
				.reverse()
				.map(([name, value]) => [
					name,
					name === 'options' || name === 'choices'
						? (value as readonly Tree[]).map(each => asDiscordHasIt(each, 'below'))
						: name === 'contexts'
							? (value as number[]).toReversed()
							: value,
				]),
		),
		...(part.description !== undefined && {
			description_localizations: part.description_localizations ?? null,
		}),
	};
}

test('what Discord adds of its own is no change', () => {
	const known = wanted.toReversed().map(command => asDiscordHasIt(command));
	assert.equal(fingerprint(known), fingerprint(wanted));
});

/** The tree with one of its values changed, for each of them. */
function* changes(tree: unknown, path = ''): Generator<readonly [string, unknown]> {
	if (Array.isArray(tree)) {
		for (const [index, each] of tree.entries()) {
			for (const [where, changed] of changes(each, `${path}[${index}]`)) {
				yield [where, tree.with(index, changed)];
			}
		}
		if (tree.length > 0) yield [`${path} shorter`, tree.slice(1)];
	} else if (typeof tree === 'object' && tree !== null) {
		for (const [name, value] of Object.entries(tree)) {
			for (const [where, changed] of changes(value, `${path}.${name}`))
				yield [where, {...tree, [name]: changed}];
		}
	} else if (typeof tree === 'string') yield [path, `${tree}x`];
	else if (typeof tree === 'number') yield [path, tree + 1];
	else if (typeof tree === 'boolean') yield [path, !tree];
}

test('every change of a command is seen, at whatever depth', () => {
	const before = fingerprint(wanted);
	let count = 0;
	for (const [path, changed] of changes(wanted)) {
		assert.notEqual(fingerprint(changed as readonly Tree[]), before, path);
		count += 1;
	}
	assert.ok(count > 200, `${count} changes`);
});

test('several processes that start at once register the same, and none of them again', async context => {
	const server = await startDiscordServer();
	const log = await memoryLog();
	const bots = await Promise.all([1, 2, 3].map(() => openBot(context, {server, log})));
	for (const bot of bots) await commandsOf(bot);
	const puts = () => server.requests.filter(({method}) => method === 'PUT').length;
	const atFirst = puts();
	assert.ok(atFirst >= 1 && atFirst <= 3);
	const ids = server.commands().map(({id}) => id);
	assert.equal(ids.length, commands.length);
	const later = await openBot(context, {server, log});
	await commandsOf(later);
	assert.equal(puts(), atFirst);
	assert.deepEqual(
		server.commands().map(({id}) => id),
		ids,
	);
});

test('commands are registered once Discord listens', async context => {
	const server = await startDiscordServer();
	server.fail({method: 'GET', route: /^\/applications\/:id\/commands$/, status: 503, times: 9});
	const bot = await openBot(context, {server, registerAgainMs: 10});
	await commandsOf(bot);
	assert.equal(server.commands().length, commands.length);
	assert.ok(bot.lines.some(({message}) => message.startsWith('Cannot register the commands')));
});
