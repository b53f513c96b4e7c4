import type {Answer, Citation} from './answer.ts';
import type {GroundedSentence} from './ground-sentence.ts';
import type {Judged} from './ground-text.ts';
import {beforeStops} from './known-text.ts';
import {citationsIn, linkTo} from './markdown.ts';
import type {Block} from './read-reply.ts';
import {composeReply, type Part} from './reply-parts.ts';
import {type Lines, translatedPart, translatedText} from './translated-lines.ts';
import type {Source, WritingTask} from './writing-task.ts';

type Kept = Judged & GroundedSentence;

type Wording = {
	readonly task: WritingTask;
	readonly sentences: readonly Judged[];
	/** Our own lines in the member's language, as far as there are any. */
	readonly lines: Lines;
};

type Style = {
	/** Whether a source that is cited in two blocks is linked in both. */
	readonly links: 'in each block' | 'once';
	readonly sentences: {readonly meaning: number; readonly items: number; readonly perItem: number};
};

const whileWritten: Style = {links: 'once', sentences: {meaning: 6, items: 6, perItem: 3}};

/** From what reads best to what fits best. */
const styles: readonly Style[] = [
	{...whileWritten, links: 'in each block'},
	whileWritten,
	{links: 'once', sentences: {meaning: 3, items: 5, perItem: 2}},
	{links: 'once', sentences: {meaning: 2, items: 4, perItem: 1}},
];

/** The whole reply: the model's words in the places of the built-in ones, everything else as it is. */
export function composeModelAnswer(
	wording: Wording,
): Pick<Answer, 'messages' | 'text' | 'details' | 'citations'> {
	let reply = composeReply([]);
	for (const style of styles) {
		reply = composeReply(replyParts(wording, style));
		if (reply.messages.length === 1) break;
	}
	return {...reply, citations: bestFirst(citationsIn(reply.text), wording.task.sources)};
}

/** What has been written so far: the parts that come first, each whole; `begun`: the first words of the first sentence. */
export function composeSoFar({begun, ...written}: Wording & {readonly begun?: string}): string {
	const wording = begun === undefined ? written : {...written, sentences: [beginning(begun)]};
	const hasNext = wording.sentences.some(({kept, block}) => kept && block === 'next');
	const shown = [...comeFirst, ...(hasNext ? ['next_step'] : [])];
	const parts = replyParts(wording, whileWritten).filter(({kind}) => shown.includes(kind));
	return composeReply(parts).messages[0] ?? '';
}

function beginning(words: string): Kept {
	return {
		block: 'meaning',
		item: 0,
		text: words,
		kept: true,
		words: /[.!?…。！？؟।]$/.test(words) ? words : `${words} …`,
		cites: [],
		test: false,
	};
}

const comeFirst: readonly string[] = [
	'incident',
	'warning',
	'verdict',
	'slip',
	'meaning',
	'live_check',
	'models',
	'steps',
];

function replyParts(wording: Wording, style: Style): readonly Part[] {
	const {task, lines} = wording;
	const words = wordsOf(wording, style);
	const ours = task.parts.map(part => translatedPart(part, lines));
	const of = (...kinds: readonly Part['kind'][]) => ours.filter(({kind}) => kinds.includes(kind));
	const written = (kind: Part['kind'], text: string, spare: number): readonly Part[] =>
		text === '' ? [] : [{kind, text, spare}];
	// A step that calls for the test wants it near.
	const calls = wording.sentences.some(one => one.kept && one.test);
	const sample = of('sample').map(part => (calls ? {...part, spare: 1} : part));
	// A next step of ours in another language than the rest reads as a mistake.
	const next = words.next === '' && task.language === 'en' ? of('next_step') : [];
	return [
		...of('incident', 'warning', 'verdict', 'slip'),
		...written('meaning', words.meaning, 0),
		...of('live_check', 'models'),
		...(task.form === 'unsure' ? of('candidates') : []),
		...written('steps', words.steps, 0),
		...(task.form === 'unsure' ? of('ask') : []),
		...sample,
		...written('next_step', words.next, 1),
		...next,
		...of('alternative'),
		...reading(wording, `${words.meaning}\n${words.steps}\n${words.next}`),
		...of('picture', 'closing'),
	];
}

