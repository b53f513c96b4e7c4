import type {IncomingMessage} from 'node:http';
import {openLine} from './open-line.ts';
import type {Deadlines, ProbeOptions} from './probe-options.ts';
import {ourHeaders, startRun} from './probe-run.ts';
import {sendRequest} from './send-request.ts';

/** What came of a fetch: what the text was read into, or why there is none, in words that follow "I could not read it:". */
export type FetchedText<T> =
	| {readonly outcome: 'read'; readonly value: T}
	| {readonly outcome: 'failed'; readonly because: string};

/** Reads a text as it arrives, and may end early. */
export type TextReader<T> = (chunks: AsyncIterable<Uint8Array>) => Promise<T>;

/** A text that somebody else shows may be long; whoever waits for it is not kept for ever. */
const deadlines: Partial<Deadlines> = {requestMs: 5_000, wholeMs: 15_000};

/**
 * Fetches a text over the same line as a probe and behind the same guard: its host resolved once and public, https
 * alone, no redirect followed, nothing but text. Never by way of a proxy, which would resolve the host anew. Throws
 * where the guard does not allow the address.
 */
export async function fetchText<T>(
	url: string,
	options: Omit<ProbeOptions, 'key' | 'proxy'> & Required<Pick<ProbeOptions, 'guard' | 'signal'>>,
	read: TextReader<T>,
): Promise<FetchedText<T>> {
	if (!url.startsWith('https://')) return failed('its address does not begin with https://');
	const target = {
		name: '',
		title: '',
		url,
		keyless: {statuses: [200]},
		subprotocols: [],
		foreign: true as const,
	};
	const run = startRun(target, {deadlines, ...options});
	// Whatever still arrives then is not waited for.
	const late = setTimeout(run.close, run.leftMs('wholeMs'));
	const stop = () => run.close();
	options.signal.addEventListener('abort', stop, {once: true});
	try {
		const socket = await openLine(run);
		if (!socket) return failed('the site cannot be reached');
		const step = await sendRequest({
			socket,
			url: run.url,
			method: 'GET',
			headers: {...ourHeaders, accept: 'text/plain, text/*;q=0.9, */*;q=0.1'},
			withinMs: run.leftMs('requestMs'),
			signal: options.signal,
		});
		if (step.outcome === 'failed') return failed('the site does not answer');
		const {status, response} = step.value;
		const refusal = refuse(status, response);
		if (refusal !== undefined) return failed(refusal);
		return {outcome: 'read', value: await read(response)};
	} catch (error) {
		options.signal.throwIfAborted();
		if (error instanceof Error && 'code' in error) return failed('the site broke off');
		throw error;
	} finally {
		clearTimeout(late);
		options.signal.removeEventListener('abort', stop);
		run.close();
	}
}

function refuse(status: number, {headers}: IncomingMessage): string | undefined {
	if (status >= 300 && status < 400) return 'the site sends me elsewhere, and I do not follow';
	if (status !== 200) return `the site answered ${status}`;
	const type = (headers['content-type'] ?? '').toLowerCase();
	if (type.startsWith('text/html')) return 'it is a web page: link to its raw text';
	const isText = type === '' || /^(?:text\/|application\/(?:json|x-ndjson|octet-stream|yaml|xml))/.test(type);
	return isText ? undefined : 'it is not text';
}

function failed(because: string): {readonly outcome: 'failed'; readonly because: string} {
	return {outcome: 'failed', because};
}
