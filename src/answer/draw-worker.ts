import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {parentPort} from 'node:worker_threads';
import type {ProbeReport} from '../probe/probe-report.ts';
import {drawLine} from './draw-line.ts';

// What a drawing leaves behind lies outside of JavaScript's memory, where nobody sees it: unless it is collected now and
// then, a hundred drawings hold a quarter of a gigabyte.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const collectEvery = 5;
let drawn = 0;

/** Draws what it is sent, in a thread of its own: see `openDrawingThread`. */
parentPort?.on('message', ({number, report}: {readonly number: number; readonly report: ProbeReport}) => {
	try {
		parentPort?.postMessage({number, picture: drawLine(report)});
	} catch (error) {
		parentPort?.postMessage({number, problem: (error as Error).message});
	}
	drawn += 1;
	if (drawn % collectEvery !== 0) return;
	setImmediate(() => {
		collect();
		collect();
	});
});
