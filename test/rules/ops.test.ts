import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {parse, parseAllDocuments} from 'yaml';
import {variableNames} from '../../src/config.ts';
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

type Json = Readonly<Record<string, unknown>>;
const parts = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const rootFile = (file: string) => readFileSync(join(ops, '..', file), 'utf8');
const imageTag = `lineman:${JSON.parse(rootFile('package.json')).version}`;
const dockerfile = rootFile('Dockerfile');
const port = /^EXPOSE (\d+)$/m.exec(dockerfile)?.[1];

type Service = Json & {
	readonly environment?: Readonly<Record<string, string>>;
	readonly [name: string]: unknown;
};
const compose = parse(read('compose.yaml'), {merge: true}) as {
	readonly services: Readonly<Record<string, Service>>;
	readonly volumes: Json;
};

test('every service of compose.yaml is as powerless as it can be, and may finish what it does', () => {
	for (const [name, service] of Object.entries(compose.services)) {
		assert.equal(service.read_only, true, name);
		assert.deepEqual(service.cap_drop, ['ALL'], name);
		assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name);
		assert.match(String(service.user), /^(?:node|postgres)$/, name);
		assert.ok(service.mem_limit && service.pids_limit, name);
		assert.ok(Number.parseInt(String(service.stop_grace_period), 10) > 20, name);
		assert.ok(service.env_file, `${name}: secrets come from a file`);
		assert.ok(!('privileged' in service) && !('cap_add' in service) && !('network_mode' in service), name);
		for (const opened of (service.ports as string[] | undefined) ?? [])
			assert.equal(opened, `127.0.0.1:${port}:${port}`, name);
		const writable = [...((service.volumes as string[]) ?? []), ...((service.tmpfs as string[]) ?? [])]
			.map(mount => mount.replace(/^(?:data|postgres):/, '').replace(/:.*$/, ''))
			.filter(path => path !== '/tmp');
		const allowed = name === 'postgres' ? ['/var/lib/postgresql', '/var/run/postgresql'] : ['/app/data'];
		assert.deepEqual(writable, allowed, name);
	}
	const roles = Object.entries(compose.services).map(([, {environment}]) => environment?.ROLE);
	assert.deepEqual(roles, ['all', 'gateway', 'worker', 'console', undefined]);
});

const manifests = readdirSync(join(ops, 'kubernetes')).flatMap(file =>
	parseAllDocuments(read(`kubernetes/${file}`)).map(document => {
		assert.deepEqual(document.errors, [], file);
		return {
			file,
			content: document.toJS() as Json & {kind: string; metadata: Json; spec?: Json; data?: Json},
		};
	}),
);
const pods = manifests.flatMap(({content: {kind, metadata, spec}}) => {
	const template = spec?.template as {readonly metadata: Json; readonly spec: Json} | undefined;
	return template === undefined
		? []
		: [{kind, name: String(metadata.name), workload: spec as Json, template}];
});

test('every pod keeps to the restricted profile, tells how it is, and may finish what it does', () => {
	assert.deepEqual(pods.map(({name}) => name).sort(), ['console', 'gateway', 'worker']);
	for (const {name, kind, workload, template} of pods) {
		const {spec} = template;
		assert.equal(spec.automountServiceAccountToken, false, name);
		assert.ok(Number(spec.terminationGracePeriodSeconds) > 20, name);
		const {runAsNonRoot, seccompProfile} = spec.securityContext as Json;
		assert.deepEqual([runAsNonRoot, seccompProfile], [true, {type: 'RuntimeDefault'}], name);
		for (const container of parts(spec.containers)) {
			assert.deepEqual(
				container.securityContext,
				{
					allowPrivilegeEscalation: false,
					readOnlyRootFilesystem: true,
					capabilities: {drop: ['ALL']},
				},
				name,
			);
			assert.match(String(container.image), new RegExp(`/${imageTag.replaceAll('.', '\\.')}$`));
			assert.deepEqual(container.ports, [{name: 'http', containerPort: Number(port)}], name);
			const pathOf = (probe: unknown) => (probe as {httpGet: Json}).httpGet;
			assert.deepEqual(pathOf(container.livenessProbe), {path: '/healthz', port: 'http'}, name);
			assert.deepEqual(pathOf(container.readinessProbe), {path: '/readyz', port: 'http'}, name);
			const {requests, limits} = container.resources as {requests: Json; limits: Json};
			assert.ok(requests.cpu && requests.memory && limits.memory, name);
			assert.deepEqual(
				parts(container.volumeMounts)
					.map(({mountPath}) => mountPath)
					.sort(),
				['/app/data', '/tmp'],
			);
		}
		const {strategy} = workload as {strategy?: {rollingUpdate: Json}};
		// A gateway that signs in beside the old one would hear everything twice: its old pod goes first.
		if (name === 'gateway') assert.equal(kind, 'StatefulSet');
		else assert.deepEqual(strategy?.rollingUpdate, {maxUnavailable: 0, maxSurge: 1}, name);
		const budget = manifests.find(
			({content}) => content.kind === 'PodDisruptionBudget' && content.metadata.name === name,
		);
		const selector = budget?.content.spec?.selector as Json | undefined;
		assert.deepEqual(selector?.matchLabels, template.metadata.labels, name);
	}
	const [policy] = manifests.filter(({content}) => content.kind === 'NetworkPolicy');
	assert.deepEqual(policy?.content.spec?.policyTypes, ['Ingress', 'Egress']);
});

test('compose.yaml and the manifests name only variables that are read, and hold no secret', () => {
	const named = [
		...Object.entries(compose.services).flatMap(([name, {environment = {}}]) =>
			name === 'postgres' ? [] : Object.keys(environment),
		),
		...manifests.flatMap(({content: {kind, data = {}, stringData = {}}}) =>
			/^(?:ConfigMap|Secret)$/.test(kind) ? Object.keys({...data, ...(stringData as Json)}) : [],
		),
		...pods.flatMap(({template}) =>
			parts(template.spec.containers).flatMap(({env}) => parts(env).map(({name}) => String(name))),
		),
	];
	assert.ok(named.includes('ROLE') && named.includes('DISCORD_TOKEN'));
	assert.deepEqual(
		named.filter(name => !variableNames.includes(name)),
		[],
	);
	for (const {content} of manifests) {
		if (content.kind === 'Secret')
			assert.ok(Object.values(content.stringData as Json).every(value => value === ''));
	}
	assert.doesNotMatch(read('compose.yaml'), /:\/\/[^@\s/]+:[^@\s/]+@/);
	assert.match(read('postgres.env.example'), /^POSTGRES_PASSWORD=\nPGPASSWORD=$/m);
});

test('images are named by their version, and the container runs as a user without rights', () => {
	const images = [
		...[...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image = '']) => image),
		...Object.values(compose.services).map(({image}) => String(image)),
	];
	assert.deepEqual(
		images.filter(image => !/:\d+\.\d+(?:\.\d+)?(?:-|$)/.test(image)),
		[],
	);
	assert.ok(images.includes(imageTag));
	assert.match(dockerfile, /^USER node$/m);
	assert.ok(dockerfile.indexOf('USER node') < dockerfile.search(/CMD \["node", [^\]]*"--permission"/));
	assert.ok(dockerfile.includes(`PORT=${port}`));
});
