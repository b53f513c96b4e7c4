/** Runs one piece of work after another for each key; different keys do not wait for each other. */
export function inTurn(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
	const last = new Map<string, Promise<unknown>>();
	return async (key, work) => {
		const before = last.get(key) ?? Promise.resolve();
		const mine = before.then(work, work);
		const done = mine.catch(() => {});
		last.set(key, done);
		try {
			return await mine;
		} finally {
			if (last.get(key) === done) last.delete(key);
		}
	};
}
