import assert from 'node:assert/strict';
import test from 'node:test';
import {openTestConsole} from '../../support/console-server.ts';
import {mo, someOAuth} from '../../support/desk-log.ts';
import {fillInsights} from '../../support/insights-sample.ts';

const now = () => new Date('2026-03-25T12:00:00Z');

type Link = {readonly href: string; readonly answers: number};

/** Every link to a list of answers, with the figure that it stands under. */
function linksOn(page: string): readonly Link[] {
	return [...page.matchAll(/<a href="(\/answers\?[^"]+)" data-answers="(\d+)"/g)].map(
		([, href = '', answers]) => ({
			href: href.replaceAll('&amp;', '&'),
			answers: Number(answers),
		}),
	);
}

function countOn(page: string): number {
	return Number(/<span class="count">(\d+) answers?</.exec(page)?.[1]);
}

for (const [who, person] of [
	['the operator', undefined],
	['a moderator of one server', mo],
] as const) {
	test(`every figure leads to the answers that it counts, for ${who}`, async t => {
		const console = await openTestConsole(t, {now, discordOAuth: someOAuth});
		await fillInsights(console.log, {now: now(), count: 60, days: 12});
		const {page} = await console.signIn(person);
		const paths = ['/insights', '/insights/gaps', '/insights?from=2026-03-16&to=2026-03-20'];
		const links = (await Promise.all(paths.map(page))).flatMap(linksOn);
		assert.ok(links.length > 100, String(links.length));
		for (const narrowed of ['assumed', 'timed=', 'why=', 'model=', 'below=', 'wrong_or_unsafe', 'door=']) {
			assert.ok(
				links.some(({href}) => href.includes(narrowed)),
				narrowed,
			);
		}
		const unlike = [];
		for (const href of new Set(links.map(link => link.href))) {
			const shown = countOn(await page(href));
			const told = links.filter(link => link.href === href).map(({answers}) => answers);
			if (told.some(answers => answers !== shown)) unlike.push({href, told, shown});
		}
		assert.deepEqual(unlike, []);
	});
}

test('tokens and cost of a model lead to its answers, as their number does', async t => {
	const console = await openTestConsole(t, {now});
	await fillInsights(console.log, {now: now(), count: 60, days: 12});
	const {page} = await console.signIn();
	const [, table = ''] = (await page('/insights')).split('id="models"');
	const [row = ''] = table.match(/<tr><th scope="row">.*?<\/tr>/s) ?? [];
	const cells = row.match(/<td>.*?<\/td>/gs) ?? [];
	assert.equal(cells.length, 6);
	const [count] = linksOn(cells[0] ?? '');
	assert.ok(count && count.answers > 0);
	for (const cell of cells.slice(2)) assert.deepEqual(linksOn(cell), [count], cell);
});

test('no link of the insights leads to a list without saying how many answers are in it', async t => {
	const console = await openTestConsole(t, {now});
	await fillInsights(console.log, {now: now(), count: 60, days: 12});
	const {page} = await console.signIn();
	for (const path of ['/insights', '/insights/gaps']) {
		const text = await page(path);
		const bare = [...text.matchAll(/<a href="\/answers\?[^"]*"(?! data-answers)[^>]*>[^<]*\d[^<]*</g)].map(
			([link]) => link,
		);
		assert.deepEqual(bare, [], path);
	}
});
