import type {AnswerRecord} from '../log/answer-record.ts';
import type {DiscordTools} from './discord-tools.ts';
import {type Remark, whatChanged} from './what-changed.ts';

/** What is said of an answer to a question that was tested again. */
export async function remarkOn(
	testedBefore: string,
	after: AnswerRecord,
	{log}: Pick<DiscordTools, 'log'>,
): Promise<Remark | undefined> {
	const before = await log.find(testedBefore);
	const remark = before && whatChanged(before, after);
	if (remark === undefined) return undefined;
	const publication = (await log.moderation.standing(testedBefore))?.publication;
	if (publication !== 'corrected') return remark;
	// Where a moderator has corrected the answer, the new one does not say again what was wrong.
	const text = remark.text.replace(/ My answer above stands\.$/, '');
	return {text: `${text} What the moderator wrote above stands.`, stands: 'alone'};
}
