import assert from 'node:assert/strict';
import {once} from 'node:events';
import test from 'node:test';
import type {AnswerTo} from '../../src/console/ask.ts';
import {progressOf, sampleRecord, sampleWalk} from '../support/console-sample.ts';
import {openTestConsole, readStream, type StreamEvent} from '../support/console-server.ts';
import {evidenceOf, questionOf} from '../support/records.ts';

const streaming = {headers: {accept: 'text/event-stream'}};

async function eventsOf(response: Response): Promise<readonly StreamEvent[]> {
	return Array.fromAsync(readStream(response));
}

test('the first page has a box to write in, a picker for files and a button, and works without scripts', async t => {
	const {url} = await openTestConsole(t);
	const response = await fetch(url);
	const page = await response.text();
	assert.equal(response.status, 200);
	assert.match(page, /<form [^>]*method="post" action="\/ask" enctype="multipart\/form-data"/);
	assert.match(page, /<textarea name="message"/);
	assert.match(page, /<input type="file" name="files" multiple/);
	assert.match(page, /<button type="submit"/);
});

test('the first page and all that it loads weigh less than 60 KB', async t => {
	const {url} = await openTestConsole(t);
	const page = await (await fetch(url)).text();
	const loaded = [...new Set(page.match(/\/assets\/[^"]+/g))];
	assert.equal(loaded.length, 3);
	let bytes = Buffer.byteLength(page);
	for (const path of loaded) {
		const response = await fetch(new URL(path, url));
		assert.equal(response.status, 200);
		assert.equal(response.headers.get('cache-control'), 'public, max-age=31536000, immutable');
		bytes += (await response.bytes()).length;
	}
	assert.ok(bytes < 60 * 1024, `${bytes} bytes`);
});

test('a message can be begun by a link', async t => {
	const {url} = await openTestConsole(t);
	const page = await (await fetch(`${url}/?message=${encodeURIComponent('</textarea><script>')}`)).text();
	assert.ok(page.includes('autofocus>&lt;/textarea&gt;&lt;script&gt;</textarea>'));
});

test('without scripts, sending the form gives the page with the answer, its reasons and its line', async t => {
	const {ask, questions} = await openTestConsole(t);
	const response = await ask({message: 'it **never** connects'});
	const page = await response.text();
	assert.equal(response.status, 200);
	assert.equal(questions[0]?.door, 'console');
	assert.match(page, /it <strong>never<\/strong> connects/);
	assert.match(page, /<strong>Most likely: the API key was refused<\/strong>/);
	assert.match(page, /<svg class="waterfall"/);
	assert.match(page, /<aside class="why"/);
});

test('with scripts, the stages stream as they pass, each phase with its time, then the answer', async t => {
	const {ask, questions} = await openTestConsole(t);
	const response = await ask({message: 'it fails'}, streaming);
	assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
	const events = await eventsOf(response);
	assert.deepEqual(
		events.map(({event}) => event),
		['stages', 'question', ...progressOf(sampleRecord(questionOf())).map(() => 'stages'), 'answer'],
	);
	const said = events.map(({data}) => data.say);
	for (const words of [
		/^Read the message: HTTP 401/,
		/^DNS passed in 3.4 ms$/,
		/^Search the knowledge: 3 sections/,
		/^Find the cause: /,
	]) {
		assert.ok(
			said.some(sentence => words.test(sentence ?? '')),
			String(words),
		);
	}
	assert.match(events.at(-1)?.data.html ?? '', /Most likely: the API key was refused/);
	assert.equal(events.at(-1)?.data.conversation, questions[0]?.conversationId);
});

test('an answer that a model writes is shown as far as it has come', async t => {
	const answer: AnswerTo = async (question, walk) => {
		walk.onProgress?.({stage: 'writing', text: '**Most likely** <b>'});
		return sampleWalk(question, walk);
	};
	const {ask} = await openTestConsole(t, {answer});
	const events = await eventsOf(await ask({message: 'it fails'}, streaming));
	const writing = events.filter(({event}) => event === 'writing');
	assert.deepEqual(
		writing.map(({data}) => data.html),
		['<p><strong>Most likely</strong> &lt;b&gt;</p>'],
	);
});

test('each event is sent when it happens, not when all is over', async t => {
	const arrived = Promise.withResolvers<void>();
	const answer: AnswerTo = (question, walk) =>
		sampleWalk(question, walk, async ({stage}) => {
			if (stage === 'diagnosis') await arrived.promise;
		});
	const {ask} = await openTestConsole(t, {answer});
	const seen: string[] = [];
	for await (const {event, data} of readStream(await ask({message: 'it fails'}, streaming))) {
		seen.push(event);
		// The walk goes on only because this was read before its end.
		if (data.say?.startsWith('Upgrade passed')) arrived.resolve();
	}
	assert.equal(seen.at(-1), 'answer');
});

test('as soon as they are known, secrets go from the shown message', async t => {
	const {ask} = await openTestConsole(t);
	const events = await eventsOf(await ask({message: 'my key is vk_0123456789abcdef'}, streaming));
	const text = JSON.stringify(events);
	assert.ok(!text.includes('vk_0123456789abcdef'));
	assert.match(
		events.find(({event}) => event === 'question')?.data.html ?? '',
		/my key is \[removed: api_key\]/,
	);
});

test('files come with the message', async t => {
	const {ask, questions} = await openTestConsole(t);
	const files = [new File(['GET /v1/listen 401'], 'app.log', {type: 'text/plain'})];
	assert.equal((await ask({message: 'see the log', files})).status, 200);
	assert.deepEqual(questions[0]?.attachments, [{name: 'app.log', text: 'GET /v1/listen 401'}]);
});

test('a follow-up belongs to the same conversation and brings what was said', async t => {
	const {ask, questions, url} = await openTestConsole(t);
	const first = await (await ask({message: 'it fails'})).text();
	const conversation = /name="conversation" value="([^"]+)"/.exec(first)?.[1];
	assert.equal(conversation, questions[0]?.id);
	const second = await (await ask({message: 'and now?', conversation: conversation ?? ''})).text();
	assert.equal(questions[1]?.conversationId, conversation);
	assert.notEqual(questions[1]?.id, conversation);
	assert.deepEqual(
		questions[1]?.earlier.map(({role}) => role),
		['user', 'assistant'],
	);
	assert.ok(second.includes('it fails') && second.includes('and now?'));
	const again = await (await fetch(`${url}/?conversation=${conversation}`)).text();
	assert.ok(again.includes('it fails') && again.includes('and now?'));
	assert.ok(again.includes(`name="conversation" value="${conversation}"`));
});

test('a conversation held in Discord is not gone on with: the question begins a new one', async t => {
	const {ask, log, questions, url} = await openTestConsole(t);
	const id = '01990000-0000-7000-8000-000000000009';
	await log.record(sampleRecord(questionOf({id, conversationId: id, door: 'discord'})));
	for (const conversation of [id, '01990000-0000-7000-8000-00000000000a', 'x']) {
		await (await ask({message: 'it fails', conversation})).text();
		const question = questions.at(-1);
		assert.equal(question?.conversationId, question?.id);
		assert.deepEqual(question?.earlier, []);
	}
	assert.equal((await fetch(`${url}/?conversation=${id}`)).status, 404);
});

test('HTML in the message and in the answer stays text', async t => {
	const attack = '<img src=x onerror=alert(1)><script>alert(1)</script>';
	const answer: AnswerTo = async question => {
		const record = sampleRecord(question);
		const [cause] = record.diagnosis.causes;
		assert.ok(cause);
		return {
			...record,
			evidence: {...record.evidence, serviceErrors: [attack], requestIds: [attack]},
			sections: record.sections.map(section => ({...section, pageTitle: attack, url: 'javascript:alert(1)'})),
			diagnosis: {
				...record.diagnosis,
				causes: [{...cause, title: attack, reasons: [{because: attack, weight: 1}]}],
				comparison: {kind: 'disagrees', sentence: attack},
			},
			answer: {...record.answer, verdict: attack, messages: [attack], text: attack},
		};
	};
	const {ask, log, questions, signIn} = await openTestConsole(t, {answer});
	const {page: open} = await signIn();
	const pages = [
		await (await ask({message: attack})).text(),
		(await eventsOf(await ask({message: attack}, streaming))).map(({data}) => data.html).join(''),
		await open('/answers'),
		await open(`/answers/${questions[0]?.id}`),
	];
	assert.equal(await log.count(), 2);
	for (const page of pages) {
		assert.match(page, /&lt;script&gt;/);
		assert.doesNotMatch(page, /<script>|<img src=x|href=\\?"javascript:/);
	}
});

test('a long message begins in view and unfolds', async t => {
	const {ask} = await openTestConsole(t);
	const message = Array.from({length: 400}, (_, line) => `line ${line}`).join('\n');
	const page = await (await ask({message})).text();
	assert.ok(page.includes(`Show all ${message.length} characters`));
});

test('a walk that fails says so with the question, and is logged with its cause', async t => {
	const answer: AnswerTo = async () => {
		throw new Error('the search broke');
	};
	const {ask, questions, logged} = await openTestConsole(t, {answer});
	const response = await ask({message: 'it fails'});
	assert.equal(response.status, 500);
	assert.ok((await response.text()).includes(`It has been logged with the question ${questions[0]?.id}`));
	const events = await eventsOf(await ask({message: 'it fails'}, streaming));
	assert.equal(events.at(-1)?.event, 'failed');
	assert.ok(events.at(-1)?.data.say?.includes(questions[1]?.id ?? 'none'));
	assert.deepEqual(
		logged.map(({questionId, err}) => [questionId, (err as Error).message]),
		questions.map(({id}) => [id, 'the search broke']),
	);
});

/** A walk that waits before it finds the cause, and what it is told when it should end. */
function slowWalk() {
	const begun = Promise.withResolvers<AbortSignal>();
	const arrived = Promise.withResolvers<void>();
	const answer: AnswerTo = (question, walk) => {
		if (walk.signal) begun.resolve(walk.signal);
		return sampleWalk(question, walk, async ({stage}) => {
			if (stage === 'diagnosis') await arrived.promise;
		});
	};
	return {answer, begun: begun.promise, goOn: arrived.resolve};
}

test('a question that nobody waits for any more is given up', async t => {
	const {answer, begun} = slowWalk();
	const {ask, logged} = await openTestConsole(t, {answer, rejoinMs: 0});
	const leaving = new AbortController();
	await ask({message: 'it fails'}, {...streaming, signal: leaving.signal});
	const signal = await begun;
	leaving.abort();
	if (!signal.aborted) await once(signal, 'abort');
	assert.deepEqual(logged, []);
});

test('a page that is closed says so, and its question is given up at once', async t => {
	const {answer, begun} = slowWalk();
	const {ask, url, logged} = await openTestConsole(t, {answer});
	const response = await ask({message: 'it fails'}, streaming);
	const id = response.headers.get('lineman-question');
	const leave = (headers: Record<string, string>) =>
		fetch(`${url}/ask/${id}/leave`, {method: 'POST', headers});
	assert.equal((await leave({origin: 'https://evil.example'})).status, 403);
	assert.equal((await begun).aborted, false);
	assert.equal((await leave({origin: url})).status, 204);
	assert.equal((await begun).aborted, true);
	assert.equal((await eventsOf(response)).at(-1)?.event, 'failed');
	assert.deepEqual(logged, []);
});

test('a page whose connection broke off finds its question again, with what was told and what comes', async t => {
	const {answer, goOn} = slowWalk();
	const {ask, url} = await openTestConsole(t, {answer});
	const leaving = new AbortController();
	const response = await ask({message: 'it fails'}, {...streaming, signal: leaving.signal});
	const address = `${url}/ask/${response.headers.get('lineman-question')}`;
	for await (const {data} of readStream(response)) if (data.say?.startsWith('Upgrade passed')) break;
	leaving.abort();
	const again = await fetch(address, streaming);
	goOn();
	const events = await eventsOf(again);
	assert.deepEqual(
		events.slice(0, 2).map(({event}) => event),
		['stages', 'question'],
	);
	assert.match(events[0]?.data.html ?? '', /class="waterfall"/);
	assert.equal(events.at(-1)?.event, 'answer');
	// Once it is over, the answer alone is told.
	assert.deepEqual(
		(await eventsOf(await fetch(address, streaming))).map(({event}) => event),
		['answer'],
	);
});

test('of a question that was answered a while ago the answer is told; of none that is not the console’s', async t => {
	const {log, url} = await openTestConsole(t);
	const id = (last: number) => `01990000-0000-7000-8000-00000000000${last}`;
	await log.record(sampleRecord(questionOf({id: id(1), conversationId: id(1)}), {door: 'console'}));
	await log.record(sampleRecord(questionOf({id: id(2), conversationId: id(2)}), {door: 'discord'}));
	const events = await eventsOf(await fetch(`${url}/ask/${id(1)}`, streaming));
	assert.deepEqual(
		events.map(({event, data}) => [event, data.conversation]),
		[['answer', id(1)]],
	);
	for (const other of [id(2), id(3), 'x']) {
		const response = await fetch(`${url}/ask/${other}`, streaming);
		assert.equal(response.status, 404);
		assert.match((await response.json()).error, /the question was given up: ask again/);
	}
});

test('files of a question are folded below its words, with what was left out of them', async t => {
	const lines = Array.from({length: 20_000}, (_, line) => `line ${line}: **fine** <b>`).join('\n');
	const answer: AnswerTo = async question =>
		sampleRecord(question, {
			evidence: evidenceOf({text: `see this\n\n[file app.log]\n${question.attachments[0]?.text}`}),
		});
	const files = [new File([lines], 'app.log')];
	const {ask} = await openTestConsole(t, {answer});
	const page = await (await ask({message: 'see this', files})).text();
	assert.match(page, /<p>see this<\/p><details class="whole file"><summary>📎 app\.log<\/summary>/);
	assert.match(page, /line 0: \*\*fine\*\* &lt;b&gt;/);
	assert.match(page, /<p class="subtext">Read [\d,]+ of 20,000 lines of app\.log/);
	assert.equal((await ask({message: 'x', files: [new File(['x'], 'a.exe')]})).status, 415);
});

test('pictures are offered to be attached only where they are read', async t => {
	const page = async (given: {readonly pictures?: 'read'}) =>
		(await fetch((await openTestConsole(t, given)).url)).text();
	assert.match(await page({}), /aria-label="Attach text files"/);
	assert.doesNotMatch(await page({}), /\.png/);
	assert.match(
		await page({pictures: 'read'}),
		/accept="[^"]*\.png,[^"]*" aria-label="Attach text files and pictures"/,
	);
});

test('where the playground wants a sign-in, nothing of it answers without one', async t => {
	const {url} = await openTestConsole(t, {playground: 'signed-in'});
	const id = '01990000-0000-7000-8000-000000000001';
	const requests: readonly (readonly [path: string, method: string])[] = [
		['/ask', 'POST'],
		[`/ask/${id}`, 'GET'],
		[`/ask/${id}/leave`, 'POST'],
		['/replay', 'POST'],
	];
	for (const [path, method] of requests) {
		const response = await fetch(url + path, {method, headers: {origin: url, accept: 'text/event-stream'}});
		assert.equal(response.status, 401, path);
	}
});
