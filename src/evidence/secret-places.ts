import {findPrivateKeys} from './private-keys.ts';
import {findArguments, findPasswordOptions} from './secret-arguments.ts';
import {findAssignments} from './secret-assignments.ts';
import {findAuthorizations, findCookies, findProtocols, findSchemes} from './secret-headers.ts';
import {findInProse} from './secret-prose.ts';
import type {SecretSpan} from './secret-span.ts';
import {findUrlParameters, findUrlUsers} from './secret-urls.ts';

/** Secrets that are known by the place in which they stand, whatever they look like. */
export function findInPlaces(text: string): SecretSpan[] {
	return [
		...findPrivateKeys(text),
		...findAuthorizations(text),
		...findSchemes(text),
		...findProtocols(text),
		...findCookies(text),
		...findUrlUsers(text),
		...findUrlParameters(text),
		...findAssignments(text),
		...findArguments(text),
		...findPasswordOptions(text),
		...findInProse(text),
	];
}
