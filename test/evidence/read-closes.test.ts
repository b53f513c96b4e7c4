import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {readEvidence} from '../../src/evidence/read-evidence.ts';
import {evidenceRules, questionOf} from '../support/evidence-rules.ts';

const closesOf = (text: string) =>
	readEvidence(questionOf(text), evidenceRules).closes.map(({code, reason}) =>
		reason === undefined ? [code] : [code, reason],
	);

const idle =
	'Acme did not receive audio data or a text message within the timeout window. See https://acme.link/net0001';

const rows: readonly (readonly [text: string, code: number, reason?: string])[] = [
	[`received 1011 (internal error) ${idle}; then sent 1011 (internal error) ${idle}`, 1011, idle],
	[`ConnectionClosed in AsyncListenClient._listening with code 1011: ${idle}`, 1011, idle],
	['websocket: close 1011 (internal server error): NET-0000', 1011, 'NET-0000'],
	['websocket: close 1008 (policy violation): DATA-0000', 1008, 'DATA-0000'],
	['websocket: close 1006 (abnormal closure): unexpected EOF', 1006, 'unexpected EOF'],
	['received close frame: status = StatusInternalError and reason = "NET-0001"', 1011, 'NET-0001'],
	["exception=ConnectionClosedOK(Close(code=1000, reason=''), Close(code=1000, reason=''), True)", 1000],
	["CloseEvent {isTrusted: true, wasClean: false, code: 1006, reason: '', type: 'close'}", 1006],
	["onclose { code: 1011, reason: 'NET-0001' }", 1011, 'NET-0001'],
	['{"type":"close","code":1008,"reason":"DATA-0000"}', 1008, 'DATA-0000'],
	['_closeCode: 1006,', 1006],
	['closeCode=1011 closeReason="NET-0000"', 1011, 'NET-0000'],
	['ConnectionClosed: 1011', 1011],
	['WebSocket closed 1006', 1006],
	['the socket closes with code 1006', 1006],
	['closed with 4001', 4001],
	['close code: 4008, reason: unauthorized', 4008, 'unauthorized'],
	['onClose(1002, "Invalid status")', 1002, 'Invalid status'],
	['I get 1011 after a while', 1011],
	['1006', 1006],
	['error 1006 in the console', 1006],
	['always 1011!!', 1011],
	['NET-0001 (1011)', 1011],
	['1008 policy violation', 1008],
	['1011: internal error', 1011],
	['websocket disconnected with 3000', 3000],
	['CloseStatus: PolicyViolation, CloseStatusDescription: DATA-0000', 1008, 'DATA-0000'],
	['WebSocketCloseStatus.InternalServerError', 1011],
	['websocket close frame received with error content: code: Error, reason: NET-0001', 1011, 'NET-0001'],
	['CloseFrame { code: Policy, reason: "DATA-0000" }', 1008, 'DATA-0000'],
	['closeCode: .internalServerError', 1011],
	['received 1005 (no status received [internal])', 1005],
	['cierra con código 1011', 1011],
	['se cierra el websocket con 1011', 1011],
	['Verbindung bricht mit Code 1006 ab', 1006],
	['连接断开，代码 1006', 1006],
];

describe('a close code, and its reason', () => {
	for (const [text, code, reason] of rows) {
		test(text.slice(0, 100), () =>
			assert.deepEqual(closesOf(text), [reason === undefined ? [code] : [code, reason]]),
		);
	}
});

const decoys: readonly string[] = [
	'happens at random, with no 1011 or NET code',
	'no 1006 here',
	'utterance_end_ms=1000',
	'wait 1000 ms and 4000 samples',
	'it runs on localhost:3000 and port 4000',
	'I send 4096 bytes, then 1024',
	'sample rate 4800, chunk of 3200',
	'sent 1011 (internal error) keepalive ping timeout; no close frame received',
	'we have 1006 users',
	'about 1011 files',
	'"code": 2006',
	'line 1008',
	'at index.js:1011:3',
	'created at 1006-10-11',
	'in 2013 and 2014',
];

describe('a number that only looks like a close code is none', () => {
	for (const text of decoys) test(text, () => assert.deepEqual(closesOf(text), []));
});
