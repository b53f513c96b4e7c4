import {type APIButtonComponent, ButtonStyle, ComponentType} from 'discord.js';
import type {Judgement} from '../../log/moderation.ts';
import type {ButtonRow} from '../buttons.ts';
import type {Case} from './case.ts';
import {judgementNames} from './write-card.ts';

const cardKinds = [
	'right',
	'partly',
	'wrong',
	'unsafe',
	'retract',
	'restore',
	'correct',
	'read',
	'publish',
	'discard',
] as const;
export type CardKind = (typeof cardKinds)[number];

/** A pressed button of a card says all that is needed to act on it, so it works after a restart too. */
export type CardPress = {readonly kind: CardKind; readonly questionId: string};

type Style = Exclude<ButtonStyle, ButtonStyle.Link | ButtonStyle.Premium>;

/** The buttons under a card: those of a draft, or those to judge, take back and correct an answer. */
export function cardButtons({standing, reviews}: Pick<Case, 'standing' | 'reviews'>): readonly ButtonRow[] {
	const {questionId, publication} = standing;
	const {Primary, Secondary, Success, Danger} = ButtonStyle;
	const button = (kind: CardKind, label: string, style: Style = Secondary): APIButtonComponent => ({
		type: ComponentType.Button,
		style,
		label,
		custom_id: `${prefix}/${kind}/${questionId}`,
	});
	if (publication === 'draft') {
		return [
			row([
				button('read', 'Read'),
				button('publish', 'Publish', Success),
				button('correct', 'Edit and publish', Primary),
				button('discard', 'Discard', Danger),
			]),
		];
	}
	const judged = (kind: Judgement) => {
		const count = reviews.filter(({judgement}) => judgement === kind).length;
		const label = judgementNames[kind];
		return button(kind, count === 0 ? label : `${label} (${count})`, count === 0 ? Secondary : styles[kind]);
	};
	return [
		row([judged('right'), judged('partly'), judged('wrong'), judged('unsafe')]),
		row([
			publication === 'retracted' ? button('restore', 'Restore') : button('retract', 'Retract', Danger),
			button('correct', 'Correct', Primary),
		]),
	];
}

const styles: Readonly<Record<Judgement, Style>> = {
	right: ButtonStyle.Success,
	partly: ButtonStyle.Primary,
	wrong: ButtonStyle.Danger,
	unsafe: ButtonStyle.Danger,
};

function row(components: APIButtonComponent[]): ButtonRow {
	return {type: ComponentType.ActionRow, components};
}

const prefix = 'case';

/** What the custom id of a card's button says; undefined where it is none. */
export function readCardPress(customId: string): CardPress | undefined {
	const [start, kind, questionId, ...rest] = customId.split('/');
	if (start !== prefix || rest.length > 0 || !questionId) return undefined;
	const known = cardKinds.find(each => each === kind);
	return known && {kind: known, questionId};
}
