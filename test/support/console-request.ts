import {request} from 'node:http';

export type RawResponse = {readonly status: number; readonly body: string};

/** Sends a request with exactly these headers, Host included, which `fetch` would set itself. */
export function requestRaw(
	url: string,
	{method = 'GET', headers = {}}: {readonly method?: string; readonly headers?: Record<string, string>},
): Promise<RawResponse> {
	const {promise, resolve, reject} = Promise.withResolvers<RawResponse>();
	const sent = request(url, {method, headers, agent: false}, response => {
		let body = '';
		response.setEncoding('utf8');
		response.on('data', chunk => {
			body += chunk;
		});
		response.on('end', () => resolve({status: response.statusCode ?? 0, body}));
	});
	sent.on('error', reject);
	sent.end();
	return promise;
}
