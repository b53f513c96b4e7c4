import type {Diagnosis} from '../diagnosis/diagnosis.ts';
import type {Arithmetic} from '../diagnosis/rank-causes.ts';
import {type AnsweredCase, isRight} from './measure-answers.ts';

/** A labelled case as it would be answered with other numbers. */
export type Rejudge = (answered: AnsweredCase, numbers: Arithmetic) => Diagnosis;

/**
 * Cross-validation: the cases are dealt into so many folds, and each fold is answered with the numbers that
 * do best on all others. Gives the answers with those numbers, and the numbers of each fold.
 */
export function foldCases(
	answered: readonly AnsweredCase[],
	given: {readonly folds: number; readonly choices: readonly Arithmetic[]; readonly rejudge: Rejudge},
): {readonly answered: readonly AnsweredCase[]; readonly chosen: readonly Arithmetic[]} {
	const {folds, choices, rejudge} = given;
	const tried = choices.map(numbers => ({
		numbers,
		cases: answered.map(one => withDiagnosis(one, rejudge(one, numbers))),
	}));
	const chosen = Array.from({length: folds}, (_, fold) => {
		const worth = tried.map(({cases}) => likelihood(cases.filter((_, index) => index % folds !== fold)));
		return tried[worth.indexOf(Math.max(...worth))];
	});
	return {
		answered: answered.flatMap((_, index) => chosen[index % folds]?.cases[index] ?? []),
		chosen: chosen.flatMap(each => (each === undefined ? [] : [each.numbers])),
	};
}

function withDiagnosis({case: labelled, record}: AnsweredCase, diagnosis: Diagnosis): AnsweredCase {
	return {
		case: labelled,
		record: {...record, diagnosis, answer: {...record.answer, refused: diagnosis.refused}},
	};
}

/** The smallest chance that an answer is given credit for: one wild miss must not decide alone. */
const least = 0.02;

/** How likely the labels are by the confidences of the leading causes, as a sum of logarithms. */
function likelihood(answered: readonly AnsweredCase[]): number {
	return answered.reduce((sum, one) => {
		const confidence = one.record.diagnosis.causes[0]?.confidence ?? 0;
		return sum + Math.log(Math.max(least, isRight(one, 1) ? confidence : 1 - confidence));
	}, 0);
}
