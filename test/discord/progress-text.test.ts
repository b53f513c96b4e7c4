import assert from 'node:assert/strict';
import test from 'node:test';
import {follow, showProgress} from '../../src/discord/progress-text.ts';

test('until the answer is being written, a reply shows the steps below the greeting', () => {
	const text = showProgress('42', follow({}, {stage: 'retrieval', sections: []}));
	assert.match(text, /^Hi <@42>\./);
	assert.match(text, /Reading your message/);
});

test('from its first words on, the answer stands in the place of the steps, and rings nobody', () => {
	const begun = follow({read: ''}, {stage: 'writing', text: '**Most likely: the key** · @everyone'});
	assert.equal(showProgress('42', begun), '**Most likely: the key** · ＠everyone');
	const more = follow(begun, {stage: 'writing', text: 'the newest words'});
	assert.equal(showProgress('42', more), 'the newest words');
});
