import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {moderatedServers} from '../../src/console/sign-in/moderated-servers.ts';
import {usualSettings} from '../../src/log/server-settings.ts';
import {openTestConsole, sessionCookie} from '../support/console-server.ts';
import {client, type OAuthUser, startOAuthServer} from '../support/oauth-server.ts';

const red = '111111111111111111';
const blue = '222222222222222222';
const green = '333333333333333333';
const manageMessages = String(1n << 13n);
const administrator = String(1n << 3n);
const nothing = String(1n << 11n);
const mods = '444444444444444444';

const moderator: OAuthUser = {
	id: '700000000000000001',
	username: 'mo',
	global_name: 'Mo',
	servers: [
		{id: red, name: 'Red', permissions: manageMessages},
		{id: blue, name: 'Blue', permissions: nothing, roles: [mods]},
		{id: green, name: 'Green', permissions: administrator},
	],
};

/** A console whose moderators sign in with a Discord of our own; Lineman is in Red and Blue. */
async function openWithDiscord(
	t: TestContext,
	given: {botServers?: readonly string[]; now?: () => Date} = {},
) {
	const oauth = await startOAuthServer(t, {botServers: given.botServers ?? [red, blue]});
	const console = await openTestConsole(t, {
		discordOAuth: {...client, apiUrl: oauth.apiUrl, authorizeUrl: `${oauth.apiUrl}/oauth2/authorize`},
		...(given.now && {now: given.now}),
	});
	oauth.state.redirectUrl = `${console.url}/sign-in/discord/callback`;
	oauth.state.user = moderator;
	return {...console, oauth};
}

/** Goes the way of a browser, which keeps cookies, and tells where it ended. */
function browserAt(url: string) {
	const jar = new Map<string, string>();
	const go = async (path: string, most = 8): Promise<Response> => {
		const target = new URL(path, url);
		const isOurs = target.origin === url;
		const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
		const response = await fetch(target, {redirect: 'manual', headers: isOurs ? {cookie} : {}});
		for (const set of isOurs ? response.headers.getSetCookie() : []) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
			if (value === '') jar.delete(name);
			else jar.set(name, value);
		}
		const location = response.headers.get('location');
		return location === null || most === 0 ? response : go(new URL(location, target).href, most - 1);
	};
	return {jar, go};
}

test('a moderator signs in with Discord, and comes back to the page that was asked for', async t => {
	const {url, oauth, log} = await openWithDiscord(t);
	await log.settings.keep({
		guildId: blue,
		settings: {...usualSettings, moderatorRoles: [mods]},
		byId: '1',
		at: new Date(),
	});
	const {go, jar} = browserAt(url);
	const signIn = await go('/audit');
	assert.match(await signIn.text(), /href="\/sign-in\/discord\?to=%2Faudit">Sign in with Discord/);
	const page = await go('/sign-in/discord?to=%2Faudit');
	assert.equal(page.url, `${url}/audit`);
	assert.match(await page.text(), /<a href="\/account">Mo</);
	assert.deepEqual([...jar.keys()], [sessionCookie(url)]);
	const account = await (await go('/account')).text();
	assert.match(account, /Red, Blue/, 'by permission, and by a role of the settings');
	assert.doesNotMatch(account, /Green/, 'Lineman is not there');
	assert.equal(oauth.tokens.size, 0, 'the token was given back');
	assert.ok(oauth.requests.includes('POST /oauth2/token/revoke'));
	assert.ok(!oauth.requests.includes(`GET /users/@me/guilds/${red}/member`), 'only what is needed is asked');
	const [entry] = await log.moderation.history({limit: 1});
	assert.deepEqual([entry?.action, entry?.byId, entry?.detail], ['sign_in', moderator.id, {by: 'discord'}]);
});

test('who moderates no server that Lineman is in is told so, and not signed in', async t => {
	const {url, oauth} = await openWithDiscord(t);
	oauth.state.user = {...moderator, servers: [{id: red, name: 'Red', permissions: nothing}]};
	const {go, jar} = browserAt(url);
	const page = await go('/sign-in/discord');
	assert.equal(page.status, 403);
	assert.match(await page.text(), /You are Mo, and moderate no server that Lineman is in/);
	assert.equal(jar.size, 0);
});

