import {z} from 'zod';
import type {ClientFingerprint, FactName, SecretKind} from '../evidence/evidence.ts';
import type {FailureCode} from '../failures/failure-codes.ts';
import {domains, failures} from '../failures/failure-codes.ts';
import type {ModelListRules, ModelMisfit} from '../probe/model-list.ts';
import type {ProbeVerdict} from '../probe/probe-report.ts';
import {describeIssue} from './describe-issue.ts';
import type {Cause, Client, Condition, KeyUse, Service, Signal} from './knowledge.ts';

/** What a writer types in `knowledge/`, and the record that it becomes. */

const text = z.string().trim().min(1, 'found an empty text, want some words');
const line = text.refine(words => !words.includes('\n'), 'found several lines, want one');
const id = z
	.string()
	.regex(/^[a-z0-9][a-z0-9_.-]*$/, 'found another character, want lower-case letters, digits and ". _ -"');
const httpsUrl = z
	.string()
	.refine(isHttpsUrl, 'found no complete address, want one that begins with https:// and has no spaces');
/** What is cut out of a text: with `u`, no character is cut in two. */
const cutPattern = z.string().transform((source, context): RegExp => {
	const compiled = compilePattern(source);
	if (compiled instanceof RegExp) return compiled;
	context.addIssue({code: 'custom', message: `found no regular expression: ${compiled.message}`});
	return z.NEVER;
});
const pattern = cutPattern.transform(withoutUnicode);
const failure = z.enum(Object.keys(failures) as FailureCode[], {
	error: issue =>
		`found "${issue.input}", which is no failure code, want one of src/failures/failure-codes.ts`,
});
const docLink = z.strictObject({title: line, url: httpsUrl});
const docLinks = z.array(docLink).default([]);

/** The closed lists of evidence; the types hold them complete. */
const factNames = namesOf({
	works_on_other_network: true,
	works_on_other_machine: true,
	works_in_other_client: true,
	worked_before: true,
	first_time_works: true,
	intermittent: true,
	after_a_while: true,
	at_once: true,
	in_browser: true,
	on_mobile: true,
	in_container: true,
	in_serverless: true,
	on_managed_network: true,
	behind_proxy: true,
	on_vpn: true,
	self_hosted: true,
	path_misspelt: true,
	key_in_place: true,
	several_users: true,
	several_networks: true,
	sends_no_audio: true,
	connects_then_fails: true,
	never_connects: true,
	no_transcript: true,
	rest_works: true,
	after_update: true,
	bearer_with_key: true,
	token_with_jwt: true,
	key_without_scheme: true,
	key_is_placeholder: true,
	answered_by_other_host: true,
} satisfies Record<FactName, true>);
const modelMisfits = namesOf<ModelMisfit>({
	model_unknown: true,
	model_elsewhere: true,
	model_not_streamed: true,
	language_not_offered: true,
});
const verdictNames = namesOf<ProbeVerdict>({open: true, reachable: true, refused: true, unreachable: true});
const secretKinds = namesOf({
	api_key: true,
	jwt: true,
	authorization_header: true,
	other_key: true,
	private_key: true,
	password: true,
	url_secret: true,
} satisfies Record<SecretKind, true>);

/** Each kind of condition by the name that it is written with. */
const conditionSchemas: Readonly<Record<string, z.ZodType<Condition>>> = {
	failure: z.strictObject({failure}),
	measured: z.strictObject({measured: failure}),
	probe: z.strictObject({probe: z.enum(verdictNames)}),
	code: z.strictObject({code: text}),
	says: z.strictObject({says: pattern}),
	parameter: z.strictObject({parameter: text, matches: pattern.exactOptional()}),
	url: z.strictObject({url: pattern}),
	fact: z.strictObject({fact: z.enum(factNames)}),
	client: z.strictObject({client: text}),
	programming_language: z
		.strictObject({programming_language: text})
		.transform(({programming_language}) => ({programmingLanguage: programming_language})),
	target: z.strictObject({target: text}),
	secret: z.strictObject({secret: z.enum(secretKinds)}),
	model_list: z
		.strictObject({model_list: z.enum(modelMisfits)})
		.transform(({model_list}) => ({modelList: model_list})),
	all: z.strictObject({all: z.lazy(() => conditions)}),
	any: z.strictObject({any: z.lazy(() => conditions)}),
	not: z.strictObject({not: z.lazy(() => condition)}),
};
const condition: z.ZodType<Condition> = z.record(z.string(), z.unknown()).transform(toCondition);
const conditions = z.array(condition).min(1, 'found an empty list, want at least one condition');

const signal: z.ZodType<Signal> = z
	.looseObject({
		weight: z.number().positive('found 0 or less, want more; what speaks against belongs under "against"'),
		because: line,
	})
	.transform(({weight, because, ...rest}, context) => ({
		when: toCondition(rest, context),
		weight,
		because,
	}));

