import {mattersOf} from './claims.ts';
import {type KnownText, knownText} from './known-text.ts';
import type {Source, WritingTask} from './writing-task.ts';

/** What a task gives to stand on, made once for all sentences of a reply. */
export type Grounds = {
	readonly task: WritingTask;
	/** Written by us: the cause's page, the sources, the built-in reply. */
	readonly ours: KnownText;
	/** The cause's page and the built-in reply alone. */
	readonly page: KnownText;
	/** What came from outside: the question, the conversation, answers of servers. Numbers and names may be taken from it. */
	readonly theirs: KnownText;
	/** What was read from the question, as we put it. */
	readonly evidence: KnownText;
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

export function makeGrounds(given: {
	readonly task: WritingTask;
	readonly prompt: string;
	readonly holdsSecret: (text: string) => boolean;
}): Grounds {
	const {task, prompt, holdsSecret} = given;
	const {page, sources, parts, evidence, probe, causes, question, conversation, serviceName, language} = task;
	const pageTexts = page === undefined ? [] : [page.title, page.verdict, page.text];
	// The addresses of links are no words of ours.
	const spoken = parts
		.filter(({kind}) => kind !== 'closing')
		.map(({kind, text}) => ({kind, text: text.replace(/\]\(<[^>\n]*>\)/g, ']')}));
	const reply = spoken.map(({text}) => text);
	const general = [serviceName, 'Lineman', 'Discord', language];
	const sample = spoken.find(({kind}) => kind === 'sample')?.text ?? '';
	const named = spoken.filter(
		({kind}) => !['live_check', 'models', 'sample', 'found', 'reading'].includes(kind),
	);
	return {
		task,
		ours: knownText([...pageTexts, ...reply, ...sources.map(textOf), ...general]),
		page: knownText([...pageTexts, ...reply, ...causes]),
		theirs: knownText([question, ...conversation.map(({text}) => text), ...evidence, ...probe]),
		evidence: knownText([...evidence, ...pageTexts, ...reply]),
		probe: knownText([...probe, ...reply]),
		sources: new Map(sources.map(source => [source.number, knownText([textOf(source)])])),
		matters: mattersOf([...pageTexts, ...named.map(({text}) => text)].join('\n')),
		measured: mattersOf(probe.join('\n')),
		hasSample: sample !== '',
		sample: /```[^\n]*\n([\s\S]*?)\n```/.exec(sample)?.[1] ?? '',
		prompt: runsOf(prompt),
		holdsSecret,
	};
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
