import assert from 'node:assert/strict';
import {text} from 'node:stream/consumers';
import test from 'node:test';
import type {Page} from 'playwright-core';
import {openBrowser, openPage, signInOn, withoutBrowser} from '../support/browser-page.ts';
import {openTestConsole} from '../support/console-server.ts';
import {blue, deskId, deskRecord, fillDesk, mo, red, someOAuth} from '../support/desk-log.ts';
import {client, startOAuthServer} from '../support/oauth-server.ts';

/** Waits until what has the focus reads so. */
async function untilFocused(page: Page, words: string): Promise<void> {
	await page.locator(':focus').filter({hasText: words}).waitFor();
}

test('at the desk, in a browser', {skip: withoutBrowser}, async t => {
	const browser = await openBrowser(t);

	await t.test('one signs in with the printed link, and out again', async t => {
		const {url, signInLink} = await openTestConsole(t);
		const {page, complaints} = await openPage(t, browser);
		await page.goto(`${url}/answers`);
		await page.getByRole('heading', {name: 'Sign in'}).waitFor();
		await page.goto(await signInLink());
		await page.getByRole('button', {name: 'Sign in'}).click();
		await page.getByRole('heading', {name: 'Answers'}).waitFor();
		const cookies = await page.context().cookies();
		assert.deepEqual(
			cookies.map(({httpOnly, sameSite, secure}) => ({httpOnly, sameSite, secure})),
			[{httpOnly: true, sameSite: 'Lax', secure: false}],
		);
		assert.equal(await page.evaluate('document.cookie'), '');
		await page.getByRole('link', {name: 'Operator'}).click();
		await page.getByText('Chrome on Linux').waitFor();
		await page.getByRole('button', {name: 'Sign out', exact: true}).click();
		await page.getByRole('heading', {name: 'Sign in'}).waitFor();
		assert.deepEqual(await page.context().cookies(), []);
		await page.goBack();
		await page.reload();
		assert.match(page.url(), /\/sign-in/, 'nothing is left in the browser’s cache');
		assert.deepEqual(complaints, []);
	});

	await t.test(
		'a moderator signs in with Discord, and after an hour goes by way of Discord again',
		async t => {
			let now = new Date('2026-03-04T17:00:00Z');
			const oauth = await startOAuthServer(t, {botServers: [red]});
			const {url, log} = await openTestConsole(t, {
				discordOAuth: {...client, apiUrl: oauth.apiUrl, authorizeUrl: `${oauth.apiUrl}/oauth2/authorize`},
				now: () => now,
			});
			oauth.state.redirectUrl = `${url}/sign-in/discord/callback`;
			const servers = [
				{id: red, name: 'Red', owner: true},
				{id: blue, name: 'Blue', owner: true},
			];
			oauth.state.user = {id: mo.id, username: 'mo', global_name: 'Mo', servers};
			await fillDesk(log);
			const {page, complaints} = await openPage(t, browser);
			await page.goto(`${url}/answers?state=open`);
			await page.getByRole('link', {name: 'Sign in with Discord'}).click();
			await page.getByRole('link', {name: 'question 3'}).waitFor();
			assert.equal(page.url(), `${url}/answers?state=open`);
			assert.equal(await page.getByRole('link', {name: 'question 4'}).count(), 0);

			await page.getByRole('link', {name: 'question 3'}).click();
			now = new Date('2026-03-04T18:30:00Z');
			// A form sent at this moment counts, and the page after it asks Discord, which a form could not lead to.
			await page.getByRole('button', {name: 'Wrong'}).click();
			await page.getByRole('heading', {name: 'Most likely'}).waitFor();
			await page.waitForURL(new RegExp(`/answers/${deskId(2)}`));
			assert.deepEqual(oauth.prompts, ['none', 'none']);
			assert.equal((await log.moderation.reviewsOf(deskId(3))).length, 1);
			assert.deepEqual(complaints, []);
		},
	);

	await t.test('answers are reviewed by keyboard alone', async t => {
		const {url, log, signIn} = await openTestConsole(t, {discordOAuth: someOAuth});
		await fillDesk(log);
		for (const minute of [10, 11]) {
			await log.record(deskRecord(minute));
			await log.moderation.raise({
				questionId: deskId(minute),
				guildId: red,
				reasons: ['refused'],
				at: new Date('2026-03-04T13:00:00Z'),
			});
		}
		const judgementsOf = async (minute: number) =>
			(await log.moderation.reviewsOf(deskId(minute))).map(({judgement}) => judgement);
		const {page, complaints} = await openPage(t, browser);
		await signInOn(page, await signIn(mo), url);
		await page.goto(`${url}/answers?state=open`);
		await page.keyboard.press('j');
		await untilFocused(page, 'question 11');
		await page.keyboard.press('j');
		await untilFocused(page, 'question 10');
		await page.keyboard.press('k');
		await page.keyboard.press('2');
		await page.getByRole('status').filter({hasText: 'Judged partly right'}).waitFor();
		assert.deepEqual(await judgementsOf(11), ['partly']);
		await untilFocused(page, 'question 10');
		await page.keyboard.press('Enter');
		await page.waitForURL(new RegExp(`/answers/${deskId(10)}`));

		await page.keyboard.press('1');
		await page.waitForURL(new RegExp(`/answers/${deskId(3)}`));
		assert.deepEqual(await judgementsOf(10), ['right']);
		await page.keyboard.press('5');
		await page.waitForURL(new RegExp(`/answers/${deskId(2)}`));
		await page.keyboard.press('k');
		await page.waitForURL(new RegExp(`/answers/${deskId(3)}`));
		await page.keyboard.press('j');
		await page.waitForURL(new RegExp(`/answers/${deskId(2)}`));
		await page.keyboard.press('4');
		await page.waitForURL(new RegExp(`/answers/${deskId(1)}`));
		assert.deepEqual(await judgementsOf(2), ['unsafe']);
		assert.deepEqual(await judgementsOf(3), []);
		await page.keyboard.press('3');
		await page.getByRole('status').filter({hasText: 'Judged wrong'}).waitFor();
		assert.match(page.url(), /\/answers\?state=open&did=wrong/);

		await page.keyboard.press('?');
		await page.getByText('the one before').waitFor();
		await page.keyboard.press('/');
		await page.keyboard.type('question 3');
		await page.keyboard.press('Enter');
		await page.getByRole('link', {name: 'Words: question 3; remove'}).waitFor();
		assert.deepEqual(complaints, []);
	});

	await t.test('keys that are typed into a field, or with Ctrl, do nothing else', async t => {
		const {url, log, signIn} = await openTestConsole(t, {discordOAuth: someOAuth});
		await fillDesk(log);
		const {page} = await openPage(t, browser);
		await signInOn(page, await signIn(mo), url);
		await page.goto(`${url}/answers/${deskId(3)}`);
		await page.keyboard.press('Control+1');
		await page.getByText('Note', {exact: true}).click();
		await page.getByLabel('A word for other moderators').fill('');
		await page.getByLabel('A word for other moderators').pressSequentially('12 c j / ?');
		assert.match(page.url(), new RegExp(`${deskId(3)}$`));
		assert.deepEqual(await log.moderation.reviewsOf(deskId(3)), []);
		await page.keyboard.press('Escape');
		await page.keyboard.press('3');
		await page.waitForURL(new RegExp(`/answers/${deskId(2)}`));
		assert.equal((await log.moderation.reviewsOf(deskId(3)))[0]?.note, '12 c j / ?');
	});

	await t.test('an answer is corrected with c, and stands beside its original', async t => {
		const shown: string[] = [];
		const {url, log, signIn} = await openTestConsole(t, {
			discordOAuth: someOAuth,
			showCase: async id => {
				shown.push(id);
				return {ok: true};
			},
		});
		await fillDesk(log);
		const {page, complaints} = await openPage(t, browser);
		await signInOn(page, await signIn(mo), url);
		await page.goto(`${url}/answers/${deskId(2)}`);
		await page.keyboard.press('c');
		const text = page.getByLabel('What members read in place of the answer');
		assert.equal(await page.evaluate('document.activeElement.name'), 'text');
		await text.fill('It is the **proxy** of the office.');
		await page.getByLabel('Cause: what it really was').fill('auth.wrong_schema');
		await page.getByRole('button', {name: 'Correct', exact: true}).click();
		await page.getByRole('alert').filter({hasText: 'auth.wrong_scheme'}).waitFor();
		assert.equal(await text.inputValue(), 'It is the **proxy** of the office.');
		await page.getByLabel('Cause: what it really was').fill('auth.wrong_scheme');
		await page.getByRole('button', {name: 'Correct', exact: true}).click();
		const both = page.getByRole('region', {name: 'Original and correction'});
		await both.getByText('It is the proxy of the office.').waitFor();
		await both.getByText('Most likely: the API key was refused').waitFor();
		await page.getByText('you corrected an answer').waitFor();
		assert.deepEqual(shown, [deskId(2)]);
		assert.deepEqual(
			complaints.filter(text => !text.includes('422')),
			[],
		);
	});

	await t.test(
		'without scripts one signs in, narrows down, judges, corrects, takes back and changes settings all the same',
		async t => {
			const {log, signInLink} = await openTestConsole(t);
			await fillDesk(log);
			const {page} = await openPage(t, browser, {javaScriptEnabled: false});
			await page.goto(await signInLink());
			await page.getByRole('button', {name: 'Sign in'}).click();
			await page.getByText('Filters').click();
			await page.getByRole('combobox', {name: 'Case'}).selectOption('open');
			await page.getByRole('button', {name: 'Apply'}).click();
			assert.match(page.url(), /\/answers\?state=open$/);
			await page.getByRole('link', {name: 'question 3'}).click();
			await page.getByRole('button', {name: 'Right'}).click();
			await page.getByText('Judged right').waitFor();
			assert.match(page.url(), new RegExp(`/answers/${deskId(2)}`));
			await page.getByText('Correct this answer').click();
			await page.getByLabel('What members read in place of the answer').fill('Better');
			await page.getByRole('button', {name: 'Correct', exact: true}).click();
			await page.getByRole('region', {name: 'Original and correction'}).getByText('Better').waitFor();
			await page.getByRole('button', {name: 'Take it back'}).click();
			await page.getByRole('button', {name: 'Show it again'}).waitFor();
			assert.equal((await log.moderation.standing(deskId(2)))?.publication, 'retracted');
			await page.getByRole('link', {name: 'All answers'}).click();
			await page.getByRole('link', {name: 'question 1'}).waitFor();

			await page.getByRole('link', {name: 'Settings'}).click();
			await page.getByRole('link', {name: `server ${red}`}).click();
			await page.getByRole('link', {name: 'Change manners'}).click();
			await page.getByLabel('Languages').fill('English');
			await page.getByLabel('Quiet hours').fill('at night');
			await page.getByRole('button', {name: 'Save'}).click();
			await page.getByRole('alert').filter({hasText: 'Not saved: Quiet hours'}).waitFor();
			await page.getByLabel('Quiet hours').fill('22:00-07:00 Europe/Berlin');
			await page.getByRole('button', {name: 'Save'}).click();
			await page.getByRole('status').filter({hasText: 'Saved: Quiet hours'}).waitFor();
			const {languages, quietHours} = await log.settings.of(red);
			assert.deepEqual([languages, quietHours?.from], [['en'], '22:00']);
			await page.getByRole('link', {name: 'Insights'}).click();
			await page.getByRole('link', {name: /^\d+ questions$/}).click();
			await page.getByRole('heading', {name: /^Answers/}).waitFor();
		},
	);

	await t.test('what is shown is what is exported', async t => {
		const {url, log, signIn} = await openTestConsole(t, {discordOAuth: someOAuth});
		await fillDesk(log);
		await log.record(deskRecord(7, {text: 'it works on my hotspot'}));
		const {page, complaints} = await openPage(t, browser);
		await signInOn(page, await signIn(mo), url);
		await page.goto(`${url}/answers?q=hotspot`);
		for (const [name, file] of [
			['CSV', 'lineman-answers-2026-03-04.csv'],
			['JSONL', 'lineman-answers-2026-03-04.jsonl'],
		] as const) {
			const coming = page.waitForEvent('download');
			await page.getByRole('link', {name, exact: true}).click();
			const download = await coming;
			assert.equal(download.suggestedFilename(), file);
			const content = await text(await download.createReadStream());
			assert.ok(content.includes(deskId(7)));
			assert.ok(!content.includes(deskId(3)));
		}
		assert.deepEqual(complaints, []);
	});

	for (const width of [390, 1280]) {
		await t.test(`at ${width} px no page of the desk is cut off or runs out of the page`, async t => {
			const {url, log, signIn} = await openTestConsole(t, {discordOAuth: someOAuth});
			await fillDesk(log);
			await log.record(deskRecord(6, {text: 'unbroken'.repeat(60)}));
			await log.moderation.correct({
				questionId: deskId(6),
				byId: mo.id,
				text: `${'unbroken'.repeat(60)}\n\`\`\`\n${'code '.repeat(100)}\n\`\`\``,
				at: new Date('2026-03-04T13:00:00Z'),
			});
			await log.moderation.note({
				at: new Date('2026-03-04T13:00:00Z'),
				byId: mo.id,
				guildId: red,
				action: 'change_settings',
				detail: {from: 'x'.repeat(300)},
			});
			const {page, complaints} = await openPage(t, browser, {viewport: {width, height: 844}});
			await signInOn(page, await signIn({...mo, name: 'A name as long as names may be'}), url);
			const paths = [
				'/answers',
				`/answers?q=${'unbroken'.repeat(20)}`,
				`/answers/${deskId(6)}`,
				'/review',
				'/audit',
				'/account',
			];
			for (const path of paths) {
				await page.goto(url + path);
				await page.evaluate(
					'for (const details of document.querySelectorAll("details")) details.open = true',
				);
				assert.equal(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), false, path);
			}
			assert.deepEqual(complaints, []);
		});
	}
});
