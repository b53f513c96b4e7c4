import type {Domain, FailureCode, Phase} from '../failures/failure-codes.ts';

/** An endpoint of the service, from `knowledge/service.yaml`, or a URL that an operator gave. */
export type Target = {
	readonly name: string;
	readonly title: string;
	/** With the smallest set of valid parameters; never with a key. `ws:`, `wss:`, `http:` or `https:`. */
	readonly url: string;
	/** What the service answers to a sound request without a key. */
	readonly keyless:
		| {readonly statuses: readonly number[]}
		/** It opens, and may close at once with one of these codes to ask for a key. */
		| {readonly opens: true; readonly closes?: readonly number[]};
	readonly subprotocols: readonly string[];
	/** The URL has the path and parameters that a member pasted. */
	readonly replayed?: true;
	/** A URL of a host that is not the service's: nothing is known of its certificate. */
	readonly foreign?: true;
	/** It is not the service's own host; a moderator of the place where it was asked about has allowed it. */
	readonly allowed?: true;
};

/** How a service shows itself in its answers; from `knowledge/service.yaml`. */
export type ServiceMarks = {
	/** Header names in lower case. */
	readonly errorHeader?: string;
	readonly requestIdHeader?: string;
	/** Prefix of the service's own headers (`x-`): an answer with none of them came from something in between. */
	readonly headerPrefix?: string;
	/** Organisation or common names of the certificate issuers that the service is known to use; empty where unknown. */
	readonly issuers: readonly string[];
};

/** What one phase showed. A phase that was not reached is `skipped`, which is not the same as healthy. */
export type Observation = {readonly phase: Phase; readonly tookMs: number} & (
	| {readonly outcome: 'passed'}
	| {readonly outcome: 'failed'; readonly failure: FailureCode}
	| {readonly outcome: 'skipped'; readonly because: string}
);

/** One address family's attempt to connect. */
export type FamilyObservation = {
	readonly family: 4 | 6;
	readonly address: string;
	readonly outcome: 'connected' | 'failed' | 'not_tried';
	readonly failure?: FailureCode;
	readonly tookMs: number;
};

/**
 * `open`: the WebSocket opened. `reachable`: the service answered as it does without a key.
 * `refused`: something answered otherwise. `unreachable`: nothing answered.
 */
export const verdicts = ['open', 'reachable', 'refused', 'unreachable'] as const;
export type ProbeVerdict = (typeof verdicts)[number];

/** What the network says of one target. */
export type ProbeReport = {
	/** The URL that was tried, without secrets. */
	readonly target: string;
	/** The target's name in `service.yaml`, if it has one. */
	readonly targetName?: string;
	/** The target's URL has the path and parameters that a member pasted. */
	readonly replayed?: true;
	readonly verdict: ProbeVerdict;
	readonly failedPhase?: Phase;
	readonly failure?: FailureCode;
	/** On whose side the failure is, as far as this measurement can tell; undefined where nothing failed. */
	readonly domain?: Domain;
	/** What was seen besides and did not decide the verdict: a broken IPv6, an inspecting proxy, silence. */
	readonly alsoSeen?: readonly FailureCode[];
	readonly observations: readonly Observation[];
	readonly families: readonly FamilyObservation[];
	/** The proxy that the connection went through, as `host:port`. */
	readonly proxy?: string;
	readonly tls?: {readonly protocol: string; readonly issuer: string; readonly daysLeft: number};
	readonly status?: number;
	/** Whether the answer carries the service's own headers; undefined where nothing answered. */
	readonly fromService?: boolean;
	readonly vendorError?: string;
	readonly requestId?: string;
	/** Lower-case names; without cookies. */
	readonly headers: Readonly<Record<string, string>>;
	/** The first bytes of the answer's body as text, at most 512 characters. */
	readonly body?: string;
	/** The code of the close frame that the other side sent. */
	readonly closeCode?: number;
	/** How far this machine's clock is ahead of the answer's Date header. */
	readonly clockAheadMs?: number;
	/** With a key: from our message on the open connection to the answer. */
	readonly roundTripMs?: number;
	readonly elapsedMs: number;
	/** Where the probe ran, as the operator calls it. */
	readonly measuredFrom: string;
	readonly at: Date;
};
