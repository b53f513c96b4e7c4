import type {SecretKind} from './evidence.ts';
import type {Picture} from './picture.ts';

/** Through which door a question came in. */
export type Door = 'discord' | 'console' | 'terminal';

/** Text that came with a question as a file. */
export type Attachment = {
	readonly name: string;
	readonly text: string;
	/** Read out of a picture; empty where that could not be done. */
	readonly from?: 'picture';
};

/** One earlier message of the same conversation, oldest first; its text is already without secrets. */
export type Turn = {readonly role: 'user' | 'assistant'; readonly text: string};

/** What the member filled into a command's options, apart from the message. */
export type Hints = {
	/** An HTTP status or a WebSocket close code. */
	readonly status?: number;
	/** The name of a target in `service.yaml`, or a URL. */
	readonly target?: string;
};

/** Where in Discord a question was asked; ids are snowflakes. */
export type Place = {readonly guildId?: string; readonly channelId: string; readonly messageId?: string};

/** What a member asks, as every door hands it to the road. Its text is hostile until evidence has been read from it. */
export type Question = {
	/** Ours, unique: a UUID version 7. */
	readonly id: string;
	/** Shared by all questions of one conversation; the first question's id. */
	readonly conversationId: string;
	readonly askedAt: Date;
	readonly door: Door;
	readonly text: string;
	/** Kinds of secrets that stood in the text, and were taken out before it was kept. */
	readonly removed?: readonly SecretKind[];
	readonly attachments: readonly Attachment[];
	/** Pictures whose text has not been read yet. */
	readonly pictures?: readonly Picture[];
	readonly earlier: readonly Turn[];
	readonly hints: Hints;
	readonly askerId?: string;
	/** Who wrote the text, where that is not who asks. */
	readonly authorId?: string;
	readonly place?: Place;
	/** Hosts besides the service's own that a moderator of that place has allowed to be tested; in lower case. */
	readonly hosts?: readonly string[];
	/** Languages (ISO 639-1) in which that place wants answers, the usual one first; any where nothing is said. */
	readonly languages?: readonly string[];
};
