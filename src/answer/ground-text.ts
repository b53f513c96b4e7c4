import {isRefusal} from './claims.ts';
import type {CutReason} from './cut-reason.ts';
import {groundBeginning, groundSentence, type JudgedSentence, marksOf} from './ground-sentence.ts';
import type {Grounds} from './grounds.ts';
import {isOtherLanguage, type LanguageOf} from './is-other-language.ts';
import {openReplyReader, type Sentence} from './read-reply.ts';
import type {CutCount, FallbackReason} from './writing.ts';

export type Judged = Sentence & JudgedSentence;

/** A reply as far as it was held against what the model was given. */
export type GroundedReply = {
	readonly sentences: readonly Judged[];
	readonly cut: CutCount;
	/** Why it cannot stand; undefined where it can. */
	readonly fallback?: FallbackReason;
};

export type Grounding = {
	/** Whether this piece has brought anything to show. */
	feed(piece: string): boolean;
	/** What stands so far. */
	readonly sentences: readonly Judged[];
	/** The first words, while the first sentence is not over: what is shown for the moment. */
	begun(): string | undefined;
	/** Why it cannot stand, as far as can be told before its end. */
	fallback(): FallbackReason | undefined;
	end(): GroundedReply;
};

const most = {
	/** More than this share cut, and what is left is not what the model wanted to say. */
	cutShare: 0.4,
	meaning: 6,
	items: 6,
	perItem: 3,
	next: 3,
	/** Sentences without marks that may lean on those of the next. */
	waiting: 2,
} as const;

/** So many letters tell their language. */
const enoughToTell = 200;

/** Signs of a model that obeys somebody else. */
const grave: readonly CutReason[] = ['link', 'mention', 'secret', 'prompt', 'command'];

/** A whole text. */
export function groundText(text: string, grounds: Grounds, languageOf: LanguageOf): GroundedReply {
	const grounding = openGrounding(grounds, languageOf);
	grounding.feed(text);
	return grounding.end();
}

/** Holds a reply against what the model was given while it comes: a sentence that is shown is not taken back. */
export function openGrounding(grounds: Grounds, languageOf: LanguageOf): Grounding {
	const reader = openReplyReader();
	const sentences: Judged[] = [];
	let text = '';
	let isSure = false;
	let waiting: Sentence[] = [];
	const put = (sentence: Sentence, marks = '') => {
		const marked = marks === '' ? sentence : {...sentence, text: `${sentence.text} ${marks}`};
		sentences.push({...sentence, ...judge(marked, sentences, grounds)});
	};
	const settle = (marks: string) => {
		for (const sentence of waiting) put(sentence, marks);
		waiting = [];
	};
	const take = (read: readonly Sentence[]) => {
		for (const sentence of read) {
			if (waiting.some(one => !isTogether(one, sentence))) settle('');
			if (waiting.length < most.waiting && waitsForMarks(sentence, waiting, grounds)) {
				waiting.push(sentence);
			} else {
				settle(marksOf(sentence.text));
				put(sentence);
			}
		}
		return read.length > 0;
	};
	const fallback = (): FallbackReason | undefined => {
		if (isRefusal(withoutHeading(text))) return 'refusal';
		// A text that has begun in its language does not change it; at its end it is looked at once more.
		const words = isSure ? '' : wordsIn(sentences);
		if (isOtherLanguage(words, grounds.task.language, languageOf)) return 'wrong_language';
		isSure ||= words.length > enoughToTell;
		return sentences.filter(one => !one.kept && grave.includes(one.because)).length >= 2
			? 'ungrounded'
			: undefined;
	};
	return {
		sentences,
		fallback,
		begun() {
			const first = sentences.length === 0 && waiting.length === 0 ? reader.begun() : undefined;
			return first?.block === 'meaning' && first.item === 0 ? groundBeginning(first, grounds) : undefined;
		},
		feed(piece) {
			text += text.length < 400 ? piece : '';
			return take(reader.feed(piece));
		},
		end() {
			take(reader.end());
			settle('');
			isSure = false;
			const cut = countCuts(sentences);
			const because = fallback() ?? (isEnough(sentences, grounds) ? undefined : 'ungrounded');
			return {sentences, cut, ...(because && {fallback: because})};
		},
	};
}

/** Sentences of one place, where one mark at the end may stand for all. */
function isTogether(one: Sentence, other: Sentence): boolean {
	return one.block === other.block && one.item === other.item;
}

/** A sentence that nothing supports by itself, and whose marks may come with the next. */
function waitsForMarks(sentence: Sentence, waiting: readonly Sentence[], grounds: Grounds): boolean {
	if (sentence.isCode || marksOf(sentence.text) !== '') return false;
	if (waiting.length > 0) return true;
	const judged = groundSentence(sentence, grounds);
	return !judged.kept && judged.because === 'unsupported';
}

function withoutHeading(text: string): string {
	const start = text.trimStart();
	return start.startsWith('#') ? start.slice(start.indexOf('\n') + 1) : start;
}

function judge(sentence: Sentence, before: readonly Judged[], grounds: Grounds): JudgedSentence {
	const judged = groundSentence(sentence, grounds);
	if (!judged.kept) return judged;
	const within = before.filter(({block, item}) => block === sentence.block && item === sentence.item);
	const first = within[0];
	// A step goes on from its first sentence.
	if (sentence.block === 'steps' && first !== undefined && !first.kept)
		return {kept: false, because: 'dangling'};
	if (judged.words !== '' && before.some(one => one.kept && one.words === judged.words))
		return {kept: false, because: 'repeated'};
	return isOver(sentence, within, before) ? {kept: false, because: 'too_long'} : judged;
}

function isOver({block, item}: Sentence, within: readonly Judged[], before: readonly Judged[]): boolean {
	const kept = within.filter(one => one.kept).length;
	if (block === 'steps') return kept >= most.perItem || itemsKept(before, item) >= most.items;
	const all = before.filter(one => one.kept && one.block === block).length;
	return all >= most[block];
}

function itemsKept(before: readonly Judged[], item: number): number {
	return new Set(
		before.filter(one => one.kept && one.block === 'steps' && one.item !== item).map(one => one.item),
	).size;
}

/** Too much of a good thing is no sign that the rest is bad. */
const harmless: readonly CutReason[] = ['too_long', 'repeated'];

function countCuts(sentences: readonly Judged[]): CutCount {
	const reasons = sentences.flatMap(one => (one.kept ? [] : [one.because]));
	const because: Partial<Record<CutReason, number>> = {};
	for (const reason of reasons) because[reason] = (because[reason] ?? 0) + 1;
	return {of: sentences.length, sentences: reasons.length, because};
}

function isEnough(sentences: readonly Judged[], {task}: Grounds): boolean {
	const counted = sentences.filter(one => one.kept || !harmless.includes(one.because));
	const wrong = counted.filter(one => !one.kept).length;
	if (counted.length === 0 || wrong / counted.length > most.cutShare) return false;
	const has = (block: Sentence['block']) =>
		sentences.some(one => one.block === block && one.kept && one.words !== '');
	return has('meaning') && (task.form !== 'diagnosed' || has('steps'));
}

function wordsIn(sentences: readonly Judged[]): string {
	return sentences.flatMap(one => (one.kept ? [one.words] : [])).join('\n');
}
