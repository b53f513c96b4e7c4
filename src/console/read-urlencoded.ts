import {FormError, type FormPart} from './read-multipart.ts';

/** Reads a form of `application/x-www-form-urlencoded`, as programs send it that have no files. */
export async function* readUrlencoded(
	body: AsyncIterable<Uint8Array> | null,
	{mostBytes}: {readonly mostBytes: number},
): AsyncGenerator<FormPart> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of body ?? []) {
		bytes += chunk.length;
		if (bytes > mostBytes) throw new FormError(413, 'the form is too large');
		chunks.push(chunk);
	}
	for (const [name, value] of new URLSearchParams(Buffer.concat(chunks).toString('utf8'))) {
		yield {name, contentType: '', content: inOnePiece(value)};
	}
}

async function* inOnePiece(text: string): AsyncGenerator<Uint8Array> {
	yield Buffer.from(text);
}
