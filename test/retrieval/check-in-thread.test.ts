import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {checkInThread} from '../../src/retrieval/check-in-thread.ts';
import {checkKnowledge} from '../../src/retrieval/check-knowledge.ts';

test('a check in a thread of its own says the same as one that everybody waits for', async t => {
	const dir = mkdtempSync(join(tmpdir(), 'lineman-check-'));
	t.after(() => rmSync(dir, {recursive: true}));
	writeFileSync(join(dir, 'service.yaml'), 'name: Voice\nunknown: 1\n');
	const problems = await checkInThread(dir);
	assert.ok(problems.length > 0);
	assert.deepEqual(problems, checkKnowledge(dir));
});
