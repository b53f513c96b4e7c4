import {createHash, randomBytes} from 'node:crypto';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {text} from 'node:stream/consumers';
import type {TestContext} from 'node:test';

export type OAuthUser = {
	readonly id: string;
	readonly username: string;
	readonly global_name?: string | null;
	/** Their servers, as `/users/@me/guilds` gives them; roles as the member of each has them. */
	readonly servers: readonly {
		readonly id: string;
		readonly name: string;
		readonly owner?: boolean;
		readonly permissions?: string;
		readonly roles?: readonly string[];
	}[];
};

export type OAuthServer = Awaited<ReturnType<typeof startOAuthServer>>;

export const client = {
	clientId: '123456789012345678',
	// Reserved characters, as a secret may have them.
	clientSecret: 'a+b c:d%/=',
	botToken: 'bot.test.only',
} as const;

/**
 * A server on loopback that speaks as much of Discord's OAuth2 and REST API as a sign-in needs. Whoever comes to
 * consent is `user`; it refuses whatever is not as RFC 6749 and RFC 7636 want it.
 */
export async function startOAuthServer(t: TestContext, given: {readonly botServers: readonly string[]}) {
	const state: {
		user: OAuthUser;
		/** How whoever comes to consent is sent back. */
		consent: 'given' | 'denied';
		redirectUrl: string;
		/** What the next request to a path gets in place of an answer. */
		trouble: Map<
			string,
			{readonly status: number; readonly body?: string; readonly headers?: Record<string, string>}
		>;
	} = {
		user: {id: '700000000000000001', username: 'mo', global_name: 'Mo', servers: []},
		consent: 'given',
		redirectUrl: '',
		trouble: new Map(),
	};
	const requests: string[] = [];
	const codes = new Map<string, {readonly challenge: string; readonly user: OAuthUser}>();
	const tokens = new Map<string, OAuthUser>();
	const prompts: (string | null)[] = [];

	const authorize = (query: URLSearchParams, response: ServerResponse) => {
		const wanted = {
			response_type: 'code',
			client_id: client.clientId,
			redirect_uri: state.redirectUrl,
			code_challenge_method: 'S256',
			scope: 'identify guilds guilds.members.read',
		};
		const wrong = Object.entries(wanted).find(([name, value]) => query.get(name) !== value);
		const back = URL.parse(query.get('redirect_uri') ?? '');
		if (wrong !== undefined || back === null) return send(response, 400, {error: `wrong ${wrong?.[0]}`});
		if ((query.get('state') ?? '').length < 20 || (query.get('code_challenge') ?? '').length !== 43) {
			return send(response, 400, {error: 'wrong state or challenge'});
		}
		prompts.push(query.get('prompt'));
		back.searchParams.set('state', query.get('state') ?? '');
		if (state.consent === 'denied') back.searchParams.set('error', 'access_denied');
		else {
			const code = randomBytes(12).toString('hex');
			codes.set(code, {challenge: query.get('code_challenge') ?? '', user: state.user});
			back.searchParams.set('code', code);
		}
		response.writeHead(302, {location: back.href}).end();
	};

	const exchange = (form: URLSearchParams, response: ServerResponse) => {
		const code = form.get('code') ?? '';
		const begun = codes.get(code);
		codes.delete(code);
		const challenge = createHash('sha256')
			.update(form.get('code_verifier') ?? '')
			.digest('base64url');
		const isRight =
			begun?.challenge === challenge &&
			form.get('grant_type') === 'authorization_code' &&
			form.get('redirect_uri') === state.redirectUrl;
		if (!isRight) return send(response, 400, {error: 'invalid_grant'});
		const token = randomBytes(12).toString('hex');
		tokens.set(token, begun.user);
		send(response, 200, {access_token: token, token_type: 'Bearer', expires_in: 604_800, refresh_token: 'x'});
	};

	const answer = async (request: IncomingMessage, response: ServerResponse) => {
		const url = new URL(request.url ?? '/', 'http://localhost');
		const path = url.pathname.replace(/^\/api(?:\/v10)?/, '');
		requests.push(`${request.method} ${path}`);
		const trouble = state.trouble.get(path);
		if (trouble !== undefined) {
			state.trouble.delete(path);
			response.writeHead(trouble.status, trouble.headers).end(trouble.body ?? '{}');
			return;
		}
		if (path === '/oauth2/authorize') return authorize(url.searchParams, response);
		const {authorization = ''} = request.headers;
		if (path === '/oauth2/token' || path === '/oauth2/token/revoke') {
			const form = new URLSearchParams(await text(request));
			if (!isClient(authorization)) return send(response, 401, {error: 'invalid_client'});
			if (path === '/oauth2/token') return exchange(form, response);
			tokens.delete(form.get('token') ?? '');
			return send(response, 200, {});
		}
		if (authorization === `Bot ${client.botToken}` && path === '/users/@me/guilds') {
			const after = url.searchParams.get('after') ?? '0';
			const limit = Number(url.searchParams.get('limit') ?? 200);
			const servers = given.botServers.filter(id => id > after || after === '0').slice(0, limit);
			return send(
				response,
				200,
				servers.map(id => ({id, name: `Server ${id}`, owner: false, permissions: '0'})),
			);
		}
		const user = tokens.get(authorization.replace('Bearer ', ''));
		if (user === undefined) return send(response, 401, {message: '401: Unauthorized', code: 0});
		if (path === '/users/@me') return send(response, 200, {...user, servers: undefined, discriminator: '0'});
		if (path === '/users/@me/guilds') {
			const servers = user.servers.map(({roles: _, ...server}) => ({
				owner: false,
				permissions: '0',
				...server,
			}));
			return send(response, 200, servers);
		}
		const member = /^\/users\/@me\/guilds\/(\d+)\/member$/.exec(path)?.[1];
		const server = user.servers.find(({id}) => id === member);
		return server === undefined
			? send(response, 404, {message: 'Unknown Guild', code: 10_004})
			: send(response, 200, {roles: server.roles ?? [], user: {id: user.id}});
	};

	const server = createServer((request, response) => {
		answer(request, response).catch(error => response.destroy(error as Error));
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	const {port} = server.address() as AddressInfo;
	return {state, requests, tokens, prompts, apiUrl: `http://127.0.0.1:${port}/api`};
}

function isClient(authorization: string): boolean {
	const [id, secret] = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString().split(':');
	const decode = (part = '') => new URLSearchParams(`x=${part}`).get('x');
	return decode(id) === client.clientId && decode(secret) === client.clientSecret;
}

function send(response: ServerResponse, status: number, body: unknown): void {
	response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(body));
}
