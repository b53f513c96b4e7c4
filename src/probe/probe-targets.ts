import type {ProbeOptions} from './probe-options.ts';
import type {Observation, ProbeReport, Target} from './probe-report.ts';
import {probeTarget} from './probe-target.ts';
import type {Resolve} from './resolve-host.ts';
import {systemResolve} from './system-resolver.ts';

type ManyOptions = Omit<ProbeOptions, 'onObservation'> & {
	readonly onObservation?: (target: Target, observation: Observation) => void;
};

/** Tests the lines to all targets at once; a host that several share is looked up once. Reports in their order. */
export function probeTargets(
	targets: readonly Target[],
	{onObservation, ...options}: ManyOptions,
): Promise<readonly ProbeReport[]> {
	const resolve = askingOnce(options.resolve ?? systemResolve);
	return Promise.all(
		targets.map(target =>
			probeTarget(target, {
				...options,
				resolve,
				...(onObservation ? {onObservation: seen => onObservation(target, seen)} : {}),
			}),
		),
	);
}

function askingOnce(resolve: Resolve): Resolve {
	const answers = new Map<string, ReturnType<Resolve>>();
	return host => {
		const answer = answers.get(host) ?? resolve(host);
		answers.set(host, answer);
		return answer;
	};
}
