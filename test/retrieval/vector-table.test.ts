import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {openStore} from '../../src/retrieval/index-store.ts';

function fileFor(context: TestContext): string {
	const dir = mkdtempSync(join(tmpdir(), 'lineman-'));
	context.after(() => rmSync(dir, {recursive: true, force: true}));
	return join(dir, 'index.db');
}

test('a vector is kept as it was put, the newest of one key alone', () => {
	const store = openStore(':memory:', '1');
	// A view into a longer buffer: only its own bytes are kept.
	store.vectors.put(new Map([['a', new Int8Array([9, 1, -128, 127, 9]).subarray(1, 4)]]));
	assert.deepEqual(store.vectors.get('a'), new Int8Array([1, -128, 127]));
	store.vectors.put(new Map([['a', new Int8Array([5])]]));
	assert.deepEqual(store.vectors.get('a'), new Int8Array([5]));
	assert.equal(store.vectors.get('b'), undefined);
	store.close();
});

test('vectors outlive an index of another version, which begins anew', context => {
	const file = fileFor(context);
	const first = openStore(file, '1');
	first.vectors.put(
		new Map([
			['a', new Int8Array([1])],
			['b', new Int8Array([2])],
		]),
	);
	first.vectors.drop(['b']);
	first.close();
	const second = openStore(file, '2');
	context.after(() => second.close());
	assert.deepEqual(second.pages(), []);
	assert.deepEqual(second.vectors.keys(), ['a']);
	assert.deepEqual(second.vectors.get('a'), new Int8Array([1]));
});