/** What the page or the search offers and the model did not cite. */
function reading({task, lines}: Wording, text: string): readonly Part[] {
	const cited = new Set(citationsIn(text).map(({url}) => url));
	const offered: readonly Citation[] =
		task.form === 'answered'
			? task.sources.slice(0, 4)
			: [...task.sources.filter(source => source.text === undefined).slice(0, 3), ...readingOf(task.parts)];
	const left = new Map(offered.filter(({url}) => !cited.has(url)).map(link => [link.url, link]));
	if (left.size === 0) return [];
	const label = translatedText('Documentation', lines);
	const links = [...left.values()].slice(0, 4).map(({title, url}) => linkTo({title: shortened(title), url}));
	return [{kind: 'reading', text: `${label}: ${links.join(' · ')}`, spare: 2}];
}

function readingOf(parts: readonly Part[]): readonly Citation[] {
	return parts.filter(({kind}) => kind === 'reading').flatMap(({text}) => citationsIn(text));
}

// The model's words

function wordsOf({task, sentences, lines}: Wording, style: Style): Readonly<Record<Block, string>> {
	const kept = sentences.filter((one): one is Kept => one.kept);
	const linked = linker(task.sources);
	const {meaning: most, items, perItem} = style.sentences;
	const write = (block: Block, those: readonly Kept[]) =>
		those.map(one => linked(one, style.links === 'once' ? 'reply' : block)).join(' ');
	const meaning = kept.filter(({block, words}) => block === 'meaning' && words !== '').slice(0, most);
	const meaningText = write('meaning', meaning);
	const steps = [
		...Map.groupBy(
			kept.filter(({block}) => block === 'steps'),
			({item}) => item,
		).values(),
	]
		.map(those => those.filter(({words}) => words !== '').slice(0, perItem))
		.filter(those => those.length > 0)
		.slice(0, items)
		.map((those, index) => `${index + 1}. ${write('steps', those)}`);
	const next = write(
		'next',
		kept.filter(({block, words}) => block === 'next' && words !== ''),
	);
	const heading = task.form === 'answered' ? '' : `${translatedText('**To debug**', lines)}\n`;
	return {
		meaning: meaningText,
		steps: steps.length === 0 ? '' : `${heading}${steps.join('\n')}`,
		next: next === '' ? '' : `${translatedText('**Next step**', lines)}: ${next}`,
	};
}

/** Writes a sentence with the links that it cites, each once within its place. */
function linker(sources: readonly Source[]) {
	const shown = new Map<string, Set<string>>();
	return ({words, cites, test}: Kept, place: string): string => {
		const before = shown.get(place) ?? new Set();
		shown.set(place, before);
		const links = cites
			.flatMap(number => sources.find(source => source.number === number) ?? [])
			.filter(({url}) => !before.has(url));
		for (const {url} of links) before.add(url);
		const said = test ? words.replace(/\s?[:：]$/, '.') : words;
		if (links.length === 0) return said;
		const end = beforeStops(said);
		const list = links.map(({title, url}) => linkTo({title: shortened(title), url})).join(', ');
		return `${said.slice(0, end)} (${list})${said.slice(end)}`;
	};
}

const longestTitle = 60;

function shortened(title: string): string {
	return title.length <= longestTitle ? title : `${title.slice(0, longestTitle - 1).trimEnd()}…`;
}

/** In the order in which the task offered them. */
function bestFirst(citations: readonly Citation[], sources: readonly Source[]): readonly Citation[] {
	const place = (url: string) => {
		const index = sources.findIndex(source => source.url === url);
		return index === -1 ? sources.length : index;
	};
	return citations.toSorted((a, b) => place(a.url) - place(b.url));
}
