import {failures, type Phase} from '../../failures/failure-codes.ts';
import type {Observation} from '../../probe/probe-report.ts';
import type {Io} from '../command.ts';
import {observationLine} from '../progress-lines.ts';
import {milliseconds} from './draw-waterfall.ts';
import {type Paint, paintFor} from './paint.ts';

/** Shows each target's phases while they pass. */
export type LiveTable = {
	readonly see: (row: number, observation: Observation) => void;
	/** The test of this target is over. */
	readonly finish: (row: number) => void;
	/** Leaves the terminal as it was before. */
	readonly clear: () => void;
};

const redrawMs = 100;

type Row = {readonly name: string; readonly seen: Observation[]; sinceMs: number; isOver: boolean};

/**
 * One line a target, drawn over and over on the terminal that standard error is; a line for every phase where it
 * cannot be drawn on, or is too low; nothing where nobody watches.
 */
export function openLiveTable(names: readonly string[], io: Io): LiveTable {
	const screen = io.screens?.note;
	if (!io.isTerminal) return {see: () => {}, finish: () => {}, clear: () => {}};
	const width = Math.min(24, Math.max(...names.map(({length}) => length)));
	const labels = names.map(name => shorten(name, width).padEnd(width));
	if (screen === undefined || names.length >= screen.rows) return writeLines(labels, io);

	const paint = paintFor(screen);
	const rows = labels.map((name): Row => ({name, seen: [], sinceMs: performance.now(), isOver: false}));
	let drawn = 0;
	const draw = () => {
		const lines = rows.map(row => `\r${lineOf(row, {paint, columns: screen.columns})}\u001b[K\n`);
		io.note(`${up(drawn)}${lines.join('')}`);
		drawn = rows.length;
	};
	draw();
	const timer = setInterval(draw, redrawMs);
	// Drawing takes time, which belongs to nobody's phase: it is done now and then, not when something is seen.
	return {
		see(index, observation) {
			const row = rows[index];
			row?.seen.push(observation);
			if (row) row.sinceMs = performance.now();
		},
		finish(index) {
			const row = rows[index];
			if (row) row.isOver = true;
		},
		clear() {
			clearInterval(timer);
			io.note(`${up(drawn)}\r\u001b[J`);
			drawn = 0;
		},
	};
}

function writeLines(labels: readonly string[], io: Io): LiveTable {
	return {
		see: (index, observation) => io.note(`${labels[index]} ${observationLine(observation)}\n`),
		finish: () => {},
		clear: () => {},
	};
}

function up(lines: number): string {
	return lines === 0 ? '' : `\u001b[${lines}A`;
}

type Part = {readonly text: string; readonly brush: keyof Paint};

/** Cut where the line would wrap: a wrapped line could not be drawn over. */
function lineOf(row: Row, {paint, columns}: {readonly paint: Paint; readonly columns: number}): string {
	let room = columns - 1;
	return [{text: `${row.name}  `, brush: 'strong'} as const, ...partsOf(row)]
		.map(({text, brush}) => {
			const shown = text.slice(0, Math.max(0, room));
			room -= shown.length;
			return paint[brush](shown);
		})
		.join('');
}

function partsOf({seen, sinceMs, isOver}: Row): readonly Part[] {
	const parts = seen.filter(({outcome}) => outcome !== 'skipped').map(partOf);
	const failed = seen.some(({outcome}) => outcome === 'failed');
	if (isOver) return parts;
	const waiting = failed ? 'comparing' : nextPhase(seen);
	return [...parts, {text: `${waiting} … ${milliseconds(performance.now() - sinceMs)}`, brush: 'faint'}];
}

function partOf(observation: Observation): Part {
	const {phase, outcome, tookMs} = observation;
	const time = `${phase} ${milliseconds(tookMs)}`;
	if (outcome !== 'failed') return {text: `✓ ${time}  `, brush: 'good'};
	return {text: `✗ ${time}: ${failures[observation.failure].meaning}  `, brush: 'bad'};
}

/** What is under way after each phase; a proxy is seen only once it has answered. */
const following: Partial<Record<Phase, string>> = {
	dns: 'tcp',
	proxy: 'tls',
	tcp: 'tls',
	tls: 'answer',
	upgrade: 'open',
};

function nextPhase(seen: readonly Observation[]): string {
	const last = seen.at(-1)?.phase;
	return last === undefined ? 'dns' : (following[last] ?? 'answer');
}

function shorten(text: string, most: number): string {
	return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
