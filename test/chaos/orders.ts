/** What the bot's process is told to do to itself. */
export type Order =
	| {readonly order: 'disk full'}
	| {readonly order: 'read-only'}
	| {readonly order: 'database sound'}
	| {readonly order: 'resolver'; readonly how: 'fails' | 'hangs'}
	| {readonly order: 'measure anew'}
	| {readonly order: 'report'};

/** How the bot's process is. */
export type Report = {
	readonly rssMb: number;
	readonly heapMb: number;
	readonly loopP50Ms: number;
	readonly loopP99Ms: number;
	readonly loopMaxMs: number;
};
