import type {Socket} from 'node:net';
import {classifyErrorCode} from '../failures/classify-error.ts';
import type {FailureCode} from '../failures/failure-codes.ts';
import type {FamilyObservation} from './probe-report.ts';
import type {Address} from './resolve-host.ts';
import {failed, type Outcome, passed} from './run-phase.ts';

/** Begins a TCP connection; the socket tells how it went. */
export type Dial = (where: {readonly address: string; readonly port: number}) => Socket;

/** One try to connect to one address, timed. */
export class TcpAttempt {
	readonly address: Address;
	state: 'not_tried' | 'waiting' | 'connected' | 'failed' = 'not_tried';
	failure: FailureCode | undefined;
	/** This machine has no such address family: not a fault of the line. */
	familyAbsent = false;
	startedMs = 0;
	socket: Socket | undefined;
	#tookMs = 0;
	#released = false;
	#end: (outcome: Outcome<Socket>) => void = () => {};
	/** Never rejects, and never settles where nobody answers and nobody gives up. */
	readonly ended = new Promise<Outcome<Socket>>(resolve => {
		this.#end = resolve;
	});

	constructor(address: Address) {
		this.address = address;
	}

	begin(dial: Dial, port: number): void {
		this.state = 'waiting';
		this.startedMs = performance.now();
		const socket = dial({address: this.address.address, port});
		this.socket = socket;
		socket.once('connect', () => this.#settle('connected', passed(socket)));
		socket.on('error', error => this.#settle('failed', failed(this.#readError(error))));
	}

	/** Nobody wants the connection any more; it is closed, but how the attempt ends is still noted. */
	release(): void {
		this.#released = true;
		if (this.state === 'connected') this.socket?.destroy();
	}

	/** Nobody waits any longer. */
	giveUp(): void {
		this.release();
		this.#settle('failed', failed('tcp_timeout'));
	}

	observe(): FamilyObservation {
		const {address, family} = this.address;
		const outcome = this.state === 'waiting' ? 'failed' : this.state;
		const seen = {family, address, outcome, tookMs: this.#tookMs};
		return this.failure === undefined ? seen : {...seen, failure: this.failure};
	}

	#settle(state: 'connected' | 'failed', outcome: Outcome<Socket>): void {
		if (this.state !== 'waiting') return;
		this.state = state;
		this.#tookMs = performance.now() - this.startedMs;
		if (outcome.outcome === 'failed') this.failure = outcome.failure;
		if (state === 'failed' || this.#released) this.socket?.destroy();
		this.#end(outcome);
	}

	#readError(error: Error): FailureCode {
		const code = 'code' in error ? String(error.code) : '';
		this.familyAbsent = ['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code);
		return this.familyAbsent ? 'tcp_unreachable' : classifyErrorCode(code);
	}
}
