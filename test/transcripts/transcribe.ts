import {removeSecrets} from '../../src/evidence/remove-secrets.ts';
import type {Json} from '../support/discord-checks.ts';
import {allComponents} from '../support/discord-checks.ts';
import type {SentMessage} from '../support/discord-server.ts';
import type {Stage} from './open-stage.ts';

export type Attached = {readonly name: string; readonly size: number; readonly description: string} & (
	| {readonly kind: 'picture'; readonly dataUrl: string}
	| {readonly kind: 'file'}
);

export type Button = {
	readonly label: string;
	readonly style: number;
	readonly disabled: boolean;
};

/** A message as one side sees it. */
export type Shown = {
	readonly kind: 'message';
	readonly author: string;
	readonly isBot: boolean;
	readonly at: Date;
	/** What it replies to, in a line. */
	readonly replyTo?: {readonly author: string; readonly text: string};
	readonly text: string;
	readonly edited: boolean;
	readonly deleted: boolean;
	/** Only one person sees it. */
	readonly isPrivate: boolean;
	readonly attached: readonly Attached[];
	readonly buttons: readonly (readonly Button[])[];
	/** The texts that stood there before, oldest first. */
	readonly before: readonly string[];
};

/** What somebody does that is no message. */
export type Done = {readonly kind: 'deed'; readonly by: string; readonly text: string};

/** A channel with what one side sees there. */
export type Room = {readonly name: string; readonly entries: readonly (Shown | Done)[]};

export type Transcript = {
	readonly name: string;
	readonly member: readonly Room[];
	readonly moderator: readonly Room[];
	/** How people and channels are called, by id. */
	readonly names: ReadonlyMap<string, string>;
};

/** What was said on a stage, as its member and its moderator see it; keys are removed. */
export function transcribe(given: {
	readonly name: string;
	readonly stage: Stage;
	readonly keyPatterns: readonly RegExp[];
}): Transcript {
	const {name, stage, keyPatterns} = given;
	const {server, ada, mod, review} = stage;
	const {past} = server;
	const messages = past.messages();
	const clean = (text: string) => removeSecrets(text, keyPatterns).text;

	const shown = (message: SentMessage): Shown => {
		const target = message.repliesTo === undefined ? undefined : find(message.repliesTo);
		const earlier = message.versions.slice(0, -1).map(({content}) => content);
		return {
			kind: 'message',
			author: message.author.username,
			isBot: message.author.bot === true,
			at: timeOf(message.id),
			...(target && {
				replyTo: {
					author: target.author.username,
					text: clean(target.deleted ? 'Message deleted' : target.content),
				},
			}),
			text: clean(message.content),
			edited: message.editedAt !== undefined && message.interactionId === undefined,
			deleted: message.deleted,
			isPrivate: (message.flags & 64) !== 0,
			attached: message.attachments.map(attached),
			buttons: message.components.map(row =>
				allComponents([row])
					.filter(({type}) => type === 2)
					.map(({label, style, disabled}) => ({
						label: String(label ?? ''),
						style: Number(style ?? 2),
						disabled: disabled === true,
					})),
			),
			before: withoutDoubles(earlier.filter(text => text !== '' && text !== message.content)).map(clean),
		};
	};
	const find = (id: string) => messages.find(message => message.id === id);
	const attached = (given: Json): Attached => {
		const file = past.fileAt(String(given.url));
		const about = {
			name: String(given.filename),
			size: Number(given.size),
			description: String(given.description ?? ''),
		};
		if (!file?.type.startsWith('image/')) return {kind: 'file', ...about};
		const dataUrl = `data:${file.type};base64,${Buffer.from(file.bytes).toString('base64')}`;
		return {kind: 'picture', dataUrl, ...about};
	};

	/** Channels that one side sees, each with its messages and deeds in order. */
	const roomsOf = (who: typeof ada): readonly Room[] => {
		const seesAll = who === mod;
		const rooms = new Map<string, (Shown | Done)[]>();
		const deeds = [...stage.deeds];
		const takeDeeds = (before: number, into: (Shown | Done)[]) => {
			while (deeds[0] !== undefined && deeds[0].after <= before) {
				const deed = deeds.shift();
				if (deed && deed.by === who.user.username)
					into.push({kind: 'deed', by: deed.by, text: clean(deed.text)});
			}
		};
		let last: (Shown | Done)[] = [];
		for (const [index, message] of messages.entries()) {
			const isReview = message.channelId === review.id;
			const sees =
				(message.flags & 64) === 0 || past.interaction(message.interactionId ?? '')?.user.id === who.user.id;
			if (!sees || (isReview && !seesAll)) continue;
			const channel = past.channelOf(message.channelId);
			const name = channel?.parentId
				? `${past.channelOf(channel.parentId)?.name} › ${channel.name}`
				: (channel?.name ?? '');
			const room = rooms.get(name) ?? [];
			rooms.set(name, room);
			takeDeeds(index, last.length > 0 ? last : room);
			room.push(shown(message));
			last = room;
		}
		takeDeeds(Number.POSITIVE_INFINITY, last);
		return [...rooms].map(([name, entries]) => ({name, entries}));
	};

	const names = new Map<string, string>();
	for (const person of [server.bot, ada.user, mod.user]) names.set(person.id, person.username);
	for (const {channelId} of messages) {
		const channel = past.channelOf(channelId);
		if (channel) names.set(channelId, channel.name);
	}
	for (const channel of [stage.help, review]) names.set(channel.id, channel.name);
	return {name, member: roomsOf(ada), moderator: roomsOf(mod), names};
}

/** Discord's ids hold their time. */
function timeOf(id: string): Date {
	return new Date(Number(BigInt(id) >> 22n) + 1_420_070_400_000);
}

function withoutDoubles(texts: readonly string[]): readonly string[] {
	return texts.filter((text, index) => text !== texts[index - 1]);
}
