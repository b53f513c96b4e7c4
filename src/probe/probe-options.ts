import type {FaultFacts} from './fault-domain.ts';
import type {GuardRules} from './guard.ts';
import type {Observation, ServiceMarks} from './probe-report.ts';
import type {Resolve} from './resolve-host.ts';
import type {Dial} from './tcp-attempt.ts';

/** How long each phase may take, and the whole, in milliseconds. */
export type Deadlines = {
	readonly dnsMs: number;
	readonly proxyMs: number;
	readonly tcpMs: number;
	readonly tlsMs: number;
	readonly upgradeMs: number;
	readonly requestMs: number;
	readonly openMs: number;
	/** To read the beginning of a body, once its head is there. */
	readonly bodyMs: number;
	readonly wholeMs: number;
};

export const usualDeadlines: Deadlines = {
	dnsMs: 2_000,
	proxyMs: 2_500,
	tcpMs: 2_500,
	tlsMs: 2_500,
	upgradeMs: 3_000,
	requestMs: 3_000,
	openMs: 1_000,
	bodyMs: 500,
	wholeMs: 6_000,
};

/** A key for a test on its owner's own machine. It is sent and never shown: not in the report, not in an error. */
export type ProbeKey = {
	readonly headers: Readonly<Record<string, string>>;
	/** What the service wants to hear before the end; a ping where it wants nothing. */
	readonly closeMessage?: string;
};

export type ProbeOptions = {
	readonly marks: ServiceMarks;
	/** Where the probe runs, as replies name it. */
	readonly measuredFrom: string;
	readonly now: () => Date;
	readonly signal?: AbortSignal;
	/** Hears of each phase as soon as it is over. */
	readonly onObservation?: (observation: Observation) => void;
	readonly deadlines?: Partial<Deadlines>;
	/** Which hosts and addresses may be connected to. Undefined: any, as a person's own terminal may. */
	readonly guard?: GuardRules;
	/** Hosts that have nothing to do with the service, to tell our own broken network from theirs. */
	readonly controls?: readonly string[];
	/** The proxy to go through, with its user and password if it wants any. */
	readonly proxy?: URL;
	/** Undefined, as always for members: no key is sent. */
	readonly key?: ProbeKey;
	/** Whether this is the asker's own machine (so if nothing is said) or the bot's. */
	readonly vantage?: FaultFacts['vantage'];
	readonly resolve?: Resolve;
	readonly dial?: Dial;
	/** Authorities (PEM) to trust in place of those that Node brings along. */
	readonly ca?: readonly string[];
};
