import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {z} from 'zod';
import {hashOf, keepMade} from './keep-made.ts';
import type {Cause, Client, Knowledge, KnowledgeProblem, Service} from './knowledge.ts';
import {causeSchema, clientSchema, guideSchema, serviceSchema} from './knowledge-schema.ts';
import {learnWordings, type Resemble, resembleBy, type Wordings} from './learn-wordings.ts';
import {readYaml, type YamlPath} from './read-yaml.ts';
import {splitFrontMatter} from './split-front-matter.ts';
import {splitTopics, type Topic} from './split-topics.ts';

/** The knowledge, and what is wrong with its files. */
export type ReadKnowledge = {
	readonly knowledge: Knowledge;
	readonly problems: readonly KnowledgeProblem[];
};

/**
 * The service, its causes and its client libraries. What is broken is left out and named; without a sound `service.yaml` nothing can be done.
 * `keepAs`: the beginning of the names of two files in which what was read and learned is kept for the next time.
 */
export function readKnowledge(dir: string, {keepAs}: {readonly keepAs?: string} = {}): ReadKnowledge {
	const from = keepAs === undefined ? '' : hashOf(textsOf(dir));
	const keep = <Made>(name: string, make: () => Made): Made =>
		keepAs === undefined ? make() : keepMade({file: `${keepAs}.${name}`, from}, make);
	const {problems, wordings, ...read} = keep('knowledge', () => readRecords(dir));
	const learn = () => resembleBy(keep('wordings', () => learnWordings(wordings)));
	return {knowledge: {...read, resemble: onceNeeded(learn)}, problems};
}

function readRecords(dir: string) {
	const {service, causes, clients, examples, problems} = readSources(dir);
	if (service === undefined) {
		const found = problems.filter(problem => problem.file === serviceFile);
		throw new Error(
			`Cannot read "${join(dir, serviceFile)}": ${found.map(({line, message}) => `line ${line}: ${message}`).join('; ')}`,
		);
	}
	const fingerprints = clients.flatMap(({value}) => value.fingerprints);
	return {
		service: {...service.value, evidence: {...service.value.evidence, clients: fingerprints}},
		causes: causes.map(({value: {asked: _, ...cause}}) => cause),
		clients: clients.map(({value}) => value),
		wordings: causes.map(({value}) => wordingsOf(value, examples)),
		problems,
	};
}

/** The texts of all files that are read, with their names. */
function textsOf(dir: string): string[] {
	const pages = ['causes', 'clients', 'guides'].map(folder => ({folder, ending: '.md'}));
	const files = [...pages, {folder: 'asked', ending: '.txt'}].flatMap(({folder, ending}) =>
		fileNames(join(dir, folder), ending).map(name => join(folder, name)),
	);
	return [serviceFile, ...files].flatMap(file => [file, readText(join(dir, file)) ?? '']);
}

/** A page as it was read, with what a check needs to point at its parts. */
export type Source<T> = {
	readonly file: string;
	readonly value: T;
	readonly body: string;
	readonly topics: readonly Topic[];
	/** The line of a part of the front matter. */
	readonly lineOf: (path: YamlPath) => number;
	/** The line of the file on which a line of the body stands. */
	readonly bodyLine: (line: number) => number;
};

/** `asked`: how people put it; searched, never shown. */
export type CausePage = Cause & {readonly asked: readonly string[]};

export type Guide = z.infer<typeof guideSchema>;

export type Sources = {
	readonly service?: Source<Service>;
	readonly causes: readonly Source<CausePage>[];
	readonly clients: readonly Source<Client>[];
	readonly guides: readonly Source<Guide>[];
	readonly examples: readonly Examples[];
	readonly problems: readonly KnowledgeProblem[];
};

/** Further ways to put a question that a cause answers: one file of `asked/`, a line for each. */
export type Examples = {
	readonly file: string;
	readonly causeId: string;
	readonly lines: readonly {readonly text: string; readonly line: number}[];
};

/** Every file of the knowledge that can be read, in the order of their names. */
export function readSources(dir: string): Sources {
	const problems: KnowledgeProblem[] = [];
	const service = readService(dir, problems);
	const causes = readPages({dir, folder: 'causes', schema: causeSchema}, problems);
	const clients = readPages({dir, folder: 'clients', schema: clientSchema}, problems);
	const guides = readPages({dir, folder: 'guides', schema: guideSchema}, problems);
	return {
		...(service !== undefined && {service}),
		causes: withoutTwins(causes.map(toCause), problems),
		clients: withoutTwins(clients.map(toClient), problems),
		guides,
		examples: readExamples(dir),
		problems,
	};
}

/** Everything that tells how people put it: the page's own list, the examples beside it, and the page's own words. */
function wordingsOf({id, asked, title, verdict, meaning}: CausePage, all: readonly Examples[]): Wordings {
	const lines = all.filter(({causeId}) => causeId === id).flatMap(({lines}) => lines);
	return {
		causeId: id,
		examples: [...asked, ...lines.map(({text}) => text), `${title}. ${verdict}. ${meaning}`],
	};
}

