import type {ReportedUrl} from '../evidence/evidence.ts';
import {cleanUrl} from './clean-url.ts';
import type {Target} from './probe-report.ts';

const mostCharacters = 4_096;

/**
 * The target with the newest request for it that the member pasted, in place of the usual one: a complaint about
 * its parameters shows here too, where the service checks them before the key, and so does a path that it has not.
 */
export function replayTarget(target: Target, urls: readonly ReportedUrl[]): Target {
	const [pasted] = urls.filter(url => url.ours && isFor(url, target)).toSorted((a, b) => a.turn - b.turn);
	const url = pasted && replayUrl(pasted.href, target);
	return url === undefined || url === target.url ? target : {...target, url, replayed: true};
}

function isFor({target: name, nearTarget, parameters, href, path}: ReportedUrl, target: Target): boolean {
	if (name !== undefined) return name === target.name && parameters.length > 0;
	return nearTarget === target.name || (/^wss?:/.test(href) && path !== '/');
}

/**
 * The member's own request without its credentials: their path and parameters at the target's host, spoken to as
 * the target is. Undefined where the URL is none, or leads to another host than the target's.
 */
export function replayUrl(pastedHref: string, target: Target): string | undefined {
	if (pastedHref.length > mostCharacters || !URL.canParse(pastedHref)) return undefined;
	const pasted = cleanUrl(pastedHref);
	const ours = new URL(target.url);
	if (!/^(?:wss?|https?):$/.test(pasted.protocol)) return undefined;
	if (pasted.hostname !== ours.hostname || (pasted.port !== '' && pasted.port !== ours.port))
		return undefined;
	ours.username = '';
	ours.password = '';
	ours.hash = '';
	ours.pathname = pasted.pathname;
	ours.search = pasted.search;
	return ours.href;
}
