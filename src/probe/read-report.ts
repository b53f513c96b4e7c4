import {
	type Domain,
	domains,
	type FailureCode,
	isFailureCode,
	type Phase,
	phases,
} from '../failures/failure-codes.ts';
import {reportTitle} from './format-report.ts';
import {type ProbeReport, verdicts} from './probe-report.ts';

/** A phase as a pasted report tells it. */
export type PastedPhase = {
	readonly phase: Phase;
	readonly outcome: 'passed' | 'failed' | 'skipped';
	readonly tookMs?: number;
	readonly failure?: FailureCode;
};

/** A report that somebody measured elsewhere and pasted: claims, to compare with what is measured here. */
export type PastedReport = Pick<
	ProbeReport,
	| 'target'
	| 'verdict'
	| 'failedPhase'
	| 'failure'
	| 'domain'
	| 'status'
	| 'fromService'
	| 'closeCode'
	| 'vendorError'
	| 'requestId'
> & {
	readonly alsoSeen: readonly FailureCode[];
	readonly phases: readonly PastedPhase[];
	readonly throughProxy: boolean;
	readonly measuredFrom?: string;
	readonly at?: Date;
};

const mostCharacters = 100_000;
const mostLines = 40;

/**
 * Reads the first pasted report in a text, quoted or in a code block or not. Undefined where there is none, or
 * where it does not even say what was tried and how it went. What it does not understand it leaves out.
 */
export function readReport(text: string): PastedReport | undefined {
	const facts = factsOf(text.slice(0, mostCharacters));
	const target = facts.get('target');
	const verdict = verdicts.find(known => known === facts.get('verdict'));
	if (!isTarget(target) || !verdict) return undefined;
	const [failedPhase, failure] = facts.get('failed')?.split(' ') ?? [];
	return {
		target,
		verdict,
		...optional('failedPhase', readPhase(failedPhase)),
		...optional('failure', readFailure(failure)),
		...optional('domain', readDomain(facts.get('side'))),
		alsoSeen: words(facts.get('also')).map(readFailure).filter(isThere),
		phases: list(facts.get('phases')).map(readPhaseWords).filter(isThere),
		throughProxy: facts.get('proxy') === 'yes',
		...optional('status', readNumber(facts.get('status'), 100, 599)),
		...optional('fromService', readYesNo(facts.get('from service'))),
		...optional('closeCode', readNumber(facts.get('close code'), 1000, 4999)),
		...optional('vendorError', facts.get('error')),
		...optional('requestId', facts.get('request id')),
		...optional('measuredFrom', facts.get('from')),
		...optional('at', readDate(facts.get('at'))),
	};
}

/** The lines after the title as names and values, up to the end of the report or a line that is no fact. */
function factsOf(text: string): ReadonlyMap<string, string> {
	const lines = text.split(/\r\n|\r|\n/).map(line => line.replace(/^[\s>`]{0,16}/, '').trimEnd());
	const start = lines.indexOf(reportTitle);
	const facts = new Map<string, string>();
	if (start === -1) return facts;
	for (const line of lines.slice(start + 1, start + 1 + mostLines)) {
		const [, name, value] = /^([a-z][a-z ]{0,20}): (.{1,4096})$/.exec(line) ?? [];
		if (name === undefined || value === undefined) break;
		if (!facts.has(name)) facts.set(name, name === 'target' ? value : value.slice(0, 300));
	}
	return facts;
}

function isTarget(target: string | undefined): target is string {
	return target !== undefined && /^(?:wss?|https?):\/\//.test(target) && URL.canParse(target);
}

function readPhaseWords(text: string): PastedPhase | undefined {
	const [, name, outcome, ms, code] =
		/^([a-z]{1,10}) (passed|failed|skipped)(?: (\d{1,6}(?:\.\d)?) ms)?(?: ([a-z0-9_]{1,40}))?$/.exec(text) ??
		[];
	const phase = readPhase(name);
	if (!phase || (outcome !== 'passed' && outcome !== 'failed' && outcome !== 'skipped')) return undefined;
	return {
		phase,
		outcome,
		...optional('tookMs', ms === undefined ? undefined : Number(ms)),
		...optional('failure', readFailure(code)),
	};
}

function readPhase(text: string | undefined): Phase | undefined {
	return phases.find(phase => phase === text);
}

function readFailure(text: string | undefined): FailureCode | undefined {
	return text !== undefined && isFailureCode(text) ? text : undefined;
}

function readDomain(text: string | undefined): Domain | undefined {
	return domains.find(domain => domain === text);
}

function readNumber(text: string | undefined, least: number, most: number): number | undefined {
	if (text === undefined || !/^\d{1,6}$/.test(text)) return undefined;
	const number = Number(text);
	return number >= least && number <= most ? number : undefined;
}

function readYesNo(text: string | undefined): boolean | undefined {
	return text === 'yes' ? true : text === 'no' ? false : undefined;
}

function readDate(text: string | undefined): Date | undefined {
	if (text === undefined || !/^\d{4}-\d\d-\d\dT[\d:.]{5,15}Z$/.test(text)) return undefined;
	const date = new Date(text);
	return Number.isNaN(date.getTime()) ? undefined : date;
}

function list(text: string | undefined): readonly string[] {
	return text?.split(', ') ?? [];
}

function words(text: string | undefined): readonly string[] {
	return text?.split(' ') ?? [];
}

function isThere<T>(value: T | undefined): value is T {
	return value !== undefined;
}

/** A field that is there only where it has a value. */
function optional<Name extends string, T>(name: Name, value: T | undefined): {readonly [name in Name]?: T} {
	return value === undefined ? {} : ({[name]: value} as {readonly [name in Name]?: T});
}