test('who does not consent is not signed in', async t => {
	const {url, oauth} = await openWithDiscord(t);
	oauth.state.consent = 'denied';
	const {go, jar} = browserAt(url);
	const page = await go('/sign-in/discord');
	assert.equal(page.status, 403);
	assert.match(await page.text(), /You did not let Discord tell/);
	assert.equal(jar.size, 0);
});

test('a sign-in that was begun elsewhere is not finished here', async t => {
	const {url, oauth} = await openWithDiscord(t);
	const theirs = await fetch(`${url}/sign-in/discord`, {redirect: 'manual'});
	const consent = await fetch(theirs.headers.get('location') ?? '', {redirect: 'manual'});
	const back = consent.headers.get('location') ?? '';
	const {go, jar} = browserAt(url);
	assert.equal((await go(back)).status, 400);
	// Nor with the state of one's own and a code of somebody else's.
	await go('/sign-in/discord', 0);
	const state = [...jar.values()][0]?.split('.')[0] ?? '';
	const code = new URL(back).searchParams.get('code') ?? '';
	const page = await go(`/sign-in/discord/callback?${new URLSearchParams({state, code})}`);
	assert.equal(page.status, 502, 'the code belongs to another challenge');
	assert.equal(jar.size, 0);
	assert.ok(!oauth.requests.includes('GET /users/@me'));
});

test('a code counts once', async t => {
	const {url} = await openWithDiscord(t);
	const {go} = browserAt(url);
	const seen: string[] = [];
	const begun = await go('/sign-in/discord', 0);
	const consent = await fetch(begun.headers.get('location') ?? '', {redirect: 'manual'});
	seen.push(consent.headers.get('location') ?? '');
	assert.equal((await go(seen[0] ?? '')).status, 200);
	assert.equal((await go(seen[0] ?? '')).status, 400);
});

for (const [title, path, trouble, said] of [
	['refuses the client', '/oauth2/token', {status: 401}, /it answered with 401/],
	['fails', '/users/@me/guilds', {status: 503}, /it answered with 503/],
	['answers nonsense', '/users/@me', {status: 200, body: '<html>'}, /something else than was asked for/],
	[
		'wants us to wait long',
		'/users/@me',
		{status: 429, headers: {'retry-after': '60'}},
		/it wants us to wait 60 s/,
	],
] as const) {
	test(`where Discord ${title}, one is told so and can try again`, async t => {
		const {url, oauth, logged} = await openWithDiscord(t);
		oauth.state.trouble.set(path, trouble);
		const {go, jar} = browserAt(url);
		const page = await go('/sign-in/discord?to=%2Faudit');
		assert.equal(page.status, 502);
		const text = await page.text();
		assert.match(text, said);
		assert.match(text, /href="\/sign-in\/discord\?to=%2Faudit">Try again/);
		assert.equal(jar.size, 0);
		assert.ok(logged.every(line => !JSON.stringify(line).includes(client.clientSecret)));
		assert.equal(oauth.tokens.size, 0);
		assert.equal((await go('/sign-in/discord?to=%2Faudit')).url, `${url}/audit`);
	});
}

test('where Discord wants us to wait a moment, we do', async t => {
	const {url, oauth} = await openWithDiscord(t);
	oauth.state.trouble.set('/users/@me', {status: 429, headers: {'retry-after': '0.05'}});
	assert.equal((await browserAt(url).go('/sign-in/discord')).url, `${url}/answers`);
});

test('where Discord cannot be reached, one is told so', async t => {
	const {url, oauth} = await openWithDiscord(t);
	const {go} = browserAt(url);
	const begun = await go('/sign-in/discord', 0);
	const consent = await fetch(begun.headers.get('location') ?? '', {redirect: 'manual'});
	oauth.state.trouble.set('/oauth2/token', {status: 302, headers: {location: 'http://127.0.0.1:1/'}});
	const page = await go(consent.headers.get('location') ?? '');
	assert.equal(page.status, 502);
	assert.match(await page.text(), /it cannot be reached/);
});

