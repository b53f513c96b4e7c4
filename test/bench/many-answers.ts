import type {Door} from '../../src/evidence/question.ts';
import type {AnswerRecord, FeedbackKind} from '../../src/log/answer-record.ts';
import {keepAnswer} from '../../src/log/keep-answer.ts';
import type {Judgement, Publication} from '../../src/log/moderation.ts';
import {openDatabase} from '../../src/log/open-database.ts';
import {evidenceOf, probeOf, recordOf} from '../support/records.ts';

/** Three servers, of which the first asks most. */
export const servers = ['111111111111111111', '222222222222222222', '333333333333333333'] as const;
const kinds = ['auth', 'idle', 'net', 'audio', 'client', 'limits', 'request', 'server'];
export const causes = Array.from({length: 48}, (_, index) => `${kinds[index % 8]}.cause_${index}`);
const firstAskedAt = Date.parse('2026-01-01T00:00:00Z');
const everyMs = 90_000;
const batchSize = 1000;

/** One of a server's forty channels. */
export function channelOf(serverId: string, index: number): string {
	return `${serverId.slice(0, 15)}${String(index).padStart(3, '0')}`;
}

/** Fills an empty log with so many answers and what was said of them, the same ones every time. */
export async function fillLog(
	databaseUrl: string,
	{count, note}: {readonly count: number; readonly note: (text: string) => void},
): Promise<void> {
	const db = await openDatabase(databaseUrl);
	try {
		for (let start = 0; start < count; start += batchSize) {
			note(`${start} of ${count} answers written`);
			await db.transaction().execute(async step => {
				for (let index = start; index < Math.min(start + batchSize, count); index += 1) {
					const made = makeAnswer(index);
					await keepAnswer(step, made.record);
					if (made.feedback.length > 0) await step.insertInto('feedback').values(made.feedback).execute();
					if (made.standing) await step.insertInto('standing').values(made.standing).execute();
					if (made.reviews.length > 0) await step.insertInto('review').values(made.reviews).execute();
				}
			});
		}
	} finally {
		await db.destroy();
	}
}

