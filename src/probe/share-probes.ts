import type {Observation, ProbeReport, Target} from './probe-report.ts';

type ProbeCall = {
	readonly signal?: AbortSignal;
	readonly onObservation?: (observation: Observation) => void;
};

export type Probe = (target: Target, call: ProbeCall) => Promise<ProbeReport>;

type SharingRules = {
	/** How long a report is good for those who ask after it. */
	readonly forMs: number;
	readonly now: () => Date;
	/** How many targets are remembered; 200 where nothing is said. */
	readonly mostTargets?: number;
};

/** One probe that several may be waiting for. */
type Shared = {
	readonly report: Promise<ProbeReport>;
	readonly stop: AbortController;
	readonly observations: Observation[];
	readonly listeners: Set<(observation: Observation) => void>;
	waiting: number;
	/** Undefined while it is under way. */
	endedAt?: number;
};

/**
 * The same probe, but a target that is being tested is not tested a second time, and a fresh report is given
 * again. Whoever comes later hears of everything that was seen before. It is cancelled when all have gone.
 */
export function shareProbes(probe: Probe, {forMs, now, mostTargets = 200}: SharingRules): Probe {
	const shared = new Map<string, Shared>();
	const isFresh = ({endedAt}: Shared) => endedAt === undefined || now().getTime() - endedAt < forMs;

	const start = (key: string, target: Target): Shared => {
		const stop = new AbortController();
		const observations: Observation[] = [];
		const listeners: Shared['listeners'] = new Set();
		const report = probe(target, {
			signal: stop.signal,
			onObservation: observation => {
				observations.push(observation);
				for (const listener of listeners) listener(observation);
			},
		});
		const entry: Shared = {report, stop, observations, listeners, waiting: 0};
		report.then(
			() => {
				entry.endedAt = now().getTime();
			},
			() => forget(key, entry),
		);
		shared.set(key, entry);
		return entry;
	};

	const forget = (key: string, entry: Shared) => {
		if (shared.get(key) === entry) shared.delete(key);
	};

	const makeRoom = () => {
		for (const [key, entry] of shared) if (!isFresh(entry)) shared.delete(key);
		for (const [key, entry] of shared) {
			if (shared.size < mostTargets) return;
			if (entry.endedAt !== undefined) shared.delete(key);
		}
	};

	return async (target, {signal, onObservation}) => {
		signal?.throwIfAborted();
		const key = keyOf(target);
		const known = shared.get(key);
		if (!known || !isFresh(known)) makeRoom();
		const entry = known && isFresh(known) ? known : start(key, target);
		if (onObservation) {
			for (const observation of entry.observations) onObservation(observation);
			entry.listeners.add(onObservation);
		}
		entry.waiting += 1;
		try {
			return await untilAborted(entry.report, signal);
		} finally {
			entry.waiting -= 1;
			if (onObservation) entry.listeners.delete(onObservation);
			if (entry.waiting === 0 && entry.endedAt === undefined) {
				forget(key, entry);
				entry.stop.abort(new Error('Cannot finish probe: found nobody waiting for it'));
			}
		}
	};
}

function keyOf({name, url, subprotocols, keyless}: Target): string {
	return JSON.stringify([name, url, subprotocols, keyless]);
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (!signal) return work;
	return new Promise((resolve, reject) => {
		const stop = () => reject(signal.reason);
		signal.addEventListener('abort', stop, {once: true});
		work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
	});
}
