const dayMs = 86_400_000;

/** A question that comes so soon after another of its conversation goes on from it. */
export const followedWithinMs = dayMs;

/** The clocks of Discord and of this machine agree as far as this. */
const clockSkewMs = 60_000;
/** The first moment of Discord's ids, which begin with the milliseconds since then. */
const discordEpochMs = 1_420_070_400_000n;

/**
 * How long it took until something of ours stood below the question, told from Discord's ids alone, so that its clock
 * counts at both ends. Undefined where the message was not the one that asked, or the ids are no such ids.
 */
export function firstReplyMs({
	askedAt,
	messageId,
	replyIds,
}: {
	readonly askedAt: Date;
	readonly messageId: string;
	readonly replyIds: readonly string[];
}): number | undefined {
	const askedMs = sentAtMs(messageId);
	const repliedMs = replyIds.flatMap(id => sentAtMs(id) ?? []);
	if (askedMs === undefined || repliedMs.length === 0) return undefined;
	const isOther = Math.abs(askedAt.getTime() - askedMs) > clockSkewMs;
	const ms = Math.min(...repliedMs) - askedMs;
	return isOther || ms < 0 ? undefined : ms;
}

function sentAtMs(messageId: string): number | undefined {
	if (!/^\d{15,20}$/.test(messageId)) return undefined;
	return Number((BigInt(messageId) >> 22n) + discordEpochMs);
}
