import type {DiscordTools} from '../discord-tools.ts';
import {showCard, showCase} from './show-case.ts';

/** What was left undone longer ago is not taken up again by itself. */
const recentMs = 24 * 60 * 60_000;
/** So long before we broke off, what a moderator did may not have reached members. */
const lastActsMs = 10 * 60_000;
const mostActs = 100;

/**
 * Takes up what an earlier run may have left undone, and looks again and again whether a draft has waited too long;
 * ends when the door closes.
 */
export function lookAfterCases(tools: DiscordTools, everyMs: number): void {
	tools.aside('take up what is to review', {}, () => takeUp(tools));
	const told = new Set<string>();
	const timer = setInterval(
		() => tools.aside('look at waiting drafts', {}, () => tellLateDrafts(told, tools)),
		everyMs,
	);
	timer.unref();
	tools.closing.addEventListener('abort', () => clearInterval(timer), {once: true});
}

/** Posts cards that were never posted, and shows members what moderators did just before we broke off. */
async function takeUp(tools: DiscordTools): Promise<void> {
	const {log, now} = tools;
	const since = (ms: number) => new Date(now().getTime() - ms);
	for (const {questionId} of await log.moderation.withoutCard(since(recentMs))) {
		await showCard(questionId, tools);
	}
	const acts = await log.moderation.history({limit: mostActs});
	const subjects = acts
		.filter(({at, action}) => at >= since(lastActsMs) && action.endsWith('_answer'))
		.flatMap(({subject}) => subject ?? []);
	for (const questionId of new Set(subjects)) await showCase(questionId, tools);
}

/** Tells members whose answers no moderator has come to where people are; each once. */
async function tellLateDrafts(told: Set<string>, tools: DiscordTools): Promise<void> {
	const {log, now, draftWaitMs} = tools;
	const openedBefore = new Date(now().getTime() - draftWaitMs);
	const late = await log.moderation.drafts({openedBefore});
	for (const {questionId} of late) {
		if (told.has(questionId)) continue;
		told.add(questionId);
		await showCase(questionId, tools);
	}
	const waiting = new Set(late.map(({questionId}) => questionId));
	for (const questionId of told) if (!waiting.has(questionId)) told.delete(questionId);
}
