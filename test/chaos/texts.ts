/** What members write, each in their own way and none of it labelled. */
const texts = [
	'my websocket to the listen endpoint closes with 1011 after about ten seconds, sending {n} bytes a chunk',
	'Unexpected server response: 401 when I open the socket, key ends with …{n}',
	'HTTP 400 bad request, model=nova-{n}&encoding=linear16&sample_rate={n}',
	'python websockets.exceptions.ConnectionClosedError: received 1008 (policy violation) request {n}',
	'net::ERR_CERT_AUTHORITY_INVALID in Chrome behind our company proxy, build {n}',
	'getaddrinfo ENOTFOUND in docker compose since deploy {n}',
	'no transcripts come back although I send audio, {n} frames so far, no error at all',
	'Error: connect ECONNREFUSED 127.0.0.1:{n}',
	'it worked until yesterday, now every connection times out after {n} ms',
	'429 too many requests with {n} streams at once, what is the limit?',
	'which sample rate do I need for mulaw from a phone line? I have {n}',
	'thanks, that was it, ticket {n} can be closed',
	'the text to speech socket sends nothing after {n} flushes',
	'Traceback (most recent call last):\n  File "main.py", line {n}, in <module>\nConnectionResetError: [Errno 104] Connection reset by peer',
	'```js\nconst ws = new WebSocket("wss://example.com/v1/listen?channels={n}")\n```\nclose code 1006',
] as const;

/** The text of the question with this number: the same for the same number. */
export function textOf(number: number): string {
	const text = texts[number % texts.length] ?? texts[0];
	return text.replaceAll('{n}', String(1000 + ((number * 7919) % 64_000)));
}
