import assert from 'node:assert/strict';
import test from 'node:test';
import {readCases} from '../../src/evaluation/cases.ts';
import {caseOf, causeDrafts, withoutPeople} from '../../src/evaluation/corrected-answers.ts';
import type {Correction} from '../../src/log/moderation.ts';
import {causeTemplate} from '../../src/retrieval/cause-template.ts';
import {causes} from '../support/causes.ts';
import {evidenceOf, recordOf} from '../support/records.ts';

const record = recordOf({
	evidence: evidenceOf({
		text: 'I get <401>. Ask <@123456789012345678> or ada@example.com [removed: api_key]',
		earlierTexts: ['second', 'first'],
		language: 'de',
	}),
});
const correction: Correction = {
	questionId: record.id,
	byId: '7',
	at: new Date('2026-03-01T10:00:00Z'),
	text: 'Write Token, not Bearer.',
	cause: 'auth.wrong_scheme',
	link: 'https://docs.example.com/auth.wrong_scheme',
};

test('a correction that names a cause is a labelled case, of the same id each time and without people', () => {
	const made = caseOf({record, correction});
	assert.deepEqual(made, {
		id: `reviewed-${record.id}`,
		source: 'review',
		split: 'reviewed',
		lang: 'de',
		message: 'I get <401>. Ask @member or [removed: address] [removed: api_key]',
		history: [
			{role: 'user', content: 'first'},
			{role: 'user', content: 'second'},
		],
		cause: 'auth.wrong_scheme',
		cause_confidence: 'high',
		expect_docs: ['https://docs.example.com/auth.wrong_scheme'],
	});
	const read = readCases('reviewed.jsonl', JSON.stringify(made));
	assert.equal(read.kind === 'answers' && read.cases[0]?.cause, 'auth.wrong_scheme');
});

test('without a cause, or without the question’s text, there is no case', () => {
	const {cause: _, ...unnamed} = correction;
	assert.equal(caseOf({record, correction: unnamed}), undefined);
	assert.equal(caseOf({record: recordOf({evidence: evidenceOf({text: ''})}), correction}), undefined);
});

test('members’ ids and mail addresses are taken out, other signs stay', () => {
	const rows = [
		['<@!123> <＠456> <@&789> <#12>', '@member @member @member #channel'],
		['mail a.b+c@mail.example.co.uk now', 'mail [removed: address] now'],
		['user@localhost, npm i @scope/name@1.2.3-rc', 'user@localhost, npm i @scope/name@1.2.3-rc'],
	] as const;
	for (const [text, wanted] of rows) assert.equal(withoutPeople(text), wanted);
});

test('a cause with a page gets what to add to it, a new one a draft from the template', () => {
	const fresh = {...correction, cause: 'net.captive_portal', text: 'A hotel page --> <!-- stands between.'};
	const [known, unknown, ...others] = causeDrafts(
		[
			{record, correction: fresh},
			{record, correction},
			{record, correction: {...correction, text: 'Again.'}},
		],
		{causes},
		causeTemplate,
	);
	assert.deepEqual(
		[known?.cause, known?.isNew, unknown?.cause, unknown?.isNew, others],
		['auth.wrong_scheme', false, 'net.captive_portal', true, []],
	);
	assert.match(known?.text ?? '', /^# auth\.wrong_scheme: 2 corrections\n/);
	for (const part of [
		`## ${record.id}\nNamed before: auth.invalid_key (90 %)`,
		'They asked:\n\n> I get <401>. Ask @member or [removed: address]',
		'A moderator wrote:\n\n> Write Token, not Bearer.',
		'Link: https://docs.example.com/auth.wrong_scheme',
	]) {
		assert.ok(known?.text.includes(part), part);
	}
	assert.match(unknown?.text ?? '', /^<!--\nA draft out of one correction\./);
	assert.equal(unknown?.text.match(/-->/g)?.length, 1);
	assert.ok(unknown?.text.endsWith(causeTemplate('net.captive_portal')));
});
