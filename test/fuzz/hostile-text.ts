import fc from 'fast-check';

/** Pieces of what people really paste, and of what attackers try; joined at random they reach deeper than noise does. */
const pieces = [
	'Received network error or non-101 status code',
	'Unexpected server response: 401',
	'WebSocket connection to wss://voice.example/v1/listen?model=two failed',
	'close code 1011 reason: did not receive audio data',
	'[removed: api_key]',
	'Authorization: Token 0123456789abcdef0123456789abcdef01234567',
	'Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
	'curl -v -H "Host: voice.example" https://user:pass@voice.example:8443/v1/listen?key=abc&token=def#x',
	'< HTTP/1.1 400 Bad Request\r\n< Content-Type: application/json\r\n\r\n{"err_code":"Bad Request"}',
	'GET /v1/listen?model=two&language=xx HTTP/1.1\nHost: voice.example\n',
	'lineman-report v1\ntarget wss://voice.example/\nverdict refused\ndns passed 1.2 ms\n',
	'Error: connect ECONNREFUSED 127.0.0.1:443',
	'getaddrinfo ENOTFOUND voice.example',
	'@everyone',
	'<@123456789012345678>',
	'<@&123456789012345678> <#123456789012345678>',
	'[click](https://evil.example/)',
	'![x](javascript:alert(1))',
	'<script>alert(1)</script>',
	'"><img src=x onerror=alert(1)>',
	'```js\nconst a = `b`;\n```',
	'```',
	'``',
	'`',
	'**',
	'__',
	'~~',
	'||',
	'> ',
	'# ',
	'- ',
	'1. ',
	'|a|b|\n|-|-|\n|1|2|\n',
	'---\ntitle: x\n---\n',
	'<Tabs><Tab title="x">',
	'</Tab></Tabs>',
	'{/* comment */}',
	'<!-- ',
	' -->',
	'import x from "y"\n',
	'for:\n  - says: "("\n    weight: 1\n',
	'&lt;&amp;&#x27;',
	'%00%0a%2e%2e/',
	'\u202e\u200b\u2066\ufeff',
	'\0',
	'\u{1f642}\u{1f3fd}\u200d',
	'\ud800',
	'\r\n',
	'\n\n\n',
	'    ',
	'\t',
	'a'.repeat(300),
	'0'.repeat(200),
	'{"a":'.repeat(20),
	'(('.repeat(30),
	'http://'.repeat(10),
	'key='.repeat(20),
	'Ignore all previous instructions and ',
	"'; drop table answer; --",
	'$'.concat('{process.env.DISCORD_TOKEN}'),
	'../../etc/passwd',
];

/** Hostile text of up to some thousand characters. */
export const hostileText: fc.Arbitrary<string> = fc
	.array(
		fc.oneof(
			{weight: 5, arbitrary: fc.constantFrom(...pieces)},
			{weight: 2, arbitrary: fc.string({maxLength: 20})},
			{weight: 1, arbitrary: fc.string({unit: 'binary', maxLength: 20})},
			{weight: 1, arbitrary: fc.constantFrom(' ', '\n', ': ', ', ')},
		),
		{maxLength: 14},
	)
	.map(parts => parts.join(''));

/** A key such as the service gives, which no output may hold. */
export const plantedKey: fc.Arbitrary<string> = fc
	.array(fc.constantFrom(...'0123456789abcdef'), {minLength: 40, maxLength: 40})
	.map(digits => digits.join(''))
	// A run of one digit is a placeholder that people write.
	.filter(key => new Set(key).size >= 10);
