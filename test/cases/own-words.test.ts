import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {readCases} from '../../src/evaluation/cases.ts';
import {tokenize} from '../../src/retrieval/tokenize.ts';
import {casesDir} from '../support/measured-cases.ts';

const askedDir = join(casesDir, '../../knowledge/asked');

const cases = readdirSync(casesDir)
	// Nobody who writes knowledge has read the unseen cases: what is near them is so by chance, as fixed error texts are.
	.filter(file => /^answers\.(?!unseen).*\.jsonl$/.test(file))
	.flatMap(file => {
		const read = readCases(file, readFileSync(join(casesDir, file), 'utf8'));
		return read.kind === 'answers' ? read.cases : [];
	})
	.map(({id, cause, message}) => ({id, cause, terms: new Set(tokenize(message))}));

const examples = readdirSync(askedDir).flatMap(file =>
	readFileSync(join(askedDir, file), 'utf8')
		.split('\n')
		.filter(line => line !== '')
		.map(line => ({cause: file.replace(/\.txt$/, ''), line, terms: new Set(tokenize(line))})),
);

/** How telling each term is, in nats: the rarer, the more. */
const texts = [...cases, ...examples];
const counts = new Map<string, number>();
for (const {terms} of texts) for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
const worthOf = (terms: Iterable<string>) =>
	[...terms].reduce((sum, term) => sum + Math.log(texts.length / (counts.get(term) ?? 1)), 0);

/** So much of what an example says may stand in a case of the same cause: half of a long one, more of a short one. */
const allowed = (shared: number, whole: number) =>
	!(shared / whole >= 0.5 && shared >= 32) && !(shared / whole >= 0.72 && shared >= 24);

test('no example of how people put it repeats a labelled case', () => {
	const repeated = examples.flatMap(example =>
		cases
			.filter(({cause}) => cause === example.cause)
			.filter(({terms}) => {
				const shared = worthOf([...example.terms].filter(term => terms.has(term)));
				return !allowed(shared, worthOf(example.terms));
			})
			.map(({id}) => `${example.cause}: "${example.line}" is too near to ${id}`),
	);
	assert.deepEqual(repeated, []);
	assert.ok(examples.length > 1000 && cases.length > 500);
});
