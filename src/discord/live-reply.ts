/** A message that changes while the work goes on. */
export type LiveReply = {
	/** Shows this text soon; a newer one takes its place. */
	show(text: string): void;
	/** Shows this text without waiting for `everyMs`, though not before an edit that is on its way has arrived. */
	showNow(text: string): void;
	/** After this, nothing more is shown, and no edit is on its way. */
	end(): Promise<void>;
};

/**
 * Edits at most once in `everyMs`, one edit at a time, the newest text only; the message counts as just
 * written when this is called. An edit that fails is reported and forgotten: the next one, or the answer,
 * says more than it did.
 */
export function openLiveReply({
	edit,
	everyMs,
	mayEdit = () => 0,
	onFailure,
}: {
	readonly edit: (text: string) => Promise<unknown>;
	readonly everyMs: number;
	/** Asked just before an edit: 0 where it may be made, else how many milliseconds to wait. */
	readonly mayEdit?: () => number;
	readonly onFailure: (error: unknown) => void;
}): LiveReply {
	let newest: string | undefined;
	let timer: NodeJS.Timeout | undefined;
	let underWay: Promise<void> | undefined;
	let lastAt = performance.now();
	let ended = false;
	let isUrgent = false;

	const plan = () => {
		if (ended || timer || underWay || newest === undefined) return;
		timer = setTimeout(run, isUrgent ? 0 : Math.max(0, lastAt + everyMs - performance.now()));
	};
	const run = () => {
		const waitMs = mayEdit();
		timer = waitMs > 0 ? setTimeout(run, waitMs) : undefined;
		if (timer) return;
		const text = newest;
		if (text === undefined) return;
		newest = undefined;
		isUrgent = false;
		lastAt = performance.now();
		underWay = edit(text)
			.then(() => {}, onFailure)
			.finally(() => {
				underWay = undefined;
				plan();
			});
	};

	return {
		show(text) {
			newest = text;
			plan();
		},
		showNow(text) {
			newest = text;
			isUrgent = true;
			clearTimeout(timer);
			timer = undefined;
			plan();
		},
		async end() {
			ended = true;
			clearTimeout(timer);
			await underWay;
		},
	};
}
