import assert from 'node:assert/strict';
import test from 'node:test';
import {createVectorSet, toBytes} from '../../src/retrieval/vector-set.ts';

/** Numbers from -1 to 1, the same in each run (a linear congruential generator). */
function numbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 31 - 1;
	};
}

function vectors(count: number, length: number, seed = 1): Float32Array[] {
	const next = numbers(seed);
	return Array.from({length: count}, () => Float32Array.from({length}, next));
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
	let [product, ofA, ofB] = [0, 0, 0];
	for (let index = 0; index < a.length; index++) {
		const [x = 0, y = 0] = [a[index], b[index]];
		product += x * y;
		ofA += x * x;
		ofB += y * y;
	}
	return product / Math.sqrt(ofA * ofB);
}

for (const length of [1, 15, 16, 17, 64, 1536]) {
	test(`the cosine of vectors of ${length} numbers is that of their bytes`, () => {
		const all = vectors(50, length);
		const set = createVectorSet<number>(length);
		for (const [index, vector] of all.entries()) set.add(toBytes(vector), index);
		const [query = new Float32Array()] = vectors(1, length, 7);
		const near = set.nearest(query, 50);
		assert.equal(near.length, 50);
		for (const {owner, similarity} of near) {
			const wanted = cosine(toBytes(query), toBytes(all[owner] ?? new Float32Array()));
			assert.ok(Math.abs(similarity - wanted) < 1e-6, `${similarity}, want ${wanted}`);
		}
	});
}

test('bytes change a cosine by less than a hundredth', () => {
	const [a = new Float32Array(), ...others] = vectors(200, 256);
	for (const b of others) assert.ok(Math.abs(cosine(a, b) - cosine(toBytes(a), toBytes(b))) < 0.01);
});

test('the nearest come first, and no more than wanted', () => {
	const set = createVectorSet<string>(2);
	set.add(toBytes(new Float32Array([1, 0])), 'east');
	set.add(toBytes(new Float32Array([0, 1])), 'north');
	set.add(toBytes(new Float32Array([-1, 0])), 'west');
	const near = set.nearest(new Float32Array([0.9, 0.1]), 2);
	assert.deepEqual(
		near.map(({owner}) => owner),
		['east', 'north'],
	);
	assert.deepEqual(createVectorSet(2).nearest(new Float32Array([1, 0]), 5), []);
});

test('what is dropped is not found, the others are, and there is room for new ones', () => {
	const all = vectors(3000, 64);
	const set = createVectorSet<number>(64);
	for (const [index, vector] of all.entries()) set.add(toBytes(vector), index);
	set.drop(index => index % 3 === 0);
	assert.equal(set.size(), 2000);
	for (const [index, vector] of all.slice(0, 300).entries()) {
		assert.equal(set.nearest(vector, 1)[0]?.owner === index, index % 3 !== 0);
	}
	for (const [index, vector] of all.entries()) if (index % 3 === 0) set.add(toBytes(vector), index);
	for (const [index, vector] of all.slice(0, 300).entries()) {
		assert.equal(set.nearest(vector, 1)[0]?.owner, index);
	}
});

test('a vector of another length is refused', () => {
	const set = createVectorSet<number>(4);
	assert.throws(() => set.add(new Int8Array(5), 1), /found 5 numbers, want 4/);
	assert.throws(() => set.nearest(new Float32Array(3), 1), /found 3 numbers, want 4/);
});
