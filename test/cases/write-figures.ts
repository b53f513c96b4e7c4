import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {evaluate} from '../../src/cli/evaluate.ts';
import {cliIo} from '../support/cli-io.ts';
import {casesDir, docsDir, type KeptFigures, measureCases} from '../support/measured-cases.ts';

/** Measures all cases, and keeps the figures, the leads and the table in README. */
const {figures, leads} = await measureCases();
const folds = 5;
const folded = await crossValidate();
const json = (value: unknown) => `${JSON.stringify(value, null, '\t')}\n`;
writeFileSync(join(casesDir, 'figures.json'), json(figures));
writeFileSync(join(casesDir, 'leads.json'), json(leads));

const readme = join(casesDir, '../../README.md');
const [begin, end] = ['<!-- figures: written by npm run figures -->', '<!-- end of figures -->'];
const text = readFileSync(readme, 'utf8');
const [before, rest = ''] = text.split(begin);
const after = rest.split(end)[1];
if (after === undefined)
	throw new Error(`Cannot write the figures: found no "${begin}" and "${end}" in README.md`);
writeFileSync(readme, `${before}${begin}\n\n${tables(figures)}\n\n${end}${after}`);
process.stdout.write(`${tables(figures)}\n`);

function tables(all: KeptFigures): string {
	const answers = Object.entries(all).filter(([, {cause_top1}]) => cause_top1 !== undefined);
	const retrieval = Object.entries(all).filter(([, {hit_at_3}]) => hit_at_3 !== undefined);
	const across = `all in ${folds} folds`;
	return [
		'| answers to | cases | right cause first | among three | right page among three links | refused rightly | wrongly | calibration error |',
		'|---|---|---|---|---|---|---|---|',
		...answers.map(([file, figure]) =>
			row(file, [
				String(figure.cases),
				...['cause_top1', 'cause_top3', 'docs_hit_at_3', 'refused_right', 'refused_wrong'].map(name =>
					percent(figure[name]),
				),
				(figure.calibration_error ?? Number.NaN).toFixed(2),
			]),
		),
		row(across, [
			String(folded.answers.cases),
			percent(folded.answers.cause_top1),
			percent(folded.answers.cause_top3),
			'',
			percent(folded.answers.refused_right),
			percent(folded.answers.refused_wrong),
			(folded.answers.calibration_error ?? Number.NaN).toFixed(2),
		]),
		'',
		'| search for | queries | right page first | among three | nDCG at 10 | refused rightly | wrongly |',
		'|---|---|---|---|---|---|---|',
		...retrieval.map(([file, figure]) =>
			row(file, [
				String(figure.queries),
				percent(figure.hit_at_1),
				percent(figure.hit_at_3),
				(figure.ndcg_at_10 ?? Number.NaN).toFixed(2),
				percent(figure.refused_right),
				percent(figure.refused_wrong),
			]),
		),
		row(across, [
			String(folded.retrieval.queries),
			percent(folded.retrieval.hit_at_1),
			percent(folded.retrieval.hit_at_3),
			(folded.retrieval.ndcg_at_10 ?? Number.NaN).toFixed(2),
			percent(folded.retrieval.refused_right),
			percent(folded.retrieval.refused_wrong),
		]),
	].join('\n');
}

/** The figures that come out when what is tuned is tuned on other cases than those that it is measured on. */
async function crossValidate() {
	const files = Object.entries(figures).map(([file, {cases}]) => ({file: join(casesDir, file), cases}));
	const measure = async (those: readonly {readonly file: string}[], options: readonly string[]) => {
		const {io, written} = cliIo();
		await evaluate.run(['--json', '--folds', String(folds), ...options, ...those.map(({file}) => file)], io);
		return JSON.parse(written.out) as Readonly<Record<string, number>>;
	};
	return {
		answers: await measure(
			files.filter(({cases}) => cases !== undefined),
			[],
		),
		retrieval: await measure(
			files.filter(({cases}) => cases === undefined),
			['--knowledge', `${docsDir.dir}=${docsDir.urlRoot}`],
		),
	};
}

function row(label: string, cells: readonly string[]): string {
	return `| ${label.endsWith('.jsonl') ? `\`${label}\`` : label} | ${cells.join(' | ')} |`;
}

function percent(share: number | undefined): string {
	return `${((share ?? Number.NaN) * 100).toFixed(0)} %`;
}
