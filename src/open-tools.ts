import {join} from 'node:path';
import type {AskOpinion} from './answer/ask-opinion.ts';
import type {ModelWriter, ModelWriterOptions} from './answer/open-model-writer.ts';
import type {PictureCall, ReadPictures} from './answer/read-pictures.ts';
import type {Budget} from './answer/within-budget.ts';
import type {ProbeTarget, Tools} from './answer-question.ts';
import type {Config, KnowledgeDir} from './config.ts';
import {naturalLanguage} from './evidence/natural-language.ts';
import {removeSecrets} from './evidence/remove-secrets.ts';
import {isAway} from './log/is-away.ts';
import {isPostgresUrl} from './log/open-database.ts';
import {type OpenLog, openLog} from './log/open-log.ts';
import {type SteadyLog, steadyLog} from './log/steady-log.ts';
import {chooseProxy} from './probe/choose-proxy.ts';
import {fetchJson} from './probe/fetch-json.ts';
import {type FetchedText, fetchText, type TextReader} from './probe/fetch-text.ts';
import {keepModelLists} from './probe/keep-model-lists.ts';
import {type Asker, type LimitResult, limitProbes, usualLimits} from './probe/limit-probes.ts';
import type {ProbeOptions} from './probe/probe-options.ts';
import type {Target} from './probe/probe-report.ts';
import {probeTarget} from './probe/probe-target.ts';
import {type Probe, shareProbes} from './probe/share-probes.ts';
import type {Knowledge} from './retrieval/knowledge.ts';
import {type Library, openLibrary} from './retrieval/library.ts';
import {type KnowledgeIndex, openIndex} from './retrieval/open-index.ts';
import {type OpenSearch, openSearch, type SearchOptions} from './retrieval/open-search.ts';
import type {IndexDir} from './retrieval/place-pages.ts';
import {readKnowledge} from './retrieval/read-knowledge.ts';
import type {Search} from './retrieval/section.ts';

/** What the road is walked with, and what has to be closed afterwards. */
export type OpenTools = Tools & {
	readonly probe: ProbeTarget;
	/** The same for the watch: nobody waits for it, so nothing is shared or limited. */
	readonly watchProbe: Probe;
	/** Fetches a text that a member links to, at one of the hosts that a moderator has allowed. */
	readonly fetchPaste: <T>(
		url: string,
		request: {readonly hosts: readonly string[]; readonly signal: AbortSignal},
		read: TextReader<T>,
	) => Promise<FetchedText<T>>;
	readonly log: SteadyLog;
	/** The same search without a server of embeddings: nobody is asked for anything. */
	readonly searchByWords: Search;
	/** What that search works on, as it stands now. */
	readonly searched: KnowledgeIndex['searched'];
	/** The model that words answers; undefined where none is configured or wanted. */
	readonly modelWriter?: ModelWriter;
	/** Whether a link stands in the knowledge or in a documentation folder. */
	readonly isKnownLink: (url: string) => boolean;
	/** All that is known, as those who write it look through it. */
	readonly library: Library;
	readonly close: () => Promise<void>;
};

export type OpenOptions = {
	/** Hears of what is wrong and can be lived with: a knowledge page that cannot be read. */
	/** `about` names the question, where it is about one. */
	readonly onWarning: (message: string, about?: {readonly questionId?: string}) => void;
	/** Hears that a knowledge file changed and was read again; undefined: files are not watched. */
	readonly onReload?: () => void;
	/** `terminal`: a person asks on their own machine; any host may be probed. `bot`: the service's hosts alone. */
	readonly vantage: 'terminal' | 'bot';
	/**
	 * `memory`: nothing is written, neither the log nor the search index. `index alone`: an index beside the bot's own,
	 * for who measures with vectors and does not want to have them made each time.
	 */
	readonly keep: 'disk' | 'memory' | 'index alone';
	/** Undefined: the search goes by words alone, also where a model for embeddings is configured. */
	readonly vectors?: Pick<SearchOptions, 'make' | 'news' | 'onCall'>;
	/** Undefined: the built-in writer alone, also where a model is configured. */
	readonly writer?: 'model';
	/** `on`: asked for also where it is not configured. */
	readonly secondOpinion?: 'on';
	/** Hears how each picture was read. */
	readonly onPicture?: (call: PictureCall) => void;
	/** Folders to search in place of the configured ones. */
	readonly searchDirs?: readonly KnowledgeDir[];
};

/** How long a measurement is good for who asks after it. */
const shareForMs = 30_000;

