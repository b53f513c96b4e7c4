import {isDeepStrictEqual} from 'node:util';
import {judgePattern} from './judge-pattern.ts';
import type {Client, Condition, DocLink, KnowledgeProblem, Service, Signal} from './knowledge.ts';
import {isHttpsUrl} from './knowledge-schema.ts';
import {
	type CausePage,
	type Examples,
	type Guide,
	readSources,
	type Source,
	type Sources,
} from './read-knowledge.ts';
import type {YamlPath} from './read-yaml.ts';

/** Every mistake of the folder that can be told from its text, in the order of files and lines. */
export function checkKnowledge(dir: string): readonly KnowledgeProblem[] {
	const sources = readSources(dir);
	const problems = [
		...sources.problems,
		...(sources.service === undefined ? [] : checkService(sources.service)),
		...sources.causes.flatMap(source => checkCause(source, sources)),
		...sources.clients.flatMap(checkClient),
		...sources.guides.flatMap(checkGuide),
		...sources.examples.flatMap(examples => checkExamples(examples, sources)),
		...findTwins([...sources.causes, ...sources.clients, ...sources.guides]),
	];
	return problems.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/** Lengths with links. What is longer does not fit one message of Discord together with the rest. */
const longest = {verdict: 110, meaning: 320, fix: 700, nextStep: 220, shows: 300, sample: 420} as const;

function checkService(source: Source<Service>): KnowledgeProblem[] {
	const {evidence, targets, synonyms} = source.value;
	const at = pointer(source);
	const patterns: [YamlPath, RegExp][] = [
		[['request_id_pattern'], evidence.requestIdPattern],
		...evidence.keyPatterns.map((pattern, index): [YamlPath, RegExp] => [['key_patterns', index], pattern]),
		...evidence.codes.flatMap(({says}, code) =>
			says.map((pattern, index): [YamlPath, RegExp] => [['codes', code, 'says', index], pattern]),
		),
		...evidence.targets.flatMap(({words}, target) =>
			words.map((pattern, index): [YamlPath, RegExp] => [['targets', target, 'words', index], pattern]),
		),
	];
	return [
		...patterns.flatMap(([path, pattern]) => judgePattern(pattern).map(message => at(path, message))),
		...repeated(targets.map(({name}) => name)).map(index =>
			at(['targets', index, 'name'], 'found the name of an earlier target again, want one of its own'),
		),
		...repeated(evidence.codes.map(({code}) => code)).map(index =>
			at(['codes', index, 'code'], 'found an earlier code again, want each once'),
		),
		...repeated(evidence.parameterNames).map(index =>
			at(['parameters', index], 'found an earlier parameter again, want each once'),
		),
		...synonyms.flatMap((group, index) =>
			new Set(group.map(word => word.toLowerCase())).size < group.length
				? [at(['synonyms', index], 'found a word twice, want each once')]
				: [],
		),
	];
}

function checkCause(source: Source<CausePage>, sources: Sources): KnowledgeProblem[] {
	const {value} = source;
	const at = pointer(source);
	const diagnosable = value.kind !== 'aside';
	const problems = [
		...checkFileName(source),
		...checkLength(at(['verdict'], '"verdict": '), value.verdict, longest.verdict),
		...(['for', 'against'] as const).flatMap(side =>
			value[side].flatMap((signal, index) => checkSignal({source, sources, signal, path: [side, index]})),
		),
		...checkRepeatedSignals(source),
		...checkDocs(source, diagnosable ? 1 : 0),
		...checkTopics(source, {
			wanted: diagnosable ? ['What it means', 'Fix', 'Next step'] : ['What it means'],
			known: ['What it means', 'Fix', 'Next step', 'Usual causes', 'More'],
		}),
		...checkTopicLength(source, 'What it means', longest.meaning),
		...checkTopicLength(source, 'Fix', longest.fix),
		...checkTopicLength(source, 'Next step', longest.nextStep),
		...checkLinks(source),
	];
	if (value.asked.length < 3) {
		problems.push(at(['asked'], `"asked": found ${value.asked.length}, want 3 to 16 ways to put it`));
	}
	for (const index of repeated(value.asked.map(words => words.toLowerCase()))) {
		problems.push(at(['asked', index], '"asked": found the same words again, want each once'));
	}
	if (diagnosable && value.for.length === 0) {
		problems.push(at(['for'], '"for": found no signal, want at least one; the cause can never be found'));
	}
	if (value.kind === 'failure' && value.ask.length === 0) {
		problems.push(at(['ask'], '"ask": found nothing, want one or two facts that would decide'));
	}
	if (value.ask.length > 2) {
		problems.push(
			at(['ask', 2], `"ask": found ${value.ask.length}, want one or two facts that would decide`),
		);
	}
	if (value.steps.length > 4) {
		problems.push(topicAt(source, 'Fix', `found ${value.steps.length} steps, want at most 4`));
	}
	if (value.steps.length > 0 && !/^1[.)] /.test(topicOf(source, 'Fix')?.text ?? '')) {
		problems.push(
			topicAt(source, 'Fix', 'found words before the first step, want a list that begins with "1."'),
		);
	}
	return problems;
}

