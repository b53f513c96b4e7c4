/** Counts somebody's attempts: undefined where this one is allowed, else how many seconds to wait. */
export type RateLimit = (who: string) => number | undefined;

const windowMs = 60_000;

/** Allows `perMinute` attempts in any sixty seconds to each. Attempts that were refused do not count. */
export function createRateLimit(limit: {readonly perMinute: number; readonly now: () => Date}): RateLimit {
	const attempts = new Map<string, readonly number[]>();
	return who => {
		const now = limit.now().getTime();
		for (const [other, times] of attempts) {
			if ((times.at(-1) ?? 0) <= now - windowMs) attempts.delete(other);
		}
		const recent = (attempts.get(who) ?? []).filter(time => time > now - windowMs);
		const [oldest] = recent;
		if (oldest !== undefined && recent.length >= limit.perMinute) {
			return Math.max(1, Math.ceil((oldest + windowMs - now) / 1000));
		}
		attempts.set(who, [...recent, now]);
		return undefined;
	};
}
