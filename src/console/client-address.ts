import {getConnInfo} from '@hono/node-server/conninfo';
import type {Context} from 'hono';
import ipaddr from 'ipaddr.js';
import type {ConsoleTools} from './console-tools.ts';

/**
 * The address that a request comes from, to count attempts by. Behind a proxy it is the one that the proxy saw,
 * without which everybody would count as one.
 */
export function clientAddress(c: Context, {isBehindProxy}: Pick<ConsoleTools, 'isBehindProxy'>): string {
	const peer = getConnInfo(c).remote.address ?? '';
	if (!isBehindProxy || !isNear(peer)) return peer;
	// What stands before the last one was written by whoever asked.
	const seen = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
	return ipaddr.isValid(seen) ? seen : peer;
}

const nearRanges = ['loopback', 'private', 'uniqueLocal', 'linkLocal'];

/** On this machine or in a network of its own, as a proxy is. */
function isNear(address: string): boolean {
	return ipaddr.isValid(address) && nearRanges.includes(ipaddr.process(address).range());
}
