import type {Context} from 'hono';
import type {ConsoleTools} from './console-tools.ts';
import {sendProblem} from './send-page.ts';
import {isFormToken} from './sign-in/form-token.ts';
import {type Viewer, viewerOf} from './sign-in/viewer.ts';

/** A form that somebody who is signed in sent from a page of ours: its fields. */
export type OwnForm = {
	readonly viewer: Viewer;
	readonly field: (name: string) => string;
	/** Of boxes, of which several may be ticked under one name. */
	readonly fields: (name: string) => readonly string[];
};

/** Reads such a form and lets it be acted on; a form from anywhere else is refused, and changes nothing. */
export async function withOwnForm(
	c: Context,
	{assets}: Pick<ConsoleTools, 'assets'>,
	act: (form: OwnForm) => Response | Promise<Response>,
): Promise<Response> {
	const viewer = viewerOf(c);
	const form = await c.req.formData().catch(() => undefined);
	const fields = (name: string) =>
		(form?.getAll(name) ?? []).flatMap(value =>
			typeof value === 'string' ? [value.replaceAll('\r\n', '\n')] : [],
		);
	const field = (name: string) => fields(name)[0] ?? '';
	if (viewer === undefined || !isFormToken(field('token'), viewer)) {
		const because = 'Nothing was changed: this form was not made for your session. Load the page again';
		return sendProblem(c, {assets, status: 403, because});
	}
	return act({viewer, field, fields});
}
