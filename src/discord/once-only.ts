/** Says of each id whether it is the first time; remembers the newest `size` ids. */
export function onceOnly(size: number): (id: string) => boolean {
	const seen = new Set<string>();
	return id => {
		if (seen.has(id)) return false;
		seen.add(id);
		if (seen.size > size) {
			for (const oldest of seen) {
				seen.delete(oldest);
				break;
			}
		}
		return true;
	};
}
