/** What happens to questions behind Discord's door, for those who count. */
export type DoorEvent =
	/** The first words stand; so long after the question was heard. */
	| {readonly kind: 'accepted'; readonly tookMs: number}
	/** Its turn has come, after so long in this process' line. */
	| {readonly kind: 'begun'; readonly waitedMs: number}
	/** The answer stands; so long after it was there. */
	| {readonly kind: 'answered'; readonly postingMs: number}
	| {readonly kind: 'failed' | 'taken_up' | 'given_up' | 'turned_away'}
	/** Discord refused a request, or had a fault; the client may try again. */
	| {readonly kind: 'refused'; readonly status: number};

/** How the door fares at this moment. */
export type DoorState = {
	readonly isConnected: boolean;
	/** Questions that this process is answering, those that wait in its line, and those whose answers Discord did not take. */
	readonly running: number;
	readonly waiting: number;
	readonly unsaid: number;
};
