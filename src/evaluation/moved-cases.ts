import {type AnsweredCase, isRight} from './measure-answers.ts';

/** The cause that led each case when it was last kept, by the case's id. */
export type Leads = Readonly<Record<string, string>>;

/** A case whose leading cause is another one than it was. */
export type MovedCase = {
	readonly id: string;
	readonly before: string;
	readonly now: string;
	readonly wanted: string;
	readonly isRight: boolean;
};

export function leadsOf(answered: readonly AnsweredCase[]): Leads {
	return Object.fromEntries(answered.map(({case: {id}, record}) => [id, leadOf(record)]));
}

/** The cases that moved since their leads were kept; those that are new are left out. */
export function movedCases(answered: readonly AnsweredCase[], kept: Leads): readonly MovedCase[] {
	return answered.flatMap(given => {
		const before = kept[given.case.id];
		const now = leadOf(given.record);
		if (before === undefined || before === now) return [];
		return [{id: given.case.id, before, now, wanted: given.case.cause, isRight: isRight(given, 1)}];
	});
}

function leadOf(record: AnsweredCase['record']): string {
	return record.diagnosis.causes[0]?.id ?? 'none';
}
