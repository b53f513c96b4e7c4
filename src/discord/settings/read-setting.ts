/** A text, or none. */
export function readText(text: string): string | null {
	return text.trim() === '' ? null : text.trim();
}

/** A whole number, none, or the text where it is neither. */
export function readNumber(text: string): number | string | null {
	const trimmed = text.trim();
	if (trimmed === '') return null;
	return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : trimmed;
}

/** Languages by their codes or their English names, in their order. */
export function readLanguages(text: string): readonly string[] {
	return text
		.split(/[\s,;/]+/)
		.filter(word => word !== '')
		.map(word => codeOf(word.toLowerCase()));
}

const languageNames = new Intl.DisplayNames('en', {type: 'language', fallback: 'none'});
const letters = [...'abcdefghijklmnopqrstuvwxyz'];
/** English name → ISO 639-1 code, of all that have both. */
const codes = new Map(
	letters.flatMap(first =>
		letters.flatMap(second => {
			const name = languageNames.of(first + second)?.toLowerCase();
			return name === undefined ? [] : [[name, first + second] as const];
		}),
	),
);

function codeOf(word: string): string {
	// "pt-BR" is written in "pt".
	return codes.get(word) ?? word.replace(/^([a-z]{2})[-_][a-z]{2,4}$/, '$1');
}

/** `22:00-07:00 Europe/Berlin`: from, to and the time zone. */
export function readQuietHours(text: string): object | null {
	const trimmed = text.trim();
	if (trimmed === '') return null;
	const [, from = '', to = '', timeZone = ''] =
		/^(\d{1,2}[:.]\d{2})\s{0,3}(?:-|–|—|to|until)\s{0,3}(\d{1,2}[:.]\d{2})\s{0,3}(\S{0,50})$/i.exec(
			trimmed,
		) ?? [];
	return {from: readClock(from), to: readClock(to), timeZone};
}

function readClock(text: string): string {
	return text.replace('.', ':').padStart(5, '0');
}

/** Host names, one by one; of an address its host. */
export function readHosts(text: string): readonly string[] {
	return text
		.split(/[\s,;]+/)
		.filter(word => word !== '')
		.map(word => (URL.canParse(word) && word.includes('://') ? new URL(word).hostname : word));
}
