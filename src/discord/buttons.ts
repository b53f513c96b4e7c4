import {type APIActionRowComponent, type APIButtonComponent, ButtonStyle, ComponentType} from 'discord.js';
import type {AnswerRecord, FeedbackKind} from '../log/answer-record.ts';
import {detailsOf} from './compose.ts';

export const buttonKinds = ['details', 'solved', 'not_helpful', 'test_again', 'ask_human'] as const;
export type ButtonKind = (typeof buttonKinds)[number];

/** A pressed button says all that is needed to act on it, so it works after a restart too. */
export type Press = {readonly kind: ButtonKind; readonly questionId: string; readonly askerId: string};

export type ButtonRow = APIActionRowComponent<APIButtonComponent>;

export type ExtraKind = 'details';

/** The buttons that this answer has beyond those of every answer. */
export function extrasOf({answer}: Pick<AnswerRecord, 'answer'>): readonly ExtraKind[] {
	return detailsOf(answer).length > 0 ? ['details'] : [];
}

/** What the buttons under an answer depend on. */
export type Buttons = {
	readonly questionId: string;
	readonly askerId: string;
	/** Buttons that not every answer has. */
	readonly extras: readonly ExtraKind[];
	readonly pressed?: ReadonlySet<FeedbackKind>;
};

/** The buttons under an answer; what has been pressed shows it and cannot be pressed again. */
export function buttonsFor({questionId, askerId, extras, pressed = new Set()}: Buttons): ButtonRow {
	const button = (kind: ButtonKind, label: string, style: ButtonStyle, disabled: boolean) => ({
		type: ComponentType.Button as const,
		style: style as Exclude<ButtonStyle, ButtonStyle.Link | ButtonStyle.Premium>,
		label,
		custom_id: `${prefix}/${kind}/${questionId}/${askerId}`,
		disabled,
	});
	const solved = pressed.has('solved');
	const unhelpful = pressed.has('not_helpful');
	const handedOver = pressed.has('ask_human');
	return {
		type: ComponentType.ActionRow,
		components: [
			...(extras.includes('details') ? [button('details', 'Details', ButtonStyle.Primary, false)] : []),
			button(
				'solved',
				solved ? 'Solved ✓' : 'Solved',
				solved ? ButtonStyle.Success : ButtonStyle.Secondary,
				solved,
			),
			button(
				'not_helpful',
				unhelpful ? 'Not helpful ✓' : 'Not helpful',
				unhelpful ? ButtonStyle.Danger : ButtonStyle.Secondary,
				unhelpful,
			),
			button('test_again', 'Test again', ButtonStyle.Secondary, false),
			button(
				'ask_human',
				handedOver ? 'A human was asked ✓' : 'Ask a human',
				ButtonStyle.Secondary,
				handedOver,
			),
		],
	};
}

const prefix = 'lineman';

/** What a button's custom id says; undefined where it is none of ours. */
export function readPress(customId: string): Press | undefined {
	const [start, kind, questionId, askerId, ...rest] = customId.split('/');
	if (start !== prefix || rest.length > 0 || !questionId || !askerId) return undefined;
	const known = buttonKinds.find(each => each === kind);
	return known && {kind: known, questionId, askerId};
}
