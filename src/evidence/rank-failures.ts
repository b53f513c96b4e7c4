import type {FailureCode} from '../failures/failure-codes.ts';
import type {ReportedFailure} from './evidence.ts';

/** A failure with where it stands in its passage. */
export type PlacedFailure = ReportedFailure & {readonly index: number};

/** Newer turns first; within one, what tells most first: deliberate answers, then systems, then what any failure looks like. */
export function rankFailures(failures: readonly PlacedFailure[]): ReportedFailure[] {
	const ordered = failures.toSorted(
		(a, b) => a.turn - b.turn || vagueness(a) - vagueness(b) || a.index - b.index,
	);
	const first = ordered.filter(
		(one, at) => ordered.findIndex(other => other.code === one.code && other.turn === one.turn) === at,
	);
	return first.filter(one => !isExplained(one, first)).map(({index: _, ...failure}) => failure);
}

function vagueness({code, elsewhere}: PlacedFailure): number {
	if (elsewhere === true) return 3;
	if (isAnswer(code)) return 0;
	if (vague.has(code)) return 4;
	return code === 'close_1000' || code === 'close_1001' || code === 'request_timeout' ? 2 : 1;
}

/** The other side decided to answer in this way. */
function isAnswer(code: FailureCode): boolean {
	return /^http_|^close_(?:100[3789]|101[0-4]|[34]xxx)$/.test(code);
}

const vague: ReadonlySet<FailureCode> = new Set([
	'close_1005',
	'close_1006',
	'upgrade_failed',
	'open_cut',
	'unknown',
]);

/** An upgrade that failed without a status, where the status is known after all. */
function isExplained(one: PlacedFailure, all: readonly PlacedFailure[]): boolean {
	return (
		one.code === 'upgrade_failed' &&
		all.some(other => other.turn === one.turn && /^http_|^upgrade_(?!failed)/.test(other.code))
	);
}
