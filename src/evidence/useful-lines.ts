/** The part of a long text that is worth reading, and how much of it that is. */
export type UsefulLines = {readonly text: string; readonly lines: number; readonly kept: number};

/** Takes a text in pieces and keeps its beginning, its end, and from between the lines that speak of trouble. */
export type LineSieve = {
	take(piece: string): void;
	finish(): UsefulLines;
};

const speaksOfTrouble =
	/error|fail|refus|denied|reject|time[d -]?out|reset|abort|forbidden|unauthori|exception|traceback|handshake|non-101|\b(?:[45]\d\d|1\d{3}|4\d{3})\b/i;

/** A line longer than this counts as several: a log of one endless line must not be kept whole. */
const longestLine = 2000;

/** `budget`: how many characters each of the three parts may have. */
export function openLineSieve(budget: number): LineSieve {
	const start: string[] = [];
	const middle: string[] = [];
	const end: string[] = [];
	let startSize = 0;
	let middleSize = 0;
	let endSize = 0;
	let startIsFull = false;
	let lines = 0;
	let leftOut = 0;
	let rest = '';

	const keep = (line: string) => {
		lines += 1;
		if (!startIsFull && startSize + line.length + 1 <= budget) {
			start.push(line);
			startSize += line.length + 1;
			return;
		}
		startIsFull = true;
		end.push(line);
		endSize += line.length + 1;
		while (endSize > budget) {
			const oldest = end.shift() ?? '';
			endSize -= oldest.length + 1;
			keepIfUseful(oldest);
		}
	};
	const keepIfUseful = (line: string) => {
		if (speaksOfTrouble.test(line) && middleSize + line.length + 1 <= budget) {
			middle.push(line);
			middleSize += line.length + 1;
		} else leftOut += 1;
	};
	const keepAll = (line: string) => {
		for (let at = 0; at < line.length; at += longestLine) keep(line.slice(at, at + longestLine));
		if (line === '') keep('');
	};

	return {
		take(piece) {
			const parts = `${rest}${piece}`.split('\n');
			rest = parts.pop() ?? '';
			for (const part of parts) keepAll(part.replace(/\r$/, ''));
			// What has no line break yet is not gathered without end.
			if (rest.length > longestLine) {
				const whole = rest.length - (rest.length % longestLine);
				keepAll(rest.slice(0, whole));
				rest = rest.slice(whole);
			}
		},
		finish() {
			if (rest !== '') keepAll(rest);
			rest = '';
			const note = leftOut > 0 ? [`[${leftOut} lines left out]`] : [];
			return {text: [...start, ...note, ...middle, ...end].join('\n'), lines, kept: lines - leftOut};
		},
	};
}