/** Opens everything that a question needs, in the order of the road. Throws where the knowledge, the index or the log cannot be used. */
export async function openTools(config: Config, options: OpenOptions): Promise<OpenTools> {
	const [own = {dir: 'knowledge'}] = config.knowledgeDirs;
	const {knowledge, reload} = openKnowledge(own.dir, {
		onWarning: options.onWarning,
		...keptBeside(config, options.keep),
	});
	const {synonyms, elsewhere = []} = knowledge().service;
	const index = await openIndex({
		dirs: indexDirs(options.searchDirs ?? config.knowledgeDirs, own),
		file: indexFile(config, options.keep),
		synonyms,
		elsewhere,
	});
	const log = await openSteadyLog(options.keep === 'disk' ? config.databaseUrl : 'file::memory:', options);
	const meaning = await openMeaning(index, config, options);
	const modelWriter =
		options.writer === undefined ? undefined : await openWriter(config, {knowledge, log, ...options});
	const readPictures =
		options.writer === undefined ? undefined : await openPictures(config, {log, ...options});
	const askOpinion = await openOpinion(config, {knowledge, log, ...options});
	const library = openLibrary(own.dir, index);
	const unwatch =
		options.onReload &&
		index.watch(() => {
			reload();
			library.forget();
			meaning?.refresh();
			options.onReload?.();
		});
	return {
		knowledge,
		search: meaning?.search ?? index.search,
		searchByWords: index.search,
		searched: index.searched,
		...buildProbes(config, {...options, log, knowledge}),
		fetchPaste: (url, {hosts, signal}, read) => {
			const {marks} = knowledge().service;
			const guard = {hosts, ports: [443]};
			return fetchText(
				url,
				{marks, measuredFrom: config.measuredFrom, now: () => new Date(), guard, signal},
				read,
			);
		},
		log,
		record: entry => log.record(entry),
		lastProbe: id => log.lastProbe(id),
		...(readPictures && {readPictures}),
		...(askOpinion && {askOpinion}),
		...(modelWriter && {modelWriter, writeWithModel: modelWriter.write}),
		library,
		isKnownLink: url => linksOf(knowledge()).has(url) || index.hasLink(url),
		async close() {
			unwatch?.();
			await meaning?.close();
			index.close();
			await log.close();
		},
	};
}

/** The log, which goes on while its database cannot be used and says so. */
async function openSteadyLog(
	databaseUrl: string,
	{onWarning}: Pick<OpenOptions, 'onWarning'>,
): Promise<SteadyLog> {
	const log = await openLog(databaseUrl, {
		onError: error => onWarning(`a connection to the database broke: ${error.message}\n`),
	});
	return steadyLog(log, {
		now: () => new Date(),
		onAway: error =>
			onWarning(
				`the log cannot be written, and what is to be kept waits in memory: ${(error as Error).message}\n`,
			),
		onBack: written =>
			onWarning(`the log can be written again: what had waited is kept (${written} writes)\n`),
		onLost: ({what, questionId}, error) =>
			onWarning(`${what} could not be kept (question ${questionId}): ${(error as Error).message}\n`, {
				questionId,
			}),
	});
}

/** Where a key alone is given: small, quick, and it follows rules well enough to be held to them. */
const defaultModel = 'gpt-5.4-mini';

/** The model's name; a server of one's own has none that everybody knows. */
export function modelOf({model, apiKey, baseUrl}: NonNullable<Config['openai']>): string | undefined {
	if (model !== undefined) return model === 'none' ? undefined : model;
	return apiKey !== undefined && baseUrl === undefined ? defaultModel : undefined;
}

/** Opened only where it is used: the client is large. */
async function openWriter(
	{openai = {}, modelBudget}: Config,
	{
		knowledge,
		log,
		keep,
		onWarning,
	}: Pick<OpenOptions, 'keep' | 'onWarning'> & Pick<OpenTools, 'knowledge' | 'log'>,
): Promise<ModelWriter | undefined> {
	const name = modelOf(openai);
	if (name === undefined) return undefined;
	const {apiKey, baseUrl, prices} = openai;
	const {openModel} = await import('./answer/model.ts');
	const {guardModel} = await import('./answer/guard-model.ts');
	const {openModelWriter} = await import('./answer/open-model-writer.ts');
	const {withinBudget} = await import('./answer/within-budget.ts');
	const model = openModel({
		name,
		...(apiKey !== undefined && {apiKey}),
		...(baseUrl !== undefined && {baseUrl}),
	});
	const now = () => new Date();
	// Who measures wants every answer.
	const limits = keep === 'disk' ? modelBudget : {};
	const open = (within: Pick<ModelWriterOptions, 'mayAsk'>) =>
		openModelWriter({
			model: guardModel(model),
			languageOf: naturalLanguage,
			redact: text => removeSecrets(text, knowledge().service.evidence.keyPatterns).text,
			...(prices && {prices}),
			...within,
			now,
		});
	return withinBudget(open, {
		budget: budgetIn(log, limits),
		now,
		onSpent: whose =>
			onWarning(
				`what the model may use in a day is used up (${budgetNames[whose]}): the built-in writer answers\n`,
			),
		onError: error => onWarning(`a model's tokens could not be counted: ${(error as Error).message}\n`),
	});
}

