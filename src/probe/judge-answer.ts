import {type FailureCode, failureOfCloseCode, failureOfStatus} from '../failures/failure-codes.ts';
import type {Headers} from './http-answer.ts';
import type {ServiceMarks, Target} from './probe-report.ts';
import type {OpenEvent} from './upgrade-websocket.ts';

/** An ordinary HTTP answer, where a WebSocket was asked for or a plain request was made. */
export type PlainAnswer = {
	readonly status: number;
	readonly headers: Headers;
	readonly body: string;
	readonly fromService: boolean | undefined;
};

/** Whether an answer carries the service's own headers; undefined where the service is not known to have any. */
export function isFromService(headers: Headers, marks: ServiceMarks): boolean | undefined {
	const {errorHeader, requestIdHeader, headerPrefix} = marks;
	if (errorHeader === undefined && requestIdHeader === undefined && headerPrefix === undefined)
		return undefined;
	return Object.keys(headers).some(
		name =>
			name === errorHeader ||
			name === requestIdHeader ||
			(headerPrefix !== undefined && name.startsWith(headerPrefix)),
	);
}

/** The answer that the service gives to a sound request without a key, and nobody in between. */
export function isKeylessPass({status, fromService}: PlainAnswer, {keyless}: Target): boolean {
	return 'statuses' in keyless && keyless.statuses.includes(status) && fromService !== false;
}

/** A good answer of the service's to a request with a key. */
export function isSuccess({status, fromService}: PlainAnswer): boolean {
	return status >= 200 && status < 300 && fromService !== false;
}

/** What an ordinary answer other than the one wanted stands for. */
export function failureOfAnswer({status, headers, body, fromService}: PlainAnswer): FailureCode {
	const failure = failureOfStatus(status);
	if (failure) return failure;
	if (status === 101) return 'upgrade_bad_accept'; // Switched, and the headers that belong to it were taken away.
	if (status < 200 || status >= 300) return 'upgrade_failed';
	return fromService !== true && isWebPage(headers, body) ? 'upgrade_captive_portal' : 'upgrade_not_switched';
}

function isWebPage(headers: Headers, body: string): boolean {
	const type = headers['content-type'] ?? '';
	return (
		/^\s*(?:text\/html|application\/xhtml)/i.test(type) || /^\s{0,64}<(?:!doctype html|html)/i.test(body)
	);
}

/** What happened on the open connection and is a failure; undefined where it is what one may expect. */
export function failureOfOpening(event: OpenEvent | undefined): FailureCode | undefined {
	if (event === undefined) return undefined;
	switch (event.kind) {
		case 'closed':
			return failureOfCloseCode(event.code) ?? 'open_closed';
		case 'cut':
			return 'open_cut';
		case 'not_websocket':
			return 'open_protocol_error';
		default:
			return undefined;
	}
}

/** The answer to a goodbye: code 1000, or none. */
export function isNormalClose(event: OpenEvent | undefined): boolean {
	return event?.kind === 'closed' && (event.code === 1000 || event.code === 1005);
}

/** RFC 6455 and its registry: who closes with these speaks as an application, or says that a rule was broken. */
function isApplicationClose(code: number): boolean {
	return code === 1008 || (code >= 3000 && code < 5000);
}

/** A service that opens first and then closes to ask for a key. */
export function isKeylessClose(event: OpenEvent | undefined, {keyless}: Target): boolean {
	if (!('opens' in keyless) || event?.kind !== 'closed') return false;
	return keyless.closes ? keyless.closes.includes(event.code) : isApplicationClose(event.code);
}
