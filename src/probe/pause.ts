/** Waits; less long if the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
	if (signal.aborted || ms <= 0) return Promise.resolve();
	return new Promise(resolve => {
		const wake = () => {
			clearTimeout(timer);
			signal.removeEventListener('abort', wake);
			resolve();
		};
		const timer = setTimeout(wake, ms);
		signal.addEventListener('abort', wake, {once: true});
	});
}
