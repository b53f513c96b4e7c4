/** A text that others are held against: what stands in it, in which words, with which numbers. */
export type KnownText = {
	/** Whether a word or a piece of code stands in it as a whole, capitals and blanks apart. */
	has(term: string): boolean;
	/** Whether a number stands in it, with this unit where the sentence gives one. */
	hasNumber(number: string, unit?: string): boolean;
	/** Its content words, cut to their beginnings. */
	readonly words: ReadonlySet<string>;
	readonly text: string;
	/** Each number with the units that follow it. */
	readonly numbers: readonly Numbers[];
};

type Numbers = ReadonlyMap<string, ReadonlySet<string>>;

export function knownText(written: string): KnownText {
	const same = plain(written);
	const text = same.toLowerCase().replace(/\s+/g, ' ');
	const numbers = new Map<string, Set<string>>();
	for (const {number, unit} of numbersIn(same.replace(/^[ \t]*\d{1,2}[.)] /gm, ''))) {
		numbers.set(number, (numbers.get(number) ?? new Set()).add(unit));
	}
	return known(text, new Set(contentWords(text)), [numbers]);
}

/** Several texts as one. */
export function combined(texts: readonly KnownText[]): KnownText {
	return known(
		texts.map(({text}) => text).join(' \n '),
		new Set(texts.flatMap(({words}) => [...words])),
		texts.flatMap(({numbers}) => numbers),
	);
}

function known(text: string, words: ReadonlySet<string>, numbers: readonly Numbers[]): KnownText {
	return {
		text,
		words,
		numbers,
		has: term => hasWhole(text, plain(term).toLowerCase().replace(/\s+/g, ' ').trim()),
		hasNumber(number, unit = '') {
			const units = numbers.flatMap(one => [...(one.get(number) ?? [])]);
			if (units.length === 0 || unit === '' || units.includes(unit)) return units.length > 0;
			return units.every(one => one === '');
		},
	};
}

