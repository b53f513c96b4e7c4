import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {answerCase} from '../../src/cli/evaluate.ts';
import {readConfig} from '../../src/config.ts';
import {readCases} from '../../src/evaluation/cases.ts';
import {type AnsweredCase, measureAnswers} from '../../src/evaluation/measure-answers.ts';
import {measureRetrieval} from '../../src/evaluation/measure-retrieval.ts';
import {type Leads, leadsOf} from '../../src/evaluation/moved-cases.ts';
import {openTools} from '../../src/open-tools.ts';

export const casesDir = join(import.meta.dirname, '../cases');

/** The documentation folder that the search is measured over. */
export const docsDir = {dir: join(casesDir, 'docs'), urlRoot: 'https://developers.deepgram.com/'};

/** By the file of cases: each figure's name with its value. Times are left out, they are the machine's. */
export type KeptFigures = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Measures every file of cases: answers over the knowledge alone, retrieval over the documentation folder. */
export async function measureCases(): Promise<{figures: KeptFigures; leads: Leads}> {
	const config = readConfig({});
	const options = {onWarning: fail, vantage: 'terminal', keep: 'memory'} as const;
	const answers = await openTools(config, options);
	const retrieval = await openTools(config, {...options, searchDirs: [docsDir]});
	try {
		const figures: Record<string, Record<string, number>> = {};
		const leads: Record<string, string> = {};
		for (const file of readdirSync(casesDir).filter(name => name.endsWith('.jsonl'))) {
			const read = readCases(file, readFileSync(join(casesDir, file), 'utf8'));
			if (read.kind === 'retrieval') {
				figures[file] = kept({...(await measureRetrieval(read.cases, retrieval.search))});
				continue;
			}
			const answered: AnsweredCase[] = [];
			for (const labelled of read.cases) {
				answered.push({case: labelled, record: await answerCase(labelled, answers)});
			}
			figures[file] = kept({...measureAnswers(answered, answers.isKnownLink)});
			Object.assign(leads, leadsOf(answered));
		}
		return {figures, leads};
	} finally {
		await answers.close();
		await retrieval.close();
	}
}

function kept(measured: Readonly<Record<string, unknown>>): Record<string, number> {
	const entries = Object.entries(measured).filter(([name]) => !name.endsWith('_ms'));
	return Object.fromEntries(
		entries.flatMap(([name, value]) =>
			typeof value === 'number' ? [[name, Math.round(value * 1000) / 1000]] : [],
		),
	);
}

function fail(message: string): never {
	throw new Error(`The knowledge has a mistake: ${message.trim()}`);
}
