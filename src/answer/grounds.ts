import {mattersOf} from './claims.ts';
import {combined, contentWords, type KnownText, knownText} from './known-text.ts';
import {remembered} from './remembered.ts';
import type {Source, WritingTask} from './writing-task.ts';

/** What a task gives to stand on, made once for all sentences of a reply. */
export type Grounds = {
	readonly task: WritingTask;
	/** Written by us: the cause's page, the sources, the built-in reply. */
	readonly ours: KnownText;
	/** The cause's page, the built-in reply and how the causes rank. */
	readonly page: KnownText;
	/** What people wrote and reviewed: the cause's page and what the built-in reply says of it. No folder of documentation, no server. */
	readonly reviewed: KnownText;
	/** Whether a host is the service's, the member's own, one of a source's site, or one that a reviewed page names. */
	readonly isKnownHost: (host: string) => boolean;
	/** The words of each sentence of the cause's page. */
	readonly pageSentences: readonly ReadonlySet<string>[];
	/** What came from outside: the question, the conversation, answers of servers. Numbers and names may be taken from it. */
	readonly theirs: KnownText;
	/** What was read from the question, as we put it, beside the page. */
	readonly evidence: KnownText;
	/** What was measured, beside the built-in reply. */
	readonly probe: KnownText;
	readonly sources: ReadonlyMap<number, KnownText>;
	/** What the reply may speak of as a cause. */
	readonly matters: ReadonlySet<string>;
	/** What the live check speaks of. */
	readonly measured: ReadonlySet<string>;
	readonly hasSample: boolean;
	/** The code of the test, as it is shown. */
	readonly sample: string;
	/** Runs of words of the instructions. */
	readonly prompt: ReadonlySet<string>;
	/** Whether a text holds what looks like a secret. */
	readonly holdsSecret: (text: string) => boolean;
};

/** Parts that say nothing of the cause. */
const beside: readonly string[] = ['live_check', 'models', 'sample', 'found', 'reading'];

export function makeGrounds(given: {
	readonly task: WritingTask;
	readonly prompt: string;
	readonly holdsSecret: (text: string) => boolean;
}): Grounds {
	const {task, prompt, holdsSecret} = given;
	const {page, parts, question, conversation, serviceName, language} = task;
	const pageText = page === undefined ? '' : [page.title, page.verdict, page.text].join('\n');
	// The addresses of links are no words of ours.
	const spoken = parts
		.filter(({kind}) => kind !== 'closing' && kind !== 'picture')
		.map(({kind, text}) => ({kind, text: text.replace(/\]\(<[^<>\n]{0,400}>\)/g, ']')}));
	const sample = spoken.find(({kind}) => kind === 'sample')?.text ?? '';
	const named = spoken.filter(({kind}) => !beside.includes(kind)).map(({text}) => text);
	const sources = new Map(task.sources.map(source => [source.number, knownSource(textOf(source))]));
	const [own, reply, causes, evidence, probe, said] = [
		pageText,
		spoken.map(({text}) => text).join('\n'),
		task.causes.join('\n'),
		task.evidence.join('\n'),
		task.probe.join('\n'),
		[question, ...conversation.map(({text}) => text)].join('\n'),
	].map(knownText) as [KnownText, KnownText, KnownText, KnownText, KnownText, KnownText];
	// What the live check quotes, a server said.
	const ownReply = knownText(
		spoken
			.filter(({kind}) => kind !== 'live_check')
			.map(({text}) => text)
			.join('\n'),
	);
	const reviewed = knownText([pageText, sample, ...named].join('\n'));
	const general = knownText([serviceName, 'Lineman', 'Discord', language].join('\n'));
	return {
		task,
		ours: combined([own, ownReply, ...sources.values(), general]),
		page: combined([own, reply, causes]),
		reviewed,
		isKnownHost: host => reviewed.has(host) || isOneOf(host, hostsOf(task)),
		pageSentences: pageText.split(/[.:;!?]\s|\n/).map(sentence => new Set(contentWords(sentence))),
		theirs: combined([said, evidence, probe]),
		evidence: combined([evidence, own, reply]),
		probe: combined([probe, reply]),
		sources,
		matters: mattersOfPage([pageText, ...named].join('\n')),
		measured: mattersOf(task.probe.join('\n')),
		hasSample: sample !== '',
		sample: codeIn(sample),
		prompt: runsOfPrompt(prompt),
		holdsSecret,
	};
}

/** The hosts that the reply may name: of the endpoint that was tested, of the member's own address, of the sources. */
function hostsOf({probe, evidence, sources}: WritingTask): readonly string[] {
	const tested = /^Live check of `([^`/]{1,253})/.exec(probe[0] ?? '')?.[1];
	const addresses = evidence.flatMap(line => /^address: ([^/\s]{1,253})/.exec(line)?.[1] ?? []);
	return [
		'localhost',
		...(tested === undefined ? [] : [tested]),
		...addresses,
		...sources.map(({url}) => new URL(url).hostname.split('.').slice(-2).join('.')),
	].map(host => host.toLowerCase());
}

function isOneOf(host: string, hosts: readonly string[]): boolean {
	const lower = host.toLowerCase();
	return hosts.some(known => lower === known || lower.endsWith(`.${known}`));
}

/** What stands between the fences. */
function codeIn(part: string): string {
	const [, ...lines] = part.split('\n').slice(part.split('\n').findIndex(line => line.startsWith('```')));
	return lines.slice(0, lines.indexOf('```')).join('\n');
}

function textOf({title, text = ''}: Source): string {
	return `${title}\n${text}`;
}

const runLength = 7;

/** Every run of so many words: a sentence that shares one repeats the text. */
export function runsOf(text: string): ReadonlySet<string> {
	const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
	const runs = new Set<string>();
	for (let at = 0; at + runLength <= words.length; at++) runs.add(words.slice(at, at + runLength).join(' '));
	return runs;
}

/** Pages and prompts are few and come again at every question. */
const knownSource = remembered(knownText, 500);
const runsOfPrompt = remembered(runsOf, 4);
const mattersOfPage = remembered(mattersOf, 200);
