import type {Chance} from './chance.ts';
import type {WordStock} from './word-stock.ts';

export type MadeUpPage = {readonly path: string; readonly text: string};

export type PagesWanted = {readonly sections: number; readonly stock: WordStock; readonly chance: Chance};

/** Pages of documentation that say nothing, as long and as repetitive as real ones are, with as many sections as are wanted. */
export function* makePages({sections, stock, chance}: PagesWanted): Generator<MadeUpPage> {
	for (let made = 0, number = 0; made < sections; number++) {
		const count = Math.min(sections - made, 1 + Math.round(chance.around(5.2, 0.8)));
		made += count;
		yield {path: pathOf(number), text: writePage({number, count, write: makeWriter(stock, chance), chance})};
	}
}

/** Folders of a few hundred files. */
function pathOf(number: number): string {
	return `made-up/${Math.floor(number / 250)}/made-up-${number}.mdx`;
}

type Writer = (count: number) => string[];

/** How often a word is one that stands on the page already: a page is about something. */
const repeated = 0.6;

function makeWriter(stock: WordStock, chance: Chance): Writer {
	const written: string[] = [];
	const draw = () => {
		const again = written.length > 0 && chance.happens(repeated);
		const word = again ? (written[chance.whole(written.length)] ?? '') : stock.draw(chance);
		written.push(word);
		return word;
	};
	return count => Array.from({length: count}, draw);
}

type PageToWrite = {
	readonly number: number;
	readonly count: number;
	readonly write: Writer;
	readonly chance: Chance;
};

function writePage(page: PageToWrite): string {
	const {number, count, write, chance} = page;
	const about = (middle: number) => write(1 + Math.round(chance.around(middle, 0.5)));
	const sections = Array.from({length: count}, (_, index) => {
		const heading = index === 0 ? [] : [`${index % 3 === 0 ? '###' : '##'} ${about(3).join(' ')}`, ''];
		return [...heading, ...writeSection(page)].join('\n');
	});
	return [
		'---',
		`title: "${about(3).join(' ')}"`,
		...(chance.happens(0.5)
			? ['subtitle: >-', `  ${about(9).join(' ')}`]
			: [`subtitle: "${about(9).join(' ')}"`]),
		`slug: made-up/made-up-${number}`,
		'---',
		'',
		...sections,
	].join('\n');
}

/** Prose, sometimes with a link in it, sometimes followed by code or a list. */
function writeSection({number, write, chance}: PageToWrite): string[] {
	const words = write(4 + Math.round(chance.around(36, 0.8)));
	const lines: string[] = [];
	for (let from = 0, length = 0; from < words.length; from += length) {
		length = 6 + chance.whole(14);
		const sentence = words.slice(from, from + length);
		if (chance.happens(0.3)) sentence.push(linkTo(chance.whole(number + 1), write(2)));
		lines.push(`${sentence.join(' ')}.`);
	}
	const code = chance.happens(0.3) ? writeCode(write(4 + Math.round(chance.around(35, 0.8)))) : [];
	const list = chance.happens(0.15) ? ['', ...lines.map(line => `- ${line}`)] : [];
	return [lines.join(' '), ...list, ...code, ''];
}

function linkTo(number: number, words: readonly string[]): string {
	return `[${words.join(' ')}](/made-up/made-up-${number})`;
}

function writeCode(words: readonly string[]): string[] {
	const lines: string[] = [];
	for (let from = 0; from < words.length; from += 4) {
		const [name = '', ...given] = words.slice(from, from + 4);
		lines.push(`  ${name}(${given.map(word => `"${word}"`).join(', ')});`);
	}
	return ['', '```js', ...lines, '```'];
}
