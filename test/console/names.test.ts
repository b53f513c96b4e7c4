import assert from 'node:assert/strict';
import test from 'node:test';
import {placesFor} from '../../src/console/names.ts';
import {operator} from '../../src/log/sessions.ts';
import {openTestConsole} from '../support/console-server.ts';
import {ann, blue, deskId, fillDesk, mo, red, someOAuth} from '../support/desk-log.ts';

const channelId = '555555555555555555';
const names = {
	server: (id: string) => ({[red]: 'Red', [blue]: 'Blue'})[id],
	channel: (id: string) =>
		({[channelId]: {name: 'help', serverId: red}, '5': {name: 'staff', serverId: blue}})[id],
	person: (id: string) => (id === '700000000000000009' ? 'Nia' : undefined),
	servers: () => [],
};

test('places go by their names, but not those of servers that one does not moderate', () => {
	const [all, some] = [placesFor(operator, {names}), placesFor(mo, {names})];
	assert.deepEqual([all.server(blue), all.channel('5')], ['Blue', '#staff']);
	assert.deepEqual([some.server(blue), some.channel('5')], [`server ${blue}`, 'channel 5']);
	assert.deepEqual([some.server(red), some.channel(channelId)], ['Red', '#help']);
	assert.equal(placesFor(operator, {}).channel('5'), 'channel 5');
});

test('lists, filters, history and audit name servers, channels and people', async t => {
	const {signIn, log} = await openTestConsole(t, {discordOAuth: someOAuth, names});
	await fillDesk(log);
	const at = new Date('2026-03-04T13:00:00Z');
	await signIn(mo);
	for (const byId of [mo.id, '700000000000000009']) {
		await log.moderation.note({at, byId, guildId: red, action: 'judge_answer', subject: deskId(1)});
	}
	const {page} = await signIn(ann);
	const list = await page(`/answers?channel=${channelId}`);
	assert.match(list, /<span>Red<\/span> <span>#help<\/span>/);
	assert.match(list, new RegExp(`<option value="${channelId}" selected>#help</option>`));
	assert.match(list, /Channel: #help <span/);
	const [answer, audit] = [await page(`/answers/${deskId(1)}`), await page('/audit')];
	assert.match(answer, /<span>Red<\/span> <a [^>]+>#help<\/a>/);
	for (const text of [answer, audit]) {
		assert.match(text, /Mo(?:<\/td><td>| )judged an answer/);
		assert.match(text, /Nia(?:<\/td><td>| )judged an answer/);
	}
	assert.match(await (await signIn()).page('/insights'), /<option value="\d+">Blue<\/option>/);
});