function checkExamples({file, causeId, lines}: Examples, {causes}: Sources): KnowledgeProblem[] {
	if (!causes.some(({value}) => value.id === causeId)) {
		return [{file, line: 1, message: `found no cause "${causeId}", want a file named after a cause`}];
	}
	return repeated(lines.map(({text}) => text.toLowerCase())).map(index => ({
		file,
		line: lines[index]?.line ?? 1,
		message: 'found an earlier line again, want each once',
	}));
}

function checkClient(source: Source<Client>): KnowledgeProblem[] {
	const {value} = source;
	const at = pointer(source);
	return [
		...checkFileName(source),
		...value.fingerprints.flatMap(({pattern}, index) =>
			judgePattern(pattern).map(message => at(['fingerprints', index, 'pattern'], message)),
		),
		...repeated(value.fingerprints.map(({pattern}) => pattern.source)).map(index =>
			at(['fingerprints', index], 'found an earlier fingerprint again, want each once'),
		),
		...(value.fingerprints.length === 0
			? [
					at(
						['fingerprints'],
						'"fingerprints": found none, want at least one; the client can never be recognised',
					),
				]
			: []),
		...checkDocs(source, 1),
		...checkTopics(source, {wanted: ['What it shows'], known: ['What it shows', 'Key-less test', 'More']}),
		...checkTopicLength(source, 'What it shows', longest.shows),
		...checkSample(source),
		...checkLinks(source),
	];
}

function checkSample(source: Source<Client>): KnowledgeProblem[] {
	const {sample} = source.value;
	const topic = topicOf(source, 'Key-less test');
	if (topic === undefined) return [];
	if (sample === undefined)
		return [topicAt(source, topic.heading, 'found no code, want a fence with the test')];
	const place = topicAt(source, topic.heading, '');
	const problems = checkLength(place, sample.code, longest.sample);
	if (!/\{(?:https_)?url\}/.test(sample.code)) {
		problems.push({
			...place,
			message: '"Key-less test": found no {url} or {https_url}, want the place of the address',
		});
	}
	if (sample.fence === '') {
		problems.push({
			...place,
			message: '"Key-less test": found a fence without a language, want one, as in ```js',
		});
	}
	return problems;
}

function checkGuide(source: Source<Guide>): KnowledgeProblem[] {
	const empty = source.body.trim() === '';
	return [
		...checkDocs(source, 1),
		...checkLinks(source),
		...(empty ? [{file: source.file, line: source.bodyLine(0), message: 'found no text, want some'}] : []),
	];
}

function checkFileName(source: Source<{readonly id: string}>): KnowledgeProblem[] {
	const name = source.file.slice(source.file.lastIndexOf('/') + 1);
	if (name === `${source.value.id}.md`) return [];
	return [pointer(source)(['id'], `"id": found "${source.value.id}" in ${name}, want the name of the file`)];
}

