import assert from 'node:assert/strict';
import {DatabaseSync} from 'node:sqlite';
import test, {type TestContext} from 'node:test';
import {joinBags, type WeighedWords} from '../../src/retrieval/page-words.ts';
import {openPostings, type PostingLists, postingTable} from '../../src/retrieval/posting-lists.ts';

function openEmpty(context: TestContext): PostingLists {
	const database = new DatabaseSync(':memory:');
	context.after(() => database.close());
	database.exec(postingTable);
	return openPostings(database);
}

/** A page whose bags have these terms, each with all of its worth. */
function wordsOf(...bags: readonly (readonly number[])[]): WeighedWords {
	return joinBags(bags.map(numbers => ({numbers, weights: numbers.map(() => 1)})));
}

/** Rounded scores of the bags of some pages, each of which has so many. */
function scoresOf(lists: PostingLists, term: number, sizes: readonly number[]): readonly number[] {
	const starts = new Uint32Array(sizes.length + 1);
	for (const [page, size] of sizes.entries()) starts[page + 1] = (starts[page] ?? 0) + size;
	const scores = new Float64Array(starts.at(-1) ?? 0);
	lists.addWorth({starts, scores}, {number: term, worth: 10});
	return Array.from(scores, score => Math.round(score));
}

test('a term adds its worth to every bag that has it', context => {
	const lists = openEmpty(context);
	lists.put(1, wordsOf([7, 8], [7]));
	lists.put(3, wordsOf([7], [], [7]));
	lists.flush();
	assert.deepEqual(scoresOf(lists, 7, [1, 2, 1, 3]), [0, 10, 10, 0, 10, 0, 10]);
	assert.deepEqual(scoresOf(lists, 8, [1, 2, 1, 3]), [0, 10, 0, 0, 0, 0, 0]);
	assert.deepEqual(scoresOf(lists, 9, [1, 2, 1, 3]), [0, 0, 0, 0, 0, 0, 0]);
	assert.deepEqual([7, 8, 9].map(lists.pagesWith), [2, 1, 0]);
});

test('what is put is found after it is written, and not when it is forgotten', context => {
	const lists = openEmpty(context);
	lists.put(1, wordsOf([7]));
	assert.equal(lists.pagesWith(7), 0);
	lists.forget();
	lists.flush();
	assert.equal(lists.pagesWith(7), 0);
});

test('a page that was dropped is in no list, and one that was put in its place is with its new words alone', context => {
	const lists = openEmpty(context);
	const before = wordsOf([7, 8]);
	lists.put(1, before);
	lists.put(2, before);
	lists.put(3, before);
	lists.flush();
	assert.deepEqual(scoresOf(lists, 7, [1, 1, 1, 1]), [0, 10, 10, 10]);
	lists.drop(1, before);
	lists.drop(2, before);
	lists.put(2, wordsOf([8, 9]));
	lists.flush();
	assert.deepEqual(scoresOf(lists, 7, [1, 1, 1, 1]), [0, 0, 0, 10]);
	assert.deepEqual(scoresOf(lists, 8, [1, 1, 1, 1]), [0, 0, 10, 10]);
	assert.deepEqual(scoresOf(lists, 9, [1, 1, 1, 1]), [0, 0, 10, 0]);
	lists.drop(3, before);
	lists.flush();
	assert.deepEqual([7, 8, 9].map(lists.pagesWith), [0, 1, 1]);
});

test('lists go over any number of pages, in whatever order these come', context => {
	const lists = openEmpty(context);
	const pages = [9000, 1, 2047, 2048, 4096, 5];
	for (const page of pages) lists.put(page, wordsOf([7, 4_294_967_295]));
	lists.flush();
	lists.put(2, wordsOf([7]));
	lists.flush();
	const sizes = Array.from({length: 9001}, () => 1);
	const found = scoresOf(lists, 7, sizes).flatMap((score, page) => (score > 0 ? [page] : []));
	assert.deepEqual(found, [1, 2, 5, 2047, 2048, 4096, 9000]);
	assert.equal(lists.pagesWith(7), 7);
	assert.equal(lists.pagesWith(4_294_967_295), 6);
});

test('so many pages that they are written in between are all found', context => {
	const lists = openEmpty(context);
	for (let page = 0; page < 5000; page++) lists.put(page, wordsOf([7, 1000 + page]));
	lists.flush();
	assert.equal(lists.pagesWith(7), 5000);
	assert.equal(lists.pagesWith(5999), 1);
});

test('a page or a bag that the scores have no place for adds nothing to its neighbours', context => {
	const lists = openEmpty(context);
	lists.put(0, wordsOf([], [7], [7]));
	lists.put(1, wordsOf([]));
	lists.put(5, wordsOf([7]));
	lists.flush();
	assert.deepEqual(scoresOf(lists, 7, [2, 1]), [0, 10, 0]);
});
