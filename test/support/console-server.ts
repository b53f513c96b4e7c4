import type {TestContext} from 'node:test';
import pino from 'pino';
import type {AnswerTo} from '../../src/console/ask.ts';
import {type Console, type ConsoleOptions, openConsole} from '../../src/console/open-console.ts';
import {formToken} from '../../src/console/sign-in/form-token.ts';
import {openSettingsDesk} from '../../src/discord/settings/settings-desk.ts';
import type {Question} from '../../src/evidence/question.ts';
import {type OpenLog, openLog} from '../../src/log/open-log.ts';
import {operator, type Person} from '../../src/log/sessions.ts';
import {sampleKnowledge, sampleWalk} from './console-sample.ts';

export type TestConsole = Console & {
	readonly log: OpenLog;
	/** Every question that was asked, in order. */
	readonly questions: readonly Question[];
	/** Everything that was logged, a record each. */
	readonly logged: readonly Record<string, unknown>[];
	/** Sends the form as the page does, from the console's own origin. */
	readonly ask: (
		fields: Fields,
		request?: {readonly headers?: Record<string, string>; readonly signal?: AbortSignal},
	) => Promise<Response>;
	/** Signs somebody in; the operator, unless another is given. */
	readonly signIn: (person?: Person) => Promise<SignedIn>;
};

/** Somebody who is signed in. */
export type SignedIn = {
	readonly cookie: string;
	/** Does not follow where it is sent to. */
	readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
	readonly page: (path: string) => Promise<string>;
	/** Sends a form of one of the console's pages. */
	readonly send: (
		path: string,
		fields: Readonly<Record<string, string | readonly string[]>>,
	) => Promise<Response>;
};

export type Fields = {
	readonly message?: string;
	readonly conversation?: string;
	readonly files?: readonly File[];
};

/** A console on a free port with an empty log, closed when the test ends. Answers come from the sample walk. */
export async function openTestConsole(
	t: TestContext,
	given: Partial<ConsoleOptions> = {},
): Promise<TestConsole> {
	const log = given.log ?? (await openLog('file::memory:'));
	const questions: Question[] = [];
	const logged: Record<string, unknown>[] = [];
	const walk: AnswerTo = given.answer ?? sampleWalk;
	const answer: AnswerTo = async (question, progress) => {
		questions.push(question);
		const record = await walk(question, progress);
		await log.record(record);
		return record;
	};
	const logger = pino({base: null}, {write: line => logged.push(JSON.parse(line))});
	const now = given.now ?? testNow;
	const console = await openConsole({
		host: '127.0.0.1',
		port: 0,
		log,
		knowledge: () => sampleKnowledge,
		logger,
		now,
		settings: openSettingsDesk({log, logger, now, place: () => undefined}),
		...given,
		answer,
	});
	t.after(async () => {
		await console.close();
		await log.close();
	});
	const ask: TestConsole['ask'] = ({message, conversation, files = []}, {headers = {}, signal} = {}) => {
		const body = new FormData();
		if (message !== undefined) body.set('message', message);
		if (conversation !== undefined) body.set('conversation', conversation);
		for (const file of files) body.append('files', file);
		return fetch(`${console.url}/ask`, {
			method: 'POST',
			body,
			headers: {origin: console.url, ...headers},
			...(signal && {signal}),
		});
	};
	const signIn: TestConsole['signIn'] = async (person = operator) => {
		const token = await log.sessions.begin({person, browser: 'Test', at: now()});
		const cookie = `${sessionCookie(console.url)}=${token}`;
		const get: SignedIn['get'] = (path, headers = {}) =>
			fetch(new URL(path, console.url), {redirect: 'manual', headers: {cookie, ...headers}});
		return {
			cookie,
			get,
			page: async path => (await get(path)).text(),
			send: (path, fields) =>
				fetch(new URL(path, console.url), {
					method: 'POST',
					redirect: 'manual',
					headers: {cookie, origin: console.url},
					body: formOf({token: formToken({token}), ...fields}),
				}),
		};
	};
	return {...console, log, questions, logged, ask, signIn};
}

/** A form as a browser sends it: a field of several values several times. */
function formOf(fields: Readonly<Record<string, string | readonly string[]>>): URLSearchParams {
	return new URLSearchParams(
		Object.entries(fields).flatMap(([name, value]) => [value].flat().map(each => [name, each])),
	);
}

/** The name under which a browser keeps the session. */
export function sessionCookie(url: string): string {
	return `lineman-${new URL(url).port}-session`;
}

const testNow = () => new Date('2026-03-04T17:05:06Z');

export type StreamEvent = {readonly event: string; readonly data: Readonly<Record<string, string>>};

/** Reads server-sent events as they come. */
export async function* readStream(response: Response): AsyncGenerator<StreamEvent> {
	let rest = '';
	for await (const bytes of response.body ?? []) {
		rest += Buffer.from(bytes).toString();
		const events = rest.split('\n\n');
		rest = events.pop() ?? '';
		for (const text of events) {
			const lines = text.split('\n');
			const event = lines.find(line => line.startsWith('event: '))?.slice(7) ?? '';
			const data = lines.find(line => line.startsWith('data: '))?.slice(6) ?? '{}';
			yield {event, data: JSON.parse(data)};
		}
	}
}
