import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {type ChaosOptions, type Outcome, outcome} from './outcome.ts';

type Point = {
	readonly questions: number;
	readonly heapMb: number;
	readonly rssMb: number;
	readonly fileMb: number;
	readonly perSecond: number;
};

/** The heap after a full collection may be so much larger at the end than after the beginning. */
const mostGrowth = 1.1;

/** Runs a long time's questions through the road, and holds the heap of the last tenth beside that of the second. */
export async function long({
	questions,
	onStep,
}: ChaosOptions & {readonly questions: number}): Promise<readonly Outcome[]> {
	const child = spawn(
		process.execPath,
		['--expose-gc', join(import.meta.dirname, 'long-run.ts'), String(questions)],
		{stdio: ['ignore', 'pipe', 'inherit']},
	);
	const ended = once(child, 'exit');
	const points: Point[] = [];
	for await (const line of createInterface({input: child.stdout})) {
		const point = JSON.parse(line) as Point;
		points.push(point);
		onStep(
			`${point.questions} of ${questions} questions, heap ${point.heapMb} MB, ${point.rssMb} MB in all, file ${point.fileMb} MB, ${point.perSecond} a second`,
		);
	}
	await ended;
	const mean = (share: readonly Point[]) =>
		share.reduce((all, {heapMb}) => all + heapMb, 0) / Math.max(1, share.length);
	const tenth = points.length / 10;
	const early = mean(points.slice(tenth, 2 * tenth));
	const late = mean(points.slice(-tenth));
	return [
		outcome(
			`${questions} questions with a clock that moves on: memory stays flat`,
			`heap ${early.toFixed(1)} MB in the second tenth, ${late.toFixed(1)} MB in the last (${points.map(({heapMb}) => heapMb).join(' ')}); in all ${points.at(-1)?.rssMb} MB`,
			child.exitCode === 0 && points.length >= 10 && late <= early * mostGrowth,
		),
	];
}
