import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {type DiscordServer, type SentMessage, startDiscordServer} from '../support/discord-server.ts';
import type {Report} from './orders.ts';
import {type ChaosOptions, type Outcome, outcome} from './outcome.ts';
import {kept} from './questions.ts';
import {type BotOptions, startBot} from './start-bot.ts';
import {textOf} from './texts.ts';

export type LoadOptions = ChaosOptions & {
	readonly mentions: number;
	/** In how long all of them come. */
	readonly withinMs?: number;
	readonly as?: BotOptions['as'];
};

type Mention = {
	readonly messageId: string;
	readonly member: number;
	/** Of how many of the member's this is which. */
	readonly nth: number;
	readonly askedMs: number;
	acknowledgedMs?: number;
	answeredMs?: number;
	isTold?: boolean;
	sawPlace: boolean;
};

const perMember = 10 / 3;
const mostMb = 300;
const longestMs = 6 * 60_000;

/** Mentions of many members within a minute, each from its own question, spread over fifty channels of one server. */
export async function load({
	mentions: count,
	withinMs = 60_000,
	as = 'main',
	random,
	onStep,
}: LoadOptions): Promise<readonly Outcome[]> {
	const server = await startDiscordServer();
	const folder = mkdtempSync(join(tmpdir(), 'lineman-load-'));
	const databaseUrl = `file:${join(folder, 'lineman.db')}`;
	const members = Math.max(1, Math.round(count / perMember));
	const people = Array.from({length: members}, (_, n) => server.join(`member-${n}`));
	const channels = Array.from({length: 50}, (_, n) => server.addChannel(`channel-${n}`));
	const bot = await startBot({server, databaseUrl, as});
	const mentions: Mention[] = [];
	const asked = new Map<number, number>();
	const reports: Report[] = [];
	try {
		// What is made ready after the start is no part of the load.
		await pause(as === 'main' ? 5000 : 500);
		await bot.tell({order: 'measure anew'});
		const began = performance.now();
		const passed = () => performance.now() - began;
		let lookedAt = 0;
		const look = async () => {
			lookedAt = passed();
			note(server, mentions, lookedAt);
			reports.push(await bot.tell({order: 'report'}, 30_000));
			const answered = mentions.filter(({answeredMs}) => answeredMs !== undefined).length;
			onStep(`${mentions.length} asked, ${answered} answered, ${reports.at(-1)?.rssMb} MB`);
		};
		for (let n = 0; n < count; n += 1) {
			const due = (n * withinMs) / count;
			if (due > passed()) await pause(due - passed());
			// Everybody asks about as often; who is when is chance.
			const member = Math.floor(random() * members);
			const nth = (asked.get(member) ?? 0) + 1;
			asked.set(member, nth);
			const message = people[member]?.says(`${server.mention} ${textOf(n)}`, {
				...(channels[n % channels.length] && {in: channels[n % channels.length]}),
			} as {in?: (typeof channels)[number]});
			if (message) mentions.push({messageId: message.id, member, nth, askedMs: passed(), sawPlace: false});
			if (passed() - lookedAt > 1000) await look();
		}
		const isOpen = ({answeredMs, isTold}: Mention) => answeredMs === undefined && isTold !== true;
		while (mentions.some(isOpen) && passed() < withinMs + longestMs && !bot.hasExited()) {
			await pause(500);
			await look();
		}
		const last = await bot.tell({order: 'report'}, 30_000);
		await bot.kill();
		const {records} = await kept(databaseUrl);
		return judge({mentions, reports: [...reports, last], members, records, withinMs});
	} finally {
		await bot.kill();
		await server.close();
		rmSync(folder, {recursive: true, force: true});
	}
}