/** Learning takes a moment that not everyone who reads the knowledge has to wait for; what it took is let go. */
function onceNeeded(learn: () => Resemble): Resemble {
	let resemble: Resemble = text => {
		resemble = learn();
		return resemble(text);
	};
	return text => resemble(text);
}

function readExamples(dir: string): Examples[] {
	return fileNames(join(dir, 'asked'), '.txt').map(name => ({
		file: `asked/${name}`,
		causeId: name.slice(0, -'.txt'.length),
		lines: (readText(join(dir, 'asked', name)) ?? '')
			.split('\n')
			.map((line, index) => ({text: line.trim(), line: index + 1}))
			.filter(({text}) => text !== ''),
	}));
}

const serviceFile = 'service.yaml';

function readService(dir: string, problems: KnowledgeProblem[]): Source<Service> | undefined {
	const text = readText(join(dir, serviceFile));
	if (text === undefined) {
		problems.push({
			file: serviceFile,
			line: 1,
			message: 'found no such file, want one that describes the service',
		});
		return undefined;
	}
	const read = readYaml(serviceSchema, {text, firstLine: 1});
	problems.push(...read.problems.map(problem => ({file: serviceFile, ...problem})));
	if (read.value === undefined || read.problems.length > 0) return undefined;
	return {
		file: serviceFile,
		value: read.value,
		body: '',
		topics: [],
		lineOf: read.lineOf,
		bodyLine: line => line,
	};
}

type Folder<T> = {readonly dir: string; readonly folder: string; readonly schema: z.ZodType<T>};

function readPages<T>({dir, folder, schema}: Folder<T>, problems: KnowledgeProblem[]): Source<T>[] {
	return fileNames(join(dir, folder), '.md').flatMap((name): Source<T>[] => {
		const file = `${folder}/${name}`;
		const {frontMatter, frontMatterLine, body, bodyLine} = splitFrontMatter(readText(join(dir, file)) ?? '');
		if (frontMatter === '') {
			problems.push({file, line: 1, message: 'found no front matter, want one between two lines of "---"'});
			return [];
		}
		const read = readYaml(schema, {text: frontMatter, firstLine: frontMatterLine});
		problems.push(...read.problems.map(problem => ({file, ...problem})));
		if (read.value === undefined) return [];
		return [
			{
				file,
				value: read.value,
				body,
				topics: splitTopics(body),
				lineOf: read.lineOf,
				bodyLine: line => bodyLine + line,
			},
		];
	});
}

function toCause(source: Source<z.infer<typeof causeSchema>>): Source<CausePage> {
	const nextStep = topicText(source, 'Next step');
	const usual = topicText(source, 'Usual causes');
	const value: CausePage = {
		...source.value,
		meaning: topicText(source, 'What it means'),
		steps: splitSteps(topicText(source, 'Fix')),
		...(nextStep !== '' && {nextStep}),
		...(usual !== '' && {usual}),
	};
	return {...source, value};
}

function toClient(source: Source<z.infer<typeof clientSchema>>): Source<Client> {
	const sample = readSample(topicText(source, 'Key-less test'));
	const value: Client = {
		...source.value,
		shows: topicText(source, 'What it shows'),
		...(sample !== undefined && {sample}),
	};
	return {...source, value};
}

function topicText(source: Source<unknown>, heading: string): string {
	return source.topics.find(topic => topic.heading === heading)?.text ?? '';
}

/** The items of a numbered list, without their numbers; what is indented below an item belongs to it. */
function splitSteps(text: string): string[] {
	return text
		.split(/^\d{1,2}[.)] /m)
		.map(step => step.trim().replaceAll(/\n {1,4}/g, '\n'))
		.filter(step => step !== '');
}

function readSample(text: string): Client['sample'] {
	const match = /^```([\w+#-]*)[^\n]*\n([\s\S]*?)\n?```/m.exec(text);
	return match === null ? undefined : {fence: match[1] ?? '', code: match[2] ?? ''};
}

/** The first of the pages with one id counts. */
function withoutTwins<T extends {readonly id: string}>(
	sources: readonly Source<T>[],
	problems: KnowledgeProblem[],
): Source<T>[] {
	const firstOf = new Map<string, string>();
	return sources.filter(({file, value, lineOf}) => {
		const first = firstOf.get(value.id);
		if (first === undefined) {
			firstOf.set(value.id, file);
			return true;
		}
		problems.push({
			file,
			line: lineOf(['id']),
			message: `found the id of ${first} again, want an id of its own`,
		});
		return false;
	});
}

/** Names of the files in a folder with this ending; a folder that is not there has none. */
function fileNames(folder: string, ending: string): string[] {
	try {
		return readdirSync(folder)
			.filter(name => name.endsWith(ending))
			.sort();
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}
}

function readText(file: string): string | undefined {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
}
