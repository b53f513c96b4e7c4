import type {Incident, LineDay, MeasuredPhase} from '../../log/line-history.ts';
import {type Bin, binOf} from './wanted-span.ts';

/** The checks of one target in one bin; undefined where there were none. */
export type BinState = {
	readonly checks: number;
	readonly failed: number;
	readonly phases: Readonly<Partial<Record<MeasuredPhase, number>>>;
};

export type TargetLine = {
	readonly target: string;
	readonly checks: number;
	readonly failed: number;
	readonly bins: readonly (BinState | undefined)[];
	/** The means of all healthy checks. */
	readonly phases: BinState['phases'];
	readonly incidents: readonly Incident[];
	/** The places of the bins in which an incident was open. */
	readonly marked: ReadonlySet<number>;
};

/** What every target's line was like, in the order of their names. */
export function linesOf({
	targets,
	days,
	incidents,
	bins,
	now,
}: {
	readonly targets: readonly string[];
	readonly days: readonly LineDay[];
	readonly incidents: readonly Incident[];
	readonly bins: readonly Bin[];
	readonly now: Date;
}): readonly TargetLine[] {
	const names = [...new Set([...targets, ...days.map(({target}) => target)])];
	return names.map(target => {
		const own = days.filter(day => day.target === target);
		const inBin = Map.groupBy(own, ({day}) => binOf(day, bins));
		const all = stateOf(own);
		const ownIncidents = incidents.filter(incident => incident.target === target);
		return {
			target,
			checks: all?.checks ?? 0,
			failed: all?.failed ?? 0,
			bins: bins.map((_, index) => stateOf(inBin.get(index) ?? [])),
			phases: all?.phases ?? {},
			incidents: ownIncidents,
			marked: new Set(ownIncidents.flatMap(incident => binsWith(incident, bins, now))),
		};
	});
}

/** From 0 to 1. */
export function availabilityOf({checks, failed}: Pick<BinState, 'checks' | 'failed'>): number {
	return checks === 0 ? 1 : (checks - failed) / checks;
}

/** In per cent: what is not whole is never rounded up to it. */
export function sayAvailability(state: Pick<BinState, 'checks' | 'failed'>): string {
	const share = availabilityOf(state);
	if (state.failed === 0) return '100 %';
	const percent = Math.floor(share * 10_000) / 100;
	return `${percent >= 10 ? percent.toFixed(percent >= 99 ? 2 : 1) : percent.toFixed(2)} %`;
}

function stateOf(days: readonly LineDay[]): BinState | undefined {
	if (days.length === 0) return undefined;
	const checks = days.reduce((sum, day) => sum + day.checks, 0);
	const healthy = days.reduce((sum, day) => sum + day.healthy, 0);
	return {checks, failed: checks - healthy, phases: meanPhases(days)};
}

/** Each day counts by its healthy checks. */
function meanPhases(days: readonly LineDay[]): BinState['phases'] {
	const sums = new Map<MeasuredPhase, {ms: number; checks: number}>();
	for (const {phases, healthy} of days) {
		for (const [phase, ms] of Object.entries(phases) as [MeasuredPhase, number][]) {
			const sum = sums.get(phase) ?? {ms: 0, checks: 0};
			sums.set(phase, {ms: sum.ms + ms * healthy, checks: sum.checks + healthy});
		}
	}
	return Object.fromEntries(
		[...sums].flatMap(([phase, {ms, checks}]) => (checks === 0 ? [] : [[phase, ms / checks]])),
	);
}

function binsWith({openedAt, closedAt}: Incident, bins: readonly Bin[], now: Date): readonly number[] {
	const [first, last] = [openedAt, closedAt ?? now].map(at => at.toISOString().slice(0, 10));
	return bins.flatMap(({from, to}, index) => ((first ?? '') <= to && from <= (last ?? '') ? [index] : []));
}