/** Without what looks different and is the same: full-width forms, ligatures, kinds of blanks, quotation marks and hyphens. */
export function plain(text: string): string {
	return text
		.normalize('NFKC')
		.replace(/[‘’‚‛′`´]/g, "'")
		.replace(/[“”„‟″]/g, '"')
		.replace(/[‐‑‒]/g, '-')
		.replace(/[–—]/g, '–')
		.replace(/\p{Nd}/gu, digit => String(digitValue(digit)));
}

/** Where a text ends without the stops behind it. */
export function beforeStops(text: string): number {
	let end = text.length;
	while (end > 0 && '.,;:!?…。！？：'.includes(text.charAt(end - 1))) end -= 1;
	return end;
}

/** Decimal digits of every script come in rows of ten. */
function digitValue(digit: string): number {
	const code = digit.codePointAt(0) ?? 0;
	if (code < 128) return code - 48;
	let zero = code;
	while (zero > code - 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
	return (code - zero) % 10;
}

function hasWhole(text: string, term: string): boolean {
	if (term === '') return false;
	for (let at = text.indexOf(term); at !== -1; at = text.indexOf(term, at + 1)) {
		if (
			!joins(text.charAt(at - 1), term.charAt(0)) &&
			!joins(term.at(-1) ?? '', text.charAt(at + term.length))
		)
			return true;
	}
	return false;
}

/** Two characters that belong to one word. Scripts without blanks between words have no borders. */
function joins(one: string, other: string): boolean {
	return (
		/[\p{L}\p{N}_]/u.test(one) &&
		/[\p{L}\p{N}_]/u.test(other) &&
		!/[\u0e00-\u0eff\u3040-\u9fff]/.test(one + other)
	);
}

/** Kinds of units, in the languages that people ask in; the first that fits counts. */
const units: readonly (readonly [unit: string, words: RegExp])[] = [
	['ms', /^(?:ms\b|milli|миллисек|ミリ秒|毫秒|밀리초)/i],
	['min', /^(?:min\b|mins\b|minut|минут|分|분|phút|dakika)/i],
	['s', /^(?:s\b|secs?\b|second|segund|sekund|saniye|second[ei]|секунд|秒|초|giây|detik)/i],
	['h', /^(?:h\b|hrs?\b|hour|hora|Stunde|heure|or[ae]\b|час|時間|小时|시간|saat|giờ|jam\b)/i],
	['day', /^(?:d\b|days?\b|d[ií]as?\b|Tag|jours?\b|giorn|дн|день|日|天|일|gün|ngày|hari)/i],
	['%', /^(?:%|percent|por ciento|Prozent|pour ?cent|per cento|процент|パーセント)/i],
	['bytes', /^(?:bytes?\b|[KMG]i?B\b|octets?\b|байт|バイト|字节|바이트)/i],
	['Hz', /^k?Hz\b/i],
	['letters', /^(?:char|letter|digit|Zeichen|caracter|caract[eè]r|символ|文字|字符|글자)/i],
];

export type FoundNumber = {
	/** Written alike whatever marks the thousands. */
	readonly number: string;
	/** Empty where no unit follows. */
	readonly unit: string;
	readonly index: number;
};

/** The numbers of a text with their units, also where they are written as words before a unit. */
export function numbersIn(text: string): readonly FoundNumber[] {
	const found: FoundNumber[] = [];
	for (const match of text.matchAll(/\d{1,3}(?:[.,' ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?/g)) {
		const {index} = match;
		const after = text.slice(index + match[0].length, index + match[0].length + 24);
		found.push({number: canonical(match[0]), unit: unitOf(after), index});
	}
	for (const {0: word, index} of text.matchAll(/\p{L}+(?:-\p{L}+)?/gu)) {
		const number = word.length > maxWord ? undefined : wordNumbers.get(word.toLowerCase());
		const unit =
			number === undefined ? '' : unitOf(text.slice(index + word.length, index + word.length + 16));
		if (number !== undefined && unit !== '') found.push({number, unit, index});
	}
	for (const {0: signs, index} of text.matchAll(/[一二三四五六七八九十百千两兩]{1,3}/g)) {
		const number = wordNumbers.get(signs);
		const unit =
			number === undefined ? '' : unitOf(text.slice(index + signs.length, index + signs.length + 4));
		if (number !== undefined && unit !== '') found.push({number, unit, index});
	}
	return found;
}

/** `3–5 s` counts for both numbers. */
function unitOf(after: string): string {
	const rest = after
		.replace(/^\s?(?:[-–]|to|or|bis|oder|a|o|à|ou|до|または)\s?\d+(?:[.,]\d+)?/i, '')
		.replace(/^[\s-]+/, '');
	return units.find(([, words]) => words.test(rest))?.[0] ?? '';
}

/** `1,000`, `1.000` and `1 000` are `1000`; `0,5` is `0.5`. */
function canonical(written: string): string {
	const isGrouped = /^\d{1,3}(?:[.,' ]\d{3})+$/.test(written) && !/^0/.test(written);
	const digits = isGrouped ? written.replace(/[.,' ]/g, '') : written.replace(',', '.');
	return String(Number(digits));
}

const wordNumbers: ReadonlyMap<string, string> = new Map(
	Object.entries({
		2: 'two dos deux zwei due dois duas два две 二 兩 两 둘 iki hai dua',
		3: 'three tres trois drei tre três три 三 세 üç ba tiga',
		4: 'four cuatro quatre vier quattro quatro четыре 四',
		5: 'five cinco cinq fünf cinque пять 五',
		6: 'six seis sechs sei шесть 六',
		7: 'seven siete sept sieben sette sete семь 七',
		8: 'eight ocho huit acht otto oito восемь 八',
		9: 'nine nueve neuf neun nove девять 九',
		10: 'ten diez dix zehn dieci dez десять 十',
		12: 'twelve doce douze zwölf dodici doze двенадцать 十二',
		15: 'fifteen quince quinze fünfzehn quindici пятнадцать 十五',
		20: 'twenty veinte vingt zwanzig venti vinte двадцать 二十',
		30: 'thirty treinta trente dreißig trenta trinta тридцать 三十',
		45: 'forty-five fünfundvierzig',
		60: 'sixty sesenta soixante sechzig sessanta sessenta шестьдесят 六十',
		100: 'hundred cien cent hundert cento cem сто 百',
		1000: 'thousand mil mille tausend тысяч 千',
	}).flatMap(([number, words]) => words.split(' ').map(word => [word, number] as const)),
);

/** Number words of scripts without blanks, and any other whole word: which of them are numbers, the table says. */
const maxWord = Math.max(...[...wordNumbers.keys()].map(word => word.length));

const stopWords = new Set(
	"the and for that this with from your you are was were has have had not but its it's will would could should can may might must into out than then them they their there here when what which where who why how all any some each every only just also about over under again more most such been being does did done doing don't doesn't isn't aren't wasn't still very same other another before after because while until since both either neither one get gets got make makes made see sees saw let lets use uses used using need needs want wants like look looks".split(
		' ',
	),
);

/** Forms that do not begin like their word. */
const irregular = new Map([
	['sent', 'send'],
	['lost', 'lose'],
	['made', 'make'],
	['kept', 'keep'],
	['ran', 'run'],
	['broke', 'break'],
	['began', 'begin'],
	['begun', 'begin'],
	['chose', 'choose'],
	['chosen', 'choose'],
	['wrote', 'write'],
	['written', 'write'],
	['gave', 'give'],
	['given', 'give'],
	['went', 'go'],
	['left', 'leave'],
	['built', 'build'],
	['held', 'hold'],
	['meant', 'mean'],
	['knew', 'know'],
	['known', 'know'],
	['said', 'say'],
	['says', 'say'],
]);

/** The words of a text that carry its matter, in lower case and cut to their first letters, so that forms of a word agree. */
export function contentWords(text: string): readonly string[] {
	return (text.toLowerCase().match(/[\p{L}\p{N}_]{3,}/gu) ?? [])
		.filter(word => !stopWords.has(word))
		.map(word => (irregular.get(word) ?? word).slice(0, 4));
}
