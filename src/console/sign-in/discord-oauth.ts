import {createHash, randomBytes} from 'node:crypto';
import {z} from 'zod';
import type {Person} from '../../log/sessions.ts';
import {moderatedServers} from './moderated-servers.ts';

export type DiscordOAuthOptions = {
	readonly clientId: string;
	readonly clientSecret: string;
	/** Where browsers are sent to consent. */
	readonly authorizeUrl: string;
	/** The REST API, without the version. */
	readonly apiUrl: string;
	/** The bot's own token: it says which servers Lineman is in. */
	readonly botToken: string;
	/** Where Discord sends browsers back to. */
	readonly redirectUrl: string;
	/** The roles that make somebody a moderator of a server, besides the permission. */
	readonly moderatorRoles: (serverId: string) => Promise<readonly string[]>;
	readonly fetch?: typeof fetch;
};

/** Signs people in with Discord: OAuth2's authorization code with PKCE (RFC 6749, RFC 7636). */
export type DiscordOAuth = {
	/** Where a browser goes to consent, and what has to be kept until it comes back. */
	begin(): Begun;
	/**
	 * Who came back with a code, and what they moderate. The token that Discord gives for the code is used for that
	 * alone, and given back. Throws an `OAuthError` where Discord does not go along.
	 */
	finish(back: {readonly code: string; readonly verifier: string}): Promise<Person>;
};

export type Begun = {readonly url: string; readonly state: string; readonly verifier: string};

/** Discord refused, or could not be reached; the message is for a person. */
export class OAuthError extends Error {
	override readonly name = 'OAuthError';
}

const scope = 'identify guilds guilds.members.read';
const patienceMs = 10_000;
/** Who is told to wait longer than this is told so. */
const longestWaitSeconds = 5;

const tokenReply = z.object({access_token: z.string().min(1), scope: z.string().default(scope)});
const userReply = z.object({
	id: z.string().regex(/^\d{1,20}$/),
	username: z.string(),
	global_name: z.string().nullish(),
});
const serversReply = z.array(
	z.object({
		id: z.string(),
		name: z.string(),
		owner: z.boolean().default(false),
		permissions: z.string().regex(/^\d+$/).default('0'),
	}),
);
const memberReply = z.object({roles: z.array(z.string())});

export function openDiscordOAuth(options: DiscordOAuthOptions): DiscordOAuth {
	const {clientId, clientSecret, authorizeUrl, redirectUrl, botToken, moderatorRoles} = options;
	const ask = asker(options);

	const tokenFor = async (code: string, verifier: string) => {
		const body = new URLSearchParams({
			grant_type: 'authorization_code',
			code,
			redirect_uri: redirectUrl,
			code_verifier: verifier,
		});
		return ask('/oauth2/token', tokenReply, {
			method: 'POST',
			body,
			authorization: basic(clientId, clientSecret),
		});
	};

	const giveBack = async (token: string) => {
		const body = new URLSearchParams({token, token_type_hint: 'access_token'});
		// It ends by itself some day; whoever signs in need not hear of it.
		await ask('/oauth2/token/revoke', z.unknown(), {
			method: 'POST',
			body,
			authorization: basic(clientId, clientSecret),
		}).catch(() => {});
	};

	return {
		begin() {
			const [state, verifier] = [randomBytes(24), randomBytes(32)].map(bytes =>
				bytes.toString('base64url'),
			) as [string, string];
			const url = new URL(authorizeUrl);
			url.search = new URLSearchParams({
				response_type: 'code',
				client_id: clientId,
				scope,
				redirect_uri: redirectUrl,
				state,
				code_challenge: createHash('sha256').update(verifier).digest('base64url'),
				code_challenge_method: 'S256',
				// Who consented before is sent back at once.
				prompt: 'none',
			}).toString();
			return {url: url.href, state, verifier};
		},

		async finish({code, verifier}) {
			const {access_token: token} = await tokenFor(code, verifier);
			try {
				const authorization = `Bearer ${token}`;
				const user = await ask('/users/@me', userReply, {authorization});
				const joined = await ask('/users/@me/guilds', serversReply, {authorization});
				const bots = await botServers(path => ask(path, serversReply, {authorization: `Bot ${botToken}`}));
				const servers = await moderatedServers(joined, {
					botServers: bots,
					moderatorRoles,
					rolesIn: async id =>
						(await ask(`/users/@me/guilds/${encodeURIComponent(id)}/member`, memberReply, {authorization}))
							.roles,
				});
				return {id: user.id, name: user.global_name ?? user.username, servers};
			} finally {
				await giveBack(token);
			}
		},
	};
}

const pageOfServers = 200;
const mostPages = 50;

async function botServers(
	ask: (path: string) => Promise<z.infer<typeof serversReply>>,
): Promise<ReadonlySet<string>> {
	const found = new Set<string>();
	let after = '0';
	for (let page = 0; page < mostPages; page += 1) {
		const servers = await ask(`/users/@me/guilds?limit=${pageOfServers}&after=${after}`);
		for (const {id} of servers) found.add(id);
		const last = servers.at(-1)?.id;
		if (last === undefined || servers.length < pageOfServers) break;
		after = last;
	}
	return found;
}

type Call = {
	readonly method?: 'POST';
	readonly body?: URLSearchParams;
	readonly authorization: string;
};

/** Asks the REST API, and waits once where it says for how long. */
function asker({apiUrl, fetch: send = fetch}: DiscordOAuthOptions) {
	const root = `${apiUrl.replace(/\/(?:v10\/?)?$/, '')}/v10`;
	return async function ask<T>(
		path: string,
		reply: z.ZodType<T>,
		{authorization, ...call}: Call,
		isSecondTry?: 'second try',
	): Promise<T> {
		const action = `ask Discord for ${path.replace(/\?.*/, '')}`;
		let response: Response;
		try {
			response = await send(`${root}${path}`, {
				...call,
				headers: {authorization, 'user-agent': 'DiscordBot (lineman, 1)', accept: 'application/json'},
				signal: AbortSignal.timeout(patienceMs),
				redirect: 'error',
			});
		} catch (cause) {
			throw new OAuthError(`Cannot ${action}: it cannot be reached`, {cause});
		}
		if (response.status === 429 && isSecondTry === undefined) {
			await response.body?.cancel();
			const seconds = Number(response.headers.get('retry-after') ?? 1);
			if (seconds > longestWaitSeconds) {
				throw new OAuthError(`Cannot ${action}: it wants us to wait ${Math.ceil(seconds)} s`);
			}
			await new Promise(resolve => setTimeout(resolve, seconds * 1000));
			return ask(path, reply, {authorization, ...call}, 'second try');
		}
		const text = await response.text();
		if (!response.ok) throw new OAuthError(`Cannot ${action}: it answered with ${response.status}`);
		const read = reply.safeParse(text === '' ? {} : parseJson(text));
		if (!read.success)
			throw new OAuthError(`Cannot ${action}: it answered something else than was asked for`);
		return read.data;
	};
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		// What is no JSON fails the check that follows.
		return undefined;
	}
}

/** RFC 6749, section 2.3.1: both parts are encoded as in a form. */
function basic(id: string, secret: string): string {
	const encode = (text: string) => new URLSearchParams({'': text}).toString().slice(1);
	return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`;
}
