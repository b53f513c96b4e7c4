import assert from 'node:assert/strict';
import test from 'node:test';
import {filterFor, listPath, readWanted, type Wanted} from '../../src/console/desk/wanted.ts';
import {operator} from '../../src/log/sessions.ts';
import {ann, blue, red} from '../support/desk-log.ts';

const read = (query: string) => readWanted(new URLSearchParams(query));

test('every field of an address asks for something', () => {
	const query = `q=non-101&state=open&judged=wrong&feedback=not_helpful&shown=corrected&verdict=refused&cause=auth.invalid_key&least=50&most=70&writer=model&server=${blue}&channel=5&door=discord&since=2026-03-01&until=2026-03-02`;
	assert.deepEqual(filterFor(read(query), operator), {
		servers: [blue],
		words: 'non-101',
		state: 'open',
		judgement: 'wrong',
		feedback: 'not_helpful',
		publication: 'corrected',
		refused: true,
		cause: 'auth.invalid_key',
		leastConfidence: 0.5,
		mostConfidence: 0.7,
		writer: 'model',
		channel: '5',
		door: 'discord',
		since: new Date('2026-03-01T00:00:00Z'),
		until: new Date('2026-03-03T00:00:00Z'),
	});
	assert.equal(listPath('/answers', read(query)), `/answers?${query}`);
});

for (const query of [
	'q=+++',
	'state=maybe',
	'judged=',
	'cause=<script>',
	'least=101',
	'most=-1',
	'server=voice',
	'since=yesterday',
	'since=2026-13-01',
	'until=2026-02-30T00:00',
	'__proto__=x',
	'constructor=x',
	`q=${'a'.repeat(201)}`,
]) {
	test(`what cannot be understood asks for nothing: ${query.slice(0, 40)}`, () => {
		assert.deepEqual(read(query), {});
	});
}

test('an address is written the same way whatever the order of its fields', () => {
	const one: Wanted = {state: 'open', q: 'a b&c'};
	const other: Wanted = {q: 'a b&c', state: 'open'};
	assert.equal(listPath('/answers', one), '/answers?q=a+b%26c&state=open');
	assert.equal(listPath('/answers', one, {before: undefined}), listPath('/answers', other));
	assert.equal(listPath('/answers', {}), '/answers');
	assert.equal(listPath('/answers', {}, {before: 'x'}), '/answers?before=x');
});

test('a moderator is shown their own servers, whatever is asked for', () => {
	assert.deepEqual(filterFor({}, ann), {servers: [red, blue]});
	assert.deepEqual(filterFor({server: blue}, ann), {servers: [blue]});
	assert.deepEqual(filterFor({server: '333333333333333333'}, ann), {servers: []});
	assert.deepEqual(filterFor({server: '333333333333333333'}, operator), {servers: ['333333333333333333']});
	assert.deepEqual(filterFor({}, operator), {});
});
