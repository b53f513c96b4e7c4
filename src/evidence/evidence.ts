import type {FailureCode} from '../failures/failure-codes.ts';

/** Where a piece of evidence stands: 0 is the question itself, 1 the member's message before it, and so on. */
type Sighting = {
	readonly turn: number;
	/** The words that show it, secrets removed, at most 160 characters. */
	readonly excerpt: string;
};

/** Said, as far as the text tells, of another vendor's host or of the member's own server, not of the service. */
type Elsewhere = {readonly elsewhere?: boolean};

export type ReportedFailure = Sighting & Elsewhere & {readonly code: FailureCode};

/** An HTTP status, and what it belongs to: a WebSocket upgrade, an ordinary request, or we cannot tell. */
export type ReportedStatus = Sighting &
	Elsewhere & {
		readonly status: number;
		readonly of: 'upgrade' | 'request' | 'unknown';
	};

export type ReportedClose = Sighting & {readonly code: number; readonly reason?: string};

/** An error code of the service's own (`INVALID_AUTH`, `NET-0001`), in the spelling of `service.yaml`. */
export type ServiceCode = Sighting & {readonly code: string};

/** A URL that the member pasted; user, password and secret parameters are removed. */
export type ReportedUrl = Sighting & {
	readonly href: string;
	readonly host: string;
	readonly path: string;
	/** Every query parameter in order, names as written; repeated names repeat. */
	readonly parameters: readonly (readonly [name: string, value: string])[];
	/** The target of `service.yaml` with the same host and path, if there is one. */
	readonly target?: string;
	/** The target that its path nearly is: one or two letters are other ones. */
	readonly nearTarget?: string;
	/** Whether the host is one of the service's. */
	readonly ours: boolean;
};

/** A client library recognised by its error text (`sure`) or only by its name (`named`). */
export type ReportedClient = Sighting & {readonly id: string; readonly how: 'sure' | 'named'};

/** What a person says about their situation, apart from errors. Closed: causes name these as signals. */
export const facts = [
	'works_on_other_network',
	'works_on_other_machine',
	'works_in_other_client',
	'worked_before',
	'first_time_works',
	'intermittent',
	'after_a_while',
	'at_once',
	'in_browser',
	'on_mobile',
	'in_container',
	'in_serverless',
	'on_managed_network',
	'behind_proxy',
	'on_vpn',
	'self_hosted',
	'key_in_place',
	'several_users',
	'several_networks',
	'sends_no_audio',
	'connects_then_fails',
	'never_connects',
	'no_transcript',
	'rest_works',
	'after_update',
	'bearer_with_key',
	'token_with_jwt',
	'key_without_scheme',
	'key_is_placeholder',
	'answered_by_other_host',
	'path_misspelt',
] as const;
export type FactName = (typeof facts)[number];
export type Fact = Sighting & {readonly name: FactName};

/** What kinds of secret were found and removed. */
export type SecretKind =
	| 'api_key'
	| 'jwt'
	| 'authorization_header'
	| 'other_key'
	| 'private_key'
	| 'password'
	| 'url_secret';
export type FoundSecret = {readonly kind: SecretKind; readonly turn: number};

/** A parameter of the service, from a URL's query or from code (`model: "nova-3"`), values without quotes. */
export type ReportedParameter = Sighting & {readonly name: string; readonly value: string};

/** What the question says, secrets removed. */
export type Evidence = {
	/** The question with its attachments and hints, secrets replaced by `[removed: kind]`. */
	readonly text: string;
	/** The member's earlier messages, newest first, secrets removed. */
	readonly earlierTexts: readonly string[];
	/** ISO 639-1 of the member's own words; `en` where that cannot be told. */
	readonly language: string;
	readonly failures: readonly ReportedFailure[];
	readonly statuses: readonly ReportedStatus[];
	readonly closes: readonly ReportedClose[];
	readonly serviceCodes: readonly ServiceCode[];
	/** What the service itself said in words: error header, error body, close reason. */
	readonly serviceErrors: readonly string[];
	readonly requestIds: readonly string[];
	readonly urls: readonly ReportedUrl[];
	readonly parameters: readonly ReportedParameter[];
	/** Most certain first. */
	readonly clients: readonly ReportedClient[];
	/** The programming language (`javascript`, `python`, `shell` …), from the client, code fences or stack traces. */
	readonly programmingLanguage?: string;
	readonly facts: readonly Fact[];
	/** Pictures that came along, each with the beginning of its text; empty where that could not be read. */
	readonly pictures?: readonly {readonly name: string; readonly text: string}[];
	readonly secrets: readonly FoundSecret[];
	/** The target of `service.yaml` that the question is about, if that can be told. */
	readonly target?: string;
};

/** How a client library's error text is recognised; from `knowledge/clients/`. */
export type ClientFingerprint = {
	readonly clientId: string;
	readonly programmingLanguage: string;
	/** Flag `i`. Named groups are read where present: `status` (HTTP), `close` (close code), `reason`. */
	readonly pattern: RegExp;
	/** What the text stands for where it carries no number. */
	readonly failure?: FailureCode;
	/** `sure`: only this client says so. `named`: the text merely mentions the client. */
	readonly how: 'sure' | 'named';
};

/** What evidence has to know of the service, all of it data from `knowledge/service.yaml`. */
export type EvidenceRules = {
	/** Host names of the service; a leading dot stands for every subdomain (`.api.example.com`). */
	readonly hosts: readonly string[];
	/** Each target's name, host and path, for URLs; words that speak of it, flag `i`, for prose. */
	readonly targets: readonly {
		readonly name: string;
		readonly url: string;
		readonly words: readonly RegExp[];
	}[];
	/** Header names in lower case; undefined where the service has none. */
	readonly errorHeader?: string;
	readonly requestIdHeader?: string;
	/** What a key looks like; each match is a secret, other than placeholders. */
	readonly keyPatterns: readonly RegExp[];
	readonly requestIdPattern: RegExp;
	/** The service's error codes as they are written, each with patterns that also stand for it (message texts, short links). */
	readonly codes: readonly {readonly code: string; readonly says: readonly RegExp[]}[];
	/** Query parameters that the service knows. */
	readonly parameterNames: readonly string[];
	readonly clients: readonly ClientFingerprint[];
};
