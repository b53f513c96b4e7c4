import assert from 'node:assert/strict';
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import test, {type TestContext} from 'node:test';
import {serveEmbeddings} from './support/embedding-server.ts';

const root = join(import.meta.dirname, '..');

/** Starts Lineman as `npm start` does, on a free port, with the watch off so that nothing outside is asked. */
async function start(
	context: TestContext,
	env: Record<string, string>,
): Promise<{url: string; link: string; child: ChildProcess}> {
	const child = spawn(process.execPath, ['src/main.ts'], {
		cwd: root,
		env: {
			...process.env,
			DISCORD_TOKEN: '',
			KNOWLEDGE_DIRS: '',
			OPENAI_API_KEY: '',
			OPENAI_BASE_URL: '',
			OPENAI_MODEL: '',
			OPENAI_EMBEDDING_MODEL: '',
			PORT: '0',
			WATCH_EVERY_SECONDS: '0',
			LOG_LEVEL: 'info',
			...env,
		},
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	context.after(() => child.kill('SIGKILL'));
	let url = '';
	for await (const line of createInterface({input: child.stdout})) {
		url = /the page is open at (http:\S+?)"/.exec(line)?.[1] ?? url;
		const link = /sign in within ten minutes, once: (http:\S+?)"/.exec(line)?.[1];
		if (link !== undefined) return {url, link, child};
	}
	throw new Error('Lineman ended before its page was open');
}

/** Resolves to the exit status and how long it took. */
async function stop(
	child: ChildProcess,
	signal: NodeJS.Signals,
): Promise<{status: number | null; tookMs: number}> {
	const before = performance.now();
	child.kill(signal);
	await once(child, 'exit');
	return {status: child.exitCode, tookMs: performance.now() - before};
}

function folder(context: TestContext): string {
	const path = mkdtempSync(join(tmpdir(), 'lineman-main-'));
	context.after(() => rmSync(path, {recursive: true, force: true}));
	return path;
}

/** A form as the playground sends it. */
function formOf(fields: Readonly<Record<string, string>>): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) form.append(name, value);
	return form;
}

/** What the list of answers shows to whoever opens a link to sign in and presses the button there. */
async function answersSeenBy(link: string): Promise<string> {
	const {origin, searchParams} = new URL(link);
	assert.match(await (await fetch(link)).text(), /<form method="post" action="\/sign-in\/link"/);
	const signedIn = await fetch(`${origin}/sign-in/link`, {
		method: 'POST',
		redirect: 'manual',
		headers: {origin},
		body: new URLSearchParams({link: searchParams.get('token') ?? ''}),
	});
	const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
	return (await fetch(`${origin}/answers`, {headers: {cookie}})).text();
}

test('it opens the page without any token, answers, and keeps the answer over a restart', async context => {
	const DATABASE_URL = `file:${join(folder(context), 'lineman.db')}`;
	const first = await start(context, {DATABASE_URL});
	assert.match(await (await fetch(`${first.url}/healthz`)).text(), /"status":"ok"/);
	// Thanks are not a reason to test the line.
	const answer = await fetch(`${first.url}/ask`, {
		method: 'POST',
		headers: {origin: first.url},
		body: formOf({message: 'thanks a lot, you are the best!'}),
	});
	assert.equal(answer.status, 200);
	await answer.text();
	assert.match(await (await fetch(`${first.url}/metrics`)).text(), /lineman_/);

	const {status, tookMs} = await stop(first.child, 'SIGINT');
	assert.equal(status, 0);
	assert.ok(tookMs < 5000, `it took ${tookMs} ms to close`);

	const second = await start(context, {DATABASE_URL});
	assert.match(await answersSeenBy(second.link), /you are the best/);
	assert.equal((await stop(second.child, 'SIGTERM')).status, 0);
});

test('a server of embeddings that never answers holds up neither start, answer nor end; one that does is counted', async context => {
	const server = await serveEmbeddings(context);
	server.answerWith(() => undefined);
	const environment = {
		DATABASE_URL: `file:${join(folder(context), 'lineman.db')}`,
		OPENAI_BASE_URL: server.baseUrl,
		OPENAI_EMBEDDING_MODEL: 'toy',
	};
	const held = await start(context, environment);
	const answer = await fetch(`${held.url}/ask`, {
		method: 'POST',
		headers: {origin: held.url},
		body: formOf({message: 'thanks a lot, you are the best!'}),
	});
	assert.equal(answer.status, 200);
	assert.ok(server.requests.length > 0);
	assert.ok(
		!server.texts().some(text => text.includes('you are the best')),
		'nothing to compare it with yet',
	);
	const {status, tookMs} = await stop(held.child, 'SIGTERM');
	assert.equal(status, 0);
	assert.ok(tookMs < 3000, `it took ${tookMs} ms to close`);

	server.answerWith();
	const sound = await start(context, environment);
	let text = '';
	while (!/lineman_embedding_tokens_total\{purpose="knowledge"\} [1-9]/.test(text)) {
		text = await (await fetch(`${sound.url}/metrics`)).text();
	}
	await stop(sound.child, 'SIGTERM');
});

test('a bad environment is reported whole, and nothing is opened', async () => {
	const child = spawn(process.execPath, ['src/main.ts'], {
		cwd: root,
		env: {...process.env, PORT: 'eighty', LOG_LEVEL: 'loud'},
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let said = '';
	child.stderr.on('data', text => {
		said += text;
	});
	await once(child, 'close');
	assert.equal(child.exitCode, 2);
	assert.match(said, /PORT: .*\n.*LOG_LEVEL: /);
});
