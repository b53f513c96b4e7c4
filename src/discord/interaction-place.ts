import {type Client, InteractionWebhook} from 'discord.js';
import type {Posted, ReplyPlace, Shown} from './asked.ts';
import {editPayload, payload, whisperFlags, write} from './channel-reply.ts';

/** What an interaction is answered with, in Discord's words; good for a quarter of an hour. */
export type InteractionKey = {
	readonly applicationId: string;
	readonly token: string;
	/** Who sees the answer. */
	readonly audience: 'everybody' | 'asker';
};

/** Discord takes answers for fifteen minutes. */
const answerableMs = 14 * 60_000;

/** Whether an interaction of then can still be answered with its token. */
export function isAnswerable(askedAt: Date, now: Date): boolean {
	return now.getTime() - askedAt.getTime() < answerableMs;
}

/** The reply to an interaction that another process has acknowledged, as a place for an answer. */
export function interactionPlace(
	client: Client<true>,
	{applicationId, token, audience}: InteractionKey,
	first: Posted,
): ReplyPlace {
	const webhook = new InteractionWebhook(client, applicationId, token);
	return {
		first,
		async edit(shown: Shown) {
			await write(shown, () => webhook.editMessage(first.messageId, editPayload(shown)));
			return first;
		},
		async add(shown) {
			const below = audience === 'asker' ? {...payload(shown), flags: whisperFlags} : payload(shown);
			const {id} = await webhook.send(below);
			return {channelId: first.channelId, messageId: id};
		},
	};
}
