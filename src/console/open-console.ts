import {createServer, type Server} from 'node:http';
import {getRequestListener} from '@hono/node-server';
import type {Logger} from 'pino';
import type {PlaceNames} from '../discord/place-names.ts';
import type {SettingsDesk} from '../discord/settings/settings-desk.ts';
import type {OpenLog} from '../log/open-log.ts';
import type {SteadyLog} from '../log/steady-log.ts';
import type {Knowledge} from '../retrieval/knowledge.ts';
import type {AnswerTo} from './ask.ts';
import {readAssets, readProbeFile} from './assets.ts';
import type {Health, ShowCase, SignIn, WritersTools} from './console-tools.ts';
import type {Metrics} from './metrics.ts';
import {createRateLimit} from './rate-limit.ts';
import {createGuard, hostInUrl} from './request-guard.ts';
import {buildRoutes} from './routes.ts';
import {type DiscordOAuthOptions, openDiscordOAuth} from './sign-in/discord-oauth.ts';
import {cookiesFor} from './sign-in/session-cookie.ts';
import {makeSignInLink} from './sign-in/sign-in-link.ts';
import {callbackPath} from './sign-in/sign-in-routes.ts';
import {openUnderWay} from './under-way.ts';

export type ConsoleOptions = {
	readonly host: string;
	/** 0: any that is free. */
	readonly port: number;
	/** Further values of the Host header that are ours, such as a proxy's public name. */
	readonly otherHosts?: readonly string[];
	readonly answer: AnswerTo;
	readonly log: OpenLog & Partial<Pick<SteadyLog, 'unwritten'>>;
	readonly knowledge: () => Knowledge;
	readonly metrics?: Metrics;
	/** Default: ready as long as the log can be read. */
	readonly health?: () => Health | Promise<Health>;
	/** Default: the file that was built in this checkout or image. */
	readonly probeFile?: () => Promise<Uint8Array<ArrayBuffer> | undefined>;
	readonly logger: Logger;
	readonly now: () => Date;
	/** Default 30. */
	readonly questionsPerMinute?: number;
	/** Where browsers find the console; default: where it listens. */
	readonly publicUrl?: string;
	/** How moderators sign in; undefined: the operator alone, by a link. */
	readonly discordOAuth?: Omit<DiscordOAuthOptions, 'redirectUrl' | 'moderatorRoles'>;
	/** Whether the playground wants a sign-in. Default: open. */
	readonly playground?: 'open' | 'signed-in';
	/** Undefined: no door to members is open in this process. */
	readonly showCase?: ShowCase;
	/** Whether a link stands in the knowledge or in a documentation folder; default: none is known to. */
	readonly isKnownLink?: (url: string) => boolean;
	/** `read`: what answers reads the text of pictures; without it they are refused. */
	readonly pictures?: 'read';
	/** Undefined: the knowledge cannot be looked through here. */
	readonly writers?: WritersTools;
	/** Undefined: the settings of servers are not changed here. */
	readonly settings?: SettingsDesk;
	/** Undefined: servers and channels go by their ids. */
	readonly names?: PlaceNames;
	/** How long a question is worked on after its page has lost the connection; default 10 s. */
	readonly rejoinMs?: number;
	/** By address; default 20. */
	readonly signInsPerMinute?: number;
};

export type Console = {
	readonly url: string;
	/** Makes a link that signs the operator in, once, within ten minutes. */
	readonly signInLink: () => Promise<string>;
	readonly close: () => Promise<void>;
};

const defaultRejoinMs = 10_000;

/** How long open connections may take to end before they are cut. */
const patienceMs = 1500;

/** Opens the web door. Rejects where the address cannot be listened on. */
export async function openConsole(options: ConsoleOptions): Promise<Console> {
	const {host, otherHosts = [], log, now, questionsPerMinute = 30, publicUrl} = options;
	const server = createServer();
	const port = await listen(server, options);
	const closing = new AbortController();
	const url = `http://${nameOf(host)}:${port}`;
	const ownHosts = publicUrl === undefined ? otherHosts : [...otherHosts, new URL(publicUrl).host];
	const routes = buildRoutes({
		...options,
		health: options.health ?? (() => healthOf(log)),
		assets: readAssets(),
		probeFile: options.probeFile ?? readProbeFile,
		guard: createGuard({host, port, otherHosts: ownHosts}),
		rateLimit: createRateLimit({perMinute: questionsPerMinute, now}),
		signIn: openSignIn({...options, port, publicUrl: publicUrl ?? url}),
		isBehindProxy: publicUrl !== undefined,
		playground: options.playground ?? 'open',
		pictures: options.pictures ?? 'left',
		isKnownLink: options.isKnownLink ?? (() => false),
		underWay: openUnderWay({rejoinMs: options.rejoinMs ?? defaultRejoinMs, closing: closing.signal}),
		closing: closing.signal,
	});
	server.on('request', getRequestListener(routes.fetch, {overrideGlobalObjects: false}));
	return {
		url,
		signInLink: () => makeSignInLink(log.sessions, {publicUrl: publicUrl ?? url, now: now()}),
		close: () => {
			closing.abort();
			return closeServer(server);
		},
	};
}

function openSignIn({
	publicUrl,
	port,
	discordOAuth,
	log,
	now,
	signInsPerMinute = 20,
}: ConsoleOptions & {readonly publicUrl: string}): SignIn {
	return {
		...(discordOAuth && {
			discord: openDiscordOAuth({
				...discordOAuth,
				redirectUrl: new URL(callbackPath, publicUrl).href,
				moderatorRoles: async serverId => (await log.settings.of(serverId)).moderatorRoles,
			}),
		}),
		cookies: cookiesFor({isHttps: publicUrl.startsWith('https:'), port}),
		rateLimit: createRateLimit({perMinute: signInsPerMinute, now}),
	};
}

/** Answers go out while the log takes no writes: no reason to send nobody here any more, but one to look. */
async function healthOf(log: ConsoleOptions['log']): Promise<Health> {
	await log.latest({limit: 1});
	const {writes = 0, since} = log.unwritten?.() ?? {};
	const waits = since && `${writes} writes wait for the database since ${since.toISOString()}`;
	return {ready: true, checks: {log: waits ?? 'ok'}};
}

/** The port that is listened on. */
export function listen(
	server: Server,
	{host, port}: {readonly host: string; readonly port: number},
): Promise<number> {
	const {promise, resolve, reject} = Promise.withResolvers<number>();
	server.once('error', cause => {
		reject(new Error(`Cannot open the console on "${hostInUrl(host)}:${port}": ${cause.message}`, {cause}));
	});
	server.listen({host, port}, () => {
		const address = server.address();
		resolve(typeof address === 'object' && address !== null ? address.port : port);
	});
	return promise;
}

/** Every address is no address to open in a browser. */
export function nameOf(host: string): string {
	return host === '0.0.0.0' || host === '::' ? 'localhost' : hostInUrl(host);
}

/** Lets what is under way end, closes each connection as it falls idle, and cuts the rest when patience ends. */
export async function closeServer(server: Server): Promise<void> {
	const {promise: closed, resolve} = Promise.withResolvers<void>();
	server.close(() => resolve());
	const idle = setInterval(() => server.closeIdleConnections(), 20);
	const cut = setTimeout(() => server.closeAllConnections(), patienceMs);
	await closed;
	clearInterval(idle);
	clearTimeout(cut);
}
