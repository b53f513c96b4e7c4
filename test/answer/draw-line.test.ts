import assert from 'node:assert/strict';
import test from 'node:test';
import {drawLine} from '../../src/answer/draw-line.ts';
import {probeOf} from '../support/records.ts';

/** Width and height from a PNG's header (PNG specification, section 11.2.2). */
function sizeOf(png: Uint8Array): {width: number; height: number} {
	const view = new DataView(png.buffer, png.byteOffset);
	return {width: view.getUint32(16), height: view.getUint32(20)};
}

test('a measurement becomes a PNG with a row for each phase', () => {
	const {png} = drawLine(probeOf());
	assert.deepEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
	const fewer = drawLine(probeOf({observations: probeOf().observations.slice(0, 2)}));
	assert.equal(sizeOf(png).width, 1040);
	assert.ok(sizeOf(png).height > sizeOf(fewer.png).height);
});

test('its words say what the picture shows', () => {
	const {description} = drawLine(
		probeOf({
			verdict: 'unreachable',
			observations: [
				{phase: 'dns', tookMs: 2, outcome: 'passed'},
				{phase: 'tcp', tookMs: 40, outcome: 'failed', failure: 'tcp_refused'},
				{phase: 'tls', tookMs: 0, outcome: 'skipped', because: 'tcp failed'},
			],
		}),
	);
	assert.match(description, /^Test of voice\.example\/v1\/listen: unreachable/);
	assert.match(
		description,
		/DNS passed in 2\.0 ms\. TCP failed after 40 ms: a refused TCP connection\. TLS not reached\.$/,
	);
});

for (const target of [
	'wss://voice.example/<script>&"\u0000',
	'no address at all <&>',
	`wss://${'a'.repeat(300)}.example/`,
]) {
	test(`a hostile address is drawn all the same: ${JSON.stringify(target.slice(0, 40))}`, () => {
		assert.ok(drawLine(probeOf({target})).png.length > 1000);
	});
}

test('an empty measurement is drawn without a row', () => {
	assert.ok(drawLine(probeOf({observations: []})).png.length > 500);
});