type SignalPlace = {
	readonly source: Source<CausePage>;
	readonly sources: Sources;
	readonly signal: Signal;
	readonly path: YamlPath;
};

function checkSignal({source, sources, signal, path}: SignalPlace): KnowledgeProblem[] {
	const at = pointer(source);
	const problems = checkCondition(signal.when, sources).map(message => at(path, message));
	if (signal.weight > 6)
		problems.push(at(path, `found a weight of ${signal.weight}, want at most 6; 4 all but decides`));
	return problems;
}

/** What a condition names that is not there, and how it contradicts itself. */
function checkCondition(condition: Condition, sources: Sources): string[] {
	const service = sources.service?.value;
	if ('all' in condition) {
		return [
			...condition.all.flatMap(each => checkCondition(each, sources)),
			...findContradiction(condition.all),
		];
	}
	if ('any' in condition) return condition.any.flatMap(each => checkCondition(each, sources));
	if ('not' in condition) return checkCondition(condition.not, sources);
	if ('says' in condition) return judgePattern(condition.says).map(message => `"says" ${message}`);
	if ('url' in condition) return judgePattern(condition.url).map(message => `"url" ${message}`);
	if ('client' in condition) {
		const known = sources.clients.map(({value}) => value.id);
		return known.includes(condition.client) ? [] : [`found client "${condition.client}", which has no page`];
	}
	if (service === undefined) return [];
	if ('code' in condition && !service.evidence.codes.some(({code}) => code === condition.code)) {
		return [`found code "${condition.code}", which no rule of service.yaml yields`];
	}
	if ('target' in condition && !service.targets.some(({name}) => name === condition.target)) {
		return [`found target "${condition.target}", which service.yaml does not have`];
	}
	if ('parameter' in condition) {
		const unknown = service.evidence.parameterNames.includes(condition.parameter)
			? []
			: [`found parameter "${condition.parameter}", which service.yaml does not have`];
		// A value may well be empty, so a pattern for it may match nothing at all.
		const patterns = judgePattern(condition.matches ?? /./).filter(
			message => !message.startsWith('matches every'),
		);
		return [...unknown, ...patterns.map(message => `"matches" ${message}`)];
	}
	return [];
}

/** Of these a question has one at most. */
const single = ['programmingLanguage', 'target'] as const;

function findContradiction(conditions: readonly Condition[]): string[] {
	const all = conditions.flatMap(condition => ('all' in condition ? condition.all : [condition]));
	const denied = all.flatMap(condition => ('not' in condition ? [condition.not] : []));
	const problems = all
		.filter(condition => denied.some(each => isDeepStrictEqual(each, condition)))
		.map(() => 'can never be met: the same condition is wanted and denied');
	for (const kind of single) {
		const values = all.flatMap(condition => (kind in condition ? [Object.values(condition)[0]] : []));
		if (new Set(values).size > 1) problems.push(`can never be met: ${values.join(' and ')} at once`);
	}
	return problems;
}

function checkRepeatedSignals(source: Source<CausePage>): KnowledgeProblem[] {
	const places = (['for', 'against'] as const).flatMap(side =>
		source.value[side].map((signal, index) => ({path: [side, index], when: signal.when})),
	);
	return places.flatMap(({path, when}, index) => {
		const earlier = places.slice(0, index).find(place => isDeepStrictEqual(place.when, when));
		if (earlier === undefined) return [];
		const line = source.lineOf(earlier.path);
		return [pointer(source)(path, `found the signal of line ${line} again, want each once`)];
	});
}

