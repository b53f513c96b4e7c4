import assert from 'node:assert/strict';
import test from 'node:test';
import {openBrowser, openPage, withoutBrowser} from '../../support/browser-page.ts';
import {openTestConsole, sessionCookie} from '../../support/console-server.ts';
import {fillInsights} from '../../support/insights-sample.ts';

const now = () => new Date('2026-03-25T12:00:00Z');

test('insights in a browser', {skip: withoutBrowser}, async t => {
	const browser = await openBrowser(t);
	const console = await openTestConsole(t, {now});
	await fillInsights(console.log, {now: now(), count: 120, days: 20});
	const {cookie} = await console.signIn();
	const name = sessionCookie(console.url);
	const value = cookie.slice(name.length + 1);
	const open = async (options = {}) => {
		const watched = await openPage(t, browser, options);
		await watched.page.context().addCookies([{name, value, url: console.url}]);
		return watched;
	};

	await t.test('a day of a picture leads to its answers', async () => {
		const {page, complaints} = await open();
		await page.goto(`${console.url}/insights`);
		await page.locator('figure[aria-labelledby="verdicts"] svg a').first().click();
		await page.getByRole('heading', {name: /^Answers/}).waitFor();
		assert.match(page.url(), /\/answers\?verdict=named&since=2026-03-0\d&until=2026-03-0\d$/);
		assert.deepEqual(complaints, []);
	});

	await t.test('with the keyboard alone one opens a picture as a table and follows a figure', async () => {
		const {page} = await open();
		await page.goto(`${console.url}/insights`);
		const summary = page.getByText('Answered and refused as a table');
		await summary.focus();
		await page.keyboard.press('Enter');
		// First the table itself, which can be scrolled, then its links.
		await page.keyboard.press('Tab');
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await page.getByRole('heading', {name: /^Answers/}).waitFor();
		assert.match(page.url(), /verdict=named&since=(2026-03-\d\d)&until=\1$/);
	});

	await t.test('a draft is taken along with one button', async () => {
		const {page} = await open({permissions: ['clipboard-read', 'clipboard-write']});
		await page.goto(`${console.url}/insights/gaps`);
		await page.getByText('Draft for').first().click();
		await page.getByRole('button', {name: 'Copy'}).first().click();
		await page.getByRole('button', {name: 'Copied'}).waitFor();
		assert.match(String(await page.evaluate('navigator.clipboard.readText()')), /^---\nid: new\./);
	});

	await t.test('another time is chosen with the form', async () => {
		const {page} = await open();
		await page.goto(`${console.url}/insights/line`);
		await page.getByLabel('From').fill('2026-03-20');
		await page.getByRole('button', {name: 'Show'}).click();
		await page.waitForURL(/from=2026-03-20&to=2026-03-25/);
	});
});
