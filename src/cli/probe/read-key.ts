import type {ProbeKey} from '../../probe/probe-options.ts';
import type {Target} from '../../probe/probe-report.ts';
import {isOnThisMachine, isSecure} from '../../probe/url-parts.ts';
import {type Io, UsageError} from '../command.ts';
import type {ProbeService} from './probe-service.ts';

/** A key, with how the service takes it. */
export type GivenKey = {readonly value: string; readonly use: NonNullable<ProbeService['key']>};

/** The key in an environment variable. No message shows it, nor the name: people put the key in its place. */
export function readKey(variable: string, environment: Io['environment'], service: ProbeService): GivenKey {
	const {key: use, name} = service;
	if (use === undefined)
		throw new UsageError(
			`Cannot send a key: found nothing on how ${name} takes one, want it in service.yaml`,
		);
	const value = environment[variable] ?? '';
	const mistake = mistakeIn(value);
	if (mistake === undefined) return {value, use};
	throw new UsageError(
		`Cannot read the key that --key-env names: ${mistake} (as in --key-env ${use.variable})`,
	);
}

/** What would be refused whoever it belongs to. */
function mistakeIn(value: string): string | undefined {
	const wanted = 'want the key alone';
	if (value === '')
		return 'found no such environment variable or an empty one, want the name of one that holds the key';
	if (value.trim() !== value) return `found a space or a line break at its start or end, ${wanted}`;
	if (/^["'`].*["'`]$/.test(value)) return `found quotation marks around it, ${wanted}`;
	if (/^(?:token|bearer|basic)\s/i.test(value)) return `found a word such as "Token" before it, ${wanted}`;
	if (!/^[\x21-\x7e]+$/.test(value)) return `found a space or a character that no key has, ${wanted}`;
	if (value.length < 8) return 'found fewer than 8 characters, want a whole key';
	return undefined;
}

/** What is sent to a target. Throws a `UsageError` where the key could be read on the way, or by others than the service. */
export function keyFor(target: Target, {value, use}: GivenKey, service: ProbeService): ProbeKey {
	const url = new URL(target.url);
	const here = isOnThisMachine(url);
	if (!isSecure(url) && !here) {
		throw new UsageError(
			`Cannot send a key to "${url.host}": found ${url.protocol}, which anybody on the way can read, want wss: or https:`,
		);
	}
	if (!here && !isListed(url.hostname, service.hosts)) {
		throw new UsageError(
			`Cannot send a key to "${url.host}": found a host that is not one of ${service.name}'s, want ${service.hosts.join(', ')} or this machine`,
		);
	}
	const form = use.jwtForm !== undefined && isJwt(value) ? use.jwtForm : use.form;
	const closeMessage = closeMessageOf(target, use, service);
	return {
		headers: {[use.header]: form.replace('{key}', () => value)},
		...(closeMessage !== undefined && {closeMessage}),
	};
}

/** A target that has only a URL speaks as the known one with the same path. */
function closeMessageOf(target: Target, use: GivenKey['use'], {targets}: ProbeService): string | undefined {
	const {pathname} = new URL(target.url);
	const alike = targets.find(({name, url}) => name === target.name || new URL(url).pathname === pathname);
	return use.closeMessages[target.name] ?? (alike && use.closeMessages[alike.name]);
}

function isListed(hostname: string, hosts: readonly string[]): boolean {
	return hosts.some(host => (host.startsWith('.') ? hostname.endsWith(host) : hostname === host));
}

/** Three parts in base64url, the first an object (RFC 7519). */
function isJwt(value: string): boolean {
	return /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(value);
}
