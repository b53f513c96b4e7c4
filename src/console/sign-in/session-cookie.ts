import type {Context} from 'hono';
import {deleteCookie, getCookie, setCookie} from 'hono/cookie';
import type {CookieOptions} from 'hono/utils/cookie';

/**
 * The console's cookies. Scripts cannot read them, other sites' forms do not send them, and over https nothing but
 * https does: there the prefix `__Host-` ties them to this very host. Over http they are told apart by the port,
 * since browsers give a cookie to every port of a host.
 */
export type Cookies = {
	readonly session: Cookie;
	/** What has to come back from Discord. */
	readonly signIn: Cookie;
};

type Cookie = {
	readonly read: (c: Context) => string | undefined;
	readonly write: (c: Context, value: string, maxAgeSeconds?: number) => void;
	readonly clear: (c: Context) => void;
};

export function cookiesFor(place: {readonly isHttps: boolean; readonly port: number}): Cookies {
	return {session: cookieNamed('session', place), signIn: cookieNamed('sign-in', place)};
}

function cookieNamed(purpose: string, {isHttps, port}: {isHttps: boolean; port: number}): Cookie {
	const name = isHttps ? `__Host-lineman-${purpose}` : `lineman-${port}-${purpose}`;
	const options: CookieOptions = {path: '/', httpOnly: true, sameSite: 'Lax', secure: isHttps};
	return {
		read: c => getCookie(c, name),
		write: (c, value, maxAge) =>
			setCookie(c, name, value, {...options, ...(maxAge !== undefined && {maxAge})}),
		clear: c => {
			deleteCookie(c, name, options);
		},
	};
}
