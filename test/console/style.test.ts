import assert from 'node:assert/strict';
import test from 'node:test';
import {readAssets} from '../../src/console/assets.ts';

const {style} = readAssets();

/** The colours of one scheme: those for light, and over them those for dark. */
function coloursOf(scheme: 'light' | 'dark'): ReadonlyMap<string, string> {
	const [light = '', dark = ''] = [...style.body.matchAll(/:root \{([^}]*)\}/g)].map(([, rules]) => rules);
	const rules = scheme === 'light' ? light : light + dark;
	return new Map(
		[...rules.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map(([, name = '', colour = '']) => [name, colour]),
	);
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5]
		.map(at => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
		.map(share => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4));
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(colours: ReadonlyMap<string, string>, text: string, ground: string): number {
	const [first, second] = [text, ground].map(name =>
		luminance(colours.get(name) ?? assert.fail(`no --${name}`)),
	);
	const [light, dark] = [Math.max(first ?? 0, second ?? 0), Math.min(first ?? 0, second ?? 0)];
	return (light + 0.05) / (dark + 0.05);
}

const grounds = ['ground', 'raised', 'sunken'];
const pairs: readonly (readonly [text: string, ground: string])[] = [
	...['text', 'strong', 'muted', 'link'].flatMap(text => grounds.map(ground => [text, ground] as const)),
	['good', 'raised'],
	['bad', 'raised'],
	['warn', 'raised'],
	['word', 'raised'],
	['bot', 'ground'],
	['on-accent', 'accent'],
	['good', 'good-ground'],
	['bad', 'bad-ground'],
	['warn', 'warn-ground'],
	['mention', 'mention-ground'],
];

for (const scheme of ['light', 'dark'] as const) {
	test(`in ${scheme}, every text keeps a contrast of 4.5 : 1 to its ground`, () => {
		const colours = coloursOf(scheme);
		const weak = pairs.map(([text, ground]) => ({text, ground, contrast: contrast(colours, text, ground)}));
		assert.deepEqual(
			weak.filter(({contrast}) => contrast < 4.5),
			[],
		);
	});

	test(`in ${scheme}, bars keep a contrast of 3 : 1 to what is beside them`, () => {
		const colours = coloursOf(scheme);
		const bars = ['good', 'bad', 'link', 'muted'].map(bar => ({
			bar,
			contrast: contrast(colours, bar, 'track'),
		}));
		assert.deepEqual(
			bars.filter(({contrast}) => contrast < 3),
			[],
		);
	});
}

test('nothing is loaded from another place', () => {
	assert.doesNotMatch(style.body, /url\(|@import/);
});
