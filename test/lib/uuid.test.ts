import assert from 'node:assert/strict';
import test from 'node:test';
import {newUuid7} from '../../src/lib/uuid.ts';

const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('an id has the form and the time of RFC 9562 section 5.7', () => {
	const id = newUuid7(0x7fff_0123_4567);
	assert.match(id, form);
	assert.ok(id.startsWith('7fff0123-4567-7000-'));
});

test('ids sort in the order in which they were made, within a millisecond too', () => {
	const ids = Array.from({length: 10_000}, () => newUuid7(0x7fff_0123_4568));
	assert.deepEqual(ids, [...ids].sort());
	assert.equal(new Set(ids).size, ids.length);
	for (const id of ids) assert.match(id, form);
});

test('ids keep their order when the clock is set back', () => {
	const [before, after] = [newUuid7(0x7fff_0223_4567), newUuid7(0x7fff_0123_0000)];
	assert.ok(before < after);
});