const budgetNames = {
	day: 'MODEL_BUDGET_PER_DAY',
	server: 'MODEL_BUDGET_PER_SERVER, of one server',
	member: 'MODEL_BUDGET_PER_MEMBER, of one member',
} as const;

/** Reads pictures, where a model for that is configured. */
async function openPictures(
	{openai = {}, modelBudget}: Config,
	{log, keep, onPicture}: Pick<OpenOptions, 'keep' | 'onPicture'> & Pick<OpenTools, 'log'>,
): Promise<ReadPictures | undefined> {
	const {visionModel: name, apiKey, baseUrl, model: textModel, prices: textPrices} = openai;
	const prices = openai.visionPrices ?? (name === textModel ? textPrices : undefined);
	if (name === undefined) return undefined;
	const {openModel} = await import('./answer/model.ts');
	const {guardModel} = await import('./answer/guard-model.ts');
	const {openPictureReader} = await import('./answer/read-pictures.ts');
	const {promptVersions, readPrompt} = await import('./answer/prompts.ts');
	const server = {name, ...(apiKey !== undefined && {apiKey}), ...(baseUrl !== undefined && {baseUrl})};
	return openPictureReader({
		model: guardModel(openModel(server)),
		prompt: readPrompt(promptVersions.picture),
		...(prices && {prices}),
		budget: budgetIn(log, keep === 'disk' ? modelBudget : {}),
		...(onPicture && {onRead: onPicture}),
	});
}

/** Asks the model that words answers for a second opinion, where that is wanted. */
async function openOpinion(
	{openai = {}, modelBudget}: Config,
	{knowledge, log, ...options}: OpenOptions & Pick<OpenTools, 'knowledge' | 'log'>,
): Promise<AskOpinion | undefined> {
	const name = modelOf(openai);
	const isConfigured = options.writer !== undefined && openai.secondOpinion !== undefined;
	if (name === undefined || !(isConfigured || options.secondOpinion === 'on')) return undefined;
	const {apiKey, baseUrl, prices, secondOpinion: weight} = openai;
	const {openModel} = await import('./answer/model.ts');
	const {guardModel} = await import('./answer/guard-model.ts');
	const {openSecondOpinion} = await import('./answer/ask-opinion.ts');
	const {promptVersions, readPrompt} = await import('./answer/prompts.ts');
	const server = {name, ...(apiKey !== undefined && {apiKey}), ...(baseUrl !== undefined && {baseUrl})};
	return openSecondOpinion({
		model: guardModel(openModel(server)),
		prompt: readPrompt(promptVersions.opinion),
		...(prices && {prices}),
		...(typeof weight === 'number' && {weight}),
		redact: text => removeSecrets(text, knowledge().service.evidence.keyPatterns).text,
		budget: budgetIn(log, options.keep === 'disk' ? modelBudget : {}),
	});
}

/** What the model may use in a day, counted in the log. */
function budgetIn({modelUse}: OpenLog, limits: Config['modelBudget']): Budget {
	return {
		take: (user, tokens) => modelUse.take({at: new Date(), user, tokens, limits}),
		correct: (user, tokens) => modelUse.correct({at: new Date(), user, tokens}),
	};
}

/** The search by vectors too, where that is configured and wanted; open as soon as it has what it begins with. */
async function openMeaning(
	index: KnowledgeIndex,
	{openai = {}}: Config,
	{vectors}: OpenOptions,
): Promise<OpenSearch | undefined> {
	const {embeddingModel: model, embeddingDimensions: dimensions, apiKey, baseUrl} = openai;
	if (model === undefined || vectors === undefined) return undefined;
	const server = {
		model,
		...(dimensions !== undefined && {dimensions}),
		...(apiKey !== undefined && {apiKey}),
		...(baseUrl !== undefined && {baseUrl}),
	};
	const search = openSearch({index, server, ...vectors});
	if (vectors.make === 'never') await search.loaded;
	if (vectors.make === 'at once') await search.complete;
	return search;
}

/** The bot's own pages know which pages of the documentation are meant, even where they are not searched themselves. */
function indexDirs(dirs: readonly KnowledgeDir[], own: KnowledgeDir): readonly IndexDir[] {
	return dirs.some(({dir}) => dir === own.dir) ? dirs : [...dirs, {dir: own.dir, use: 'mentions'}];
}