test('after an hour Discord is asked again: who no longer moderates a server no longer sees it', async t => {
	let now = new Date('2026-03-04T10:00:00Z');
	const {url, oauth} = await openWithDiscord(t, {now: () => now});
	oauth.state.user = {
		...moderator,
		servers: [...moderator.servers.slice(0, 1), {id: blue, name: 'Blue', owner: true}],
	};
	const {go, jar} = browserAt(url);
	await go('/sign-in/discord');
	const [before] = jar.values();
	assert.match(await (await go('/account')).text(), /Red, Blue/);

	oauth.state.user = {...moderator, servers: [{id: blue, name: 'Blue', owner: true}]};
	now = new Date('2026-03-04T10:59:59Z');
	assert.match(await (await go('/account')).text(), /Red, Blue/);
	now = new Date('2026-03-04T11:00:01Z');
	const check = await (await go('/account')).text();
	assert.match(check, /<meta http-equiv="refresh" content="0; url=\/sign-in\/discord\?to=%2Faccount">/);
	const account = await (await go('/sign-in/discord?to=%2Faccount')).text();
	assert.doesNotMatch(account, /Red/);
	assert.match(account, /Blue/);
	assert.equal([...jar.values()][0], before, 'forms that are open elsewhere still count');

	oauth.state.user = {...moderator, servers: []};
	now = new Date('2026-03-04T12:00:02Z');
	assert.equal((await go('/sign-in/discord')).status, 403);
	assert.match((await go('/account')).url, /\/sign-in\?to=/);
});

test('a form that was open while Discord should have been asked can still be sent for an hour', async t => {
	let now = new Date('2026-03-04T10:00:00Z');
	const {signIn} = await openWithDiscord(t, {now: () => now});
	const {send} = await signIn({id: moderator.id, name: 'Mo', servers: [{id: red, name: 'Red'}]});
	now = new Date('2026-03-04T11:59:00Z');
	assert.equal((await send('/account/end', {session: 'x'})).status, 303);
	now = new Date('2026-03-04T12:01:00Z');
	assert.equal((await send('/account/end', {session: 'x'})).status, 401);
});

test('a moderator’s session ends where nobody can sign in with Discord any more', async t => {
	const {signIn} = await openTestConsole(t);
	const {get} = await signIn({id: moderator.id, name: 'Mo', servers: [{id: red, name: 'Red'}]});
	assert.equal((await get('/answers')).status, 303);
});

test('attempts to sign in with Discord are limited', async t => {
	const {url} = await openWithDiscord(t);
	const statuses = [];
	for (let times = 0; times < 21; times += 1) {
		statuses.push((await fetch(`${url}/sign-in/discord`, {redirect: 'manual'})).status);
	}
	assert.deepEqual(statuses.slice(-2), [302, 429]);
});

test('the servers of a bot that is in many are all known', async t => {
	const botServers = Array.from({length: 450}, (_, index) =>
		String(500_000_000_000_000_000n + BigInt(index)),
	);
	const {url, oauth} = await openWithDiscord(t, {botServers});
	const last = botServers.at(-1) ?? '';
	oauth.state.user = {...moderator, servers: [{id: last, name: 'Last', permissions: manageMessages}]};
	const {go} = browserAt(url);
	await go('/sign-in/discord');
	assert.match(await (await go('/account')).text(), /Last/);
});

const rights = {
	botServers: new Set([red]),
	moderatorRoles: async () => [mods],
	rolesIn: async () => ['1'],
};
for (const [title, server, moderates] of [
	['its owner', {owner: true}, true],
	['who may manage messages', {permissions: manageMessages}, true],
	['an administrator', {permissions: administrator}, true],
	['who may only send', {permissions: nothing}, false],
	['of a server without Lineman, its owner', {id: green, owner: true}, false],
] as const) {
	test(`${title} ${moderates ? 'moderates' : 'does not moderate'} it`, async () => {
		const joined = [{id: red, name: 'Red', owner: false, permissions: '0', ...server}];
		assert.equal((await moderatedServers(joined, rights)).length, moderates ? 1 : 0);
	});
}
