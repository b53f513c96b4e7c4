/** The same function, which reads a text once: the newest results are kept. For texts that come again and again, as the knowledge's do. */
export function remembered<Result>(read: (text: string) => Result, most: number): (text: string) => Result {
	const kept = new Map<string, Result>();
	return text => {
		const known = kept.get(text);
		if (known !== undefined) {
			kept.delete(text);
			kept.set(text, known);
			return known;
		}
		const result = read(text);
		const [oldest] = kept.keys();
		if (kept.size >= most && oldest !== undefined) kept.delete(oldest);
		kept.set(text, result);
		return result;
	};
}
