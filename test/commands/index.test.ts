import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {commands} from '../../commands/index.ts';
import {commandsOf, openBot} from '../support/discord-bot.ts';

const languages = ['de', 'es-ES', 'fr', 'ja', 'pt-BR'];

test('every file of commands/ is in the list', () => {
	const files = readdirSync(join(import.meta.dirname, '../../commands')).filter(file => file !== 'index.ts');
	assert.equal(commands.length, files.length);
});

test('commands are registered when they changed, and only then', async context => {
	const first = await openBot(context);
	await commandsOf(first);
	const puts = () => first.server.requests.filter(({method}) => method === 'PUT').length;
	assert.equal(puts(), 1);
	assert.deepEqual(
		first.server.commands().map(command => command.name),
		['diagnose', 'ask', 'Diagnose this message'],
	);
	await first.discord.close();

	const second = await openBot(context, {server: first.server});
	await commandsOf(second);
	assert.equal(puts(), 1);
	await second.discord.close();

	const [diagnose, ...others] = commands;
	assert.ok(diagnose?.kind === 'chat');
	const changed = {...diagnose, definition: {...diagnose.definition, description: 'Another description'}};
	const third = await openBot(context, {server: first.server, commands: [changed, ...others]});
	await commandsOf(third);
	assert.equal(puts(), 2);
});

test('commands are named and described in at least five more languages', () => {
	for (const {kind, definition} of commands) {
		const options = kind === 'chat' ? (definition.options ?? []) : [];
		const described = kind === 'chat' ? [definition, ...options] : [];
		for (const {name, name_localizations} of [definition, ...options]) {
			assert.deepEqual(Object.keys(name_localizations ?? {}).sort(), languages, name);
		}
		for (const {name, description_localizations} of described) {
			assert.deepEqual(Object.keys(description_localizations ?? {}).sort(), languages, name);
		}
	}
});
