/** The first bytes of pictures, as far as their size is told by them. */
export function pngOf(width: number, height: number): Uint8Array {
	const bytes = Buffer.alloc(64);
	bytes.write('89504e470d0a1a0a0000000d49484452', 'hex');
	bytes.writeUInt32BE(width, 16);
	bytes.writeUInt32BE(height, 20);
	return bytes;
}

/** With an application segment before the frame, as cameras write it, and fill bytes between. */
export function jpegOf(width: number, height: number, marker = 0xc2): Uint8Array {
	const bytes = Buffer.alloc(64);
	bytes.write('ffd8ffe000080102030405', 'hex');
	bytes.write('ffff', 12, 'hex');
	bytes.writeUInt8(marker, 14);
	bytes.write('001108', 15, 'hex');
	bytes.writeUInt16BE(height, 18);
	bytes.writeUInt16BE(width, 20);
	return bytes;
}

export function webpOf(kind: 'VP8 ' | 'VP8L' | 'VP8X', width: number, height: number): Uint8Array {
	const bytes = Buffer.alloc(64);
	bytes.write('RIFF');
	bytes.write(`WEBP${kind}`, 8);
	if (kind === 'VP8 ') {
		bytes.writeUInt16LE(width, 26);
		bytes.writeUInt16LE(height, 28);
	} else if (kind === 'VP8L') {
		bytes.writeUInt8(0x2f, 20);
		bytes.writeUInt32LE((width - 1) | ((height - 1) << 14), 21);
	} else {
		bytes.writeUIntLE(width - 1, 24, 3);
		bytes.writeUIntLE(height - 1, 27, 3);
	}
	return bytes;
}
