import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {drawLine} from '../../src/answer/draw-line.ts';
import {openDrawingThread} from '../../src/answer/open-drawing-thread.ts';
import type {ProbeReport} from '../../src/probe/probe-report.ts';
import {probeOf} from '../support/records.ts';

function drawing(context: TestContext, options: Parameters<typeof openDrawingThread>[0] = {}) {
	const thread = openDrawingThread(options);
	context.after(() => thread.close());
	return thread;
}

test('what is drawn in a thread of its own is what is drawn here', async context => {
	const {draw} = drawing(context);
	const reports = [probeOf(), probeOf({observations: probeOf().observations.slice(0, 2)})];
	const drawn = await Promise.all(reports.map(report => draw(report)));
	assert.deepEqual(
		drawn.map(({png, description}) => [[...png], description]),
		reports.map(report => {
			const {png, description} = drawLine(report);
			return [[...png], description];
		}),
	);
});

test('after so many drawings another thread goes on, and nothing is lost', async context => {
	const {draw} = drawing(context, {most: 2});
	const drawn = await Promise.all(Array.from({length: 5}, () => draw(probeOf())));
	assert.equal(drawn.length, 5);
});

test('a thread that had nothing to do for a while is begun anew', async context => {
	const {draw} = drawing(context, {idleMs: 1});
	await draw(probeOf());
	await new Promise(resolve => setTimeout(resolve, 50));
	assert.ok((await draw(probeOf())).png.length > 500);
});

test('what cannot be drawn is an error, and the next can', async context => {
	const {draw} = drawing(context);
	const broken = {...probeOf(), observations: undefined} as unknown as ProbeReport;
	await assert.rejects(draw(broken), /^Error: Cannot draw the line: /);
	assert.ok((await draw(probeOf())).png.length > 500);
});

test('closing rejects what is not drawn yet, and everything after', async () => {
	const {draw, close} = openDrawingThread();
	const under = draw(probeOf());
	const refused = assert.rejects(under, /its thread is closed/);
	await close();
	await refused;
	await assert.rejects(draw(probeOf()), /its thread is closed/);
	await close();
});
