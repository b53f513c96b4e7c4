import type {TestContext} from 'node:test';
import {answerQuestion} from '../../src/answer-question.ts';
import type {ConsoleTools} from '../../src/console/console-tools.ts';
import {buildRoutes} from '../../src/console/routes.ts';
import {openSettingsDesk} from '../../src/discord/settings/settings-desk.ts';
import {openLog} from '../../src/log/open-log.ts';
import {sampleKnowledge} from './console-sample.ts';
import {openTestConsole, type SignedIn, type TestConsole} from './console-server.ts';
import {ann, deskId, deskRecord, fillDesk, red} from './desk-log.ts';
import {fillInsights} from './insights-sample.ts';

/** What is asked for by an address, but is no page. */
const noPages: readonly string[] = [
	'/lineman-probe.mjs',
	'/ask/:id',
	'/answers/export.csv',
	'/answers/export.jsonl',
	'/healthz',
	'/readyz',
	'/metrics',
	// These lead to Discord and back.
	'/sign-in/discord',
	'/sign-in/discord/callback',
];

/** The addresses of each page, by its route: with all that there can be on it. */
const pagesOf: Readonly<Record<string, readonly string[]>> = {
	'/': ['/', `/?conversation=${deskId(5)}`],
	'/answers': ['/answers', '/answers?state=open&verdict=named&did=wrong', '/answers?q=nothing+fits'],
	'/answers/:id': [`/answers/${deskId(3)}`, `/answers/${deskId(2)}`],
	'/review': ['/review'],
	'/audit': ['/audit'],
	'/insights': ['/insights', '/insights?from=2020-01-01&to=2020-01-02'],
	'/insights/gaps': ['/insights/gaps'],
	'/insights/line': ['/insights/line'],
	'/knowledge': ['/knowledge', '/knowledge?q=key'],
	'/knowledge/causes/:id': ['/knowledge/causes/auth.invalid_key'],
	'/knowledge/health': ['/knowledge/health', '/knowledge/health?check=now'],
	'/knowledge/try': ['/knowledge/try'],
	'/settings': ['/settings'],
	'/settings/:server': [`/settings/${red}?saved=channels`],
	'/settings/:server/:group': ['places', 'moderation', 'manners'].map(group => `/settings/${red}/${group}`),
	'/account': ['/account'],
	'/sign-in': ['/sign-in'],
	'/sign-in/link': ['/sign-in/link?token=x'],
};

/** Every page's addresses. Throws where a route has none, so that no new page is forgotten. */
export function everyPath(): readonly string[] {
	const tools = {
		assets: {},
		signIn: {discord: {}},
		playground: 'open',
		writers: {},
		settings: {},
		metrics: {},
	} as unknown as ConsoleTools;
	const routes = buildRoutes(tools)
		.routes.filter(({method, path}) => method === 'GET' && !noPages.includes(path))
		.map(({path}) => path);
	return [...new Set(routes)].flatMap(path => {
		const paths = pagesOf[path];
		if (paths === undefined)
			throw new Error(`Cannot open page "${path}": found no address, want one in pagesOf`);
		return paths;
	});
}

/** What a form gets in return, by its page: what went wrong in it, or what came of it. */
export const formsInReturn: readonly (readonly [path: string, fields: Readonly<Record<string, string>>])[] = [
	[`/answers/${deskId(1)}`, {do: 'correct', text: 'Better', cause: 'auth.wrong_schema'}],
	[`/answers/${deskId(1)}`, {token: 'none', do: 'right'}],
	[`/settings/${red}/manners`, {languages: 'x1', quietHours: 'at night', questionsPerMember: '0'}],
	[`/settings/${red}/places`, {channels: '12'}],
	['/knowledge/try', {message: 'it closes with 1011 and 401, the key is vk_abcdefgh'}],
	['/knowledge/try', {message: ''}],
	['/sign-in/link', {link: 'used'}],
];

const now = () => new Date('2026-03-25T12:00:00Z');

