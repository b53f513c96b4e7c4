import type {ClientFingerprint, EvidenceRules, FactName, SecretKind} from '../evidence/evidence.ts';
import type {Domain, FailureCode} from '../failures/failure-codes.ts';
import type {ModelListRules, ModelMisfit} from '../probe/model-list.ts';
import type {ProbeVerdict, ServiceMarks, Target} from '../probe/probe-report.ts';
import type {Resemble} from './learn-wordings.ts';

/** A documentation link. */
export type DocLink = {readonly title: string; readonly url: string};

/** One thing that can be true of a question and its measurements. */
export type Condition =
	/** Reported by the member, or measured by the probe. */
	| {readonly failure: FailureCode}
	/** Measured by the probe. */
	| {readonly measured: FailureCode}
	/** The probe came to this verdict. */
	| {readonly probe: ProbeVerdict}
	/** The service's own error code was reported or measured. */
	| {readonly code: string}
	/** The member's words match. */
	| {readonly says: RegExp}
	/** A parameter was given, with a value that matches where `matches` is there. */
	| {readonly parameter: string; readonly matches?: RegExp}
	/** A pasted URL's host and path (`host/path`) matches. */
	| {readonly url: RegExp}
	| {readonly fact: FactName}
	| {readonly client: string}
	| {readonly programmingLanguage: string}
	/** The question is about this target of `service.yaml`. */
	| {readonly target: string}
	| {readonly secret: SecretKind}
	/** The request that was pasted does not fit the service's own list of models, in this way. */
	| {readonly modelList: ModelMisfit}
	| {readonly all: readonly Condition[]}
	| {readonly any: readonly Condition[]}
	| {readonly not: Condition};

/**
 * A condition and what it is worth, in nats of log-odds: 0.5 a hint, 1 a reason, 2 a strong reason,
 * 4 all but decides. Positive in `for`, and counted negative in `against`.
 */
export type Signal = {readonly when: Condition; readonly weight: number; readonly because: string};

/**
 * `failure`: something is broken and this is why. `question`: nothing is broken, somebody asks.
 * `aside`: not for a bot to diagnose (off-topic, account, a person wanted, an injection, too little said).
 */
export type CauseKind = 'failure' | 'question' | 'aside';

/** Why a connection fails: one file of `knowledge/causes/`. */
export type Cause = {
	readonly id: string;
	readonly title: string;
	readonly kind: CauseKind;
	readonly domain: Domain;
	/** One line: what failed, to follow "Most likely: ". */
	readonly verdict: string;
	readonly for: readonly Signal[];
	readonly against: readonly Signal[];
	/** Best first. */
	readonly docs: readonly DocLink[];
	/** Facts that would decide, to ask for when this cause is likely but not sure. */
	readonly ask: readonly string[];
	/** Markdown, links inline: one or two sentences. */
	readonly meaning: string;
	/** Markdown: each a step of the remedy. */
	readonly steps: readonly string[];
	/** Markdown: what to run and what to paste back. */
	readonly nextStep?: string;
	/** Markdown: what usually stands behind a handshake that failed without a status; shown where that is all we know. */
	readonly usual?: string;
};

/** A client library: one file of `knowledge/clients/`. */
export type Client = {
	readonly id: string;
	readonly title: string;
	readonly programmingLanguage: string;
	readonly fingerprints: readonly ClientFingerprint[];
	readonly docs: readonly DocLink[];
	/** What this client shows on a failed upgrade and how to see the status: one or two sentences of Markdown. */
	readonly shows: string;
	/**
	 * The smallest test without a key that prints the status; `{url}` stands for the WebSocket URL,
	 * `{https_url}` for the same with `https:`.
	 */
	readonly sample?: {readonly fence: string; readonly code: string};
};

/** The service that this bot supports: `knowledge/service.yaml`. */
export type Service = {
	readonly name: string;
	readonly statusPage?: string;
	/** Where a leaked key is replaced. */
	readonly keys?: DocLink;
	readonly support?: DocLink;
	readonly community?: DocLink;
	readonly documentation: string;
	readonly targets: readonly (Target & {readonly docs: readonly DocLink[]; readonly default: boolean})[];
	readonly marks: ServiceMarks;
	/** Undefined where nothing is known of keys: then none is ever sent. */
	readonly key?: KeyUse;
	readonly evidence: EvidenceRules;
	/** Where the service lists its models without a key, and how such a list is read. */
	readonly modelLists: readonly ModelListRules[];
	/** Hosts with nothing to do with the service; if none can be reached either, the fault is at our own place. */
	readonly controls: readonly string[];
	/** Words that stand for one another in a search. */
	readonly synonyms: readonly (readonly string[])[];
	/** Words of matters that the documentation does not answer: they make a search more reluctant. */
	readonly elsewhere?: readonly (readonly string[])[];
};

/** How a key is sent, for a test that its owner runs on their own machine; the bot never sends one. */
export type KeyUse = {
	/** The environment variable that usually holds it. */
	readonly variable: string;
	readonly header: string;
	/** The header's value; `{key}` stands for the key. */
	readonly form: string;
	/** The same for a key that is a JSON Web Token. */
	readonly jwtForm?: string;
	/** By a target's name: what the service wants to hear before the connection is closed. */
	readonly closeMessages: Readonly<Record<string, string>>;
};

/** Everything in `knowledge/` but the search index. */
export type Knowledge = {
	readonly service: Service;
	readonly causes: readonly Cause[];
	readonly clients: readonly Client[];
	/** How people put what each cause answers, learned from the examples in the knowledge. */
	readonly resemble?: Resemble;
};

/** A mistake in the knowledge, for the person who wrote it. */
export type KnowledgeProblem = {readonly file: string; readonly line: number; readonly message: string};
