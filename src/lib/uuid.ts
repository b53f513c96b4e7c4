import {randomBytes} from 'node:crypto';

/**
 * A new UUID version 7 (RFC 9562 section 5.7): ordered by the time it was made, to the millisecond; ids of
 * one process and one millisecond are ordered by a counter in `rand_a`.
 */
export function newUuid7(now: number = Date.now()): string {
	counter = now > lastMs ? 0 : counter + 1;
	lastMs = Math.max(now, lastMs);
	// The counter has twelve bits; the thousandth id of a millisecond borrows the next one.
	if (counter > 0xfff) {
		counter = 0;
		lastMs += 1;
	}
	const time = lastMs.toString(16).padStart(12, '0');
	const sequence = counter.toString(16).padStart(3, '0');
	const random = randomBytes(8);
	random[0] = ((random[0] ?? 0) & 0x3f) | 0x80;
	const tail = random.toString('hex');
	return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

let lastMs = 0;
let counter = 0;
