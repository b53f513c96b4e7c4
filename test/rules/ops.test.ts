import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {parse} from 'yaml';
import {createMetrics} from '../../src/console/metrics.ts';

const ops = join(import.meta.dirname, '../../ops');
const read = (file: string) => readFileSync(join(ops, file), 'utf8');

/** Names as Prometheus stores them: a histogram has three. */
async function metricNames(): Promise<ReadonlySet<string>> {
	const text = await createMetrics().text();
	const typed = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
	return new Set(
		typed.flatMap(([, name = '', kind]) =>
			kind === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
		),
	);
}

function namesIn(expression: string): readonly string[] {
	return [...expression.matchAll(/\b(?:lineman|nodejs|process)_[a-z0-9_]+/g)].map(([name]) => name);
}

type Rule = {
	readonly alert: string;
	readonly expr: string;
	readonly annotations: Readonly<Record<string, string>>;
};
const rules = (parse(read('alerts.yaml')) as {groups: {rules: Rule[]}[]}).groups.flatMap(
	group => group.rules,
);

test('every metric of an alert or of the dashboard is one that Lineman gives', async () => {
	const known = await metricNames();
	const dashboard = JSON.parse(read('grafana-dashboard.json')) as {
		panels: {targets: {expr: string}[]}[];
	};
	const expressions = [
		...rules.map(({expr}) => expr),
		...dashboard.panels.flatMap(({targets}) => targets.map(({expr}) => expr)),
	];
	const names = expressions.flatMap(namesIn);
	assert.ok(names.length > 15);
	assert.deepEqual(
		names.filter(name => !known.has(name)),
		[],
	);
});

test('every alert leads to a page of the runbook that exists', () => {
	const headings = [...read('RUNBOOK.md').matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
		heading
			.toLowerCase()
			.replaceAll(/[^a-z0-9 -]/g, '')
			.replaceAll(' ', '-'),
	);
	for (const {alert, annotations} of rules) {
		const [file = '', anchor = ''] = (annotations.runbook ?? '').split('#');
		assert.ok(existsSync(join(ops, '..', file)), alert);
		assert.ok(headings.includes(anchor), `${alert}: ${anchor}`);
	}
});
