import type {ProbeReport} from '../../probe/probe-report.ts';
import type {Screen} from '../command.ts';
import {drawWaterfall, milliseconds} from './draw-waterfall.ts';
import {paintFor, wrap} from './paint.ts';
import type {ProbeService} from './probe-service.ts';
import {type VerdictWords, verdictWords, type WordsFor} from './verdict-words.ts';

type Description = {
	readonly service: ProbeService;
	readonly test: WordsFor['test'];
	/** What else is printed: who has the report before them is not told how to get it. */
	readonly form: 'waterfall' | 'report';
	/** Undefined: no terminal, so no colours, and no line is cut. */
	readonly screen: Screen | undefined;
};

const usualColumns = 110;

/** Every target with its waterfall and what that means; what holds for all comes last. */
export function describeProbes(reports: readonly ProbeReport[], description: Description): string {
	const told = reports.map(report => ({report, words: wordsOf(report, description)}));
	const parts = told.map((each, index) => describe(each, {...description, before: told.slice(0, index)}));
	return `${[...parts, endOf(told, description)].filter(part => part !== '').join('\n\n')}\n`;
}

type Told = {readonly report: ProbeReport; readonly words: VerdictWords};

function wordsOf(report: ProbeReport, {service, test}: Description): VerdictWords {
	const isService = report.targetName !== undefined;
	return verdictWords(report, {
		name: isService ? service.name : new URL(report.target).host,
		...(isService && service.statusPage !== undefined && {statusPage: service.statusPage}),
		test,
		...(service.key && {keyVariable: service.key.variable}),
	});
}

function describe(
	{report, words}: Told,
	{service, screen, before}: Description & {readonly before: readonly Told[]},
): string {
	const paint = paintFor(screen);
	const columns = screen?.columns ?? usualColumns;
	const title = service.targets.find(({name}) => name === report.targetName)?.title;
	const tone = words.isWell ? paint.good : paint.bad;
	const lines = [
		`${report.verdict.toUpperCase()}: ${words.verdict}`,
		...adviceOf(words, before),
		...words.notes.map(note => `Note: ${note}`),
	].map(line => wrap(`  ${line}`, {columns, indent: 4}));
	return [
		...(title === undefined ? [] : [`${paint.strong(labelOf(report))}  ${title}`]),
		title === undefined ? paint.strong(report.target) : paint.faint(report.target),
		drawWaterfall(report, {paint, columns: screen?.columns}),
		paint.faint(`  ${milliseconds(report.elapsedMs)} in all, from ${report.measuredFrom}`),
		...lines.map((line, index) => (index === 0 ? tone(line) : line)),
	].join('\n');
}

/** Whose side and what next, said once where several fail alike. */
function adviceOf({isWell, side, next}: VerdictWords, before: readonly Told[]): readonly string[] {
	if (isWell) return [];
	const isSaid = before.some(({words}) => words.side === side && words.next === next);
	return isSaid ? ['Whose side and what next: as above.'] : [`Whose side: ${side}`, `Next: ${next}`];
}

function endOf(told: readonly Told[], {form, screen}: Description): string {
	const well = told.find(({words}) => words.isWell);
	const failed = told.filter(({words}) => !words.isWell).map(({report}) => labelOf(report));
	const sum =
		failed.length === 0
			? `All ${told.length} endpoints are fine.`
			: `${failed.length} of ${told.length} endpoints fail: ${failed.join(', ')}.`;
	const help =
		form === 'report' ? '' : 'To ask for help, run this again with --report and paste what it prints.';
	return [told.length === 1 ? '' : sum, failed.length === 0 ? (well?.words.next ?? '') : help]
		.filter(line => line !== '')
		.map(line => wrap(line, {columns: screen?.columns ?? usualColumns, indent: 0}))
		.join('\n');
}

/** The target's name, or else what tells its URL from others. */
function labelOf({targetName, target}: ProbeReport): string {
	const {host, pathname} = new URL(target);
	return targetName ?? `${host}${pathname}`;
}
