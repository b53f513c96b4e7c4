import {reasons} from '../../discord/not-helpful.ts';
import type {AnswerFilter, Complaint} from '../../log/answer-list.ts';
import type {FeedbackKind} from '../../log/answer-record.ts';
import {type Judgement, judgements, type Publication} from '../../log/moderation.ts';
import type {Person} from '../../log/sessions.ts';
import type {ConsoleTools} from '../console-tools.ts';
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
/** A reason that is none of those to choose from. */
export const ownWords = 'own_words';
const percentage = like(/^(?:\d{1,2}|100)$/);

/** Every field of an address, in its order, and what it may hold. */
const fields = {
	q: (given: string) => given.trim() !== '' && given.length <= 200,
	state: oneOf('open', 'done'),
	judged: oneOf(...judgements, 'wrong_or_unsafe'),
	feedback: oneOf('solved', 'not_helpful', 'ask_human'),
	shown: oneOf('draft', 'published', 'corrected', 'retracted'),
	why: oneOf(...Object.keys(reasons), ownWords),
	verdict: oneOf('named', 'refused', 'assumed'),
	cause: like(/^[a-z0-9][a-z0-9._-]{0,99}$/),
	least: percentage,
	most: percentage,
	below: percentage,
	writer: oneOf('built-in', 'model'),
	model: like(/^[\w./:@+-]{1,200}$/),
	timed: oneOf('first_reply'),
	text: oneOf('kept'),
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
	const fields = [...wantedNames.map(name => [name, wanted[name]] as const), ...Object.entries(beside)];
	const query = fields.flatMap(([name, value = '']) => (value === '' ? [] : [`${name}=${encode(value)}`]));
	return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

/** As a form encodes it. Most values have nothing in them to encode, and a page of figures has a thousand addresses. */
function encode(value: string): string {
	return /^[\w.-]*$/.test(value) ? value : new URLSearchParams({'': value}).toString().slice(1);
}

const dayMs = 86_400_000;

/** The answers that are asked for, as far as somebody may see them. */
export function filterFor(
	wanted: Wanted,
	person: Person,
	tools: Pick<ConsoleTools, 'knowledge' | 'now'>,
): AnswerFilter {
	const {q, state, judged, feedback, shown, verdict, cause, least, most, writer, channel, door} = wanted;
	const {why, below, model, timed, text} = wanted;
	const {servers} = scopeOf(person);
	const isForeign = wanted.server !== undefined && servers !== undefined && !servers.includes(wanted.server);
	const chosen = isForeign ? [] : wanted.server === undefined ? servers : [wanted.server];
	return {
		...(chosen && {servers: chosen}),
		...(q !== undefined && {words: q}),
		...(state !== undefined && {state: state as NonNullable<AnswerFilter['state']>}),
		...(judged !== undefined && {
			judgement: judged === 'wrong_or_unsafe' ? 'wrong or unsafe' : (judged as Judgement),
		}),
		...(why !== undefined && {complaint: complaintOf(why)}),
		...(feedback !== undefined && {feedback: feedback as FeedbackKind}),
		...(shown !== undefined && {publication: shown as Publication}),
		...(verdict === 'assumed'
			? {assumedSolved: assumedSolved(tools)}
			: verdict !== undefined && {refused: verdict === 'refused'}),
		...(cause !== undefined && {cause}),
		...(least !== undefined && {leastConfidence: Number(least) / 100}),
		...(most !== undefined && {mostConfidence: Number(most) / 100}),
		...(below !== undefined && {belowConfidence: Number(below) / 100}),
		...(model !== undefined && {model}),
		...(timed !== undefined && {timed: 'first_reply' as const}),
		...(text !== undefined && {text: 'kept' as const}),
		...(writer !== undefined && {writer: writer as NonNullable<AnswerFilter['writer']>}),
		...(channel !== undefined && {channel}),
		...(door !== undefined && {door: door as NonNullable<AnswerFilter['door']>}),
		...(wanted.since !== undefined && {since: new Date(`${wanted.since}T00:00:00Z`)}),
		// The whole of the last day.
		...(wanted.until !== undefined && {until: new Date(Date.parse(`${wanted.until}T00:00:00Z`) + dayMs)}),
	};
}

/** After a day in which nobody came back, most questions with an answer to solve them probably are. */
export function assumedSolved({
	knowledge,
	now,
}: Pick<ConsoleTools, 'knowledge' | 'now'>): NonNullable<AnswerFilter['assumedSolved']> {
	const asides = knowledge().causes.filter(({kind}) => kind === 'aside');
	return {askedBefore: new Date(now().getTime() - dayMs), asides: asides.map(({id}) => id)};
}

function complaintOf(why: string): Complaint {
	const texts: Readonly<Record<string, string>> = reasons;
	const reason = texts[why];
	return reason === undefined ? {otherThan: Object.values(reasons)} : {reason};
}
