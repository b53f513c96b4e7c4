import assert from 'node:assert/strict';
import test from 'node:test';
import {openBot} from '../support/discord-bot.ts';

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
