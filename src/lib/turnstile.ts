/**
 * Lets one waiter pass in each turn of the event loop, so that work that comes in pieces leaves room between the
 * pieces for whatever has come in meanwhile.
 */
export function turnstile(): () => Promise<void> {
	const waiting: (() => void)[] = [];
	const letOnePass = () => {
		waiting.shift()?.();
		if (waiting.length > 0) setImmediate(letOnePass);
	};
	return () =>
		new Promise(resolve => {
			if (waiting.push(resolve) === 1) setImmediate(letOnePass);
		});
}
