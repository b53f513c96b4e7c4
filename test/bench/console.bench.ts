import {mkdtempSync, rmSync} from 'node:fs';
import {get} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import pino from 'pino';
import {openConsole} from '../../src/console/open-console.ts';
import {openSettingsDesk} from '../../src/discord/settings/settings-desk.ts';
import {openLog} from '../../src/log/open-log.ts';
import {operator, type Person} from '../../src/log/sessions.ts';
import {sampleKnowledge} from '../support/console-sample.ts';
import {sessionCookie} from '../support/console-server.ts';
import {someOAuth} from '../support/desk-log.ts';
import {type Bench, median} from './bench.ts';
import {causes, channelOf, fillLog, makeAnswer, servers} from './many-answers.ts';

const count = 100_000;
const rounds = 15;
/** Milliseconds in which a page opens, whatever it is narrowed down by. */
const limitMs = 100;

const [large, middle, small] = servers;
const everything: Person = operator;
const ofSmall: Person = {id: '1', name: 'Moderator', servers: [{id: small, name: 'Small'}]};

/** The last days that are on record. */
const month = 'from=2026-03-16&to=2026-04-14';

/** What is opened: by whom, and with which address. */
const pages: readonly (readonly [name: string, person: Person, path: string])[] = [
	['all', everything, '/answers'],
	['all, page 1,000', everything, `/answers?before=${makeAnswer(count - 50_000).record.id}`],
	['server', everything, `/answers?server=${middle}`],
	['channel', everything, `/answers?channel=${channelOf(large, 7)}`],
	['cause', everything, `/answers?cause=${causes[0]}`],
	['cause, rare', everything, `/answers?cause=${causes.at(-1)}`],
	['verdict', everything, '/answers?verdict=refused'],
	['writer', everything, '/answers?writer=model'],
	['confidence', everything, '/answers?least=55&most=56'],
	['feedback', everything, '/answers?feedback=not_helpful'],
	['case', everything, '/answers?state=open'],
	['judged', everything, '/answers?judged=unsafe'],
	['shown', everything, '/answers?shown=retracted'],
	['time', everything, '/answers?since=2026-02-01&until=2026-02-01'],
	['words, common', everything, '/answers?q=connection'],
	['words, begun', everything, '/answers?q=con'],
	['words, rare', everything, '/answers?q=zkuy8'],
	['words, together', everything, '/answers?q=%22socket+closes%22'],
	['nothing fits', everything, '/answers?cause=no.such_cause'],
	['small server', ofSmall, '/answers'],
	['small server, confidence', ofSmall, '/answers?least=99'],
	['small server, words', ofSmall, '/answers?q=connection'],
	['one answer', everything, `/answers/${makeAnswer(count / 2).record.id}`],
	['review', everything, '/review'],
	['assumed solved', everything, '/answers?verdict=assumed'],
	['insights, 30 days', everything, `/insights?${month}`],
	['insights, small server', ofSmall, `/insights?${month}`],
	['gaps, 30 days', everything, `/insights/gaps?${month}`],
	['the line, 30 days', everything, `/insights/line?${month}`],
	['settings', ofSmall, `/settings/${small}`],
];

export const bench: Bench = {
	summary: `lists and insights of ${count.toLocaleString('en')} answers, by each filter, beside the limit`,
	async measure(note) {
		const folder = mkdtempSync(join(tmpdir(), 'lineman-bench-'));
		const databaseUrl = `file:${join(folder, 'lineman.db')}`;
		try {
			await fillLog(databaseUrl, {count, note});
			const rows = await measurePages(databaseUrl, note);
			return {
				rows,
				bounds: rows.map(({page, middleMs}) => ({name: `${page}, ms`, value: middleMs, most: limitMs})),
				remarks,
			};
		} finally {
			rmSync(folder, {recursive: true});
		}
	},
};

const remarks = [
	`Milliseconds from a request on loopback to its last byte, ${rounds} times each: the middle one and the slowest but the first, which`,
	'reads from the disk; of processor time the middle one, with what asks. "KB": what goes over the line, compressed. A log in SQLite.',
];

type Measured = {
	readonly page: string;
	readonly middleMs: number;
	readonly processorMs: number;
	readonly slowestMs: number;
	readonly firstMs: number;
	readonly KB: number;
};

async function measurePages(databaseUrl: string, note: (text: string) => void): Promise<readonly Measured[]> {
	const log = await openLog(databaseUrl);
	const console = await openConsole({
		host: '127.0.0.1',
		port: 0,
		log,
		knowledge: () => sampleKnowledge,
		answer: () => Promise.reject(new Error('nothing is asked here')),
		logger: pino({level: 'silent'}),
		now: () => new Date(),
		discordOAuth: someOAuth,
		settings: openSettingsDesk({
			log,
			logger: {info: () => {}},
			now: () => new Date(),
			place: () => undefined,
		}),
	});
	try {
		const rows = [];
		for (const [page, person, path] of pages) {
			note(page);
			const token = await log.sessions.begin({person, browser: 'Bench', at: new Date()});
			const headers = {cookie: `${sessionCookie(console.url)}=${token}`};
			rows.push({page, ...(await measurePage(`${console.url}${path}`, headers))});
		}
		return rows;
	} finally {
		await console.close();
		await log.close();
	}
}

async function measurePage(url: string, headers: Record<string, string>): Promise<Omit<Measured, 'page'>> {
	const times: number[] = [];
	const processor: number[] = [];
	for (let round = 0; round < rounds; round += 1) {
		const start = performance.now();
		const before = process.cpuUsage();
		const response = await fetch(url, {headers, redirect: 'error'});
		const text = await response.text();
		times.push(performance.now() - start);
		const {user, system} = process.cpuUsage(before);
		processor.push((user + system) / 1000);
		if (response.status !== 200)
			throw new Error(`${url} answered with ${response.status}: ${text.slice(0, 200)}`);
	}
	const [firstMs = 0, ...others] = times;
	return {
		middleMs: median(others),
		processorMs: median(processor.slice(1)),
		slowestMs: Math.max(...others),
		firstMs,
		KB: (await bytesOf(url, headers)) / 1024,
	};
}

/** How many bytes of a page go over the line; `fetch` unpacks them. */
function bytesOf(url: string, headers: Record<string, string>): Promise<number> {
	const {promise, resolve, reject} = Promise.withResolvers<number>();
	const request = get(url, {headers: {...headers, 'accept-encoding': 'gzip'}, agent: false}, response => {
		let bytes = 0;
		response.on('data', chunk => {
			bytes += chunk.length;
		});
		response.on('end', () => resolve(bytes));
	});
	request.on('error', reject);
	return promise;
}
