import {chooseProxy} from '../../probe/choose-proxy.ts';
import {targetOfUrl} from '../../probe/choose-target.ts';
import {formatReport} from '../../probe/format-report.ts';
import {openLookups} from '../../probe/lookup-process.ts';
import {toProbeJson} from '../../probe/probe-json.ts';
import type {ProbeOptions} from '../../probe/probe-options.ts';
import type {ProbeReport, Target} from '../../probe/probe-report.ts';
import {probeTarget} from '../../probe/probe-target.ts';
import {rehearse} from '../../probe/rehearse.ts';
import {literalAddress} from '../../probe/resolve-host.ts';
import {isSecure} from '../../probe/url-parts.ts';
import {checkTarget} from '../check-target.ts';
import {type Io, UsageError} from '../command.ts';
import {describeProbes} from './describe-probes.ts';
import {openLiveTable} from './live-table.ts';
import type {ProbeService} from './probe-service.ts';
import {type GivenKey, keyFor, readKey} from './read-key.ts';
import type {ProbeArgs} from './read-probe-args.ts';

type ProbeWorld = {readonly io: Io; readonly service: ProbeService};

/** Tests the lines and writes what was asked for. Gives the exit status. */
export async function runProbe(args: ProbeArgs, {io, service}: ProbeWorld): Promise<number> {
	const key = args.keyVariable === undefined ? undefined : readKey(args.keyVariable, io.environment, service);
	const world = {io: key ? withoutKey(io, key.value) : io, service};
	const targets = chooseTargets(args.wanted, service.targets);
	const lines = targets.map(target => ({target, options: optionsFor(target, {...world, ...(key && {key})})}));
	const reports = await testLines(lines, world);
	write(reports, {args, ...world});
	return reports.every(isWell) ? 0 : 1;
}

/** Nobody sees the key, wherever and however it may turn up: header names lose their case, URLs have it encoded. */
function withoutKey(io: Io, key: string): Io {
	const forms = [key, encodeURIComponent(key)].map(form => form.replace(/[^\w]/g, '\\$&'));
	const pattern = new RegExp(forms.join('|'), 'gi');
	const clean = (text: string) => text.replace(pattern, '[removed]');
	return {...io, print: text => io.print(clean(text)), note: text => io.note(clean(text))};
}

function chooseTargets(wanted: readonly string[], known: ProbeService['targets']): readonly Target[] {
	if (wanted.length === 0) return known;
	const names = known.map(({name}) => name);
	return wanted.map(given => {
		checkTarget(given, names);
		return known.find(({name}) => name === given) ?? targetOfUrl(given, known);
	});
}

type Line = {readonly target: Target; readonly options: ProbeOptions};

function optionsFor(
	target: Target,
	{io, service, key}: ProbeWorld & {readonly key?: GivenKey},
): ProbeOptions {
	const {environment, signal} = io;
	const url = new URL(target.url);
	const proxy = proxyFor(url, {environment, mayBeRead: key === undefined || isSecure(url)});
	return {
		marks: service.marks,
		controls: service.controls,
		measuredFrom: environment.MEASURED_FROM || 'this machine',
		now: () => new Date(),
		vantage: 'asker',
		signal,
		...(proxy && {proxy}),
		...(key && {key: keyFor(target, key, service)}),
	};
}

/** A proxy could read a key that is not sent over TLS. */
function proxyFor(
	url: URL,
	{environment, mayBeRead}: {readonly environment: Io['environment']; readonly mayBeRead: boolean},
): URL | undefined {
	if (!mayBeRead) return undefined;
	try {
		return chooseProxy(url, environment);
	} catch (error) {
		throw new UsageError((error as Error).message);
	}
}

/** All at once; in the order given. */
async function testLines(lines: readonly Line[], {io}: ProbeWorld): Promise<readonly ProbeReport[]> {
	const lookups = openLookups(io.environment);
	await Promise.all([rehearse(), lines.some(needsLookup) && lookups.start()]);
	const names = lines.map(({target}) => target.name);
	const table = openLiveTable(names, io);
	try {
		return await Promise.all(
			lines.map(async ({target, options}, row) => {
				const report = await probeTarget(target, {
					...options,
					resolve: lookups.resolve,
					onObservation: observation => table.see(row, observation),
				});
				table.finish(row);
				return report;
			}),
		);
	} finally {
		table.clear();
		lookups.close();
	}
}

function needsLookup({target, options}: Line): boolean {
	const {hostname} = options.proxy ?? new URL(target.url);
	return literalAddress(hostname) === undefined;
}

function write(
	reports: readonly ProbeReport[],
	{args, io, service}: ProbeWorld & {readonly args: ProbeArgs},
): void {
	if (args.form === 'json') {
		io.print(`${JSON.stringify(reports.map(toProbeJson))}\n`);
		return;
	}
	const about = {
		service,
		test: args.keyVariable === undefined ? 'without key' : 'with key',
		form: args.form,
	} as const;
	if (args.form === 'waterfall') {
		io.print(describeProbes(reports, {...about, screen: io.screens?.print}));
		return;
	}
	if (io.isTerminal)
		io.note(`${describeProbes(reports, {...about, screen: io.screens?.note})}\nPaste this back:\n\n`);
	io.print(`${toPaste(reports, args).map(formatReport).join('\n\n')}\n`);
}

/** The failed ones first: who reads a pasted text may stop after one. Where nobody chose, one of each kind. */
function toPaste(reports: readonly ProbeReport[], {wanted}: ProbeArgs): readonly ProbeReport[] {
	const failed = reports.filter(report => !isWell(report));
	const well = reports.filter(isWell);
	if (wanted.length > 0) return [...failed, ...well];
	const kinds = new Map(
		failed.toReversed().map(report => [`${report.failedPhase} ${report.failure}`, report]),
	);
	return kinds.size > 0 ? [...kinds.values()].toReversed() : well.slice(0, 1);
}

function isWell({verdict}: ProbeReport): boolean {
	return verdict === 'open' || verdict === 'reachable';
}
