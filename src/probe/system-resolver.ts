import {lookup, Resolver} from 'node:dns/promises';
import type {Address, Resolve} from './resolve-host.ts';

/** Questions that the system has not answered yet: each blocks a thread, and a dead resolver holds it for long. */
const open = new Map<string, Promise<readonly Address[]>>();

/**
 * Asks the way every program on this machine does (getaddrinfo: hosts file, search order, VPN rules).
 * A question that is still open is shared, so a resolver that never answers costs one thread a name.
 */
export const systemResolve: Resolve = host => {
	const asked = open.get(host);
	if (asked) return asked;
	const answer = askSystem(host).finally(() => open.delete(host));
	open.set(host, answer);
	return answer;
};

/** Asks the configured name servers over sockets of our own as well: the first answer counts, no thread can be stuck. */
export const eitherResolve: Resolve = host =>
	Promise.any([systemResolve(host), askNameServers(host)]).catch((error: unknown) => {
		throw error instanceof AggregateError ? error.errors[0] : error;
	});

async function askSystem(host: string): Promise<readonly Address[]> {
	const found = await lookup(host, {all: true, order: 'verbatim'});
	return found.map(({address, family}) => ({address, family: family === 6 ? 6 : 4}));
}

async function askNameServers(host: string): Promise<readonly Address[]> {
	const resolver = new Resolver({timeout: 1_000, tries: 1});
	const found = await resolver.resolve4(host);
	return found.map(address => ({address, family: 4}));
}
