import assert from 'node:assert/strict';
import test from 'node:test';
import {draftRemedy} from '../../../src/console/insights/draft-remedy.ts';
import {groupQuestions, leastToGroup} from '../../../src/console/insights/group-questions.ts';
import type {Gap} from '../../../src/log/insights.ts';
import {causeTemplate} from '../../../src/retrieval/cause-template.ts';
import {tokenize} from '../../../src/retrieval/tokenize.ts';

const gap = (excerpt: string, given: Partial<Gap> = {}): Gap => ({
	id: excerpt,
	excerpt,
	because: ['refused'],
	...given,
});
const portal = [
	'the captive portal of our hotel swallows the handshake',
	'captive portals and the handshake, what can I do?',
	'our handshake ends at a captive portal',
	'why does the captive portal break my handshake',
];
const lullabies = [
	'empty transcripts for lullabies in Welsh',
	'Welsh lullabies come back as an empty transcript',
	'transcript of a Welsh lullaby is empty [removed: api_key]',
];
const others = [
	'who sells microphones',
	'cut the grass today',
	'invoice number seven',
	'purple bicycles',
	'a recipe with leek',
	'where is the moon',
	'chess opening advice',
	'rusty garden gate',
	'cheap flights',
	'violin strings',
	'broken kettle',
	'tallest mountain',
	'paint a fence',
	'knitting pattern',
];

test('from twenty questions on, those that share telling words stand together, largest group first', () => {
	const questions = [...others, ...lullabies, ...portal].map(text => gap(text));
	assert.ok(questions.length >= leastToGroup);
	const {groups, alone} = groupQuestions(questions, tokenize);
	assert.deepEqual(
		groups.map(group => group.questions.map(({excerpt}) => excerpt).toSorted()),
		[portal.toSorted(), lullabies.toSorted()],
	);
	assert.deepEqual(groups[0]?.words.slice(0, 3).toSorted(), ['captive', 'handshake', 'portal']);
	assert.deepEqual(
		alone.map(({excerpt}) => excerpt),
		others,
	);
});

test('the same questions always give the same groups', () => {
	const questions = [...portal, ...others, ...lullabies].map(text => gap(text));
	assert.deepEqual(groupQuestions(questions, tokenize), groupQuestions(questions, tokenize));
});

test('fewer questions than twenty are not grouped, and words that hold sentences together group nothing', () => {
	const few = portal.map(text => gap(text));
	assert.deepEqual(groupQuestions(few, tokenize), {groups: [], alone: few});
	const filler = others.map(text => gap(`please help me with this, it is not working for me: ${text}`));
	const more = Array.from({length: 8}, (_, index) => gap(`please help me with this, it is so: x${index}y`));
	assert.deepEqual(groupQuestions([...filler, ...more], tokenize).groups, []);
});

const causes = [
	{id: 'net.portal', kind: 'failure'},
	{id: 'off_topic', kind: 'aside'},
] as const;

test('where one cause leads most of a group, more ways to put it are drafted', () => {
	const questions = portal.map((text, index) =>
		gap(text, index === 0 ? {} : {cause: 'net.portal', because: ['low_confidence']}),
	);
	const draft = draftRemedy({questions, words: ['captive', 'portal']}, {causes, template: causeTemplate});
	assert.equal(draft.file, 'knowledge/asked/net.portal.txt');
	assert.equal(draft.text, `${portal.join('\n')}\n`);
});

test('where no cause does, a new one is drafted: with its words, and with what was asked as safe YAML', () => {
	const questions = [
		gap('it says "error: [x]" # now', {cause: 'off_topic'}),
		gap('key [removed: api_key] and\n\nnew lines', {cause: 'net.portal', because: ['judged_wrong']}),
		gap('third'),
	];
	const draft = draftRemedy(
		{questions, words: ["don't", 'net.0001', 'héh']},
		{causes, template: causeTemplate},
	);
	assert.equal(draft.file, 'knowledge/causes/new.don_t_net_0001.md');
	assert.match(draft.text, /^id: new\.don_t_net_0001$/m);
	assert.ok(draft.text.includes(String.raw`  - "it says \"error: [x]\" # now"`));
	assert.ok(draft.text.includes('key … and new lines'));
	assert.ok(draft.text.includes(String.raw`\b(?:don''t|net\.0001|héh)\b`));
});
