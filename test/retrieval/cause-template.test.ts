import assert from 'node:assert/strict';
import {cpSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {causeTemplate} from '../../src/retrieval/cause-template.ts';
import {checkKnowledge} from '../../src/retrieval/check-knowledge.ts';

test('a page from the template is whole: the check finds nothing wrong with it', async context => {
	const dir = mkdtempSync(join(tmpdir(), 'lineman-template-'));
	context.after(() => rmSync(dir, {recursive: true}));
	cpSync(join(import.meta.dirname, '../../knowledge'), dir, {recursive: true});
	writeFileSync(join(dir, 'causes', 'net.captive_portal.md'), causeTemplate('net.captive_portal'));
	const problems = (await checkKnowledge(dir)).filter(({file}) => file.includes('captive_portal'));
	assert.deepEqual(problems, []);
});
