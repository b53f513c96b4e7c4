/** Waits; less long if the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
	return startPause(ms, signal).over;
}

/** A wait that `end` cuts short. */
export type Pause = {readonly over: Promise<void>; readonly end: () => void};

export function startPause(ms: number, signal: AbortSignal): Pause {
	if (signal.aborted || ms <= 0) return {over: Promise.resolve(), end: () => {}};
	let end = () => {};
	const over = new Promise<void>(resolve => {
		end = () => {
			clearTimeout(timer);
			signal.removeEventListener('abort', end);
			resolve();
		};
		const timer = setTimeout(end, ms);
		signal.addEventListener('abort', end, {once: true});
	});
	return {over, end};
}
