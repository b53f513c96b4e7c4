import assert from 'node:assert/strict';
import {test} from 'node:test';
import {describeCauses, withoutMarks} from '../../src/discord/describe-answer.ts';
import {whatChanged} from '../../src/discord/what-changed.ts';
import {probeOf, recordOf} from '../support/records.ts';

const said = (text: string) => recordOf({answer: {...recordOf().answer, text}});

test('an answer that is only a little surer is not said again', () => {
	const remark = whatChanged(
		said('**Most likely: the key was refused** · on your side · 83 % sure'),
		said('**Most likely: the key was refused** · on your side · 86 % sure'),
	);
	assert.equal(remark?.stands, 'alone');
	assert.match(remark.text, /^Nothing has changed .* My answer above stands\.$/);
});

test('an answer that names something else is said, and so is a line that fails now', () => {
	const before = said('**Most likely: the key was refused** · 83 % sure');
	assert.equal(whatChanged(before, said('**Most likely: no credit is left** · 83 % sure'))?.stands, 'above');
	const failing = {...before, probe: probeOf({verdict: 'unreachable', failedPhase: 'dns'})};
	assert.equal(whatChanged(before, failing)?.stands, 'above');
});

test('a moderator reads of a cause what the member reads: nobody is surer than 97 %', () => {
	const {diagnosis} = recordOf();
	const causes = diagnosis.causes.map(cause => ({...cause, confidence: 0.999}));
	assert.equal(describeCauses({diagnosis: {...diagnosis, causes}}), '`auth.invalid_key` 97 %');
});

test('what is quoted in a line has no marks of Discord’s in it', () => {
	assert.equal(
		withoutMarks(
			'nova-3 takes **keyterm**, `keyterm=…`; see [Keyterm](<https://docs.example.com/keyterm>) [x]',
		),
		'nova-3 takes keyterm, keyterm=…; see Keyterm [x]',
	);
	const hostile = '[('.repeat(50_000);
	const startedAt = performance.now();
	assert.equal(withoutMarks(hostile), hostile);
	assert.ok(performance.now() - startedAt < 1000);
});