/** Looks at what stands in Discord by now. */
function note(server: DiscordServer, mentions: readonly Mention[], nowMs: number): void {
	const replies = new Map<string, SentMessage[]>();
	for (const message of server.fromBot()) {
		if (message.repliesTo === undefined) continue;
		replies.set(message.repliesTo, [...(replies.get(message.repliesTo) ?? []), message]);
	}
	for (const mention of mentions) {
		const [reply] = replies.get(mention.messageId) ?? [];
		if (!reply) continue;
		mention.acknowledgedMs ??= nowMs;
		mention.sawPlace ||= reply.versions.some(({content}) => /before yours|earlier question/.test(content));
		if (/cannot take this one/.test(reply.content)) mention.isTold = true;
		// A long answer goes on in messages of its own, and its buttons stand below the last.
		const below = replies.get(reply.id) ?? [];
		if ([reply, ...below].some(({components}) => components.length > 0)) mention.answeredMs ??= nowMs;
	}
}

function judge({
	mentions,
	reports,
	members,
	records,
	withinMs,
}: {
	readonly mentions: readonly Mention[];
	readonly reports: readonly Report[];
	readonly members: number;
	readonly records: number;
	readonly withinMs: number;
}): readonly Outcome[] {
	const acknowledged = mentions.filter(({acknowledgedMs}) => acknowledgedMs !== undefined);
	const answered = mentions.filter(({answeredMs}) => answeredMs !== undefined);
	const told = mentions.filter(({isTold}) => isTold);
	const waits = acknowledged.map(({askedMs, acknowledgedMs = 0}) => acknowledgedMs - askedMs);
	const answerWaits = answered.map(({askedMs, answeredMs = 0}) => answeredMs - askedMs);
	const sawPlace = mentions.filter(mention => mention.sawPlace).length;
	const unfair = unfairOf(answered);
	const rss = Math.max(...reports.map(({rssMb}) => rssMb));
	const {loopP50Ms = 0, loopP99Ms = 0, loopMaxMs = 0} = reports.at(-1) ?? {};
	const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
	return [
		outcome(
			`${mentions.length} mentions within ${seconds(withinMs)} from ${members} members: all are acknowledged`,
			`${acknowledged.length} were, half of them within ${seconds(percentile(waits, 50))}, 99 % within ${seconds(percentile(waits, 99))}`,
			acknowledged.length === mentions.length,
		),
		outcome(
			'… and answered, or told that a limit is reached',
			`${answered.length} answered (half within ${seconds(percentile(answerWaits, 50))}, all within ${seconds(Math.max(0, ...answerWaits))}), ${told.length} told; ${records} in the log`,
			answered.length + told.length === mentions.length && records === answered.length,
		),
		outcome('… no member’s second question before another’s first', `${unfair} of them`, unfair === 0),
		outcome('… the place in the line is shown', `${sawPlace} saw theirs`, sawPlace > 0),
		outcome(
			'… no more than four of one member’s are in hand at a time',
			`the most in hand of one member: ${mostInHand(mentions)}`,
			mostInHand(mentions) <= 4,
		),
		outcome(`… memory within ${mostMb} MB`, `${rss} MB at most`, rss <= mostMb),
		outcome(
			'… event loop delay p99 under 50 ms',
			`p50 ${loopP50Ms} ms, p99 ${loopP99Ms} ms, most ${loopMaxMs} ms`,
			loopP99Ms < 50,
		),
	];
}

/** When one was in hand so long before, it should have come first; what is seen at once counts as at once. */
const slackMs = 3000;

/** How many second or later questions were answered while another member's first one waited that had come well before. */
function unfairOf(answered: readonly Mention[]): number {
	const firsts = answered.filter(({nth}) => nth === 1);
	return answered.filter(
		({nth, answeredMs = 0, member}) =>
			nth > 1 &&
			firsts.some(
				first =>
					first.member !== member &&
					first.askedMs < answeredMs - slackMs &&
					(first.answeredMs ?? 0) > answeredMs + slackMs,
			),
	).length;
}

function mostInHand(mentions: readonly Mention[]): number {
	const taken = mentions.filter(({isTold}) => !isTold);
	return Math.max(
		0,
		...taken.map(
			one =>
				taken.filter(
					other =>
						other.member === one.member &&
						other.askedMs <= one.askedMs &&
						(other.answeredMs ?? Number.POSITIVE_INFINITY) > one.askedMs + 1000,
				).length,
		),
	);
}

function percentile(values: readonly number[], percent: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}