const causeFrontMatter = z.strictObject({
	id,
	title: line,
	kind: z.enum(['failure', 'question', 'aside']),
	domain: z.enum(domains),
	verdict: line,
	asked: z.array(line).default([]),
	for: z.array(signal).default([]),
	against: z.array(signal).default([]),
	docs: docLinks,
	ask: z.array(line).default([]),
});

const clientFrontMatter = z.strictObject({
	id,
	title: line,
	programming_language: text,
	fingerprints: z
		.array(
			z.strictObject({
				pattern,
				how: z.enum(['sure', 'named']),
				failure: failure.exactOptional(),
			}),
		)
		.default([]),
	docs: docLinks,
});

/** The front matter of a cause; its body adds the rest. */
export const causeSchema = causeFrontMatter satisfies z.ZodType<
	Omit<Cause, 'meaning' | 'steps' | 'nextStep'> & {readonly asked: readonly string[]}
>;

/** The front matter of a client; its body adds the rest. */
export const clientSchema = clientFrontMatter.transform(
	({programming_language, fingerprints, ...rest}): Omit<Client, 'shows' | 'sample'> => ({
		...rest,
		programmingLanguage: programming_language,
		fingerprints: fingerprints.map(
			(fingerprint): ClientFingerprint => ({
				clientId: rest.id,
				programmingLanguage: programming_language,
				...fingerprint,
			}),
		),
	}),
);

/** The front matter of a guide. */
export const guideSchema = z.strictObject({
	title: line,
	docs: docLinks,
	failures: z.array(failure).default([]),
	asked: z.array(line).default([]),
});

const target = z.strictObject({
	name: id,
	title: line,
	url: z
		.string()
		.refine(
			url => URL.canParse(url) && /^(?:ws|http)s?:/.test(url),
			'found no complete address, want one that begins with wss://, ws://, https:// or http://',
		),
	keyless: z.union(
		[
			z.strictObject({statuses: z.array(z.int().min(100).max(599)).min(1)}),
			z.strictObject({
				opens: z.literal(true),
				closes: z.array(z.int().min(1000).max(4999)).min(1).exactOptional(),
			}),
		],
		{error: 'found something else, want {statuses: [401]}, {opens: true} or {opens: true, closes: [3000]}'},
	),
	subprotocols: z.array(text).default([]),
	words: z.array(pattern).default([]),
	default: z.boolean().default(false),
	docs: docLinks,
});

const headerName = text.transform(name => name.toLowerCase());

const keyForm = line.refine(form => form.includes('{key}'), 'found no "{key}", want it where the key goes');
const key = z
	.strictObject({
		variable: z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'found another name, want one such as SERVICE_API_KEY'),
		header: headerName,
		form: keyForm,
		jwt_form: keyForm.exactOptional(),
		close_messages: z.record(id, line).default({}),
	})
	.transform(
		({jwt_form, close_messages, ...rest}): KeyUse => ({
			...rest,
			...(jwt_form !== undefined && {jwtForm: jwt_form}),
			closeMessages: close_messages,
		}),
	);

/** Where the service lists its models without a key; see `ModelListRules`. */
const modelList = z
	.strictObject({
		url: httpsUrl,
		list: text,
		name_fields: z.array(text).min(1, 'found none, want at least one'),
		name_suffixes: z.array(text).default([]),
		languages_field: text.exactOptional(),
		streaming_fields: z.array(text).default([]),
		paths: z.array(text).min(1, 'found none, want at least one'),
		model_parameter: text,
		language_parameter: text.exactOptional(),
		other_languages: z.array(text).default([]),
	})
	.transform(
		(read): ModelListRules => ({
			url: read.url,
			list: read.list,
			nameFields: read.name_fields,
			nameSuffixes: read.name_suffixes,
			...(read.languages_field !== undefined && {languagesField: read.languages_field}),
			streamingFields: read.streaming_fields,
			paths: read.paths,
			modelParameter: read.model_parameter,
			...(read.language_parameter !== undefined && {languageParameter: read.language_parameter}),
			otherLanguages: read.other_languages,
		}),
	);

