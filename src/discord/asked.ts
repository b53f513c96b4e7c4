import type {SecretKind} from '../evidence/evidence.ts';
import type {Hints, Place, Turn} from '../evidence/question.ts';
import type {ButtonRow} from './buttons.ts';
import type {InteractionKey} from './interaction-place.ts';
import type {AttachedFile} from './read-attachments.ts';

/** A question as it came in through Discord, before its files are fetched and its conversation is looked up. */
export type Asked = {
	readonly askerId: string;
	/** Who wrote the text, where that is not who asks. */
	readonly authorId?: string;
	readonly askedAt: Date;
	readonly text: string;
	readonly files: readonly AttachedFile[];
	readonly hints: Hints;
	readonly place: Place;
	/** Roles of the member who asks; undefined outside a server. */
	readonly roleIds: readonly string[] | undefined;
	readonly conversation: Conversation;
	/** The question that is tested again with this one. */
	readonly again?: string;
	/** Kinds of secrets that were taken out of the text before. */
	readonly removed?: readonly SecretKind[];
	/** What an interaction is answered with, for another process than the one that heard it. */
	readonly interaction?: InteractionKey;
};

/** What came before. */
export type Conversation =
	/** A question on its own. */
	| {readonly kind: 'new'}
	/** Whatever the member asked in this channel a little while ago goes on. */
	| {readonly kind: 'recent'}
	/** What this message of ours answered goes on. */
	| {readonly kind: 'reply'; readonly messageId: string}
	/** Known already. */
	| {readonly kind: 'known'; readonly conversationId: string; readonly earlier: readonly Turn[]};

/** What a message of ours shows; an edit takes away what is not given. */
export type Shown = {
	readonly content: string;
	readonly buttons?: readonly ButtonRow[];
	readonly file?: ShownFile;
};

export type ShownFile = {
	readonly name: string;
	readonly bytes: Uint8Array;
	/** For those who cannot see it. */
	readonly description?: string;
};
export type Posted = {readonly channelId: string; readonly messageId: string};

/** A reply in Discord: its first message, which changes, and those below it. */
export type ReplyPlace = {
	readonly first: Posted;
	/** Places with the same name share one of Discord's limits on edits; undefined: a limit of its own. */
	readonly editsWith?: string;
	edit(shown: Shown): Promise<Posted>;
	add(shown: Shown): Promise<Posted>;
	/** Deletes all of the reply; undefined where that cannot be done. */
	remove?(): Promise<void>;
};
