import {readFileSync} from 'node:fs';
import {loadEngine} from './engine.ts';
import type {Queries, Task} from './measure-engine.ts';

export type FirstAnswer = {
	/** When it was there, in ms since 1970: the clock of all processes. */
	readonly at: number;
	readonly rssMb: number;
};

/** A process that does no more than a bot does before its first answer. */
process.once('message', async ({engine, corpus, queries, isKept}: Task) => {
	const {asked} = JSON.parse(readFileSync(queries, 'utf8')) as Queries;
	const [first] = asked;
	if (first === undefined) throw new Error('Cannot measure the first answer: found no query');
	const {open, build} = await loadEngine(engine);
	const searcher = await (isKept === true ? open : build)(corpus);
	searcher.search(first.request);
	const answer = {at: performance.timeOrigin + performance.now(), rssMb: process.memoryUsage().rss / 2 ** 20};
	searcher.close();
	process.send?.(answer satisfies FirstAnswer, () => process.disconnect());
});
