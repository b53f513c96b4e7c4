import type {Answer} from './answer/answer.ts';
import type {AskOpinion} from './answer/ask-opinion.ts';
import type {ModelUse} from './answer/model-use.ts';
import type {PictureText, ReadPictures} from './answer/read-pictures.ts';
import {type Findings, writeAnswer} from './answer/write-answer.ts';
import type {WriteWithModel} from './answer/write-with-model.ts';
import {causesInDoubt, diagnose, type Facts, insufficientInfo} from './diagnosis/diagnose.ts';
import type {Diagnosis} from './diagnosis/diagnosis.ts';
import type {Opinion} from './diagnosis/second-opinion.ts';
import {cleanText} from './evidence/clean-text.ts';
import type {Evidence} from './evidence/evidence.ts';
import type {Question} from './evidence/question.ts';
import {readEvidence} from './evidence/read-evidence.ts';
import {readServiceCodes} from './evidence/read-service-words.ts';
import {removeSecrets} from './evidence/remove-secrets.ts';
import type {AnswerRecord} from './log/answer-record.ts';
import {chooseTarget} from './probe/choose-target.ts';
import type {Asker} from './probe/limit-probes.ts';
import type {LineNews} from './probe/line-news.ts';
import {compareWithModels, type ModelFinding, type ModelList} from './probe/model-list.ts';
import {setReportAside, withPastedReport} from './probe/pasted-report.ts';
import type {Observation, ProbeReport, Target} from './probe/probe-report.ts';
import type {PastedReport} from './probe/read-report.ts';
import {replayTarget} from './probe/replay-url.ts';
import type {Cause, Knowledge} from './retrieval/knowledge.ts';
import type {FoundSection, Search} from './retrieval/section.ts';

/** What happens on the road, in the order in which it happens; doors show it while the work goes on. */
export type Progress =
	| {readonly stage: 'evidence'; readonly evidence: Evidence}
	| {readonly stage: 'retrieval'; readonly sections: readonly FoundSection[]}
	| {readonly stage: 'probe_started'; readonly target: Target}
	| {readonly stage: 'observation'; readonly target: Target; readonly observation: Observation}
	| {readonly stage: 'probe'; readonly report: ProbeReport}
	| {readonly stage: 'diagnosis'; readonly diagnosis: Diagnosis}
	/** The reply as far as a model has written it; `isBeginning`: with its first words. */
	| {readonly stage: 'writing'; readonly text: string; readonly isBeginning?: true}
	| {readonly stage: 'answer'; readonly answer: Answer};

export type ProbeTarget = (
	target: Target,
	options: {
		readonly signal?: AbortSignal;
		readonly onObservation?: (observation: Observation) => void;
		/** Who asks, so that nobody makes the bot knock at a door all day. */
		readonly asker?: Asker;
	},
) => Promise<ProbeReport | TestingTooOften>;

/** The line was not tested: this member or their server had it tested too often. */
export type TestingTooOften = {readonly retryAfterMs: number};

/** What the road is walked with; `main.ts`, `cli.ts` and tests build it. */
export type Tools = {
	/** The knowledge as it stands now: it may be reloaded while the bot runs. */
	readonly knowledge: () => Knowledge;
	readonly search: Search;
	/** Undefined: the line is not tested. */
	readonly probe?: ProbeTarget;
	/** The newest measurement of a conversation. */
	readonly lastProbe?: (conversationId: string) => Promise<ProbeReport | undefined>;
	/** The service's own lists of models, as far as they can be had. */
	readonly modelLists?: () => Promise<readonly ModelList[]>;
	/** What is known of a target beside the measurement of this moment. */
	readonly news?: (targetName: string) => Promise<LineNews>;
	/** Undefined: the text of pictures is asked for. */
	readonly readPictures?: ReadPictures;
	/** Chooses among the causes where none is sure; undefined: nobody else is asked. */
	readonly askOpinion?: AskOpinion;
	/** Undefined: the built-in writer's answer stands. */
	readonly writeWithModel?: WriteWithModel;
	/** Lets others have the process for a moment; called between pieces of work that nobody can interrupt. */
	readonly breathe?: () => Promise<void>;
	/** Undefined: nothing is remembered. */
	readonly record?: (entry: AnswerRecord) => Promise<void>;
};

export type Walk = {
	readonly onProgress?: (progress: Progress) => void;
	readonly signal?: AbortSignal;
};

/** How many sections are asked of the search: enough for causes and documentation side by side. */
const sectionLimit = 12;

/**
 * The road: question → evidence → retrieval and probe → diagnosis → answer → log. Order only, no opinion
 * about failures. The record is kept before it is returned; throws where a stage throws.
 */
