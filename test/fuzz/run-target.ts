import fc from 'fast-check';
import type {FuzzTarget} from './targets.ts';

/** Throws with the smallest input that breaks the target, and the seed that finds it again. */
export async function runTarget(
	target: FuzzTarget,
	{runs, seed}: {readonly runs: number; readonly seed: number},
): Promise<void> {
	const {property, close} = await target.open();
	try {
		await fc.assert(property, {numRuns: runs, seed, endOnFailure: false});
	} finally {
		await close?.();
	}
}