function checkDocs(source: Source<{readonly docs: readonly DocLink[]}>, least: 0 | 1): KnowledgeProblem[] {
	const {docs} = source.value;
	const at = pointer(source);
	const problems = repeated(docs.map(({url}) => url)).map(index =>
		at(['docs', index], '"docs": found an earlier link again, want each once'),
	);
	if (docs.length < least) problems.push(at(['docs'], '"docs": found no link, want 1 to 4'));
	if (docs.length > 4) problems.push(at(['docs', 4], `"docs": found ${docs.length} links, want 1 to 4`));
	return problems;
}

type Headings = {readonly wanted: readonly string[]; readonly known: readonly string[]};

function checkTopics(source: Source<unknown>, {wanted, known}: Headings): KnowledgeProblem[] {
	const headings = source.topics.map(({heading}) => heading);
	return [
		...wanted
			.filter(heading => (topicOf(source, heading)?.text ?? '') === '')
			.map(heading => topicAt(source, heading, 'found nothing, want some words below that heading')),
		...source.topics
			.filter(({heading}, index) => !known.includes(heading) || headings.indexOf(heading) !== index)
			.map(({heading, line}) => ({
				file: source.file,
				line: source.bodyLine(line),
				message: `found heading "${heading}", want each of ${known.join(', ')} at most once`,
			})),
	];
}

function checkTopicLength(source: Source<unknown>, heading: string, limit: number): KnowledgeProblem[] {
	return checkLength(topicAt(source, heading, ''), topicOf(source, heading)?.text ?? '', limit);
}

function checkLength(place: KnowledgeProblem, text: string, limit: number): KnowledgeProblem[] {
	if (text.length <= limit) return [];
	return [{...place, message: `${place.message}found ${text.length} characters, want at most ${limit}`}];
}

/** Links of the body; addresses in code are examples. */
function checkLinks(source: Source<unknown>): KnowledgeProblem[] {
	let fenced = false;
	return source.body.split('\n').flatMap((line, number): KnowledgeProblem[] => {
		if (/^\s*(?:```|~~~)/.test(line)) fenced = !fenced;
		if (fenced) return [];
		return [...line.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)]{0,2000})\)/g)]
			.map(match => (match[1] ?? '').replace(/^<(.*)>$/, '$1'))
			.filter(url => !isHttpsUrl(url))
			.map(url => ({
				file: source.file,
				line: source.bodyLine(number),
				message: `found link "${url}", want a complete address that begins with https://`,
			}));
	});
}

const alikeFrom = 0.8;

/** Pages that say nearly the same: one of them would never be found, or both by turns. */
function findTwins(sources: readonly Source<unknown>[]): KnowledgeProblem[] {
	const pages = sources.map(source => ({source, words: wordTriples(source.body)}));
	return pages.flatMap(({source, words}, index) => {
		const twin = pages.slice(0, index).find(other => likeness(words, other.words) >= alikeFrom);
		if (twin === undefined) return [];
		const message = `found nearly the same text as in ${twin.source.file}, want one page for one thing`;
		return [{file: source.file, line: source.bodyLine(0), message}];
	});
}

function wordTriples(text: string): ReadonlySet<string> {
	const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
	return new Set(words.slice(2).map((word, index) => `${words[index]} ${words[index + 1]} ${word}`));
}

/** Share of what both have in what either has. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
	if (a.size === 0 || b.size === 0) return 0;
	const common = a.intersection(b).size;
	return common / (a.size + b.size - common);
}

function topicOf(source: Source<unknown>, heading: string) {
	return source.topics.find(topic => topic.heading === heading);
}

function topicAt(source: Source<unknown>, heading: string, message: string): KnowledgeProblem {
	const line = source.bodyLine(topicOf(source, heading)?.line ?? 0);
	return {file: source.file, line, message: `"${heading}": ${message}`};
}

function pointer(source: Source<unknown>): (path: YamlPath, message: string) => KnowledgeProblem {
	return (path, message) => ({file: source.file, line: source.lineOf(path), message});
}

/** Places of the items that an earlier one equals. */
function repeated(items: readonly string[]): number[] {
	return items.flatMap((item, index) => (items.indexOf(item) < index ? [index] : []));
}
