import {createHmac, randomBytes, timingSafeEqual} from 'node:crypto';
import {html} from 'hono/html';
import type {Html} from '../page.ts';
import type {Viewer} from './viewer.ts';

/** The field of a form that says that a page of ours, made for this session, holds it. */
export function renderFormToken(viewer: Pick<Viewer, 'token'>): Html {
	return html`<input type="hidden" name="token" value="${formToken(viewer)}">`;
}

/** Another one each time, so that its letters cannot be guessed from how well pages compress. */
export function formToken({token}: Pick<Viewer, 'token'>): string {
	const salt = randomBytes(12).toString('base64url');
	return `${salt}.${seal(token, salt)}`;
}

/** Whether a form was made for this session. */
export function isFormToken(given: string, {token}: Pick<Viewer, 'token'>): boolean {
	const [salt = '', sealed = ''] = given.split('.');
	const [found, wanted] = [Buffer.from(sealed), Buffer.from(seal(token, salt))];
	return found.length === wanted.length && timingSafeEqual(found, wanted);
}

function seal(token: string, salt: string): string {
	return createHmac('sha256', token).update(`form ${salt}`).digest('base64url');
}
