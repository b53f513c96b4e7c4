import assert from 'node:assert/strict';
import test from 'node:test';
import {changeSettings, type ServerSettings, usualSettings} from '../../src/log/server-settings.ts';
import {onEachEngine} from '../support/log-engines.ts';

const guildId = '111111111111111111';
const channel = '222222222222222222';
const at = new Date('2026-03-01T10:00:00Z');

function changed(change: Readonly<Record<string, unknown>>): ServerSettings {
	const read = changeSettings(usualSettings, change);
	assert.ok(read.ok, JSON.stringify(read));
	return read.settings;
}

onEachEngine(({emptyLog}) => {
	test('a server that has set nothing has the usual settings', async context => {
		const log = await emptyLog(context);
		assert.deepEqual(await log.settings.of(guildId), usualSettings);
		assert.deepEqual(await log.settings.servers(), []);
	});

	test('what a server has set is kept, and no other server has it', async context => {
		const log = await emptyLog(context);
		const settings = changed({reviewChannel: channel, drafts: true, probeHosts: ['Voice.Member.test']});
		await log.settings.keep({guildId, settings: usualSettings, byId: '1', at});
		await log.settings.keep({guildId, settings, byId: '1', at});
		assert.deepEqual(await log.settings.of(guildId), settings);
		assert.deepEqual(settings.probeHosts, ['voice.member.test']);
		assert.deepEqual(await log.settings.of('333333333333333333'), usualSettings);
		assert.deepEqual(await log.settings.servers(), [guildId]);
	});

	test('settings that another version has kept do not take the others with them', async context => {
		const log = await emptyLog(context);
		const kept = {
			...usualSettings,
			drafts: true,
			replyIn: 'telegram',
			someday: 1,
		} as unknown as ServerSettings;
		await log.settings.keep({guildId, settings: kept, byId: '1', at});
		assert.deepEqual(await log.settings.of(guildId), {...usualSettings, drafts: true});
	});
});

const mistakes: readonly (readonly [Record<string, unknown>, string, RegExp])[] = [
	[{channels: ['general']}, 'channels', /found no Discord id/],
	[{probeHosts: ['https://voice.test/']}, 'probeHosts', /found no host name/],
	[{probeHosts: ['127.0.0.1']}, 'probeHosts', /found no host name/],
	[{probeHosts: ['localhost']}, 'probeHosts', /found no host name/],
	[{probeHosts: Array.from({length: 21}, (_, n) => `h${n}.test`)}, 'probeHosts', /want at most 20/],
	[{languages: ['english']}, 'languages', /found no language code/],
	[{quietHours: {from: '25:00', to: '07:00', timeZone: 'UTC'}}, 'quietHours', /found no time of day/],
	[{quietHours: {from: '22:00', to: '07:00', timeZone: 'Mars/Base'}}, 'quietHours', /found no time zone/],
	[{quietHours: {from: '07:00', to: '07:00', timeZone: 'UTC'}}, 'quietHours', /the same time twice/],
	[{linkedRole: channel}, 'linkUrl', /found only one/],
	[{linkedRole: channel, linkUrl: 'http://link.test'}, 'linkUrl', /want one that begins with https/],
	[{questionsPerMember: 0}, 'questionsPerMember', /1/],
	[{replyIn: 'telegram'}, 'replyIn', /./],
	[{someday: 1}, 'someday', /./],
];
for (const [change, setting, message] of mistakes) {
	test(`a setting that cannot be used is named: ${JSON.stringify(change).slice(0, 80)}`, () => {
		const read = changeSettings(usualSettings, change);
		assert.ok(!read.ok);
		assert.equal(read.problems[0]?.setting, setting);
		assert.match(read.problems[0]?.message ?? '', message);
	});
}

test('all mistakes are told at once', () => {
	const read = changeSettings(usualSettings, {languages: ['x'], channels: ['y']});
	assert.deepEqual(read.ok || read.problems.map(({setting}) => setting).sort(), ['channels', 'languages']);
});
