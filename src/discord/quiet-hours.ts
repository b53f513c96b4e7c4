import type {ServerSettings} from '../log/server-settings.ts';

/** Whether it is within a server's quiet hours; they may go over midnight. */
export function isQuiet({quietHours}: Pick<ServerSettings, 'quietHours'>, now: Date): boolean {
	if (quietHours === null) return false;
	const {from, to, timeZone} = quietHours;
	const time = timeOfDay(now, timeZone);
	// Times of day with two digits each are ordered as texts are.
	return from < to ? from <= time && time < to : time >= from || time < to;
}

function timeOfDay(at: Date, timeZone: string): string {
	return new Intl.DateTimeFormat('en-GB', {
		hour: '2-digit',
		minute: '2-digit',
		hourCycle: 'h23',
		timeZone,
	}).format(at);
}
