import {DefaultRestOptions, type RESTOptions} from 'discord.js';

type MakeRequest = RESTOptions['makeRequest'];

/**
 * Sends a form with files as bytes that are there already. Node reads a form's files while it sends it; where the
 * connection breaks meanwhile, it goes on reading for nobody, and the error that comes of it can be caught nowhere and
 * ends the process.
 */
export function wholeForms(send: MakeRequest = DefaultRestOptions.makeRequest): MakeRequest {
	return async (url, init) => {
		if (!(init.body instanceof FormData)) return send(url, init);
		const form = new Response(init.body);
		const headers = new Headers(init.headers as Record<string, string>);
		headers.set('content-type', form.headers.get('content-type') ?? 'multipart/form-data');
		return send(url, {...init, headers: Object.fromEntries(headers), body: await form.bytes()});
	};
}
