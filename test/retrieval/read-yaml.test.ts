import assert from 'node:assert/strict';
import test from 'node:test';
import {z} from 'zod';
import {readYaml} from '../../src/retrieval/read-yaml.ts';

const schema = z.object({a: z.string()});

test('an alias without its anchor is a mistake with its line, not a throw', () => {
	const {value, problems} = readYaml(schema, {text: 'a: *b', firstLine: 3});
	assert.equal(value, undefined);
	assert.equal(problems[0]?.line, 3);
	assert.match(problems[0]?.message ?? '', /alias/);
});

test('aliases that stand for a flood are a mistake too', () => {
	const rows = Array.from({length: 12}, (_, n) =>
		n === 0
			? 'x0: &x0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]'
			: `x${n}: &x${n} [${Array(10)
					.fill(`*x${n - 1}`)
					.join(', ')}]`,
	);
	const {problems} = readYaml(schema, {text: rows.join('\n'), firstLine: 1});
	assert.match(problems[0]?.message ?? '', /alias/i);
});
