import type {AnswerRecord} from '../log/answer-record.ts';
import type {Correction} from '../log/moderation.ts';
import type {Knowledge} from '../retrieval/knowledge.ts';
import type {AnswerCase} from './cases.ts';

/** An answer and what a moderator put in its place. */
export type CorrectedAnswer = {readonly record: AnswerRecord; readonly correction: Correction};

/** A labelled case as it is written to a file. */
export type CorrectedCase = AnswerCase & {
	readonly source: 'review';
	readonly split: 'reviewed';
	readonly lang: string;
};

/**
 * A labelled case for `evaluate` of a correction that names its cause; undefined where it names none, or where the
 * question's text is no longer kept. Its id is the same each time, and nobody's name or address is in it.
 */
export function caseOf({record, correction}: CorrectedAnswer): CorrectedCase | undefined {
	const {evidence} = record;
	const message = withoutPeople(evidence.text).trim();
	if (correction.cause === undefined || message === '') return undefined;
	return {
		id: `reviewed-${record.id}`,
		source: 'review',
		split: 'reviewed',
		lang: evidence.language,
		message,
		history: evidence.earlierTexts
			.toReversed()
			.map(text => ({role: 'user' as const, content: withoutPeople(text).trim()})),
		cause: correction.cause,
		cause_confidence: 'high',
		expect_docs: correction.link === undefined ? [] : [correction.link],
	};
}

/** Text without members' ids and mail addresses: the files are made to be committed. */
export function withoutPeople(text: string): string {
	return text
		.replace(/<[@＠][!&]?\d{1,20}>/g, '@member')
		.replace(/<#\d{1,20}>/g, '#channel')
		.replace(
			/(?<![\w.%+-])[\w.%+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[a-z]{2,24}(?![\w-])/gi,
			'[removed: address]',
		);
}

/** A page of a cause that has corrections: what a writer needs to take them up. */
export type CauseDraft = {
	readonly cause: string;
	/** Whether the knowledge has a page of it. */
	readonly isNew: boolean;
	readonly text: string;
};

/** For each cause that was named, in the order of their names: a draft of its page, or what to add to the one it has. */
export function causeDrafts(
	answers: readonly CorrectedAnswer[],
	{causes}: Pick<Knowledge, 'causes'>,
	template: (id: string) => string,
): readonly CauseDraft[] {
	const named = answers.filter(({correction}) => correction.cause !== undefined);
	const groups = Map.groupBy(named, ({correction}) => correction.cause ?? '');
	return [...groups]
		.sort(([one], [other]) => (one < other ? -1 : 1))
		.map(([cause, group]) => {
			const isNew = !causes.some(({id}) => id === cause);
			return {cause, isNew, text: isNew ? newPage(group, template(cause)) : additions(cause, group)};
		});
}

/** The template, with what was said above it: a writer puts it into words of their own. */
function newPage(group: readonly CorrectedAnswer[], template: string): string {
	return `<!--
A draft out of ${counted(group.length)}. Take it over in words of your own, then delete this part.

${sayings(group)}
-->
${template}`;
}

function additions(cause: string, group: readonly CorrectedAnswer[]): string {
	return `# ${cause}: ${counted(group.length)}

I named another cause, or said it badly. In knowledge/causes/${cause}.md: see whether a signal under \`for\` is missing, and
whether the text says what the moderators say below. In knowledge/asked/${cause}.txt: add how people put it, in words of your own.
Then \`npm run -s knowledge -- check\` and \`npm run -s knowledge -- try "a message"\`.

${sayings(group)}
`;
}

/** What members asked, what I named and what moderators wrote. */
function sayings(group: readonly CorrectedAnswer[]): string {
	return group
		.map(({record, correction}) => {
			const lead = record.diagnosis.causes[0];
			const took = lead === undefined ? 'no cause' : `${lead.id} (${Math.round(lead.confidence * 100)} %)`;
			const link = correction.link === undefined ? [] : [`Link: ${correction.link}`];
			return [
				`## ${record.id}`,
				`Named before: ${took}`,
				'',
				'They asked:',
				'',
				quoted(record.evidence.text, 1200),
				'',
				'A moderator wrote:',
				'',
				quoted(correction.text, 2000),
				...(link.length === 0 ? [] : ['', ...link]),
			].join('\n');
		})
		.join('\n\n');
}

/** As a quotation: whatever it is, it neither ends the comment that it stands in nor begins a heading. */
function quoted(text: string, most: number): string {
	const plain = withoutPeople(text).trim().replaceAll('-->', '—›').replaceAll('<!--', '‹!—');
	const cut = plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
	return (cut === '' ? '(no longer kept)' : cut)
		.split('\n')
		.map(line => `> ${line}`)
		.join('\n');
}

function counted(count: number): string {
	return count === 1 ? 'one correction' : `${count} corrections`;
}
