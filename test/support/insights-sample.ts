import type {OpenLog} from '../../src/log/open-log.ts';
import {evidenceOf, probeOf, recordOf} from './records.ts';

export const sampleServers = ['111111111111111111', '222222222222222222'] as const;
const dayMs = 86_400_000;

const causes = ['auth.invalid_key', 'auth.wrong_scheme', 'net.tls_ca', 'idle.no_audio'];

/** What people ask that nothing answers well: some of one kind, some of another. */
const unanswered = [
	'the captive portal of our hotel swallows the websocket handshake',
	'behind a captive portal the handshake of the websocket never ends',
	'captive portal login page comes back instead of the websocket handshake',
	'transcripts of whispered Welsh lullabies come back empty',
	'Welsh lullabies give empty transcripts, whispered or sung',
	'empty transcripts for Welsh lullabies',
];

/** Fills a log with so many answers of the days before `now`, and with a line that failed once; always the same. */
export async function fillInsights(
	log: OpenLog,
	{now, count, days}: {readonly now: Date; readonly count: number; readonly days: number},
): Promise<void> {
	for (let index = 0; index < count; index++) {
		const askedAt = new Date(now.getTime() - 60_000 - ((count - index) * days * 0.97 * dayMs) / count);
		await answer(log, index, askedAt);
	}
	for (let hour = days * 24 - 1; hour >= 0; hour--) {
		const at = new Date(now.getTime() - hour * 3_600_000);
		const isDown = hour >= 60 && hour < 64;
		await log.line.recordCheck(
			'listen',
			probeOf({at, ...(isDown && {verdict: 'unreachable', failedPhase: 'tls', failure: 'tls_expired'})}),
		);
	}
	const openedAt = new Date(now.getTime() - 63 * 3_600_000);
	const incident = await log.line.openIncident({
		target: 'listen',
		openedAt,
		failure: 'tls_expired',
		seenBy: 'watch',
	});
	await log.line.closeIncident(incident?.id ?? 0, new Date(openedAt.getTime() + 4 * 3_600_000));
}

async function answer(log: OpenLog, index: number, askedAt: Date): Promise<void> {
	const time = askedAt.getTime().toString(16).padStart(12, '0');
	const id = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${index.toString(16).padStart(12, '0')}`;
	const refused = index % 5 === 3;
	const {diagnosis, answer: usual, times} = recordOf();
	const cause = causes[Math.floor((index % 17) / 5)] ?? 'auth.invalid_key';
	const model = {
		name: 'small-1',
		promptVersion: 'answer.v1',
		tokens: {input: 2100, output: 340},
		cost: 0.0031,
		cut: {of: 6, sentences: 0, because: {}},
		totalMs: 1800,
		...(index % 28 === 0 && {fallback: 'stalled' as const}),
	};
	const isModel = index % 7 === 0;
	const messageId = String(BigInt(askedAt.getTime() - 1_420_070_400_000) << 22n);
	const replyId = String(BigInt(askedAt.getTime() + 250 + (index % 40) * 20 - 1_420_070_400_000) << 22n);
	const isDiscord = index % 9 !== 4;
	if (isDiscord) await log.rememberReply({questionId: id, channelId: '2', messageId: replyId});
	await log.record(
		recordOf({
			id,
			conversationId: id,
			askedAt,
			door: isDiscord ? 'discord' : 'console',
			...(isDiscord && {
				place: {guildId: sampleServers[index % 4 === 1 ? 1 : 0], channelId: '2', messageId},
			}),
			evidence: evidenceOf({
				text: refused ? (unanswered[index % unanswered.length] ?? '') : `it fails with 401, case ${index}`,
			}),
			diagnosis: {
				...diagnosis,
				refused,
				causes: diagnosis.causes.map(each => ({...each, id: cause, confidence: refused ? 0.3 : 0.92})),
			},
			answer: {
				...usual,
				refused,
				...(isModel && {
					writer: model.fallback === undefined ? ('model' as const) : ('built-in' as const),
					model,
				}),
			},
			times: {...times, elapsedMs: 180 + ((index * 37) % 900) + (index % 50 === 0 ? 4000 : 0)},
		}),
	);
	const at = new Date(askedAt.getTime() + 30_000);
	if (index % 6 === 0 && !refused) await log.giveFeedback({questionId: id, byId: '7', kind: 'solved', at});
	if (index % 11 === 0) {
		await log.giveFeedback({
			questionId: id,
			byId: '8',
			kind: 'not_helpful',
			at,
			...(index % 2 === 0 && {note: index % 4 === 0 ? 'It names the wrong cause' : 'the link leads nowhere'}),
		});
	}
	if (index % 13 === 0) await log.moderation.review({questionId: id, byId: '9', judgement: 'right', at});
	if (index % 26 === 3) await log.moderation.review({questionId: id, byId: '9', judgement: 'wrong', at});
}
