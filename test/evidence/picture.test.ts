import assert from 'node:assert/strict';
import test from 'node:test';
import {isCalledPicture, pictureLimits, readPicture} from '../../src/evidence/picture.ts';
import {jpegOf, pngOf, webpOf} from '../support/pictures.ts';

const pictures: readonly (readonly [type: string, bytes: Uint8Array])[] = [
	['image/png', pngOf(800, 600)],
	['image/jpeg', jpegOf(800, 600)],
	['image/jpeg', jpegOf(800, 600, 0xc0)],
	['image/webp', webpOf('VP8 ', 800, 600)],
	['image/webp', webpOf('VP8L', 800, 600)],
	['image/webp', webpOf('VP8X', 800, 600)],
];
for (const [index, [type, bytes]] of pictures.entries()) {
	test(`${type} is told by its bytes, whatever its name (${index})`, () => {
		assert.deepEqual(readPicture('a.txt', bytes), {kind: 'picture', picture: {name: 'a.txt', type, bytes}});
	});
}

const makers = {
	PNG: pngOf,
	JPEG: jpegOf,
	'WebP, lossy': (width: number, height: number) => webpOf('VP8 ', width, height),
	'WebP, lossless': (width: number, height: number) => webpOf('VP8L', width, height),
	'WebP, extended': (width: number, height: number) => webpOf('VP8X', width, height),
};
for (const [name, make] of Object.entries(makers)) {
	test(`the sides of a ${name} picture are read and bounded`, () => {
		const refusal = (width: number, height: number) => {
			const read = readPicture('a', make(width, height));
			return read.kind === 'refused' ? read.because : 'taken';
		};
		assert.equal(refusal(pictureLimits.side, 4000), 'taken');
		assert.equal(refusal(pictureLimits.side + 1, 100), 'it has 10001 × 100 pixels, which is too many');
		assert.equal(refusal(8000, 8000), 'it has 8000 × 8000 pixels, which is too many');
		assert.equal(refusal(7, 100), 'it is too small to hold text');
	});
}

test('what is no picture is refused, and so is one that ends in its head', () => {
	const refused = {kind: 'refused', because: 'it is no PNG, JPEG or WebP picture'};
	const others = [
		new Uint8Array(),
		Buffer.from('GIF89a'.padEnd(64, ' ')),
		Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"></svg>'.padEnd(64)),
		Buffer.from('%PDF-1.7'.padEnd(64)),
		Buffer.from('RIFF0000WAVEfmt '.padEnd(64)),
		Buffer.alloc(64),
		Buffer.concat([Buffer.from('ffd8ff', 'hex'), Buffer.alloc(64, 0xff)]),
		...pictures.flatMap(([, bytes]) => [bytes.subarray(0, 8), bytes.subarray(0, 18)]),
	];
	for (const bytes of others) assert.deepEqual(readPicture('a.png', bytes), refused);
});

test('8 MB pass and a byte more does not', () => {
	const whole = new Uint8Array(pictureLimits.bytes + 1);
	whole.set(pngOf(800, 600));
	assert.equal(readPicture('a', whole.subarray(0, pictureLimits.bytes)).kind, 'picture');
	assert.deepEqual(readPicture('a', whole), {kind: 'refused', because: 'it is larger than 8 MB'});
});

test('a file is called a picture by its type or its ending', () => {
	const rows: readonly (readonly [name: string, contentType: string | null, is: boolean])[] = [
		['shot', 'image/png', true],
		['shot.JPG', null, true],
		['shot.webp', 'application/octet-stream', true],
		['shot.gif', 'image/gif', false],
		['shot.svg', 'image/svg+xml', false],
		['a.log', 'text/plain', false],
	];
	for (const [name, contentType, is] of rows) assert.equal(isCalledPicture({name, contentType}), is, name);
});
