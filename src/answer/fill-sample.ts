import type {Client} from '../retrieval/knowledge.ts';

/** A client's test without a key as a fenced block, with the address of the endpoint in it. */
export function fillSample({fence, code}: NonNullable<Client['sample']>, url: string): string {
	const filled = code.replaceAll('{url}', url).replaceAll('{https_url}', url.replace(/^ws/, 'http'));
	return `\`\`\`${fence}\n${filled}\n\`\`\``;
}
