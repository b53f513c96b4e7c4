import type {SessionStore} from '../../log/sessions.ts';

const linkLastsMs = 10 * 60_000;

/** Makes a link that signs the operator in, once, within ten minutes. */
export async function makeSignInLink(
	sessions: Pick<SessionStore, 'makeLink'>,
	{publicUrl, now}: {readonly publicUrl: string; readonly now: Date},
): Promise<string> {
	const token = await sessions.makeLink(new Date(now.getTime() + linkLastsMs));
	const url = new URL('/sign-in/link', publicUrl);
	url.searchParams.set('token', token);
	return url.href;
}
