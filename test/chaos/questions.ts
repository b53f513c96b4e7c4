import {openLog} from '../../src/log/open-log.ts';
import type {DiscordServer, Interaction, Person, SentMessage} from '../support/discord-server.ts';

/** A question that somebody has asked, and what became of it in Discord. */
export type AskedQuestion = {
	readonly text: string;
	/** All of ours that stand for it. */
	readonly replies: () => readonly SentMessage[];
	/** Discord has taken a first word for it, so that whoever asks counts on us. */
	readonly isAcknowledged: () => boolean;
	/** Whether who asks counts on us from when we have kept it: of a command that was not acknowledged Discord tells them itself. */
	readonly countsWhenKept: boolean;
	/** An answer stands, with its buttons. */
	readonly isAnswered: () => boolean;
};

const isAnswer = ({components}: SentMessage) => components.length > 0;

export function byMention(server: DiscordServer, person: Person, text: string): AskedQuestion {
	const message = person.says(`${server.mention} ${text}`);
	const replies = () => server.fromBot().filter(({repliesTo}) => repliesTo === message.id);
	return {
		text,
		replies,
		countsWhenKept: true,
		isAcknowledged: () => replies().length > 0,
		isAnswered: () => replies().some(isAnswer),
	};
}

export function byCommand(_: DiscordServer, person: Person, text: string): AskedQuestion {
	const interaction: Interaction = person.runCommand('ask', {question: text});
	const replies = () =>
		[interaction.original].filter(message => message !== undefined && !message.deleted) as SentMessage[];
	return {
		text,
		replies,
		countsWhenKept: false,
		isAcknowledged: () => interaction.callback !== undefined,
		isAnswered: () => replies().some(isAnswer),
	};
}

/** What the log holds after all: how often each text is on record, and what still waits. */
export async function kept(databaseUrl: string) {
	const log = await openLog(databaseUrl);
	const byText = new Map<string, number>();
	for (let before: string | undefined; ; ) {
		const records = await log.latest({limit: 200, ...(before !== undefined && {before})});
		for (const {evidence} of records) byText.set(evidence.text, (byText.get(evidence.text) ?? 0) + 1);
		before = records.at(-1)?.id;
		if (before === undefined) break;
	}
	const waiting = await log.pending.waiting();
	await log.close();
	return {
		recordsOf: (text: string) => byText.get(text) ?? 0,
		records: [...byText.values()].reduce((all, count) => all + count, 0),
		waiting,
	};
}