/** One made-up answer with what members and moderators said of it; the same for the same number. */
export function makeAnswer(index: number) {
	const draw = drawer(index + 1);
	const at = new Date(firstAskedAt + index * everyMs);
	const id = idAt(at, index);
	const door: Door = draw.of([
		['discord', 95],
		['console', 4],
		['terminal', 1],
	]);
	const guildId = draw.of([
		[servers[0], 70],
		[servers[1], 25],
		[servers[2], 5],
	]);
	const refused = draw.share() < 0.12;
	const cause = causes[Math.floor(causes.length * draw.share() ** 3)] ?? 'net.cause_0';
	const confidence = Math.round((refused ? draw.share() * 0.5 : 1 - draw.share() ** 2 * 0.7) * 1000) / 1000;
	const question = sentences(draw, 1 + Math.floor(12 * draw.share() ** 2));
	const verdict = refused
		? 'Too little is known to name a cause'
		: `Most likely: ${cause.replaceAll(/[._]/g, ' ')}`;
	const answer = sentences(draw, 24);
	const record: AnswerRecord = recordOf({
		id,
		conversationId: id,
		askedAt: at,
		door,
		askerId: `9${String(Math.floor(draw.share() * 20_000)).padStart(17, '0')}`,
		...(door === 'discord' && {
			place: {
				guildId,
				channelId: channelOf(guildId, Math.floor(draw.share() * 40)),
			},
		}),
		evidence: evidenceOf({text: question}),
		probe: probeOf({at}),
		sections: Array.from({length: 12}, (_, section) => ({
			page: `docs/page-${section}.mdx`,
			kind: 'documentation' as const,
			pageTitle: `Page ${section}`,
			headings: [`Page ${section}`],
			anchor: '',
			text: sentences(draw, 5),
			score: 12 - section,
		})),
		diagnosis: {
			...recordOf().diagnosis,
			refused,
			causes: [
				{
					...(recordOf().diagnosis.causes[0] ?? {}),
					id: cause,
					confidence,
				} as AnswerRecord['diagnosis']['causes'][number],
			],
		},
		answer: {
			...recordOf().answer,
			verdict,
			messages: [answer],
			text: answer,
			refused,
			writer: draw.share() < 0.15 ? 'model' : 'built-in',
		},
	});
	const later = new Date(at.getTime() + 60_000).toISOString();
	const feedback = (
		[
			['solved', 0.15],
			['not_helpful', 0.1],
			['ask_human', 0.04],
		] as const satisfies readonly (readonly [FeedbackKind, number])[]
	)
		.filter(([, share]) => draw.share() < share)
		.map(([kind]) => ({question_id: id, by_id: '900000000000000001', kind, note: null, at: later}));
	const isRaised = draw.share() < 0.3;
	const judges = isRaised && draw.share() < 0.4 ? 1 + Math.floor(draw.share() * 2) : 0;
	const judgement = (): Judgement =>
		draw.of([
			['right', 70],
			['partly', 18],
			['wrong', 10],
			['unsafe', 2],
		]);
	const publication: Publication = draw.of([
		['published', 90],
		['corrected', 8],
		['retracted', 2],
	]);
	return {
		record,
		feedback,
		...(isRaised && {
			standing: {
				question_id: id,
				guild_id: door === 'discord' ? guildId : null,
				reasons_json: JSON.stringify([refused ? 'refused' : 'low_confidence']),
				state: draw.share() < 0.15 ? 'open' : 'done',
				publication,
				opened_at: later,
				closed_at: later,
			},
		}),
		reviews: Array.from({length: judges}, (_, judge) => ({
			question_id: id,
			by_id: `80000000000000000${judge}`,
			judgement: judgement(),
			note: null,
			at: later,
		})),
	};
}

/** A UUID version 7 of that time. */
function idAt(at: Date, index: number): string {
	const time = at.getTime().toString(16).padStart(12, '0');
	return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${index.toString(16).padStart(12, '0')}`;
}

const vocabulary =
	'the a it my when after before connection socket closes opens fails with code status error server client library python node browser stream audio key token header request response timeout network office hotspot proxy firewall seconds minutes always sometimes never since yesterday update version model language sample rate encoding linear16 opus wav microphone websocket upgrade handshake TLS certificate DNS lookup refused reset 101 400 401 403 404 429 500 502 503 1000 1005 1006 1008 1011 NET-0001 DATA-0000 ECONNRESET ETIMEDOUT unexpected received non-101 keepalive ping pong idle transcript interim final result region latency docker kubernetes nginx cloudflare'.split(
		' ',
	);

/** Sentences to put texts together from; each text has a word beside them that few others have. */
const pool = Array.from({length: 600}, (_, index) => {
	const draw = drawer(index + 1_000_003);
	const words = Array.from({length: 14}, () => vocabulary[Math.floor(vocabulary.length * draw.share() ** 2)]);
	return `${words.join(' ')}.`;
});

function sentences(draw: Drawer, count: number): string {
	const said = Array.from({length: count}, () => pool[Math.floor(pool.length * draw.share())]);
	return `${said.join(' ')} ${Math.floor(draw.share() * 1e9).toString(36)}`;
}

type Drawer = ReturnType<typeof drawer>;

/** Shares from 0 to 1, the same for the same seed. */
function drawer(seed: number) {
	let state = Math.imul(seed, 2654435761) >>> 0;
	const share = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	return {
		share,
		/** One of some values, each with its weight. */
		of<const T>(choices: readonly (readonly [T, number])[]): T {
			let left = share() * choices.reduce((sum, [, weight]) => sum + weight, 0);
			for (const [value, weight] of choices) {
				left -= weight;
				if (left < 0) return value;
			}
			return (choices.at(-1) as readonly [T, number])[0];
		},
	};
}
