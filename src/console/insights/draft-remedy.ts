import {capitalised} from '../../lib/capitalised.ts';
import type {Gap} from '../../log/insights.ts';
import type {BegunCause} from '../../retrieval/cause-template.ts';
import type {Cause} from '../../retrieval/knowledge.ts';
import type {QuestionGroup} from './group-questions.ts';

/** What a writer may begin with to close a gap. */
export type Draft = {
	/** Where in the knowledge it belongs. */
	readonly file: string;
	/** Why it is this that is drafted. */
	readonly because: string;
	readonly text: string;
};

/** From this share on, most questions of a group are of one cause. */
const mostly = 0.6;
const mostLines = 8;
const longestLine = 140;

/**
 * Drafts what would answer a group of questions: further wordings, where the cause that leads most of them is likely the
 * right one and was only not sure enough; else a new cause.
 */
export function draftRemedy(
	{questions, words}: QuestionGroup<Gap>,
	given: {
		readonly causes: readonly Pick<Cause, 'id' | 'kind'>[];
		readonly template: (id: string, begun: BegunCause) => string;
	},
): Draft {
	const lines = [...new Set(questions.map(({excerpt}) => firstWords(excerpt)))]
		.filter(line => line !== '')
		.slice(0, mostLines);
	const [lead, led] = leadOf(questions);
	const cause = given.causes.find(({id, kind}) => id === lead && kind !== 'aside');
	if (cause !== undefined && led >= mostly * questions.length) {
		return {
			file: `knowledge/asked/${cause.id}.txt`,
			because: `${led} of ${questions.length} were led by ${cause.id}, but not surely or not well. If it is the cause, add how they put it, in words of your own; if it is not, its signals reach too far.`,
			text: `${lines.join('\n')}\n`,
		};
	}
	const id = idOf(words, given.causes);
	return {
		file: `knowledge/causes/${id}.md`,
		because:
			lead === undefined
				? 'No cause leads them. If they have one in common, begin with this.'
				: 'No one cause leads most of them. If they have one in common, begin with this.',
		text: given.template(id, {
			title: capitalised(words.slice(0, 4).join(' ')),
			asked: lines,
			words: words.slice(0, 4),
		}),
	};
}

/** The cause that leads most of them without being told for certain, and how many. */
function leadOf(questions: readonly Gap[]): readonly [cause: string | undefined, led: number] {
	const named = questions.filter(
		({cause, because}) => cause !== undefined && !because.includes('judged_wrong'),
	);
	const sorted = [...Map.groupBy(named, ({cause}) => cause)].toSorted(
		([a, one], [b, two]) => two.length - one.length || ((a ?? '') < (b ?? '') ? -1 : 1),
	);
	return [sorted[0]?.[0], sorted[0]?.[1].length ?? 0];
}

/** How a question begins, on one line, without what stands for a secret. */
function firstWords(excerpt: string): string {
	const line = excerpt
		.replaceAll(/\[removed: [^\]\n]{1,40}\]/g, '…')
		.replaceAll(/[\s`*]+/g, ' ')
		.trim();
	if (line.length <= longestLine) return line;
	const cut = line.slice(0, longestLine);
	const space = cut.lastIndexOf(' ');
	return `${space > longestLine / 2 ? cut.slice(0, space) : cut}…`;
}

function idOf(words: readonly string[], causes: readonly Pick<Cause, 'id'>[]): string {
	const parts = words
		.slice(0, 2)
		.map(word =>
			word
				.toLowerCase()
				.replaceAll(/[^a-z0-9]+/g, '_')
				.replaceAll(/^_|_$/g, ''),
		)
		.filter(part => part !== '');
	const id = `new.${parts.length === 0 ? 'cause' : parts.join('_')}`;
	return causes.some(cause => cause.id === id) ? `${id}_again` : id;
}
