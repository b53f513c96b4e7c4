import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {openSettingsDesk} from '../../src/discord/settings/settings-desk.ts';
import {operator, type Person} from '../../src/log/sessions.ts';
import {openTestConsole, type SignedIn} from '../support/console-server.ts';
import {ann, blue, mo, red, someOAuth} from '../support/desk-log.ts';
import {openBot} from '../support/discord-bot.ts';
import {keepSettings} from '../support/discord-settings.ts';
import {memoryLog} from '../support/memory-log.ts';

/** What a form was shown with, as its hidden field says. */
async function shownOn({page}: SignedIn, path: string): Promise<string> {
	return /name="shown" value="([^"]+)"/.exec(await page(path))?.[1] ?? '';
}

/** The fields of a form as the page holds them, a change put in. */
async function send(
	who: SignedIn,
	path: string,
	change: Readonly<Record<string, string | readonly string[]>>,
) {
	return who.send(path, {shown: await shownOn(who, path), ...change});
}

test('settings want a sign-in, and belong to those who moderate the server', async t => {
	const {url, signIn, log} = await openTestConsole(t, {discordOAuth: someOAuth});
	for (const path of ['/settings', `/settings/${red}`, `/settings/${red}/manners`]) {
		assert.equal((await fetch(url + path, {redirect: 'manual'})).status, 303, path);
	}
	const who = await signIn(mo);
	assert.equal((await who.get('/settings')).headers.get('location'), `/settings/${red}`);
	assert.equal((await who.get(`/settings/${blue}`)).status, 404);
	assert.equal((await who.get(`/settings/${blue}/manners`)).status, 404);
	assert.equal((await who.get(`/settings/${red}/nothing`)).status, 404);
	assert.equal((await who.send(`/settings/${blue}/manners`, {languages: 'en'})).status, 404);
	assert.deepEqual(await log.settings.servers(), []);
	const two = await (await signIn(ann)).page('/settings');
	assert.match(two, new RegExp(`<a href="/settings/${red}">Red</a>.*<a href="/settings/${blue}">Blue</a>`));
});

test('the operator finds the servers in which something was asked or set', async t => {
	const {signIn, log} = await openTestConsole(t);
	const {page, get} = await signIn();
	assert.match(await page('/settings'), /There is no server yet/);
	await keepSettings(log, blue, {languages: ['de']});
	assert.equal((await get('/settings')).headers.get('location'), `/settings/${blue}`);
	assert.match(await page(`/settings/${blue}`), /<dt>Languages<\/dt><dd>German/);
});

test('a change is kept, shown and noted with what held before and who made it', async t => {
	const {signIn, log} = await openTestConsole(t, {discordOAuth: someOAuth});
	const who = await signIn(mo);
	const path = `/settings/${red}/manners`;
	const response = await send(who, path, {
		languages: 'English, de',
		quietHours: '22:00-07:00 Europe/Berlin',
		questionsPerMember: '5',
		questionsPerServer: '',
	});
	assert.equal(response.status, 303);
	assert.equal(
		response.headers.get('location'),
		`/settings/${red}?saved=languages,quietHours,questionsPerMember#manners`,
	);
	const kept = await log.settings.of(red);
	assert.deepEqual(kept.languages, ['en', 'de']);
	assert.deepEqual(kept.quietHours, {from: '22:00', to: '07:00', timeZone: 'Europe/Berlin'});
	const page = await who.page(response.headers.get('location') ?? '');
	assert.match(page, /Saved: Languages, Quiet hours, Questions of one member in an hour\./);
	assert.match(page, /<dt>Quiet hours<\/dt><dd>22:00-07:00 Europe\/Berlin/);
	assert.match(page, /you: Languages/);
	const [entry] = await log.audit({limit: 1});
	assert.deepEqual(
		[entry?.action, entry?.byId, entry?.guildId, entry?.subject, entry?.detail],
		['change_settings', mo.id, red, 'questionsPerMember', {from: null, to: 5}],
	);
	assert.match(
		await who.page('/audit'),
		/changed a setting: Languages<br><span class="note">from: \[\], to: \[&quot;en&quot;,&quot;de&quot;\]/,
	);
});

test('what is wrong stands beside its field, what was written stays, and what is sound is kept', async t => {
	const {signIn, log} = await openTestConsole(t, {discordOAuth: someOAuth});
	const who = await signIn(mo);
	const response = await send(who, `/settings/${red}/manners`, {
		languages: 'en',
		quietHours: 'from ten to seven',
		questionsPerMember: 'many "times"',
		questionsPerServer: '0',
	});
	assert.equal(response.status, 422);
	const page = await response.text();
	assert.match(
		page,
		/role="alert">.*Saved: Languages.*Not saved: .*href="#quietHours".*href="#questionsPerMember"/s,
	);
	assert.match(page, /id="quietHours-problem">.*found no time of day/);
	assert.match(page, /value="from ten to seven"[^>]* aria-invalid="true"/);
	assert.match(page, /value="many &quot;times&quot;"/);
	assert.match(page, /aria-describedby="questionsPerServer-about questionsPerServer-problem"/);
	const kept = await log.settings.of(red);
	assert.deepEqual([kept.languages, kept.quietHours, kept.questionsPerMember], [['en'], null, null]);
});

