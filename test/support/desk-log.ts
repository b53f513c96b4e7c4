import type {AnswerRecord} from '../../src/log/answer-record.ts';
import type {OpenLog} from '../../src/log/open-log.ts';
import type {Person} from '../../src/log/sessions.ts';
import {sampleRecord} from './console-sample.ts';
import {questionOf} from './records.ts';

export const red = '111111111111111111';
export const blue = '222222222222222222';
const channelId = '555555555555555555';

/** Moderates Red alone. */
export const mo: Person = {id: '700000000000000001', name: 'Mo', servers: [{id: red, name: 'Red'}]};
/** Moderates Red and Blue. */
export const ann: Person = {
	id: '700000000000000002',
	name: 'Ann',
	servers: [
		{id: red, name: 'Red'},
		{id: blue, name: 'Blue'},
	],
};

/** A sign-in with Discord that no test here goes the way of; sessions of moderators count where there is one. */
export const someOAuth = {
	clientId: '1',
	clientSecret: '2',
	botToken: '3',
	apiUrl: 'http://127.0.0.1:1',
	authorizeUrl: 'http://127.0.0.1:1/oauth2/authorize',
};

/** The id of the question asked in that minute. */
export function deskId(minute: number): string {
	return `019ca000-${String(minute).padStart(4, '0')}-7000-8000-000000000000`;
}

/** An answer given in Discord; the higher the minute, the newer. */
export function deskRecord(
	minute: number,
	{text = `question ${minute}`, guildId = red}: {readonly text?: string; readonly guildId?: string} = {},
	given: Partial<AnswerRecord> = {},
): AnswerRecord {
	const id = deskId(minute);
	const askedAt = new Date(Date.UTC(2026, 2, 4, 12, minute));
	return sampleRecord(questionOf({id, conversationId: id, askedAt, door: 'discord', text}), {
		askerId: '900000000000000001',
		place: {guildId, channelId, messageId: `66666666666666${String(minute).padStart(4, '0')}`},
		...given,
	});
}

/** Three answers of Red with open cases, one of Blue, and one from the console. */
export async function fillDesk(log: OpenLog): Promise<void> {
	for (const minute of [1, 2, 3]) {
		await log.record(deskRecord(minute));
		await log.moderation.raise({
			questionId: deskId(minute),
			guildId: red,
			reasons: ['low_confidence'],
			at: new Date(Date.UTC(2026, 2, 4, 12, minute)),
		});
	}
	await log.record(deskRecord(4, {guildId: blue}));
	await log.moderation.raise({
		questionId: deskId(4),
		guildId: blue,
		reasons: ['not_helpful'],
		at: new Date(Date.UTC(2026, 2, 4, 12, 4)),
	});
	const id = deskId(5);
	await log.record(sampleRecord(questionOf({id, conversationId: id, door: 'console', text: 'question 5'})));
}
