import assert from 'node:assert/strict';
import test from 'node:test';
import {formToken, isFormToken} from '../../src/console/sign-in/form-token.ts';
import {returnPath} from '../../src/console/sign-in/return-path.ts';
import {requestRaw} from '../support/console-request.ts';
import {openTestConsole, sessionCookie} from '../support/console-server.ts';

const behind = [
	'/answers',
	'/answers/export.csv',
	'/answers/export.jsonl',
	'/answers/x',
	'/review',
	'/audit',
	'/account',
];

/** Opens a link to sign in, and presses the button there. */
function useLink(link: string, headers: Record<string, string> = {}): Promise<Response> {
	const {origin, searchParams} = new URL(link);
	return fetch(`${origin}/sign-in/link`, {
		method: 'POST',
		redirect: 'manual',
		headers: {origin, ...headers},
		body: new URLSearchParams({link: searchParams.get('token') ?? ''}),
	});
}

test('without a session everything but the playground leads to the sign-in, and back afterwards', async t => {
	const {url} = await openTestConsole(t);
	for (const path of behind) {
		const response = await fetch(`${url}${path}?q=a`, {redirect: 'manual'});
		assert.equal(response.status, 303, path);
		assert.equal(response.headers.get('location'), `/sign-in?to=${encodeURIComponent(`${path}?q=a`)}`);
	}
	assert.equal((await fetch(url)).status, 200);
});

test('without a session nothing can be changed', async t => {
	const {url} = await openTestConsole(t);
	for (const path of ['/answers/x', '/account/sign-out', '/account/sign-out-everywhere', '/account/end']) {
		const response = await fetch(url + path, {
			method: 'POST',
			headers: {origin: url},
			body: new URLSearchParams({do: 'right'}),
		});
		assert.equal(response.status, 401, path);
	}
});

test('a link signs in once, by a button, and leads to the answers', async t => {
	const {url, signInLink, log} = await openTestConsole(t);
	const link = await signInLink();
	assert.ok(link.startsWith(`${url}/sign-in/link?token=`));
	// To look at it does not use it up: a preview of the link may do so too.
	for (let times = 0; times < 2; times += 1) {
		const page = await fetch(link);
		assert.equal(page.headers.get('set-cookie'), null);
		assert.match(await page.text(), /<button class="button" autofocus>Sign in</);
	}
	const response = await useLink(link, {
		'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0',
	});
	assert.deepEqual([response.status, response.headers.get('location')], [303, '/answers']);
	const cookie = response.headers.get('set-cookie') ?? '';
	assert.match(cookie, new RegExp(`^${sessionCookie(url)}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Lax$`));
	const account = await fetch(`${url}/account`, {headers: {cookie: cookie.split(';')[0] ?? ''}});
	assert.match(await account.text(), /Firefox on Linux/);
	const [entry] = await log.moderation.history({limit: 1});
	assert.deepEqual([entry?.action, entry?.byId, entry?.detail], ['sign_in', 'console', {by: 'link'}]);

	const again = await useLink(link);
	assert.equal(again.status, 401);
	assert.equal(again.headers.get('set-cookie'), null);
	assert.match(await again.text(), /was used already, or is older than ten minutes/);
});

test('a link is too old after ten minutes', async t => {
	let now = new Date('2026-03-04T17:05:06Z');
	const {signInLink} = await openTestConsole(t, {now: () => now});
	const [soon, late] = [await signInLink(), await signInLink()];
	now = new Date('2026-03-04T17:15:05Z');
	assert.equal((await useLink(soon)).status, 303);
	now = new Date('2026-03-04T17:15:06Z');
	assert.equal((await useLink(late)).status, 401);
});

test('a link is not used from another site', async t => {
	const {signInLink} = await openTestConsole(t);
	const link = await signInLink();
	const foreign = await useLink(link, {origin: 'https://evil.example'});
	assert.equal(foreign.status, 403);
	assert.equal((await useLink(link)).status, 303);
});

test('attempts to sign in are limited', async t => {
	const {url, signInLink} = await openTestConsole(t, {signInsPerMinute: 3});
	const guess = `${url}/sign-in/link?token=${'a'.repeat(43)}`;
	for (let times = 0; times < 3; times += 1) assert.equal((await useLink(guess)).status, 401);
	const response = await useLink(await signInLink());
	assert.equal(response.status, 429);
	assert.equal(response.headers.get('retry-after'), '60');
});

test('over https the cookie is tied to the host and goes over nothing else', async t => {
	const {signInLink, url} = await openTestConsole(t, {publicUrl: 'https://lineman.example'});
	const link = new URL(await signInLink());
	assert.equal(link.origin, 'https://lineman.example');
	const response = await fetch(`${url}/sign-in/link`, {
		method: 'POST',
		redirect: 'manual',
		headers: {origin: url},
		body: new URLSearchParams({link: link.searchParams.get('token') ?? ''}),
	});
	assert.match(
		response.headers.get('set-cookie') ?? '',
		/^__Host-lineman-session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
	);
});

test('the console may be asked for by its public name', async t => {
	const {url} = await openTestConsole(t, {publicUrl: 'https://lineman.example'});
	assert.equal((await requestRaw(url, {headers: {host: 'lineman.example'}})).status, 200);
	assert.equal((await requestRaw(url, {headers: {host: 'other.example'}})).status, 421);
});

test('who signs in anew gets a new session, and the one before ends', async t => {
	const {signIn, signInLink, log} = await openTestConsole(t);
	const before = await signIn();
	const response = await useLink(await signInLink(), {cookie: before.cookie});
	assert.equal(response.status, 303);
	assert.equal((await before.get('/account')).status, 303);
	assert.equal((await log.sessions.of('console', new Date('2026-03-04T17:05:06Z'))).length, 1);
});

