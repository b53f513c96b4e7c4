import type {Socket} from 'node:net';
import type {FailureCode} from '../failures/failure-codes.ts';
import {pause, startPause} from './pause.ts';
import type {FamilyObservation} from './probe-report.ts';
import type {Address} from './resolve-host.ts';
import {failed, type Outcome, passed, runPhase, type Step} from './run-phase.ts';
import {type Dial, TcpAttempt} from './tcp-attempt.ts';

type ConnectRequest = {
	/** Best first. */
	readonly addresses: readonly Address[];
	readonly port: number;
	readonly dial: Dial;
	readonly withinMs: number;
	readonly signal: AbortSignal;
};

export type Connected = {
	readonly step: Step<Socket>;
	/** How each family fared, once the slower one has had a fair chance; after `withinMs` at the latest. */
	readonly families: (withinMs: number) => Promise<Families>;
};

export type Families = {
	readonly observations: readonly FamilyObservation[];
	/** The family that is there and fails while the other one works. */
	readonly broken?: 'ipv4_broken' | 'ipv6_broken';
};

/** RFC 8305, section 8: how long the next address waits for the one before. */
const attemptDelayMs = 250;
/** Enough for one lost packet: the first retransmission comes after a second (RFC 6298). */
const fairChanceMs = 1_200;
const mostAddresses = 8;

/**
 * tcp: the first connection that is made wins, the families taking turns as in RFC 8305. The family that did
 * not win is measured too, beside the phases that follow, so that each is known apart.
 */
export async function connectTcp(request: ConnectRequest): Promise<Connected> {
	const attempts = takeTurns(request.addresses)
		.slice(0, mostAddresses)
		.map(address => new TcpAttempt(address));
	const limits = {withinMs: request.withinMs, late: failed<Socket>('tcp_timeout'), signal: request.signal};
	const step = await runPhase(limits, ended => race(attempts, request, ended)).catch(error => {
		giveUp(attempts);
		throw error;
	});
	if (step.outcome === 'failed') {
		giveUp(attempts);
		return {step: {...step, failure: tellingFailure(attempts)}, families: async () => familiesOf(attempts)};
	}
	return {step, families: measureOthers({attempts, won: step.value, request})};
}

/** Addresses with the families alternating, the first one's family first. */
export function takeTurns(addresses: readonly Address[]): readonly Address[] {
	const first = addresses.filter(({family}) => family === addresses[0]?.family);
	const second = addresses.filter(({family}) => family !== addresses[0]?.family);
	return Array.from({length: Math.max(first.length, second.length)}, (_, turn) => [first[turn], second[turn]])
		.flat()
		.filter(address => address !== undefined);
}

async function race(
	attempts: readonly TcpAttempt[],
	{dial, port}: ConnectRequest,
	ended: AbortSignal,
): Promise<Outcome<Socket>> {
	const connections: Promise<Socket>[] = [];
	for (const attempt of attempts) {
		attempt.begin(dial, port);
		connections.push(connectionOf(attempt));
		if (attempt === attempts.at(-1)) break;
		const delay = startPause(attemptDelayMs, ended);
		await Promise.race([Promise.any(connections).catch(() => undefined), attempt.ended, delay.over]);
		delay.end();
		if (ended.aborted || attempts.some(({state}) => state === 'connected')) break;
	}
	return Promise.any(connections).then(passed, () => failed(tellingFailure(attempts)));
}

async function connectionOf(attempt: TcpAttempt): Promise<Socket> {
	const outcome = await attempt.ended;
	if (outcome.outcome === 'failed') throw new Error(outcome.failure);
	return outcome.value;
}

function giveUp(attempts: readonly TcpAttempt[]): void {
	for (const attempt of attempts) attempt.giveUp();
}

/** Surest first: a refusal says more than silence, and both say more than a family that this machine lacks. */
const tellingOrder: readonly FailureCode[] = ['tcp_refused', 'tcp_reset', 'tcp_blocked', 'tcp_timeout'];

function tellingFailure(attempts: readonly TcpAttempt[]): FailureCode {
	const seen = attempts.map(({failure}) => failure).filter(failure => failure !== undefined);
	return tellingOrder.find(failure => seen.includes(failure)) ?? seen[0] ?? 'tcp_timeout';
}

type Others = {
	readonly attempts: readonly TcpAttempt[];
	readonly won: Socket;
	readonly request: ConnectRequest;
};

function measureOthers({attempts, won, request}: Others): (withinMs: number) => Promise<Families> {
	const winner = attempts.find(({socket}) => socket === won);
	const others = attempts.filter(attempt => attempt !== winner);
	for (const other of others) other.release();
	const otherFamily = others.filter(({address}) => address.family !== winner?.address.family);
	if (otherFamily.every(({state}) => state === 'not_tried'))
		otherFamily[0]?.begin(request.dial, request.port);
	return async withinMs => {
		const waiting = otherFamily.filter(({state}) => state === 'waiting');
		const untilMs = Math.max(0, ...waiting.map(({startedMs}) => startedMs + fairChanceMs));
		const settled = new AbortController();
		const chance = pause(
			Math.min(withinMs, untilMs - performance.now()),
			AbortSignal.any([settled.signal, request.signal]),
		);
		await Promise.race([Promise.all(waiting.map(({ended}) => ended)), chance]);
		settled.abort();
		giveUp(others);
		return familiesOf(attempts);
	};
}

/** One observation a family: its connection, or else its first failure that tells something. */
function familiesOf(attempts: readonly TcpAttempt[]): Families {
	const families = ([4, 6] as const).map(family => attempts.filter(({address}) => address.family === family));
	const [ipv4, ipv6] = families.map(bestOf);
	const observations = [ipv4, ipv6]
		.filter(attempt => attempt !== undefined)
		.map(attempt => attempt.observe());
	if (isBroken(ipv6) && ipv4?.state === 'connected') return {observations, broken: 'ipv6_broken'};
	if (isBroken(ipv4) && ipv6?.state === 'connected') return {observations, broken: 'ipv4_broken'};
	return {observations};
}

function bestOf(attempts: readonly TcpAttempt[]): TcpAttempt | undefined {
	return (
		attempts.find(({state}) => state === 'connected') ??
		attempts.find(({state, familyAbsent}) => state === 'failed' && !familyAbsent) ??
		attempts[0]
	);
}

function isBroken(attempt: TcpAttempt | undefined): boolean {
	return attempt?.state === 'failed' && !attempt.familyAbsent;
}
