/** A picture that came with a question, as a server that reads pictures may be given it. */
export type Picture = {
	readonly name: string;
	readonly type: PictureType;
	readonly bytes: Uint8Array;
};

export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp';

export const pictureLimits = {
	/** In one question. */
	pictures: 4,
	bytes: 8 * 1024 * 1024,
	/** Of width and height: a small file can unfold into a huge picture. */
	side: 10_000,
	pixels: 40_000_000,
	/** Nothing can be read in less. */
	leastSide: 8,
} as const;

export type ReadPicture =
	| {readonly kind: 'picture'; readonly picture: Picture}
	| {readonly kind: 'refused'; readonly because: string};

/** Whether a file says that it is a picture; its bytes decide. */
export function isCalledPicture({
	name,
	contentType,
}: {
	readonly name: string;
	readonly contentType: string | null;
}): boolean {
	return /^image\/(?:png|jpeg|webp)\b/.test(contentType ?? '') || /\.(?:png|jpe?g|webp)$/i.test(name);
}

/** A file as a picture, told by its first bytes; or, to follow the file's name, why it cannot be taken. */
export function readPicture(name: string, bytes: Uint8Array): ReadPicture {
	if (bytes.length > pictureLimits.bytes) return refused('it is larger than 8 MB');
	const head = headOf(bytes);
	if (head === undefined) return refused('it is no PNG, JPEG or WebP picture');
	const {type, width, height} = head;
	if (Math.min(width, height) < pictureLimits.leastSide) return refused('it is too small to hold text');
	if (Math.max(width, height) > pictureLimits.side || width * height > pictureLimits.pixels) {
		return refused(`it has ${width} × ${height} pixels, which is too many`);
	}
	return {kind: 'picture', picture: {name, type, bytes}};
}

function refused(because: string): ReadPicture {
	return {kind: 'refused', because};
}

type Head = {readonly type: PictureType; readonly width: number; readonly height: number};

function headOf(bytes: Uint8Array): Head | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	try {
		return pngHead(view) ?? jpegHead(view) ?? webpHead(view);
	} catch (error) {
		// The file ends within its head.
		if (error instanceof RangeError) return undefined;
		throw error;
	}
}

/** https://www.w3.org/TR/png-3/#5PNG-file-signature */
function pngHead(view: DataView): Head | undefined {
	if (view.getUint32(0) !== 0x89504e47 || view.getUint32(4) !== 0x0d0a1a0a) return undefined;
	if (view.getUint32(12) !== 0x49484452) return undefined;
	return {type: 'image/png', width: view.getUint32(16), height: view.getUint32(20)};
}

/** Goes from marker to marker until the one that begins a frame. ITU-T T.81, annex B. */
function jpegHead(view: DataView): Head | undefined {
	if (view.getUint16(0) !== 0xffd8 || view.getUint8(2) !== 0xff) return undefined;
	for (let at = 2; at < view.byteLength; ) {
		if (view.getUint8(at) !== 0xff) return undefined;
		const marker = view.getUint8(at + 1);
		if (marker === 0xff) {
			at += 1;
			continue;
		}
		if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
			return {type: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5)};
		}
		at += 2 + Math.max(2, view.getUint16(at + 2));
	}
	return undefined;
}

/** https://developers.google.com/speed/webp/docs/riff_container */
function webpHead(view: DataView): Head | undefined {
	if (view.getUint32(0) !== 0x52494646 || view.getUint32(8) !== 0x57454250) return undefined;
	const type = 'image/webp';
	switch (view.getUint32(12)) {
		case 0x56503858: // VP8X
			return {type, width: 1 + uint24(view, 24), height: 1 + uint24(view, 27)};
		case 0x5650384c: {
			// VP8L
			const sides = view.getUint32(21, true);
			return {type, width: 1 + (sides & 0x3fff), height: 1 + ((sides >> 14) & 0x3fff)};
		}
		case 0x56503820: // VP8
			return {type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff};
		default:
			return undefined;
	}
}

function uint24(view: DataView, at: number): number {
	return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}