/** `service.yaml`; the fingerprints of the clients come from their own pages. */
export const serviceSchema = z
	.strictObject({
		name: line,
		documentation: httpsUrl,
		status_page: httpsUrl.exactOptional(),
		keys: docLink.exactOptional(),
		support: docLink.exactOptional(),
		community: docLink.exactOptional(),
		hosts: z.array(text).min(1, 'found none, want at least one'),
		marks: z
			.strictObject({
				error_header: headerName.exactOptional(),
				request_id_header: headerName.exactOptional(),
				header_prefix: headerName.exactOptional(),
				issuers: z.array(text).default([]),
			})
			.prefault({}),
		model_lists: z.array(modelList).default([]),
		controls: z.array(httpsUrl).default([]),
		request_id_pattern: cutPattern,
		key_patterns: z.array(cutPattern).default([]),
		key: key.exactOptional(),
		targets: z.array(target).min(1, 'found none, want at least one'),
		codes: z.array(z.strictObject({code: text, says: z.array(pattern).default([])})).default([]),
		parameters: z.array(text).default([]),
		synonyms: z
			.array(z.array(text).min(2, 'found a single word, want words that stand for one another'))
			.default([]),
		elsewhere: z.array(z.array(text).min(1, 'found no word, want the words of a matter')).default([]),
	})
	.check(context => {
		const defaults = context.value.targets.filter(each => each.default).length;
		if (defaults === 1) return;
		const message = `found ${defaults} targets with "default: true", want exactly one`;
		context.issues.push({code: 'custom', path: ['targets'], message, input: context.value.targets});
	})
	.check(context => {
		const names = context.value.targets.map(each => each.name);
		for (const name of Object.keys(context.value.key?.closeMessages ?? {})) {
			if (names.includes(name)) continue;
			const message = `found no such target, want one of ${names.join(', ')}`;
			context.issues.push({code: 'custom', path: ['key', 'close_messages', name], message, input: name});
		}
	})
	.transform(
		(read): Service => ({
			name: read.name,
			documentation: read.documentation,
			...(read.status_page !== undefined && {statusPage: read.status_page}),
			...(read.keys !== undefined && {keys: read.keys}),
			...(read.support !== undefined && {support: read.support}),
			...(read.community !== undefined && {community: read.community}),
			targets: read.targets.map(({words: _, ...rest}) => rest),
			marks: {
				...headersOf(read.marks),
				...(read.marks.header_prefix !== undefined && {headerPrefix: read.marks.header_prefix}),
				issuers: read.marks.issuers,
			},
			...(read.key !== undefined && {key: read.key}),
			evidence: {
				hosts: read.hosts,
				targets: read.targets.map(({name, url, words}) => ({name, url, words})),
				...headersOf(read.marks),
				keyPatterns: read.key_patterns,
				requestIdPattern: read.request_id_pattern,
				codes: read.codes,
				parameterNames: read.parameters,
				clients: [],
			},
			modelLists: read.model_lists,
			controls: read.controls,
			synonyms: read.synonyms,
			elsewhere: read.elsewhere,
		}),
	);

function headersOf(marks: {readonly error_header?: string; readonly request_id_header?: string}) {
	return {
		...(marks.error_header !== undefined && {errorHeader: marks.error_header}),
		...(marks.request_id_header !== undefined && {requestIdHeader: marks.request_id_header}),
	};
}

export function isHttpsUrl(url: string): boolean {
	return /^https:\/\/[^\s/.]+\.\S+$/.test(url) && URL.canParse(url);
}

/** Unicode where the pattern allows it: JavaScript without `u` takes more mistakes in silence. */
function compilePattern(source: string): RegExp | Error {
	if (source === '') return new Error('it is empty');
	try {
		return new RegExp(source, 'iu');
	} catch {
		// Escapes such as `\-` are wrong with `u` only.
	}
	try {
		return new RegExp(source, 'i');
	} catch (error) {
		return error as Error;
	}
}

/**
 * The same pattern without `u` where it means the same (an emoji counts as two characters then): `i` with `u` takes
 * V8 four times as long to compile, and twice the memory, and there are thousands of patterns.
 */
function withoutUnicode(pattern: RegExp): RegExp {
	return needsUnicode.test(pattern.source) ? pattern : new RegExp(pattern.source, 'i');
}

/** Code points in braces, properties, named groups, halves of characters, and characters that have two halves. */
const needsUnicode = /\\u\{|\\u[dD][89a-fA-F]|\\[pPk]|[\u{10000}-\u{10ffff}]/u;

/** The first name that is a kind of condition decides which one is meant; another name beside it is a mistake. */
function toCondition(raw: Readonly<Record<string, unknown>>, context: z.RefinementCtx): Condition {
	const kind = Object.keys(raw).find(name => Object.hasOwn(conditionSchemas, name));
	const schema = kind === undefined ? undefined : conditionSchemas[kind];
	if (schema === undefined) {
		const found =
			Object.keys(raw)
				.map(name => `"${name}"`)
				.join(', ') || 'nothing';
		context.addIssue({
			code: 'custom',
			message: `found ${found}, want one of ${Object.keys(conditionSchemas).join(', ')}`,
		});
		return z.NEVER;
	}
	const result = schema.safeParse(raw, {error: describeIssue});
	if (result.success) return result.data;
	for (const issue of result.error.issues) {
		context.addIssue({code: 'custom', path: issue.path, message: issue.message});
	}
	return z.NEVER;
}

function namesOf<Name extends string>(table: Readonly<Record<Name, true>>): readonly Name[] {
	return Object.keys(table) as Name[];
}
