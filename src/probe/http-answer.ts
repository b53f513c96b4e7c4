import type {IncomingMessage} from 'node:http';
import {cleanUrl} from './clean-url.ts';
import {startPause} from './pause.ts';

/** What came back to a request: the head as it arrived, the body still to be read. */
export type Answered = {readonly status: number; readonly response: IncomingMessage};

export type Headers = Readonly<Record<string, string>>;

/** No answer needs more: what is longer is cut off by Node's parser. */
export const mostHeaderBytes = 16_384;
const mostHeaders = 64;
const mostHeaderCharacters = 512;
const mostBodyBytes = 4_096;
const mostBodyCharacters = 512;

const secretHeaders =
	/^(?:set-cookie2?|cookie|authorization|proxy-authorization|authentication-info|x-api-key)$/;

/** An answer's headers in lower case, without cookies and credentials, each of a bearable length. */
export function cleanHeaders({headers}: IncomingMessage): Headers {
	const entries = Object.entries(headers)
		.filter(([name]) => !secretHeaders.test(name))
		.slice(0, mostHeaders)
		.map(([name, value]) => [name, cleanHeader(name, [value ?? ''].flat().join(', '))] as const);
	return Object.fromEntries(entries);
}

/** A login page's address often names the visitor: what follows the path is left out. */
function cleanHeader(name: string, value: string): string {
	const isAddress = name === 'location' && URL.canParse(value, 'http://nowhere.invalid');
	return (isAddress ? value.replace(/[?#].*$/s, '') : value).slice(0, mostHeaderCharacters);
}

/** The first bytes of a body as text; what is longer, or late, is never read. */
export async function readBodyStart(
	response: IncomingMessage,
	limits: {readonly withinMs: number; readonly signal: AbortSignal},
): Promise<string> {
	// A short body has mostly arrived with the head. Hanging up, which takes its time, is left to the probe's end.
	const bytes = response.complete ? (response.read() as Buffer | null) : await readWithin(response, limits);
	const text = bytes?.subarray(0, mostBodyBytes).toString('utf8') ?? '';
	return text.slice(0, mostBodyCharacters);
}

async function readWithin(
	response: IncomingMessage,
	{withinMs, signal}: {readonly withinMs: number; readonly signal: AbortSignal},
): Promise<Buffer> {
	const chunks: Buffer[] = [];
	const {over, end: stop} = startPause(withinMs, signal);
	response.on('data', (chunk: Buffer) => {
		chunks.push(chunk);
		if (chunks.reduce((bytes, {length}) => bytes + length, 0) >= mostBodyBytes) stop();
	});
	for (const event of ['end', 'close', 'error', 'aborted']) response.once(event, stop);
	await over;
	response.destroy();
	signal.throwIfAborted();
	return Buffer.concat(chunks);
}

/** Where a redirect leads: the host, if it is another than the one that was asked. */
export function otherHost(location: string | undefined, asked: URL): string | undefined {
	if (location === undefined || !URL.canParse(location, asked.href)) return undefined;
	const {hostname} = new URL(location, asked.href);
	return hostname === cleanUrl(asked.href).hostname ? undefined : hostname;
}
