import type {AnswerRecord} from '../log/answer-record.ts';
import type {ShownFile} from './asked.ts';
import type {DiscordTools} from './discord-tools.ts';

/** Discord's limit for the text that stands for a file. */
const descriptionLimit = 1024;

/** The picture of a record's measurement; undefined where there is nothing to show, or where it cannot be drawn. */
export async function linePicture(
	{id, probe}: Pick<AnswerRecord, 'id' | 'probe'>,
	{draw, logger}: Pick<DiscordTools, 'draw' | 'logger'>,
): Promise<ShownFile | undefined> {
	// Where our own network fails, nothing was measured of the line.
	if (probe === undefined || probe.domain === 'our_probe') return undefined;
	try {
		const {png, description} = await draw(probe);
		return {name: 'line.png', bytes: png, description: description.slice(0, descriptionLimit)};
	} catch (error) {
		logger.error({questionId: id, err: error}, 'Cannot draw the line: the answer goes without a picture');
		return undefined;
	}
}
