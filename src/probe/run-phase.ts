import type {FailureCode} from '../failures/failure-codes.ts';

/** What a phase came to. A failure may hand on what was learnt before it. */
export type Outcome<T> =
	| {readonly outcome: 'passed'; readonly value: T}
	| {readonly outcome: 'failed'; readonly failure: FailureCode; readonly value?: T};

export type Step<T> = Outcome<T> & {readonly tookMs: number};

export type PhaseLimits<T> = {
	readonly withinMs: number;
	/** What it means when the time is over. */
	readonly late: Outcome<T>;
	/** The caller's wish to stop: the phase rejects with its reason. */
	readonly signal: AbortSignal;
};

/**
 * Runs one phase with its one deadline, and times it. `ended` aborts as soon as the phase is over, however it
 * ended, so that the work can stop what it began. Only what nobody expected rejects.
 */
export async function runPhase<T>(
	limits: PhaseLimits<T>,
	work: (ended: AbortSignal) => Promise<Outcome<T>>,
): Promise<Step<T>> {
	limits.signal.throwIfAborted();
	const ended = new AbortController();
	const startedMs = performance.now();
	const deadline = startDeadline(limits.withinMs);
	const stop = startStop(limits.signal);
	try {
		const late = deadline.passed.then(() => limits.late);
		const outcome = await Promise.race([work(ended.signal), late, stop.asked]);
		return {...outcome, tookMs: performance.now() - startedMs};
	} finally {
		deadline.clear();
		stop.clear();
		ended.abort(phaseOver);
	}
}

/** Made once: an error takes longer to make than some phases to pass. */
const phaseOver = new Error('The phase is over');

export function passed<T>(value: T): Outcome<T> {
	return {outcome: 'passed', value};
}

export function failed<T>(failure: FailureCode, value?: T): Outcome<T> {
	return value === undefined ? {outcome: 'failed', failure} : {outcome: 'failed', failure, value};
}

/** Resolves when the time is over; what had already arrived by then is read first, however busy the machine is. */
function startDeadline(withinMs: number): {readonly passed: Promise<void>; readonly clear: () => void} {
	let timer: NodeJS.Timeout | undefined;
	const passed = new Promise<void>(resolve => {
		timer = setTimeout(() => setImmediate(resolve), Math.max(0, withinMs));
	});
	return {passed, clear: () => clearTimeout(timer)};
}

function startStop(signal: AbortSignal): {readonly asked: Promise<never>; readonly clear: () => void} {
	let stop: (() => void) | undefined;
	const asked = new Promise<never>((_, reject) => {
		stop = () => reject(signal.reason);
		signal.addEventListener('abort', stop, {once: true});
	});
	return {asked, clear: () => stop && signal.removeEventListener('abort', stop)};
}
