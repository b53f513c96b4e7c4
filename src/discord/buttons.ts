import {type APIActionRowComponent, type APIButtonComponent, ButtonStyle, ComponentType} from 'discord.js';
import type {AnswerRecord, FeedbackKind} from '../log/answer-record.ts';
import type {Publication} from '../log/moderation.ts';
import {detailsOf} from './compose.ts';
import {isWorthOwnTest} from './own-test.ts';

export const buttonKinds = [
	'details',
	'solved',
	'not_helpful',
	'test_again',
	'own_test',
	'ask_human',
] as const;
export type ButtonKind = (typeof buttonKinds)[number];

/** A pressed button says all that is needed to act on it, so it works after a restart too. */
export type Press = {readonly kind: ButtonKind; readonly questionId: string; readonly askerId: string};

export type ButtonRow = APIActionRowComponent<APIButtonComponent>;

const extraKinds = ['details', 'test_again', 'own_test'] as const satisfies readonly ButtonKind[];
export type ExtraKind = (typeof extraKinds)[number];

/** The buttons that this answer has beyond those of every answer. */
export function extrasOf(record: AnswerRecord): readonly ExtraKind[] {
	const {answer, probe, evidence} = record;
	const isAboutTheLine = probe !== undefined || evidence.failures.length > 0;
	const applies: Readonly<Record<ExtraKind, boolean>> = {
		details: detailsOf(answer).length > 0,
		test_again: isAboutTheLine,
		own_test: isWorthOwnTest(record),
	};
	return extraKinds.filter(kind => applies[kind]);
}

/** What the buttons under an answer depend on. */
export type Buttons = {
	readonly questionId: string;
	readonly askerId: string;
	/** Buttons that not every answer has. */
	readonly extras: readonly ExtraKind[];
	readonly pressed?: ReadonlySet<FeedbackKind>;
	/** What members see in the answer's place; the answer itself where nothing is given. */
	readonly publication?: Publication;
};

/**
 * The buttons under an answer; what has been pressed shows it and cannot be pressed again. Details are the answer's
 * own, so a correction has none; where members see no answer, they can still ask for a human.
 */
export function buttonsFor({
	questionId,
	askerId,
	extras,
	pressed = new Set(),
	publication = 'published',
}: Buttons): readonly ButtonRow[] {
	const {Primary, Secondary, Success, Danger} = ButtonStyle;
	const button = (kind: ButtonKind, label: string, style: ShownStyle = Secondary, disabled = false) => ({
		type: ComponentType.Button as const,
		style,
		label,
		custom_id: `${prefix}/${kind}/${questionId}/${askerId}`,
		disabled,
	});
	const once = (kind: FeedbackKind, label: string, done: {label: string; style: ShownStyle}) =>
		pressed.has(kind) ? button(kind, done.label, done.style, true) : button(kind, label);

	const askHuman = once('ask_human', 'Ask a human', {label: 'A human was asked ✓', style: Secondary});
	if (publication === 'draft' || publication === 'retracted') return [row([askHuman])];
	const showsDetails = extras.includes('details') && publication === 'published';
	const ofTheAnswer = [
		...(showsDetails ? [button('details', 'Details', Primary)] : []),
		once('solved', 'Solved', {label: 'Solved ✓', style: Success}),
		once('not_helpful', 'Not helpful', {label: 'Not helpful ✓', style: Danger}),
	];
	const whatNext = [
		...(extras.includes('test_again') ? [button('test_again', 'Test again')] : []),
		...(extras.includes('own_test') ? [button('own_test', 'Test from my machine', Primary)] : []),
		askHuman,
	];
	const all = [...ofTheAnswer, ...whatNext];
	return all.length <= buttonsInRow ? [row(all)] : [row(ofTheAnswer), row(whatNext)];
}

function row(components: APIButtonComponent[]): ButtonRow {
	return {type: ComponentType.ActionRow, components};
}

type ShownStyle = Exclude<ButtonStyle, ButtonStyle.Link | ButtonStyle.Premium>;

/** Discord's limit for one row. */
const buttonsInRow = 5;

const prefix = 'lineman';

/** What a button's custom id says; undefined where it is none of ours. */
export function readPress(customId: string): Press | undefined {
	const [start, kind, questionId, askerId, ...rest] = customId.split('/');
	if (start !== prefix || rest.length > 0 || !questionId || !askerId) return undefined;
	const known = buttonKinds.find(each => each === kind);
	return known && {kind: known, questionId, askerId};
}
