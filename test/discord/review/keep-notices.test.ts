import assert from 'node:assert/strict';
import {describe, type TestContext, test} from 'node:test';
import {messageLimit} from '../../../src/answer/fit-messages.ts';
import {withNotices} from '../../../src/discord/review/keep-notices.ts';
import {askForReview, openReviewBot} from '../../support/review-bot.ts';

const line = /\n-# I keep what you ask .*\/forget-me` removes it\.$/;
const notice =
	/^You have not linked your account to your Discord profile yet\. Do it at <https:\/\/community\.example\/link>/;

/** An answer with a notice above and a line below, and its card. */
async function withBoth(context: TestContext, drafts = false) {
	const bot = await openReviewBot(context, {
		retentionDays: 30,
		settings: {drafts, linkedRole: '111111111111111111', linkUrl: 'https://community.example/link'},
	});
	const asked = await askForReview(bot);
	const card = await bot.server.waitForMessage(/Please look|Draft, waits/, {in: bot.review});
	assert.match(asked.reply.content, notice);
	assert.match(asked.reply.content, line);
	return {...bot, ...asked, card};
}

describe('what stands around an answer and is said only once', () => {
	test('stays when a moderator corrects the answer, takes it back and restores it', async context => {
		const {server, mod, card, reply} = await withBoth(context);
		const opened = mod.pressButton(card, 'Correct');
		await server.waitForAnswer(opened);
		mod.submitModal(opened, {cause: '', text: 'The proxy strips the header.', link: ''});
		await server.waitFor('the correction', () => reply.content.includes('The proxy strips'));
		assert.match(reply.content, notice);
		assert.match(reply.content, line);
		mod.pressButton(card, 'Retract');
		await server.waitFor('the end of it', () => reply.content.includes('took this answer back'));
		assert.match(reply.content, notice);
		assert.match(reply.content, line);
		await server.waitFor('the button', () => JSON.stringify(card.components).includes('Restore'));
		mod.pressButton(card, 'Restore');
		await server.waitFor('what it was', () => reply.content.includes('The proxy strips'));
		assert.match(reply.content, notice);
		assert.match(reply.content, line);
	});

	test('stays when a draft is let out', async context => {
		const {server, mod, card, reply} = await withBoth(context, true);
		mod.pressButton(card, 'Publish');
		await server.waitFor('the answer', () => reply.content.includes('Answer to: it fails'));
		assert.match(reply.content, notice);
		assert.match(reply.content, line);
	});

	test('goes where the new text leaves it no room: first the notice above, then the line below', () => {
		const around = {above: 'above', below: '-# below'};
		const before = 'above\n\nanswer\n-# below';
		const room = (length: number) => withNotices('y'.repeat(length), before, around);
		assert.match(room(messageLimit - 16), /^above\n\ny+\n-# below$/);
		assert.match(room(messageLimit - 15), /^above\n\ny+\n-# below$|^y+\n-# below$/);
		assert.match(room(messageLimit - 9), /^y+\n-# below$/);
		assert.match(room(messageLimit - 8), /^above\n\ny+$/);
		assert.match(room(messageLimit), /^y+$/);
		assert.equal(withNotices('new', 'answer', around), 'new');
	});
});
