import type {IncomingMessage} from 'node:http';
import {openLine} from './open-line.ts';
import {pause} from './pause.ts';
import type {ProbeOptions} from './probe-options.ts';
import {ourHeaders, type Run, startRun} from './probe-run.ts';
import {sendRequest} from './send-request.ts';

const mostBytes = 4_000_000;

/**
 * Fetches JSON that the service shows without a key, over the same line as a probe and behind the same guard.
 * Undefined where nothing of the kind came back in time.
 */
export async function fetchJson(url: string, options: Omit<ProbeOptions, 'key'>): Promise<unknown> {
	const target = {name: '', title: '', url, keyless: {statuses: [200]}, subprotocols: []};
	const run = startRun(target, options);
	try {
		const body = await readAnswer(run);
		return body === undefined ? undefined : JSON.parse(body);
	} catch (error) {
		if (error instanceof SyntaxError) return undefined; // An answer, but no JSON: a login page, say.
		throw error;
	} finally {
		run.close();
	}
}

async function readAnswer(run: Run): Promise<string | undefined> {
	const socket = await openLine(run);
	if (!socket) return undefined;
	const {url, signal} = run;
	const withinMs = run.leftMs('requestMs');
	const step = await sendRequest({socket, url, method: 'GET', headers: ourHeaders, withinMs, signal});
	if (step.outcome === 'failed' || step.value.status !== 200) return undefined;
	return readWhole(step.value.response, {withinMs: run.leftMs('wholeMs'), signal});
}

/** Undefined where it is too long, too late or cut off. */
async function readWhole(
	response: IncomingMessage,
	{withinMs, signal}: {readonly withinMs: number; readonly signal: AbortSignal},
): Promise<string | undefined> {
	const chunks: Buffer[] = [];
	const over = new AbortController();
	let bytes = 0;
	response.on('data', (chunk: Buffer) => {
		bytes += chunk.length;
		if (bytes > mostBytes) over.abort();
		else chunks.push(chunk);
	});
	for (const event of ['end', 'close', 'error']) response.once(event, () => over.abort());
	await pause(withinMs, AbortSignal.any([over.signal, signal]));
	signal.throwIfAborted();
	return response.complete && bytes <= mostBytes ? Buffer.concat(chunks).toString('utf8') : undefined;
}
