import {BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen} from 'cockatiel';
import type {Model} from './model.ts';
import {isServersOwn, ModelFailure} from './model-failure.ts';

export type Circuit = 'closed' | 'half_open' | 'open';

export type GuardedModel = Model & {
	/** `open`: the server has failed several times in a row and is left alone; `half_open`: one question tries it again. */
	readonly circuit: () => Circuit;
};

export type GuardOptions = {readonly failures: number; readonly halfOpenAfterMs: number};

export const usualGuard: GuardOptions = {failures: 3, halfOpenAfterMs: 30_000};

/** Stops asking a server that fails, until it has had time; nobody waits for one that is known to be dead. */
export function guardModel(
	model: Model,
	{failures, halfOpenAfterMs}: GuardOptions = usualGuard,
): GuardedModel {
	const breaker = circuitBreaker(
		handleWhen(error => error instanceof ModelFailure && isServersOwn(error.reason)),
		{
			halfOpenAfter: halfOpenAfterMs,
			breaker: new ConsecutiveBreaker(failures),
		},
	);
	return {
		name: model.name,
		circuit: () => names[breaker.state],
		async ask(request, call) {
			// The breaker would let others wait for the one that tries.
			if (breaker.state === CircuitState.HalfOpen) throw new ModelFailure('circuit_open');
			try {
				return await breaker.execute(() => model.ask(request, call));
			} catch (error) {
				throw error instanceof BrokenCircuitError ? new ModelFailure('circuit_open') : error;
			}
		},
	};
}

const names: Readonly<Record<CircuitState, Circuit>> = {
	[CircuitState.Closed]: 'closed',
	[CircuitState.HalfOpen]: 'half_open',
	[CircuitState.Open]: 'open',
	[CircuitState.Isolated]: 'open',
};
