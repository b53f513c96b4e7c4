/** One field of a form as it arrives; its content has to be read before the next part is asked for. */
export type FormPart = {
	readonly name: string;
	/** Undefined for what is no file. */
	readonly fileName?: string;
	readonly contentType: string;
	readonly content: AsyncIterable<Uint8Array>;
};

/** The body is no such form, or more of one than may be sent. */
export class FormError extends Error {
	readonly status: 400 | 413;

	constructor(status: 400 | 413, message: string, options?: ErrorOptions) {
		super(message, options);
		this.status = status;
	}
}

const noForm = 'found no form, want multipart/form-data or application/x-www-form-urlencoded';
const mostHeaderBytes = 8 * 1024;
const mostParts = 50;
const headerEnd = Buffer.from('\r\n\r\n');

/**
 * Reads a form of `multipart/form-data` (RFC 7578) piece by piece: no more of it is held than the piece at hand.
 * Throws a FormError where it is none, ends early, or is larger than `mostBytes`.
 */
export async function* readMultipart(
	body: AsyncIterable<Uint8Array> | null,
	{contentType, mostBytes}: {readonly contentType: string; readonly mostBytes: number},
): AsyncGenerator<FormPart> {
	const boundary = boundaryIn(contentType);
	if (boundary === undefined || body === null) throw new FormError(400, noForm);
	const window = openWindow(body, mostBytes);
	const delimiter = Buffer.from(`\r\n--${boundary}`);
	// The first delimiter stands at the beginning, without a line end before it.
	window.prepend('\r\n');
	await drain(window.until(delimiter)).catch(error => {
		if (error instanceof FormError && error.status === 400) throw new FormError(400, noForm, {cause: error});
		throw error;
	});
	for (let count = 0; ; count += 1) {
		if ((await window.take(2)).toString('latin1') === '--') return;
		if (count === mostParts) throw new FormError(413, `found more than ${mostParts} fields`);
		const part = partOf(await window.head());
		const content = window.until(delimiter);
		yield {...part, content};
		await drain(content);
	}
}

function boundaryIn(contentType: string): string | undefined {
	if (!/^multipart\/form-data\s*;/i.test(contentType)) return undefined;
	const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
	return quoted ?? plain;
}

/** The bytes that have arrived and are not read yet. */
function openWindow(body: AsyncIterable<Uint8Array>, mostBytes: number) {
	const chunks = body[Symbol.asyncIterator]();
	let held: Buffer = Buffer.alloc(0);
	let bytes = 0;
	const more = async () => {
		const {done, value} = await chunks.next().catch(cause => {
			throw new FormError(400, 'the form breaks off', {cause});
		});
		if (done) throw new FormError(400, 'the form ends early');
		bytes += value.length;
		if (bytes > mostBytes) throw new FormError(413, 'the form is too large');
		held = held.length === 0 ? Buffer.from(value) : Buffer.concat([held, value]);
	};
	const take = async (length: number) => {
		while (held.length < length) await more();
		const taken = held.subarray(0, length);
		held = held.subarray(length);
		return taken;
	};
	return {
		prepend(text: string) {
			held = Buffer.concat([Buffer.from(text), held]);
		},
		take,
		/** The header lines of a part. */
		async head(): Promise<string> {
			for (;;) {
				const end = held.indexOf(headerEnd);
				if (end > mostHeaderBytes || (end === -1 && held.length > mostHeaderBytes)) {
					throw new FormError(400, 'a field has too long a head');
				}
				if (end !== -1) return (await take(end + headerEnd.length)).toString('utf8');
				await more();
			}
		},
		/** What comes before a delimiter, which is taken too. It can be read on after a consumer has stopped. */
		until(delimiter: Buffer): AsyncIterable<Uint8Array> {
			let isOver = false;
			const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
				while (!isOver) {
					const at = held.indexOf(delimiter);
					const ready = at === -1 ? held.length - delimiter.length + 1 : at;
					if (ready > 0) return {done: false, value: await take(ready)};
					if (at === 0) {
						await take(delimiter.length);
						isOver = true;
					} else await more();
				}
				return {done: true, value: undefined};
			};
			return {[Symbol.asyncIterator]: () => ({next})};
		},
	};
}

async function drain(content: AsyncIterable<Uint8Array>): Promise<void> {
	for await (const _ of content);
}

function partOf(head: string): Omit<FormPart, 'content'> {
	const lines = head.split('\r\n');
	const headerOf = (header: string) =>
		lines
			.find(line => line.toLowerCase().startsWith(`${header}:`))
			?.slice(header.length + 1)
			.trim() ?? '';
	const disposition = headerOf('content-disposition');
	const name = parameterOf(disposition, 'name');
	if (name === undefined) throw new FormError(400, 'a field has no name');
	const fileName = parameterOf(disposition, 'filename');
	return {name, contentType: headerOf('content-type'), ...(fileName !== undefined && {fileName})};
}

/** Browsers write `%22`, `%0D` and `%0A` for what would end the quotes or the line. */
function parameterOf(disposition: string, name: 'name' | 'filename'): string | undefined {
	const [, quoted, plain] = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^\\s;"]+))`, 'i').exec(disposition) ?? [];
	return (quoted ?? plain)?.replaceAll('%22', '"').replaceAll(/%0[DA]/gi, ' ');
}
