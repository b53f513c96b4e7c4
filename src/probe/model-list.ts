/** How a service lists its models, and how requests name them; data from `service.yaml`. */
export type ModelListRules = {
	/** Where the list is, without a key. */
	readonly url: string;
	/** The name of the array in the answer. */
	readonly list: string;
	/** Fields of an entry that hold a name a request may use. */
	readonly nameFields: readonly string[];
	/** Left out by requests (`-general`): `one` means `one-general`. */
	readonly nameSuffixes: readonly string[];
	readonly languagesField?: string;
	/** Fields of an entry that have to be true for a WebSocket (`streaming`). */
	readonly streamingFields: readonly string[];
	/** Paths of requests that the list is for. */
	readonly paths: readonly string[];
	readonly modelParameter: string;
	readonly languageParameter?: string;
	/** Values that mean no one language (`multi`): never compared. */
	readonly otherLanguages: readonly string[];
};

export type Model = {
	readonly names: readonly string[];
	/** In lower case; undefined where the list names none. */
	readonly languages?: readonly string[];
	readonly streams: boolean;
};

export type ModelList = {readonly rules: ModelListRules; readonly models: readonly Model[]};

/** In which way a request does not fit the lists. */
export type ModelMisfit = 'model_unknown' | 'model_elsewhere' | 'model_not_streamed' | 'language_not_offered';

/** What does not fit between a request and the lists; a sentence for the person, and what would fit. */
export type ModelFinding = {
	readonly kind: ModelMisfit;
	readonly model: string;
	readonly language?: string;
	/** Models, paths or languages that would fit, at most eight. */
	readonly instead: readonly string[];
	/** Markdown. */
	readonly sentence: string;
};

/** Reads a fetched list. Undefined where it is not of the form that the rules say. */
export function readModelList(json: unknown, rules: ModelListRules): ModelList | undefined {
	const entries = fieldOf(json, rules.list);
	if (!Array.isArray(entries)) return undefined;
	const models = entries.map(entry => readModel(entry, rules)).filter(({names}) => names.length > 0);
	return models.length === 0 ? undefined : {rules, models};
}

/** What somebody else wrote is repeated only where it looks like the name of a model or a language. */
const looksLikeName = /^[\w.:-]{1,80}$/;

function readModel(entry: unknown, rules: ModelListRules): Model {
	const names = rules.nameFields
		.map(field => fieldOf(entry, field))
		.filter((name): name is string => typeof name === 'string' && looksLikeName.test(name))
		.map(name => name.toLowerCase());
	const streams = rules.streamingFields.every(field => fieldOf(entry, field) === true);
	const languages = rules.languagesField === undefined ? undefined : fieldOf(entry, rules.languagesField);
	if (!Array.isArray(languages)) return {names, streams};
	return {names, streams, languages: languages.map(language => String(language).toLowerCase())};
}

function fieldOf(from: unknown, field: string): unknown {
	return typeof from === 'object' && from !== null && Object.hasOwn(from, field)
		? (from as Record<string, unknown>)[field]
		: undefined;
}

/** What a WebSocket's URL asks for that the lists do not have; undefined where all fits, or nothing can be said. */
export function compareWithModels(href: string, lists: readonly ModelList[]): ModelFinding | undefined {
	const url = new URL(href);
	const here = lists.find(({rules}) => rules.paths.includes(url.pathname));
	const model = here && parameterOf(url, here.rules.modelParameter);
	if (!here || model === undefined) return undefined;
	const named = modelsNamed(model, here);
	if (named.length === 0) return findElsewhere(model, url.pathname, lists) ?? unknownModel(model, here);
	if (!named.some(({streams}) => streams)) return notStreamed(model, here);
	return findLanguage({url, model, named, list: here});
}

function parameterOf(url: URL, parameter: string): string | undefined {
	const value = url.searchParams.get(parameter)?.toLowerCase();
	return value !== undefined && looksLikeName.test(value) ? value : undefined;
}

function modelsNamed(model: string, {models, rules}: ModelList): readonly Model[] {
	const spellings = [model, ...rules.nameSuffixes.map(suffix => model + suffix)];
	return models.filter(({names}) => names.some(name => spellings.includes(name)));
}

/** Names that requests use: the shortest that leads to the model. */
function shortName({names}: Model, {nameSuffixes}: ModelListRules): string {
	const name = names[0] ?? '';
	const suffix = nameSuffixes.find(ending => name.endsWith(ending)) ?? '';
	return name.slice(0, name.length - suffix.length);
}

function findElsewhere(model: string, path: string, lists: readonly ModelList[]): ModelFinding | undefined {
	const other = lists.find(list => !list.rules.paths.includes(path) && modelsNamed(model, list).length > 0);
	if (!other) return undefined;
	const instead = other.rules.paths;
	const sentence = `\`${model}\` is not a model of \`${path}\`, but of ${quoted(instead)}.`;
	return {kind: 'model_elsewhere', model, instead, sentence};
}

function unknownModel(model: string, {models, rules}: ModelList): ModelFinding {
	const near = models.filter(({streams}) => streams).map(one => shortName(one, rules));
	const instead = firstFew(near.sort((a, b) => commonStart(b, model) - commonStart(a, model)));
	const sentence = `The service lists no model \`${model}\` here. It does list ${quoted(instead)}.`;
	return {kind: 'model_unknown', model, instead, sentence};
}

function notStreamed(model: string, {models, rules}: ModelList): ModelFinding {
	const instead = firstFew(models.filter(({streams}) => streams).map(one => shortName(one, rules)));
	const sentence = `\`${model}\` does not stream. These do: ${quoted(instead)}.`;
	return {kind: 'model_not_streamed', model, instead, sentence};
}

type Asked = {
	readonly url: URL;
	readonly model: string;
	readonly named: readonly Model[];
	readonly list: ModelList;
};

function findLanguage({url, model, named, list}: Asked): ModelFinding | undefined {
	const {rules, models} = list;
	const language = rules.languageParameter && parameterOf(url, rules.languageParameter);
	if (!language || rules.otherLanguages.includes(language)) return undefined;
	const offers = ({streams, languages}: Model) => streams && (languages?.includes(language) ?? true);
	if (named.some(offers)) return undefined;
	const instead = firstFew(models.filter(offers).map(one => shortName(one, rules)));
	const others = instead.length > 0 ? `These do: ${quoted(instead)}.` : 'No model here does.';
	const sentence = `\`${model}\` does not offer \`${language}\` for streaming. ${others}`;
	return {kind: 'language_not_offered', model, language, instead, sentence};
}

function commonStart(a: string, b: string): number {
	let length = 0;
	while (length < a.length && a[length] === b[length]) length += 1;
	return length;
}

function firstFew(names: readonly string[]): readonly string[] {
	return [...new Set(names)].slice(0, 8);
}

function quoted(names: readonly string[]): string {
	return names.map(name => `\`${name}\``).join(', ');
}
