import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {get} from 'node:http';
import {createRequire} from 'node:module';
import test from 'node:test';
import type {Page} from 'playwright-core';
import {openBrowser, openPage, signInOn, withoutBrowser} from '../support/browser-page.ts';
import type {SignedIn} from '../support/console-server.ts';
import {everyPath, formsInReturn, openFullConsole} from '../support/every-page.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const signedOutPaths = ['/', '/sign-in', '/sign-in?to=%2Fanswers', '/sign-in/link?token=x', '/nothing'];
const errorPaths = ['/nothing', '/answers/not-an-id', '/answers?before=x', '/settings/1', '/?conversation=x'];

/** What axe finds wrong with all of a page unfolded; in dark the colours alone differ. */
async function violationsOf(page: Page, what: 'everything' | 'colours'): Promise<readonly string[]> {
	return page.evaluate(
		`axe.run(document, ${what === 'colours' ? "{runOnly: ['color-contrast']}" : '{}'}).then(({violations}) => violations.map(({id, nodes}) => id + ': ' + nodes[0].html))`,
	);
}

/** Looks at the page that is open in both widths and both schemes. */
async function look(page: Page, path: string): Promise<readonly string[]> {
	const wrong: string[] = [];
	await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
	await page.addScriptTag({content: axe});
	for (const width of [1280, 390]) {
		await page.setViewportSize({width, height: 900});
		const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
		if (Number(over) > 0) wrong.push(`${path}: ${over} px too wide at ${width} px`);
		await page.emulateMedia({colorScheme: 'light'});
		for (const each of await violationsOf(page, 'everything')) wrong.push(`${path}, ${width} px: ${each}`);
	}
	await page.emulateMedia({colorScheme: 'dark'});
	for (const each of await violationsOf(page, 'colours')) wrong.push(`${path}, dark: ${each}`);
	return wrong;
}

test('every page is accessible and fits, in light and dark, on a phone and on a desk', {
	skip: withoutBrowser,
}, async t => {
	const browser = await openBrowser(t);
	const console = await openFullConsole(t);
	const {url} = console;

	await t.test('signed in', async () => {
		const {page} = await openPage(t, browser, {bypassCSP: true});
		await signInOn(page, console.moderator, url);
		const wrong: string[] = [];
		for (const path of [...everyPath(), ...errorPaths]) {
			await page.goto(url + path);
			wrong.push(...(await look(page, path)));
		}
		assert.deepEqual(wrong, []);
	});

	await t.test('in return for a form', async () => {
		const {page} = await openPage(t, browser, {bypassCSP: true});
		const wrong: string[] = [];
		for (const [path, fields] of formsInReturn) {
			const body = await (await console.moderator.send(path, fields)).text();
			await page.route('**/in-return', route =>
				route.fulfill({body, contentType: 'text/html; charset=utf-8'}),
			);
			await page.goto(`${url}/in-return`);
			wrong.push(...(await look(page, `${path} ${Object.keys(fields).join()}`)));
			await page.unroute('**/in-return');
		}
		assert.deepEqual(wrong, []);
	});

	await t.test('signed out', async () => {
		const {page} = await openPage(t, browser, {bypassCSP: true});
		const wrong: string[] = [];
		for (const path of signedOutPaths) {
			await page.goto(url + path);
			wrong.push(...(await look(page, path)));
		}
		assert.deepEqual(wrong, []);
	});
});

const mostTabs = 150;

/** Walks through a page with the tabulator key; says what is wrong on the way. */
async function tabThrough(page: Page, path: string): Promise<readonly string[]> {
	const wrong: string[] = [];
	for (let step = 0; step < mostTabs; step += 1) {
		await page.keyboard.press('Tab');
		const said = (await page.evaluate(`(() => {
			const now = document.activeElement;
			const last = window.lastFocused;
			window.lastFocused = now;
			if (now === document.body || now === null) return 'end';
			const {outlineStyle, outlineWidth} = getComputedStyle(now);
			const box = now.closest('.box, .attach, label') ?? now;
			const isMarked = [now, box].some(each => {
				const style = getComputedStyle(each);
				return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
			});
			const {width, height} = now.getBoundingClientRect();
			const isBack = last && last !== document.body && last.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_PRECEDING;
			if (isBack && now.matches('.skip')) return 'end';
			const wrong = [isMarked ? '' : 'no mark of focus', width * height > 0 ? '' : 'not to be seen', isBack ? 'out of order' : ''];
			return wrong.filter(each => each !== '').map(each => each + ': ' + now.outerHTML.slice(0, 120)).join('; ');
		})()`)) as string;
		if (said === 'end') break;
		if (said !== '') wrong.push(`${path}: ${said}`);
	}
	return wrong;
}

test('with the keyboard alone one gets everywhere on a page, in its order, and sees where one is', {
	skip: withoutBrowser,
}, async t => {
	const browser = await openBrowser(t);
	const console = await openFullConsole(t);
	const {page} = await openPage(t, browser);
	await signInOn(page, console.moderator, console.url);
	const wrong: string[] = [];
	for (const path of everyPath().filter(each => !/^\/sign-in|\?/.test(each))) {
		await page.goto(console.url + path);
		const hasFocus = await page.evaluate('document.activeElement !== document.body');
		if (!hasFocus) {
			await page.keyboard.press('Tab');
			assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to the content', path);
			await page.keyboard.press('Enter');
			await page.keyboard.press('Tab');
			const isWithin = await page.evaluate(
				'document.activeElement === document.body || document.querySelector("main").contains(document.activeElement)',
			);
			assert.equal(isWithin, true, `${path}: the skip link leads into the content`);
			await page.goto(console.url + path);
		}
		wrong.push(...(await tabThrough(page, path)));
	}
	assert.deepEqual(wrong, []);
});

/** How many bytes go over the line, packed as every browser takes them. */
function bytesOf(url: string, {cookie}: Pick<SignedIn, 'cookie'>): Promise<number> {
	const {promise, resolve, reject} = Promise.withResolvers<number>();
	const request = get(url, {headers: {cookie, 'accept-encoding': 'gzip'}, agent: false}, response => {
		let bytes = 0;
		response.on('data', chunk => {
			bytes += chunk.length;
		});
		response.on('end', () => resolve(bytes));
	});
	request.on('error', reject);
	return promise;
}

test('the first view of every page, with all that it loads, is under 60 KB', async t => {
	const {url, moderator} = await openFullConsole(t);
	// Who is signed in is not asked to sign in.
	const whoOpens = (path: string) => (path.startsWith('/sign-in') ? {cookie: ''} : moderator);
	const sizes = new Map<string, Promise<number>>();
	const sizeOf = (part: string) => {
		const size = sizes.get(part) ?? bytesOf(url + part, whoOpens(part));
		sizes.set(part, size);
		return size;
	};
	const tooLarge: string[] = [];
	for (const path of [...everyPath(), ...errorPaths]) {
		const page = await (await fetch(url + path, {headers: {cookie: whoOpens(path).cookie}})).text();
		const parts = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, part = '']) => part);
		assert.ok(parts.length >= 3, path);
		const all = await Promise.all([path, ...new Set(parts)].map(sizeOf));
		const sum = all.reduce((total, size) => total + size, 0);
		if (sum >= 60_000) tooLarge.push(`${path}: ${sum} bytes`);
	}
	assert.deepEqual(tooLarge, []);
});
