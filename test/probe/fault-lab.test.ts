import assert from 'node:assert/strict';
import test from 'node:test';
import {labCases, runFaultLab} from '../support/fault-lab.ts';

test('the fault lab has at least 45 cases, each with a name of its own', () => {
	assert.ok(labCases.length >= 45, `found ${labCases.length}`);
	assert.equal(new Set(labCases.map(({name}) => name)).size, labCases.length);
});

test('every way a line can fail has its own phase, failure and fault domain', async t => {
	for (const {name, expected, seen} of await runFaultLab()) {
		await t.test(name, () => assert.deepEqual(seen, expected));
	}
});
