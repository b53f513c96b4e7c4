import {randomBytes} from 'node:crypto';

/** Where the ids of this time begin: a UUID version 7 starts with its milliseconds (RFC 9562, section 5.7). */
export function idsFrom(at: Date): string {
	const time = at.getTime().toString(16).padStart(12, '0');
	return `${time.slice(0, 8)}-${time.slice(8)}`;
}

/** An id of which nothing can be told but the day (UTC). */
export function idOnDay(day: Date): string {
	const [random = 0, ...rest] = randomBytes(10);
	const tail = Buffer.from([(random & 0x3f) | 0x80, ...rest]).toString('hex');
	return `${idsFrom(day)}-7${tail.slice(17)}-${tail.slice(0, 4)}-${tail.slice(4, 16)}`;
}

/** Midnight (UTC) of a day. */
export function dayOf(at: Date): Date {
	return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()));
}
