import './in-process.ts';
import {mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {mock} from 'node:test';
import {answerQuestion} from '../../src/answer-question.ts';
import {readConfig} from '../../src/config.ts';
import {limitReached} from '../../src/discord/question-limit.ts';
import type {Question} from '../../src/evidence/question.ts';
import {newUuid7} from '../../src/lib/uuid.ts';
import {keepRetention} from '../../src/log/keep-retention.ts';
import {usualSettings} from '../../src/log/server-settings.ts';
import {openTools} from '../../src/open-tools.ts';
import {watchLine} from '../../src/watch/watch-line.ts';
import {textOf} from './texts.ts';

/**
 * A day of questions in one go: `node --expose-gc long-run.ts QUESTIONS`. Everything that a question passes but
 * Discord and the network, with the log on disk and a clock that is moved on by a day in all, four times what
 * retention, limits, caches and the watch look back. Prints one line of JSON for each twentieth.
 */
const questions = Number(process.argv[2]);
const points = 20;
const start = Date.parse('2026-05-01T00:00:00Z');
const days = 4;
const stepMs = (days * 86_400_000) / questions;
mock.timers.enable({apis: ['Date'], now: start});

const folder = mkdtempSync(join(tmpdir(), 'lineman-long-'));
const file = join(folder, 'lineman.db');
const now = () => new Date();
const tools = await openTools(readConfig({DATABASE_URL: `file:${file}`}), {
	onWarning: message => process.stderr.write(message),
	vantage: 'bot',
	keep: 'disk',
});
const {log} = tools;
const watch = watchLine({
	targets: () => tools.knowledge().service.targets,
	probe: tools.watchProbe,
	history: log.line,
	onIncident: () => {},
	onError: error => process.stderr.write(`${String(error)}\n`),
	now,
	everyMs: 0,
	random: () => 0.5,
});
const sweep = async () => {
	// One round of what the bot does once a day; texts are kept for one day here.
	const {promise, resolve} = Promise.withResolvers<void>();
	const retention = keepRetention({
		privacy: log.privacy,
		days: 1,
		now,
		random: () => 0.5,
		async wait(ms, signal) {
			if (ms < 60_000) return;
			resolve();
			await new Promise((_, reject) => signal.addEventListener('abort', reject, {once: true}));
		},
		onRemoved: () => {},
		onError: error => process.stderr.write(`${String(error)}\n`),
	});
	await promise;
	await retention.close();
};

async function ask(number: number): Promise<void> {
	// Many members, of whom some come again; a dozen servers.
	const askerId = `member-${(number * 31) % 3000}`;
	const guildId = `server-${number % 12}`;
	const place = {guildId, channelId: `channel-${number % 40}`, messageId: `message-${number}`};
	await limitReached({askerId, guildId}, usualSettings, {log, now});
	const id = newUuid7(Date.now());
	const text = textOf(number);
	await log.pending.begin({
		questionId: id,
		source: `message/${number}`,
		askedAt: now(),
		askerId,
		place,
		asked: {text},
	});
	await log.rememberReply({questionId: id, channelId: place.channelId, messageId: `reply-${number}`});
	const since = new Date(Date.now() - 30 * 60_000);
	const conversationId = (await log.recentConversation({channelId: place.channelId, askerId, since})) ?? id;
	const question: Question = {
		id,
		conversationId,
		askedAt: now(),
		door: 'discord',
		text,
		attachments: [],
		earlier: conversationId === id ? [] : await log.turns(conversationId),
		hints: {},
		askerId,
		place,
	};
	const record = await answerQuestion(question, {...tools, news: watch.news});
	const failure = record.evidence.failures.find(({turn}) => turn === 0)?.code;
	if (failure !== undefined && number % 50 === 0) {
		await watch.report({target: record.evidence.target ?? 'listen', failure, askerId, at: now()});
	}
	await log.pending.end(id);
}

const began = performance.now();
for (let number = 1; number <= questions; number += 1) {
	mock.timers.setTime(Math.round(start + number * stepMs));
	await ask(number);
	if (number % Math.ceil(questions / (days * 24)) === 0) {
		await watch.round();
		await sweep();
	}
	if (number % Math.ceil(questions / points) === 0 || number === questions) {
		for (let time = 0; time < 3; time += 1) {
			globalThis.gc?.();
			await new Promise(resolve => setImmediate(resolve));
		}
		const {heapUsed, rss, external} = process.memoryUsage();
		const mb = (bytes: number) => Math.round(bytes / 1e5) / 10;
		process.stdout.write(
			`${JSON.stringify({
				questions: number,
				heapMb: mb(heapUsed),
				externalMb: mb(external),
				rssMb: mb(rss),
				fileMb: mb(statSync(file).size),
				walMb: mb(statSync(`${file}-wal`).size),
				perSecond: Math.round(number / ((performance.now() - began) / 1000)),
			})}\n`,
		);
	}
}
await watch.close();
await tools.close();
rmSync(folder, {recursive: true, force: true});
