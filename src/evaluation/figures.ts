/** The share of items for which it holds; 0 where there are none. */
export function share<T>(items: readonly T[], holds: (item: T) => boolean): number {
	return items.length === 0 ? 0 : items.filter(holds).length / items.length;
}

/** The value below which `at` (0 to 1) of the values lie, nearest rank; 0 where there are none. */
export function quantile(values: readonly number[], at: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(at * sorted.length) - 1)] ?? 0;
}
