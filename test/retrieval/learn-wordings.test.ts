import assert from 'node:assert/strict';
import test from 'node:test';
import {learnWordings, resembleBy} from '../../src/retrieval/learn-wordings.ts';

const wordings = [
	{
		causeId: 'kettle',
		examples: ['the kettle does not boil', 'water stays cold in the kettle', 'no steam comes out'],
	},
	{causeId: 'toaster', examples: ['the toaster burns the bread', 'black toast every morning', '吐司烤焦了']},
	{
		causeId: 'lamp',
		examples: ['the lamp flickers', 'bulb goes dark after a minute', 'no light in the evening'],
	},
];
const resemble = resembleBy(learnWordings(wordings));

test('words that stand with one cause speak for it, in another order and another form too', () => {
	const [best] = resemble('why is the bread burned? my toaster is new');
	assert.equal(best?.causeId, 'toaster');
	assert.ok((best?.share ?? 0) > 0.5, `${best?.share}`);
});

test('the nearest example is named', () => {
	assert.equal(resemble('cold water again')[0]?.example, 'water stays cold in the kettle');
});

test('writing without spaces is compared by pairs of letters', () => {
	assert.equal(resemble('早上吐司又烤焦')[0]?.causeId, 'toaster');
});

test('a text of unknown words resembles nothing', () => {
	assert.deepEqual(resemble('zyx wvu'), []);
	assert.deepEqual(resemble(''), []);
});

test('what was removed from a text does not count as its words', () => {
	assert.deepEqual(resemble('[removed: toaster]'), []);
});

test('the same examples give the same shares, and those of all causes are at most 1', () => {
	const text = 'the lamp is dark and the kettle cold';
	assert.deepEqual(resembleBy(learnWordings(wordings))(text), resemble(text));
	const sum = resemble(text).reduce((total, {share}) => total + share, 0);
	assert.ok(sum > 0 && sum <= 1 + 1e-9, `${sum}`);
});
