import assert from 'node:assert/strict';
import test from 'node:test';
import {openBot} from '../support/discord-bot.ts';
import {startDiscordServer} from '../support/discord-server.ts';

test('an event that is not as Discord documents it is left out with a line in the log, and the next member is heard', async t => {
	const {server, lines} = await openBot(t);
	const broken = [
		{name: 'INTERACTION_CREATE', payload: {id: '1', type: 2, channel: '__proto__', user: {id: '2'}}},
		{name: 'MESSAGE_CREATE', payload: {id: '3', channel_id: server.channel.id, author: null}},
		{name: 'CHANNEL_CREATE', payload: {}},
	] as const;
	for (const {name, payload} of broken) {
		server.gateway.dispatch({name, needs: 'nothing', payload: () => payload});
	}
	server.join('Ana').says(`${server.mention} are you still there?`);
	await server.waitForMessage(/Answer to: .*still there/);
	assert.ok(lines.some(({message}) => /cannot be read/.test(message)));
});

test('a greeting (READY) that cannot be read does not end the process: it is logged, and after a pause the bot connects anew and answers', async t => {
	const server = await startDiscordServer();
	const {gateway} = server;
	const withoutServers = (ready: object) => ({...ready, guilds: undefined});
	const withoutUser = (ready: object) => ({...ready, user: undefined});
	const signIns = () => gateway.heard.filter(({op}) => op === 2).length;
	gateway.spoilReady(() => null, withoutServers, withoutUser);
	const {lines} = await openBot(t, {server, firstRetryMs: 10});
	const failed = () => lines.filter(({message}) => /greeting cannot be read/.test(message));
	await server.waitFor('the bot', () => lines.some(({message}) => message === 'Discord is open'));
	assert.deepEqual([failed().length, signIns()], [3, 4]);

	gateway.spoilReady(withoutUser);
	gateway.invalidate();
	await server.waitFor('the sixth sign-in', () => signIns() === 6);
	server.join('Ana').says(`${server.mention} are you still there?`);
	await server.waitForMessage(/Answer to: .*still there/);
	assert.deepEqual(
		failed().map(({about}) => (about as {pauseMs: number}).pauseMs),
		[10, 20, 40, 80],
	);
});
