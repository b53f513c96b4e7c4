import assert from 'node:assert/strict';
import test from 'node:test';
import {findDates} from '../../src/retrieval/library.ts';

test('a day is found where a page speaks of it as still to come, and not where it tells of the past', () => {
	const page = {
		file: 'guides/x.md',
		bodyLine: (line: number) => line + 10,
		body: [
			'The old endpoint answers until 2026-06-30.',
			'Generally available since 2025-12-03.',
			'It will be shut down for everybody on 2026-07-01.',
			'Until then nothing. On 2026-08-01 it rained.',
		].join('\n'),
	};
	assert.deepEqual(
		findDates(page).map(({line, day}) => [line, day]),
		[
			[10, '2026-06-30'],
			[12, '2026-07-01'],
		],
	);
});
