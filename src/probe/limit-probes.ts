/** A bucket of tokens: so many at once, and one more as often as said. */
export type Allowance = {readonly atOnce: number; readonly oneMoreEveryMs: number};

type Limits = {
	readonly perMember: Allowance;
	readonly perServer: Allowance;
	readonly now: () => Date;
	/** How many members and servers are remembered; 10,000 where nothing is said. */
	readonly mostRemembered?: number;
};

export type Asker = {readonly memberId?: string; readonly serverId?: string};

export type LimitResult =
	| {readonly allowed: true}
	| {readonly allowed: false; readonly limit: 'member' | 'server'; readonly retryAfterMs: number};

export const usualLimits = {
	perMember: {atOnce: 5, oneMoreEveryMs: 12_000},
	perServer: {atOnce: 30, oneMoreEveryMs: 2_000},
} as const;

type Bucket = {tokens: number; filledAtMs: number};

/** Counts probes by member and by server; a probe that either forbids costs the other nothing. */
export function limitProbes({perMember, perServer, now, mostRemembered = 10_000}: Limits) {
	const members = new Map<string, Bucket>();
	const servers = new Map<string, Bucket>();
	return {
		/** Asks for one probe, and counts it if it is allowed. */
		take({memberId, serverId}: Asker): LimitResult {
			const nowMs = now().getTime();
			const member = memberId === undefined ? undefined : fill(members, memberId, perMember, nowMs);
			const server = serverId === undefined ? undefined : fill(servers, serverId, perServer, nowMs);
			if (member && member.tokens < 1) return refuse('member', member, perMember);
			if (server && server.tokens < 1) return refuse('server', server, perServer);
			if (member) member.tokens -= 1;
			if (server) server.tokens -= 1;
			forgetOldest(members, mostRemembered);
			forgetOldest(servers, mostRemembered);
			return {allowed: true};
		},
	};
}

export type ProbeLimits = ReturnType<typeof limitProbes>;

function fill(buckets: Map<string, Bucket>, id: string, allowance: Allowance, nowMs: number): Bucket {
	const bucket = buckets.get(id) ?? {tokens: allowance.atOnce, filledAtMs: nowMs};
	const gained = Math.max(0, nowMs - bucket.filledAtMs) / allowance.oneMoreEveryMs;
	bucket.tokens = Math.min(allowance.atOnce, bucket.tokens + gained);
	bucket.filledAtMs = nowMs;
	// A map keeps the order of insertion: whoever asked last stands last.
	buckets.delete(id);
	buckets.set(id, bucket);
	return bucket;
}

function refuse(limit: 'member' | 'server', {tokens}: Bucket, {oneMoreEveryMs}: Allowance): LimitResult {
	return {allowed: false, limit, retryAfterMs: Math.ceil((1 - tokens) * oneMoreEveryMs)};
}

function forgetOldest(buckets: Map<string, Bucket>, most: number): void {
	for (const id of buckets.keys()) {
		if (buckets.size <= most) return;
		buckets.delete(id);
	}
}
