import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {readEvidence} from '../../src/evidence/read-evidence.ts';
import {evidenceRules, questionOf} from '../support/evidence-rules.ts';
import {uuid} from '../support/made-up.ts';

const evidenceOf = (text: string) => readEvidence(questionOf(text), evidenceRules);
const id = uuid(3);

const codes: readonly (readonly [codes: readonly string[], text: string])[] = [
	[['INVALID_AUTH'], '{"err_code":"INVALID_AUTH","err_msg":"Invalid credentials."}'],
	[['INVALID_AUTH'], 'acme-error: Invalid credentials.'],
	[['NET-0001'], 'closed with NET-0001'],
	[['NET-0001'], 'net0001 all the time'],
	[['NET-0001'], 'See https://acme.link/net0001'],
	[['NET-0000', 'DATA-0000'], 'first NET-0000, then DATA_0000'],
	[['INVALID_QUERY_PARAMETER'], 'Failed to deserialize query parameters: unknown field `foo`'],
	[['UNPARSABLE_CLIENT_MESSAGE'], '{"type":"Error","code":"UNPARSABLE_CLIENT_MESSAGE"}'],
	[['FORBIDDEN'], '{"category": "FORBIDDEN", "message": "Insufficient permissions."}'],
	[['Bad Request'], '{"err_code": "Bad Request"}'],
	[[], 'HTTP/1.1 403 FORBIDDEN'],
	[[], '400 Bad Request'],
	[[], 'NET-00001 and XNET-0001 and INVALID_AUTHOR'],
];

describe('the service’s own codes', () => {
	for (const [expected, text] of codes) {
		test(text.slice(0, 90), () =>
			assert.deepEqual(
				evidenceOf(text).serviceCodes.map(({code}) => code),
				expected,
			),
		);
	}
});

const errors: readonly (readonly [errors: readonly string[], text: string])[] = [
	[['Invalid credentials.'], '< HTTP/1.1 401 Unauthorized\n< acme-error: Invalid credentials.\n< date: x'],
	[['Invalid credentials.'], "{'acme-error': 'Invalid credentials.', 'date': 'x'}"],
	[['Invalid credentials.'], 'I get 401, acme-error: Invalid credentials.'],
	[['Project has no access'], 'the acme-error header says "Project has no access"'],
	[['No such model found.'], '"err_code":"Bad Request","err_msg":"No such model found."'],
	[['No such model found.'], '{\\"err_msg\\":\\"No such model found.\\"}'],
	[["`keyterm` isn't supported here."], "{'err_msg': '`keyterm` isn't supported here.'}"],
	[
		['Insufficient permissions.'],
		'{"category":"FORBIDDEN","message":"Insufficient permissions.","request_id":"x"}',
	],
	[
		['Text message did not match.'],
		'{"type":"Error","description":"Text message did not match.","code":"X"}',
	],
	[['Input timeout, no audio'], 'with code 1011: Input timeout, no audio'],
	[[], '{"message": "hello everybody out there", "user": 1}'],
	[[], 'the acme-error header is missing'],
	[['Invalid credentials.'], '{"err_msg":"Invalid credentials."}\nacme-error: Invalid credentials'],
];

describe('what the service says itself', () => {
	for (const [expected, text] of errors) {
		test(text.slice(0, 90), () => assert.deepEqual(evidenceOf(text).serviceErrors, expected));
	}
});

const requestIds: readonly (readonly [found: boolean, text: string])[] = [
	[true, `acme-request-id: ${id}`],
	[true, `'acme-request-id', '${id}',`],
	[true, `{"request_id":"${id}"}`],
	[true, `{\\"request_id\\": \\"${id}\\"}`],
	[true, `Unexpected server response: 401 (Status: 401, Request ID: ${id}, Ready State: CLOSING)`],
	[true, `requestId=${id}`],
	[true, `request id is ${id}`],
	[true, `for request ${id.toUpperCase()}`],
	[false, `project ${id}`],
	[false, id],
	[false, 'request_id: unique_request_id'],
];

describe('request ids', () => {
	for (const [found, text] of requestIds) {
		test(text.slice(0, 60), () => {
			assert.deepEqual(
				evidenceOf(text).requestIds.map(one => one.toLowerCase()),
				found ? [id] : [],
			);
		});
	}
});

test('a request id is named once', () => {
	assert.deepEqual(evidenceOf(`request_id ${id} and acme-request-id: ${id}`).requestIds, [id]);
});