export async function answerQuestion(asked: Question, tools: Tools, walk: Walk = {}): Promise<AnswerRecord> {
	const {knowledge: currentKnowledge, search, probe: probeTarget, record} = tools;
	const {breathe = async () => {}} = tools;
	const tell = walk.onProgress ?? (() => {});
	const clock = stopwatch();
	const knowledge = currentKnowledge();
	const {causes} = knowledge;

	const modelUses: ModelUse[] = [];
	const onUse = (use: ModelUse) => void modelUses.push(use);
	const question = await withPictures(asked, {tools, walk, onUse});
	await breathe();
	const {evidence, pasted} = readQuestion(question, knowledge);
	const evidenceMs = clock.lap();
	tell({stage: 'evidence', evidence});
	await breathe();

	const sections = await search(searchRequest(evidence));
	const resemblances = knowledge.resemble?.(queryOf(evidence)) ?? [];
	await breathe();
	const retrievalMs = clock.lap();
	tell({stage: 'retrieval', sections});

	const target = chooseTarget(evidence, knowledge.service.targets, question.hosts);
	const earlierProbe = await tools.lastProbe?.(question.conversationId);
	const worthTesting =
		probeTarget !== undefined && !isAside(diagnose({evidence, sections, resemblances, causes}), causes);
	const [tested, models] = worthTesting
		? await Promise.all([
				testLine({question, evidence, target, probeTarget, walk}),
				compareModels(evidence, tools),
			])
		: [];
	const probe = tested && 'verdict' in tested ? tested : undefined;
	const news = worthTesting ? await tools.news?.(target.name) : undefined;
	const probeMs = clock.lap();

	const measured = {
		...(probe && {probe}),
		...(earlierProbe && {earlierProbe}),
		...(models && {models}),
		...(pasted && {pasted}),
		measuredCodes: codesIn(probe, knowledge),
	};
	await breathe();
	const facts = {evidence, sections, resemblances, causes, ...measured};
	const opinion = await secondOpinion(facts, {question, tools, walk, onUse});
	const diagnosis = diagnose({...facts, ...(opinion && {opinion})});
	const diagnosisMs = clock.lap();
	tell({stage: 'diagnosis', diagnosis});
	await breathe();

	const findings: Findings = {
		evidence: {...evidence, language: languageToAnswerIn(evidence, question)},
		target,
		diagnosis,
		sections,
		knowledge,
		...(probe && {probe}),
		...(news && {news}),
		...(models && {models}),
		testedTooOften: tested !== undefined && probe === undefined,
	};
	const written = await write({findings, question, elapsedMs: clock.total(), tools, walk});
	const answer = modelUses.length === 0 ? written : {...written, modelUses};
	const answerMs = clock.lap();
	tell({stage: 'answer', answer});

	const entry: AnswerRecord = {
		id: question.id,
		conversationId: question.conversationId,
		askedAt: question.askedAt,
		door: question.door,
		...(question.askerId !== undefined && {askerId: question.askerId}),
		...(question.authorId !== undefined && {authorId: question.authorId}),
		...(question.place && {place: question.place}),
		evidence,
		...(probe && {probe}),
		sections,
		diagnosis,
		answer,
		times: {evidenceMs, retrievalMs, probeMs, diagnosisMs, answerMs, elapsedMs: clock.total()},
	};
	await record?.(entry);
	return entry;
}

/** The question with the text of its pictures beside that of its files. */
async function withPictures(
	question: Question,
	{tools: {readPictures}, walk: {signal}, onUse}: {tools: Tools; walk: Walk; onUse: (use: ModelUse) => void},
): Promise<Question> {
	const {pictures = [], attachments} = question;
	if (pictures.length === 0) return question;
	const read =
		(await readPictures?.(pictures, {asker: askerOf(question), onUse, ...(signal && {signal})})) ??
		pictures.map(({name}): PictureText => ({name}));
	const texts = read.map(({name, text = ''}) => ({name, text, from: 'picture' as const}));
	return {...question, attachments: [...attachments, ...texts]};
}

function askerOf({askerId, place}: Question): Asker {
	return {
		...(askerId !== undefined && {memberId: askerId}),
		...(place?.guildId !== undefined && {serverId: place.guildId}),
	};
}

/** The evidence of a question, with the report of a test on the member's own machine, if they pasted one. */
function readQuestion(question: Question, {service}: Knowledge): {evidence: Evidence; pasted?: PastedReport} {
	const {text, report} = setReportAside(question.text);
	const evidence = readEvidence({...question, text}, service.evidence);
	if (report === undefined) return {evidence};
	return {evidence: withPastedReport(evidence, report, service.targets), pasted: report};
}

function searchRequest(evidence: Evidence) {
	return {
		query: queryOf(evidence),
		failures: evidence.failures.map(({code}) => code),
		identifiers: evidence.serviceCodes.map(({code}) => code),
		limit: sectionLimit,
	};
}

/** So few words ("still the same") ask nothing by themselves: what was said before stands beside them. */
const fewWords = 6;

/** What is searched for, and held against how others put it. */
export function queryOf({text, earlierTexts}: Evidence): string {
	const before = earlierTexts[0];
	return before !== undefined && text.split(/\s+/).length < fewWords ? `${text}\n${before}` : text;
}

