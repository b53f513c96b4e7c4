import assert from 'node:assert/strict';
import test from 'node:test';
import {filterFor, listPath, readWanted, type Wanted} from '../../src/console/desk/wanted.ts';
import {operator} from '../../src/log/sessions.ts';
import {sampleKnowledge} from '../support/console-sample.ts';
import {ann, blue, red} from '../support/desk-log.ts';

const tools = {knowledge: () => sampleKnowledge, now: () => new Date('2026-03-03T12:00:00Z')};
const read = (query: string) => readWanted(new URLSearchParams(query));

test('every field of an address asks for something', () => {
	const query = `q=non-101&state=open&judged=wrong&feedback=not_helpful&shown=corrected&why=beside&verdict=refused&cause=auth.invalid_key&least=50&most=70&below=60&writer=model&model=small-1&timed=first_reply&text=kept&server=${blue}&channel=5&door=discord&since=2026-03-01&until=2026-03-02`;
	assert.deepEqual(filterFor(read(query), operator, tools), {
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
		belowConfidence: 0.6,
		model: 'small-1',
		timed: 'first_reply',
		text: 'kept',
		complaint: {reason: 'It does not answer my question'},
		writer: 'model',
		channel: '5',
		door: 'discord',
		since: new Date('2026-03-01T00:00:00Z'),
		until: new Date('2026-03-03T00:00:00Z'),
	});
	assert.equal(listPath('/answers', read(query)), `/answers?${query}`);
});

test('what is probably solved was asked a day ago and has a cause to solve', () => {
	const filter = filterFor({verdict: 'assumed'}, operator, tools);
	assert.deepEqual(filter.assumedSolved?.askedBefore, new Date('2026-03-02T12:00:00Z'));
	assert.equal(filter.refused, undefined);
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
	assert.deepEqual(filterFor({}, ann, tools), {servers: [red, blue]});
	assert.deepEqual(filterFor({server: blue}, ann, tools), {servers: [blue]});
	assert.deepEqual(filterFor({server: '333333333333333333'}, ann, tools), {servers: []});
	assert.deepEqual(filterFor({server: '333333333333333333'}, operator, tools), {
		servers: ['333333333333333333'],
	});
	assert.deepEqual(filterFor({}, operator, tools), {});
});
