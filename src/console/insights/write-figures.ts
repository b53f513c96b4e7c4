import type {Bin} from './wanted-span.ts';

const numbers = new Intl.NumberFormat('en-GB', {maximumFractionDigits: 1});
const money = new Intl.NumberFormat('en-GB', {minimumFractionDigits: 2, maximumFractionDigits: 2});
const cents = new Intl.NumberFormat('en-GB', {maximumSignificantDigits: 2});
const days = new Intl.DateTimeFormat('en-GB', {
	day: 'numeric',
	month: 'short',
	year: 'numeric',
	timeZone: 'UTC',
});
const shortDays = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short', timeZone: 'UTC'});

export function writeCount(count: number): string {
	return numbers.format(count);
}

/** A share of something; of nothing there is none. */
export function writeShare(part: number, whole: number): string {
	if (whole === 0) return '–';
	const percent = (100 * part) / whole;
	const text =
		percent > 0 && percent < 1 ? '< 1' : percent > 99 && percent < 100 ? '> 99' : Math.round(percent);
	return `${text} %`;
}

/** In whatever currency the operator counts. */
export function writeMoney(amount: number): string {
	return amount !== 0 && Math.abs(amount) < 0.1 ? cents.format(amount) : money.format(amount);
}

export function writeDay(day: string): string {
	return days.format(new Date(`${day}T00:00:00Z`));
}

export function writeBin({from, to}: Bin): {readonly title: string; readonly short: string} {
	const short = shortDays.format(new Date(`${from}T00:00:00Z`));
	return {title: from === to ? writeDay(from) : `${short} to ${writeDay(to)}`, short};
}

/** A time that is told roughly: an incident's. */
export function writeLength(ms: number): string {
	const minutes = Math.max(1, Math.round(ms / 60_000));
	if (minutes < 120) return `${minutes} min`;
	const hours = Math.round(minutes / 60);
	return hours < 72 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
