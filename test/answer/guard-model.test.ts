import assert from 'node:assert/strict';
import test from 'node:test';
import {guardModel} from '../../src/answer/guard-model.ts';
import type {Model, ModelReply} from '../../src/answer/model.ts';
import {ModelFailure} from '../../src/answer/model-failure.ts';
import type {FallbackReason} from '../../src/answer/writing.ts';

const request = {instructions: '', input: ''};
const call = {withinMs: 1000};
const reply: ModelReply = {text: 'yes', firstTokenMs: 1, totalMs: 2};

/** A model that fails or answers as the test wants it at each question. */
function modelThat(...does: readonly (FallbackReason | 'answers' | Promise<ModelReply>)[]) {
	const left = [...does];
	let asked = 0;
	const model: Model = {
		name: 'test-model',
		async ask() {
			asked += 1;
			const next = left.shift() ?? 'answers';
			if (next === 'answers') return reply;
			if (typeof next === 'string') throw new ModelFailure(next);
			return next;
		},
	};
	return {model, asked: () => asked};
}

const reasonOf = (asking: Promise<unknown>) =>
	asking.then(
		() => 'answers',
		(error: ModelFailure) => error.reason,
	);

test('a server that failed three times in a row is asked no more, and again after a while', async t => {
	t.mock.timers.enable({apis: ['Date'], now: 0});
	const {model, asked} = modelThat('server_error', 'unauthorized', 'first_token_timeout');
	const guarded = guardModel(model, {failures: 3, halfOpenAfterMs: 30_000});
	for (const reason of [
		'server_error',
		'unauthorized',
		'first_token_timeout',
		'circuit_open',
		'circuit_open',
	])
		assert.equal(await reasonOf(guarded.ask(request, call)), reason);
	assert.equal(asked(), 3);
	assert.equal(guarded.circuit(), 'open');
	t.mock.timers.setTime(30_001);
	assert.equal(await reasonOf(guarded.ask(request, call)), 'answers');
	assert.equal(guarded.circuit(), 'closed');
});

test('while one question tries the server again, the others do not wait for it', async t => {
	t.mock.timers.enable({apis: ['Date'], now: 0});
	const {promise, resolve} = Promise.withResolvers<ModelReply>();
	const {model, asked} = modelThat('server_error', promise);
	const guarded = guardModel(model, {failures: 1, halfOpenAfterMs: 30_000});
	await reasonOf(guarded.ask(request, call));
	t.mock.timers.setTime(30_001);
	const trying = guarded.ask(request, call);
	assert.equal(guarded.circuit(), 'half_open');
	assert.equal(await reasonOf(guarded.ask(request, call)), 'circuit_open');
	resolve(reply);
	await trying;
	assert.equal(asked(), 2);
	assert.equal(guarded.circuit(), 'closed');
});

test('a server that still fails is left alone again', async t => {
	t.mock.timers.enable({apis: ['Date'], now: 0});
	const {model} = modelThat('server_error', 'stalled');
	const guarded = guardModel(model, {failures: 1, halfOpenAfterMs: 30_000});
	await reasonOf(guarded.ask(request, call));
	t.mock.timers.setTime(30_001);
	assert.equal(await reasonOf(guarded.ask(request, call)), 'stalled');
	assert.equal(guarded.circuit(), 'open');
});

for (const reason of ['refusal', 'content_filter', 'too_long', 'stopped'] as const) {
	test(`${reason} says nothing of the server`, async () => {
		const {model} = modelThat(reason, reason);
		const guarded = guardModel(model, {failures: 1, halfOpenAfterMs: 30_000});
		assert.equal(await reasonOf(guarded.ask(request, call)), reason);
		assert.equal(await reasonOf(guarded.ask(request, call)), reason);
		assert.equal(guarded.circuit(), 'closed');
	});
}

test('an answer in between begins the count anew', async () => {
	const {model} = modelThat('stalled', 'answers', 'stalled', 'answers');
	const guarded = guardModel(model, {failures: 2, halfOpenAfterMs: 30_000});
	for (const outcome of ['stalled', 'answers', 'stalled', 'answers'])
		assert.equal(await reasonOf(guarded.ask(request, call)), outcome);
});