/** A console with something on every page, for somebody who moderates two servers. */
export async function openFullConsole(
	t: TestContext,
): Promise<TestConsole & {readonly moderator: SignedIn; readonly operatorIn: SignedIn}> {
	const knowledge = () => sampleKnowledge;
	const found = {
		page: 'causes/auth.invalid_key.md',
		kind: 'cause' as const,
		subject: 'auth.invalid_key',
		pageTitle: 'The API key is refused',
		headings: ['The API key is refused'],
		anchor: '',
		text: '',
		score: 9.41,
	};
	const search = () => [found];
	const log = await openLog('file::memory:');
	const console = await openTestConsole(t, {
		log,
		now,
		discordOAuth: {
			clientId: '1',
			clientSecret: '2',
			botToken: '3',
			apiUrl: 'http://127.0.0.1:1',
			authorizeUrl: 'http://127.0.0.1:1/oauth2/authorize',
		},
		writers: {
			library: sampleLibrary,
			search,
			tryOut: question => answerQuestion(question, {knowledge, search}),
		},
		settings: fullSettings(log),
		names: {
			server: () => undefined,
			channel: id => ({name: `help-${id.slice(-2)}`, serverId: red}),
			person: () => undefined,
			servers: () => [],
		},
	});
	await fillInsights(log, {now: now(), count: 120, days: 30});
	await fillDesk(log);
	for (let minute = 10; minute < 60; minute += 1) await log.record(deskRecord(minute));
	const at = new Date('2026-03-25T11:00:00Z');
	const said = {questionId: deskId(2), byId: ann.id, at};
	await log.moderation.correct({...said, text: 'It is the **proxy** of the office.\n```js\nlet a = 1;\n```'});
	await log.moderation.publish(deskId(2), 'corrected');
	for (const [byId, judgement] of [
		[ann.id, 'right'],
		['700000000000000009', 'partly'],
	] as const) {
		await log.moderation.review({questionId: deskId(2), byId, judgement, note: 'Look at the proxy', at});
		await log.moderation.note({
			at,
			byId,
			guildId: red,
			action: 'judge_answer',
			subject: deskId(2),
			detail: {judgement},
		});
	}
	await log.moderation.close({questionId: deskId(2), byId: ann.id, at});
	await log.moderation.note({
		at,
		byId: ann.id,
		guildId: red,
		action: 'change_settings',
		subject: 'channels',
		detail: {from: [], to: ['555555555555555555']},
	});
	return {...console, moderator: await console.signIn(ann), operatorIn: await console.signIn()};
}

/** As beside Discord in a large server, of which something does not work. */
function fullSettings(log: Parameters<typeof openSettingsDesk>[0]['log']) {
	const desk = openSettingsDesk({log, logger: {info: () => {}}, now, place: () => undefined});
	const kinds = [0, 0, 0, 4, 15, 2, 5];
	const channels = Array.from({length: 150}, (_, index) => ({
		id: `5555555555555555${10 + index}`,
		name: `some-channel-${index}`,
		kind: kinds[index % kinds.length] ?? 0,
	}));
	const roles = Array.from({length: 60}, (_, index) => ({
		id: `44444444444444444${index}`,
		name: `Role ${index}`,
	}));
	return {
		...desk,
		of: async (id: string) => ({
			...(await desk.of(id)),
			findings: [
				{
					setting: 'channels' as const,
					weight: 'refused' as const,
					text: 'I lack **View Channel** in <#555555555555555511>: I see nothing there.',
				},
				{
					setting: 'drafts' as const,
					weight: 'warned' as const,
					text: 'There is no review channel: see `/review`.',
				},
			],
			choices: {channels, roles},
		}),
	};
}

const docs = 'https://docs.voice.example/keys';
const sampleLibrary = {
	contents: () => ({
		causes: sampleKnowledge.causes.map(cause => ({
			...cause,
			file: `causes/${cause.id}.md`,
			asked: ['my key is refused'],
		})),
		clients: [{file: 'clients/undici.md', title: 'Node.js fetch', docs: []}],
		guides: [{file: 'guides/regions.md', title: 'Regions', docs: []}],
		documentation: [{path: 'keys.mdx', title: 'Keys', url: docs}],
		brokenLinks: [{file: 'causes/auth.invalid_key.md', line: 7, what: `${docs}-gone`}],
		dates: [{file: 'guides/regions.md', line: 3, what: 'closes on 2026-03-24', day: '2026-03-24'}],
	}),
	problems: async () => [{file: 'causes/x.md', line: 2, message: 'found nothing, want something'}],
};