async function testLine(given: {
	question: Question;
	evidence: Evidence;
	target: Target;
	probeTarget: ProbeTarget;
	walk: Walk;
}): Promise<ProbeReport | TestingTooOften> {
	const {question, evidence, probeTarget, walk} = given;
	const target = replayTarget(given.target, evidence.urls);
	const tell = walk.onProgress ?? (() => {});
	tell({stage: 'probe_started', target});
	const report = await probeTarget(target, {
		...(walk.signal && {signal: walk.signal}),
		asker: askerOf(question),
		onObservation: observation => tell({stage: 'observation', target, observation}),
	});
	if ('verdict' in report) tell({stage: 'probe', report});
	return report;
}

/** What somebody else makes of it, where that is wanted and can change anything. */
async function secondOpinion(
	facts: Facts,
	{
		question,
		tools,
		walk,
		onUse,
	}: {question: Question; tools: Tools; walk: Walk; onUse: (use: ModelUse) => void},
): Promise<Opinion | undefined> {
	if (tools.askOpinion === undefined) return undefined;
	const candidates = causesInDoubt(facts);
	if (candidates.length === 0) return undefined;
	const {evidence, probe, causes} = facts;
	const {comparison} = diagnose(facts);
	return tools.askOpinion({
		candidates: candidates.map(({id, title}) => {
			return {id, title, verdict: causes.find(cause => cause.id === id)?.verdict ?? ''};
		}),
		question: evidence.text,
		earlier: evidence.earlierTexts,
		measured: [
			...(probe === undefined ? [] : [`verdict: ${probe.verdict}`]),
			...(probe?.failure === undefined ? [] : [`failure: ${probe.failure}`]),
			...(comparison.kind === 'nothing_to_compare' ? [] : [comparison.sentence]),
		],
		asker: askerOf(question),
		onUse,
		...(walk.signal && {signal: walk.signal}),
	});
}

/** What of the newest request that the member pasted does not fit the service's own lists of models. */
async function compareModels(evidence: Evidence, tools: Tools): Promise<ModelFinding | undefined> {
	const [pasted] = evidence.urls.filter(({ours}) => ours).toSorted((a, b) => a.turn - b.turn);
	if (pasted === undefined || tools.modelLists === undefined) return undefined;
	return compareWithModels(pasted.href, await tools.modelLists());
}

/** The member's language, or else the one that is usual where they ask. */
function languageToAnswerIn({language}: Evidence, {languages = []}: Question): string {
	return languages.includes(language) ? language : (languages[0] ?? language);
}

/** The built-in writer's answer, in a model's words where there is one. */
async function write(given: {
	findings: Findings;
	question: Question;
	elapsedMs: number;
	tools: Tools;
	walk: Walk;
}): Promise<Answer> {
	const {findings, question, elapsedMs, tools, walk} = given;
	const builtIn = writeAnswer(findings);
	if (tools.writeWithModel === undefined) return builtIn;
	return tools.writeWithModel({
		findings,
		builtIn,
		conversation: conversationOf(question, findings.knowledge),
		elapsedMs,
		asker: askerOf(question),
		onText: (text, more) => walk.onProgress?.({stage: 'writing', text, ...more}),
		...(walk.signal && {signal: walk.signal}),
	});
}

/** How many earlier turns a model is shown. */
const mostTurns = 12;

/** What was said before, without its secrets: a door may hand on what a member wrote elsewhere. */
function conversationOf({earlier}: Question, {service}: Knowledge): Question['earlier'] {
	return earlier
		.slice(-mostTurns)
		.map(turn => ({...turn, text: removeSecrets(cleanText(turn.text), service.evidence.keyPatterns).text}));
}

/** The service's error codes in an answer that is not the sound one to a request without a key. */
function codesIn(probe: ProbeReport | undefined, {service}: Knowledge): readonly string[] {
	if (probe?.verdict !== 'refused' || probe.fromService === false) return [];
	const text = [probe.vendorError, probe.body].filter(said => said !== undefined).join('\n');
	return readServiceCodes({turn: 0, text}, service.evidence).map(({code}) => code);
}

/** Nobody's line is tested for a question that is not for us: no socket is opened on an injection's request. */
function isAside(diagnosis: Diagnosis, causes: readonly Cause[]): boolean {
	const lead = causes.find(({id}) => id === diagnosis.causes[0]?.id);
	return lead !== undefined && lead.kind !== 'failure' && lead.id !== insufficientInfo;
}

/** Milliseconds, to the tenth. */
function stopwatch() {
	const start = performance.now();
	let last = start;
	return {
		lap() {
			const before = last;
			last = performance.now();
			return rounded(last - before);
		},
		total: () => rounded(performance.now() - start),
	};
}

function rounded(ms: number): number {
	return Math.round(ms * 10) / 10;
}
