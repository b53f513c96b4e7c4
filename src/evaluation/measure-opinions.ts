import {queryOf} from '../answer-question.ts';
import {diagnose} from '../diagnosis/diagnose.ts';
import {arithmetic} from '../diagnosis/rank-causes.ts';
import type {Knowledge} from '../retrieval/knowledge.ts';
import {share} from './figures.ts';
import {type AnsweredCase, isRight} from './measure-answers.ts';

/** What a second opinion was worth; the names are those of the `evaluate` command's JSON. */
export type OpinionFigures = {
	/** Cases with an opinion. */
	readonly opinions: number;
	/** Of them, those that chose a cause, and of these, the share that chose the right one. */
	readonly opinions_chose: number;
	readonly opinions_right: number;
	/** Over all cases, with several weights of the vote; 0 is without it. */
	readonly opinion_weights: readonly {
		readonly weight: number;
		readonly cause_top1: number;
		readonly cause_top3: number;
	}[];
	/** The weight with which most first causes are right, then most among three; the smallest such. */
	readonly opinion_weight_best: number;
};

const weights: readonly number[] = [0, 0.4, 0.8, 1.2, 1.6, 2.4];

/** Diagnoses the answered cases again, with several weights of the vote. */
export function measureOpinions(
	answered: readonly AnsweredCase[],
	{causes, resemble}: Pick<Knowledge, 'causes' | 'resemble'>,
): OpinionFigures {
	const given = answered.filter(({record}) => record.diagnosis.opinion !== undefined);
	const chose = given.filter(({record}) => record.diagnosis.opinion?.causeId !== undefined);
	const read = answered.map(one => ({one, resemblances: resemble?.(queryOf(one.record.evidence)) ?? []}));
	const byWeight = weights.map(weight => {
		const judged = read.map(({one, resemblances}) => {
			const {evidence, sections, diagnosis} = one.record;
			const {weight: _, ...opinion} = diagnosis.opinion ?? {because: ''};
			const numbers = {...arithmetic, opinionWeight: weight};
			const facts = {evidence, sections, causes, resemblances, arithmetic: numbers};
			const again = diagnose({...facts, ...(diagnosis.opinion && {opinion})});
			return {...one, record: {...one.record, diagnosis: again}};
		});
		return {
			weight,
			cause_top1: share(judged, it => isRight(it, 1)),
			cause_top3: share(judged, it => isRight(it, 3)),
		};
	});
	const [best] = byWeight.toSorted((a, b) => b.cause_top1 - a.cause_top1 || b.cause_top3 - a.cause_top3);
	return {
		opinions: given.length,
		opinions_chose: chose.length,
		opinions_right: share(
			chose,
			({case: labelled, record}) => record.diagnosis.opinion?.causeId === labelled.cause,
		),
		opinion_weights: byWeight,
		opinion_weight_best: best?.weight ?? 0,
	};
}