test('a form that somebody else was quicker than changes nothing, and keeps what was written', async t => {
	const {signIn, log} = await openTestConsole(t, {discordOAuth: someOAuth});
	const who = await signIn(mo);
	const shown = await shownOn(who, `/settings/${red}/manners`);
	await keepSettings(log, red, {languages: ['ja']});
	const response = await who.send(`/settings/${red}/manners`, {shown, languages: 'de'});
	assert.equal(response.status, 422);
	const page = await response.text();
	assert.match(page, /Somebody else has changed these settings/);
	assert.match(page, /name="languages" value="de"/);
	assert.deepEqual((await log.settings.of(red)).languages, ['ja']);
});

test('a form without its token changes nothing', async t => {
	const {signIn, log, logged} = await openTestConsole(t, {discordOAuth: someOAuth});
	const who = await signIn(mo);
	const response = await send(who, `/settings/${red}/manners`, {languages: 'de', token: 'a.b'});
	assert.equal(response.status, 403);
	assert.deepEqual(await log.settings.servers(), []);
	assert.deepEqual(logged, []);
});

test('where Discord is not open, channels and roles are ids, and it is said that no permission was checked', async t => {
	const {signIn, log} = await openTestConsole(t, {discordOAuth: someOAuth});
	const who = await signIn(mo);
	const path = `/settings/${red}/places`;
	assert.match(await who.page(path), /could not be checked/);
	const wrong = await send(who, path, {channels: '12, help', replyIn: 'channel', forumChannels: ''});
	assert.equal(wrong.status, 422);
	assert.match(await wrong.text(), /found no Discord id.*<textarea id="channels"[^>]*>12, help<\/textarea>/s);
	const right = await send(who, path, {
		channels: '555555555555555555\r\n555555555555555556',
		replyIn: 'thread',
		forumChannels: '',
	});
	assert.equal(right.status, 303);
	const {channels, replyIn} = await log.settings.of(red);
	assert.deepEqual([channels, replyIn], [['555555555555555555', '555555555555555556'], 'thread']);
	const hosts = await send(who, `/settings/${red}/safety`, {
		deletePastedKeys: 'false',
		probeHosts: 'a.local',
	});
	assert.match(await hosts.text(), /a name of a local network/);
});

/** The console beside the bot in one process. */
async function openBeside(t: TestContext, person: Person = operator) {
	const log = await memoryLog();
	const bot = await openBot(t, {log});
	const {discord, server} = bot;
	await server.waitFor('the bot to be ready', () => discord.isConnected());
	const given = {log, logger: {info: () => {}}, now: () => new Date(), place: () => discord.settings};
	const console = await openTestConsole(t, {
		log: {...log, close: async () => {}},
		settings: openSettingsDesk(given),
		names: discord.names,
		discordOAuth: someOAuth,
	});
	return {...bot, console, who: await console.signIn(person), path: `/settings/${server.guildId}`};
}

test('beside Discord, channels and roles are chosen by name and held against the bot’s permissions', async t => {
	const {server, discord, who, path, log} = await openBeside(t);
	const secret = server.addChannel('secret');
	server.setRights(secret, {forbid: ['send']});
	await server.waitFor('the channel to be known', () => discord.names.channel(secret.id));
	const form = await who.page(`${path}/places`);
	assert.doesNotMatch(form, /could not be checked/);
	assert.match(form, new RegExp(`name="channels" value="${server.channel.id}">#help</label>`));

	const refused = await send(who, `${path}/places`, {channels: [secret.id], replyIn: 'channel'});
	assert.equal(refused.status, 422);
	const page = await refused.text();
	assert.match(page, /id="channels-problem">.*I lack <b>Send Messages<\/b> in #secret/);
	assert.match(page, new RegExp(`value="${secret.id}" checked`));

	const kept = await send(who, `${path}/places`, {channels: [server.channel.id], replyIn: 'channel'});
	assert.equal(kept.status, 303);
	assert.deepEqual((await log.settings.of(server.guildId)).channels, [server.channel.id]);
	const shown = await who.page(path);
	assert.match(shown, /<dt>Channels<\/dt><dd>#help/);
	assert.match(await who.page('/audit'), /#help/);
});
