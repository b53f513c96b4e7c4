import type {AnswerFilter} from '../../log/answer-list.ts';
import type {FeedbackKind} from '../../log/answer-record.ts';
import {type Judgement, judgements, type Publication} from '../../log/moderation.ts';
import type {Person} from '../../log/sessions.ts';
import {scopeOf} from '../sign-in/viewer.ts';

/** What the address of a list asks for: fields that were understood, as they stand there. */
export type Wanted = Readonly<Partial<Record<WantedName, string>>>;
export type WantedName = keyof typeof fields;

const oneOf =
	(...words: readonly string[]) =>
	(given: string) =>
		words.includes(given);
const like = (pattern: RegExp) => (given: string) => pattern.test(given);
const day = (given: string) =>
	/^\d{4}-\d{2}-\d{2}$/.test(given) && !Number.isNaN(Date.parse(`${given}T00:00:00Z`));

const id = like(/^\d{1,20}$/);
const percentage = like(/^(?:\d{1,2}|100)$/);

/** Every field of an address, in its order, and what it may hold. */
const fields = {
	q: (given: string) => given.trim() !== '' && given.length <= 200,
	state: oneOf('open', 'done'),
	judged: oneOf(...judgements),
	feedback: oneOf('solved', 'not_helpful', 'ask_human'),
	shown: oneOf('draft', 'published', 'corrected', 'retracted'),
	verdict: oneOf('named', 'refused'),
	cause: like(/^[a-z0-9][a-z0-9._-]{0,99}$/),
	least: percentage,
	most: percentage,
	writer: oneOf('built-in', 'model'),
	server: id,
	channel: id,
	door: oneOf('discord', 'console', 'terminal'),
	since: day,
	until: day,
} as const;

export const wantedNames = Object.keys(fields) as readonly WantedName[];

/** Reads an address's fields; what cannot be understood is left out, so that an old address still shows something. */
export function readWanted(given: URLSearchParams): Wanted {
	return Object.fromEntries(
		wantedNames.flatMap(name => {
			const value = given.get(name);
			return value !== null && fields[name](value) ? [[name, value]] : [];
		}),
	);
}

/** The address of a list, always written the same way. */
export function listPath(
	path: string,
	wanted: Wanted,
	beside: Readonly<Record<string, string | undefined>> = {},
): string {
	const query = new URLSearchParams();
	for (const name of wantedNames) query.append(name, wanted[name] ?? '');
	for (const [name, value] of Object.entries(beside)) query.append(name, value ?? '');
	for (const [name, value] of [...query]) if (value === '') query.delete(name);
	return query.size === 0 ? path : `${path}?${query}`;
}

const dayMs = 86_400_000;

/** The answers that are asked for, as far as somebody may see them. */
export function filterFor(wanted: Wanted, person: Person): AnswerFilter {
	const {q, state, judged, feedback, shown, verdict, cause, least, most, writer, channel, door} = wanted;
	const {servers} = scopeOf(person);
	const isForeign = wanted.server !== undefined && servers !== undefined && !servers.includes(wanted.server);
	const chosen = isForeign ? [] : wanted.server === undefined ? servers : [wanted.server];
	return {
		...(chosen && {servers: chosen}),
		...(q !== undefined && {words: q}),
		...(state !== undefined && {state: state as NonNullable<AnswerFilter['state']>}),
		...(judged !== undefined && {judgement: judged as Judgement}),
		...(feedback !== undefined && {feedback: feedback as FeedbackKind}),
		...(shown !== undefined && {publication: shown as Publication}),
		...(verdict !== undefined && {refused: verdict === 'refused'}),
		...(cause !== undefined && {cause}),
		...(least !== undefined && {leastConfidence: Number(least) / 100}),
		...(most !== undefined && {mostConfidence: Number(most) / 100}),
		...(writer !== undefined && {writer: writer as NonNullable<AnswerFilter['writer']>}),
		...(channel !== undefined && {channel}),
		...(door !== undefined && {door: door as NonNullable<AnswerFilter['door']>}),
		...(wanted.since !== undefined && {since: new Date(`${wanted.since}T00:00:00Z`)}),
		// The whole of the last day.
		...(wanted.until !== undefined && {until: new Date(Date.parse(`${wanted.until}T00:00:00Z`) + dayMs)}),
	};
}
