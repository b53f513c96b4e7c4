/**
 * A row of a CSV file (RFC 4180). What begins like a formula gets an apostrophe in front: members' text must not
 * run in the spreadsheet of those who open it.
 */
export function toCsv(cells: readonly (string | number | undefined)[]): string {
	return `${cells.map(toCell).join(',')}\r\n`;
}

function toCell(value: string | number | undefined): string {
	if (value === undefined) return '';
	if (typeof value === 'number') return String(value);
	// Spaces before it are no protection, and some programs skip other unseen characters too.
	const text = /^[\s\p{Cc}\p{Cf}]*[=+\-@\t\r|%＝＋－＠]/u.test(value) ? `'${value}` : value;
	return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
