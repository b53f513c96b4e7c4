import {existsSync} from 'node:fs';
import type {TestContext} from 'node:test';
import {type Browser, type BrowserContextOptions, chromium, type Page} from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** Why the tests in a browser are left out; false where there is one. */
export const withoutBrowser: string | false = existsSync(executablePath)
	? false
	: `left out: found no ${executablePath}, want Debian's chromium (apt-get install chromium)`;

/** A browser that is closed when the test ends. */
export async function openBrowser(t: TestContext): Promise<Browser> {
	const browser = await chromium.launch({
		executablePath,
		args: [
			'--headless',
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
	t.after(() => browser.close());
	return browser;
}

export type WatchedPage = {
	readonly page: Page;
	/** Errors, warnings, dialogs and requests to other hosts; a sound page has none. */
	readonly complaints: readonly string[];
};

/** A page of its own, with all that it complains of. */
export async function openPage(
	t: TestContext,
	browser: Browser,
	options: BrowserContextOptions = {},
): Promise<WatchedPage> {
	const context = await browser.newContext({locale: 'en-GB', timezoneId: 'UTC', ...options});
	t.after(() => context.close());
	const page = await context.newPage();
	page.setDefaultTimeout(10_000);
	const complaints: string[] = [];
	page.on('console', message => {
		if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
	});
	page.on('pageerror', error => complaints.push(error.message));
	page.on('dialog', dialog => {
		complaints.push(`dialog: ${dialog.message()}`);
		void dialog.dismiss();
	});
	page.on('request', request => {
		if (new URL(request.url()).hostname !== '127.0.0.1') complaints.push(`request to ${request.url()}`);
	});
	return {page, complaints};
}

/** Gives a page the cookie of somebody who is signed in. */
export async function signInOn(page: Page, {cookie}: {readonly cookie: string}, url: string): Promise<void> {
	const at = cookie.indexOf('=');
	await page.context().addCookies([{name: cookie.slice(0, at), value: cookie.slice(at + 1), url}]);
}
