import assert from 'node:assert/strict';
import test from 'node:test';
import {toCsv} from '../../src/console/desk/to-csv.ts';

const cells: readonly (readonly [value: string | number | undefined, cell: string])[] = [
	['plain', 'plain'],
	['', ''],
	[undefined, ''],
	[-1.5, '-1.5'],
	['one, two', '"one, two"'],
	['she said "401"', '"she said ""401"""'],
	['two\nlines', '"two\nlines"'],
	[' spaces ', '" spaces "'],
	['=1+1', "'=1+1"],
	['=HYPERLINK("http://evil.example")', '"\'=HYPERLINK(""http://evil.example"")"'],
	["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
	['-2+3', "'-2+3"],
	['@SUM(1)', "'@SUM(1)"],
	['\t=1', "'\t=1"],
	['\r\n=1', '"\'\r\n=1"'],
	['  =1', "'  =1"],
	['\u200b=1', "'\u200b=1"],
	['＝1', "'＝1"],
	['%0A=1', "'%0A=1"],
	['a=1', 'a=1'],
	['401 @ home', '401 @ home'],
];

for (const [value, cell] of cells) {
	test(`${JSON.stringify(value)} is written as ${JSON.stringify(cell)}`, () => {
		assert.equal(toCsv(['x', value]), `x,${cell}\r\n`);
	});
}