test('a form counts only with the token of its own session', async t => {
	const {url, signIn} = await openTestConsole(t);
	const [one, other] = [await signIn(), await signIn()];
	const token = /name="token" value="([^"]+)"/.exec(await other.page('/account'))?.[1] ?? '';
	for (const wrong of ['', 'x', 'x.y', token]) {
		const response = await one.send('/account/sign-out', {token: wrong});
		assert.equal(response.status, 403, wrong);
		assert.match(await response.text(), /was not made for your session/);
	}
	const foreign = await fetch(`${url}/account/sign-out`, {
		method: 'POST',
		headers: {cookie: other.cookie, origin: 'https://evil.example'},
		body: new URLSearchParams({token}),
	});
	assert.equal(foreign.status, 403);
	assert.equal((await one.get('/account')).status, 200);
	assert.equal((await other.send('/account/sign-out', {token})).status, 303);
});

test('a form’s token is another one each time, and every one of them counts', () => {
	const viewer = {token: 'secret'};
	const tokens = new Set(Array.from({length: 5}, () => formToken(viewer)));
	assert.equal(tokens.size, 5);
	for (const token of tokens) {
		assert.equal(isFormToken(token, viewer), true);
		assert.equal(isFormToken(token, {token: 'other'}), false);
	}
});

test('who signs out is out, and the cookie is gone', async t => {
	const {signIn, log} = await openTestConsole(t);
	const [one, other] = [await signIn(), await signIn()];
	const response = await one.send('/account/sign-out', {});
	assert.deepEqual([response.status, response.headers.get('location')], [303, '/sign-in']);
	assert.match(response.headers.get('set-cookie') ?? '', /-session=; Max-Age=0; Path=\//);
	assert.equal((await one.get('/answers')).status, 303);
	assert.equal((await other.get('/answers')).status, 200);
	assert.equal((await log.moderation.history({limit: 1}))[0]?.action, 'sign_out');
});

test('who signs out everywhere is out everywhere, and others stay', async t => {
	const {signIn, log} = await openTestConsole(t, {discordOAuth: unreachableOAuth});
	const mo = {id: '700000000000000001', name: 'Mo', servers: [{id: '111111111111111111', name: 'Voice'}]};
	const [one, two, other] = [await signIn(mo), await signIn(mo), await signIn()];
	await one.send('/account/sign-out-everywhere', {});
	const statuses = await Promise.all([one, two, other].map(async ({get}) => (await get('/account')).status));
	assert.deepEqual(statuses, [303, 303, 200]);
	const [entry] = await log.moderation.history({limit: 1});
	assert.deepEqual(
		[entry?.action, entry?.byId, entry?.detail],
		['sign_out_everywhere', mo.id, {sessions: 2}],
	);
});

test('one of one’s sessions is ended by its button', async t => {
	const {signIn} = await openTestConsole(t);
	const [one, other] = [await signIn(), await signIn()];
	const page = await one.page('/account');
	const sessions = [...page.matchAll(/name="session" value="([^"]+)"/g)].map(([, ref = '']) => ref);
	assert.equal(sessions.length, 1, 'all but the own one have a button');
	await one.send('/account/end', {session: sessions[0] ?? ''});
	assert.equal((await other.get('/account')).status, 303);
	assert.equal((await one.get('/account')).status, 200);
});

test('where the playground wants a sign-in, nothing is asked without one', async t => {
	const {url, ask, signIn, questions} = await openTestConsole(t, {playground: 'signed-in'});
	assert.equal((await fetch(url, {redirect: 'manual'})).headers.get('location'), '/sign-in?to=%2F');
	assert.equal((await ask({message: 'it fails'})).status, 401);
	const streamed = await ask({message: 'it fails'}, {headers: {accept: 'text/event-stream'}});
	assert.equal(streamed.status, 401);
	assert.match(JSON.stringify(await streamed.json()), /signed out/);
	assert.equal(questions.length, 0);
	const {cookie, get} = await signIn();
	assert.equal((await get('/')).status, 200);
	assert.equal((await ask({message: 'it fails'}, {headers: {cookie}})).status, 200);
});

test('what machines ask for wants no sign-in', async t => {
	const {url} = await openTestConsole(t, {playground: 'signed-in'});
	for (const path of ['/healthz', '/readyz', '/assets/console.css']) {
		assert.equal((await fetch(url + path)).status, 200, path);
	}
});

const paths: readonly (readonly [wanted: string | undefined, leadsTo: string])[] = [
	['/audit', '/audit'],
	['/answers?state=open#a-1', '/answers?state=open#a-1'],
	['/answers/../review', '/review'],
	[undefined, '/answers'],
	['', '/answers'],
	['https://evil.example', '/answers'],
	['//evil.example', '/answers'],
	['/\\evil.example', '/answers'],
	['/\t/evil.example', '/answers'],
	['javascript:alert(1)', '/answers'],
	['/sign-in?to=/sign-in', '/answers'],
	[`/${'a'.repeat(2000)}`, '/answers'],
];

for (const [wanted, leadsTo] of paths) {
	test(`after signing in, ${JSON.stringify(wanted)?.slice(0, 60)} leads to ${leadsTo}`, () => {
		assert.equal(returnPath(wanted), leadsTo);
	});
}

const unreachableOAuth = {
	clientId: '1',
	clientSecret: '2',
	botToken: '3',
	apiUrl: 'http://127.0.0.1:1',
	authorizeUrl: 'http://127.0.0.1:1/oauth2/authorize',
};
