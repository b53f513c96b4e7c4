import {cleanText} from '../evidence/clean-text.ts';
import {removeSecrets} from '../evidence/remove-secrets.ts';
import type {PendingQuestion} from '../log/pending.ts';
import type {Asked} from './asked.ts';
import type {DiscordTools} from './discord-tools.ts';

/** What asked: a message or an interaction, by its id in Discord. */
export type Source = `message/${string}` | `interaction/${string}`;

/** The part of a question that is kept besides who asked, when and where. */
type Kept = Pick<
	Asked,
	'text' | 'files' | 'hints' | 'roleIds' | 'conversation' | 'authorId' | 'again' | 'removed' | 'interaction'
>;

/**
 * Keeps a question from before the first word is said of it until it is answered, without its secrets, so that the
 * next run answers it should this one break off. False where the same message was delivered before. Where nothing
 * can be kept, that is logged and the answer comes all the same.
 */
export async function keepQuestion(
	{questionId, source, asked}: {readonly questionId: string; readonly source: Source; readonly asked: Asked},
	{log, logger, knowledge, shared}: Pick<DiscordTools, 'log' | 'logger' | 'knowledge' | 'shared'>,
): Promise<boolean> {
	const {askerId, authorId, askedAt, place, files, hints, roleIds, conversation, again, interaction} = asked;
	const {keyPatterns} = knowledge().service.evidence;
	const {text, found: removed} = removeSecrets(cleanText(asked.text), keyPatterns);
	const kept: Kept = {
		text,
		files: files.map(({name, url, size, contentType}) => ({name, url, size, contentType})),
		hints,
		roleIds,
		conversation,
		...(authorId !== undefined && {authorId}),
		...(again !== undefined && {again}),
		...(removed.length > 0 && {removed}),
		// Only another process needs it: this one has the interaction itself.
		...(interaction && shared && {interaction}),
	};
	try {
		return await log.pending.begin({
			questionId,
			source,
			askedAt,
			askerId,
			place,
			asked: kept,
			...(shared && {holder: shared.holder}),
		});
	} catch (error) {
		logger.error({questionId, err: error}, 'Cannot keep a question until it is answered');
		return true;
	}
}

/** The question as it was asked, but for its secrets. */
export function keptQuestion({askerId, askedAt, place, asked}: PendingQuestion): Asked {
	// What `keepQuestion` has kept.
	const kept = asked as unknown as Kept;
	return {...kept, roleIds: kept.roleIds, askerId, askedAt, place};
}