/** The knowledge as it stands; a change that breaks it is reported, and what was read before stays. */
function openKnowledge(
	dir: string,
	{onWarning, ...keeping}: Pick<OpenOptions, 'onWarning'> & {readonly keepAs?: string},
) {
	let current = read();
	function read(): Knowledge {
		const {knowledge, problems} = readKnowledge(dir, keeping);
		for (const {file, line, message} of problems) onWarning(`${join(dir, file)}:${line}: ${message}\n`);
		return knowledge;
	}
	return {
		knowledge: () => current,
		reload() {
			try {
				current = read();
			} catch (error) {
				onWarning(`${(error as Error).message}; the knowledge stays as it was\n`);
			}
		},
	};
}

function buildProbes(
	config: Config,
	{vantage, log, knowledge}: OpenOptions & Pick<OpenTools, 'log' | 'knowledge'>,
): Required<Pick<OpenTools, 'probe' | 'watchProbe' | 'modelLists'>> {
	const now = () => new Date();
	const optionsFor = ({url, allowed}: Pick<Target, 'url' | 'allowed'>): ProbeOptions => {
		const {hostname} = new URL(url);
		const {marks, controls, evidence} = knowledge().service;
		const proxy = chooseProxy(new URL(url), config.proxyVariables);
		return {
			marks,
			controls,
			now,
			measuredFrom: config.measuredFrom,
			vantage: vantage === 'bot' ? 'bot' : 'asker',
			...(vantage === 'bot' && {guard: {hosts: [...evidence.hosts, ...(allowed ? [hostname] : [])]}}),
			// A proxy looks names up by itself: whether the address is public could not be checked.
			...(proxy && !allowed && {proxy}),
		};
	};
	const watchProbe: Probe = (target, call) => probeTarget(target, {...optionsFor(target), ...call});
	const modelLists = keepModelLists({
		rules: knowledge().service.modelLists,
		fetch: url => fetchJson(url, optionsFor({url})),
		now,
	});
	const shared = shareProbes(watchProbe, {forMs: shareForMs, now});
	if (vantage === 'terminal') return {probe: shared, watchProbe, modelLists};
	const take = isPostgresUrl(config.databaseUrl)
		? takeTogether(log, now)
		: limitProbes({...usualLimits, now}).take;
	return {
		watchProbe,
		modelLists,
		probe: async (target, {asker = {}, ...call}) => {
			const limit = await take(asker);
			return limit.allowed ? shared(target, call) : {retryAfterMs: limit.retryAfterMs};
		},
	};
}

/** Where several processes share a database they count together; nobody is refused because it is away. */
function takeTogether({allowances}: OpenLog, now: () => Date) {
	return async (user: Asker): Promise<LimitResult> => {
		try {
			return await allowances.take({at: now(), user, ...usualLimits});
		} catch (error) {
			if (!isAway(error)) throw error;
			return {allowed: true};
		}
	};
}

/** The index stands beside the log; it can be deleted at any time and is built again. */
function indexFile(
	{databaseUrl, role}: Pick<Config, 'databaseUrl' | 'role'>,
	keep: OpenOptions['keep'],
): string {
	// Every process has an index of its own, whatever database they share.
	const path = databaseUrl.startsWith('file:')
		? databaseUrl.replace(/^file:/, '')
		: `data/lineman${role === 'all' ? '' : `-${role}`}.db`;
	if (keep === 'memory' || path === ':memory:') return ':memory:';
	return `${path.replace(/\.db$/, '')}.${keep === 'disk' ? 'index' : 'evaluation'}.db`;
}

/** What was read of the knowledge stands beside the index, and can be deleted as well. */
function keptBeside(config: Config, keep: OpenOptions['keep']): {readonly keepAs?: string} {
	const file = indexFile(config, keep);
	if (keep !== 'disk' || file === ':memory:') return {};
	return {keepAs: file.replace(/\.index\.db$/, '')};
}

function linksOf({service, causes, clients}: Knowledge): ReadonlySet<string> {
	const inText = (text: string) =>
		[...text.matchAll(/\]\(<?(https:\/\/[^\s<>()]+)>?\)/g)].map(([, url = '']) => url);
	return new Set([
		...[
			service.documentation,
			service.statusPage,
			service.keys?.url,
			service.support?.url,
			service.community?.url,
		].filter(url => url !== undefined),
		...service.targets.flatMap(({docs}) => docs.map(({url}) => url)),
		...causes.flatMap(({docs, meaning, steps, nextStep = ''}) => [
			...docs.map(({url}) => url),
			...inText([meaning, ...steps, nextStep].join('\n')),
		]),
		...clients.flatMap(({docs, shows}) => [...docs.map(({url}) => url), ...inText(shows)]),
	]);
}
