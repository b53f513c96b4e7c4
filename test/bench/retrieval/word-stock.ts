import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Chance} from './chance.ts';

/** Words to write made-up pages with, each as often as Zipf's law has it. */
export type WordStock = {readonly draw: (chance: Chance) => string};

/** How many words a language of many pages has beside those of the given folders. */
const inventedWords = 150_000;

/**
 * The words of the pages in some folders as often as they stand there, and behind the rarest of them invented ones,
 * the word of rank r as often as Zipf's law has it: 1/r.
 */
export function stockWords(dirs: readonly string[]): WordStock {
	const counts = new Map<string, number>();
	for (const text of dirs.flatMap(readPages)) {
		for (const word of text.match(words) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
	}
	const known = [...counts].sort(([a, often], [b, times]) => times - often || (a < b ? -1 : 1));
	const upTo: number[] = [];
	let sum = 0;
	const add = (times: number) => {
		sum += times;
		upTo.push(sum);
	};
	for (const [, count] of known) add(count);
	for (let rank = known.length + 1; rank <= known.length + inventedWords; rank++) {
		add(known.length / rank / 2);
	}
	return {
		draw(chance) {
			const place = placeOf(chance.next() * sum, upTo);
			return known[place]?.[0] ?? invent(place);
		},
	};
}

const words = /[\p{L}\p{N}]+(?:[-_.'/][\p{L}\p{N}]+)*/gu;

function readPages(dir: string): string[] {
	return readdirSync(dir, {recursive: true, encoding: 'utf8'})
		.filter(path => /\.mdx?$/.test(path))
		.sort()
		.map(path => readFileSync(join(dir, path), 'utf8'));
}

/** The first place whose value is above the wanted one. */
function placeOf(wanted: number, ascending: readonly number[]): number {
	let low = 0;
	let high = ascending.length - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((ascending[middle] ?? 0) > wanted) high = middle;
		else low = middle + 1;
	}
	return low;
}

const syllables =
	`ba be bo cra da dre fi fo ga gle ha jo ka ke la lo lu ma mi mo na ne no pa pe pri qua ra re ro sa se sto
	ta te tu va ve wo zi`.split(/\s+/);

/** A word that can be said, another one for every number. */
function invent(number: number): string {
	let rest = number;
	let word = '';
	while (rest > 0) {
		word += syllables[rest % syllables.length];
		rest = Math.floor(rest / syllables.length);
	}
	return `${word}n`;
}
