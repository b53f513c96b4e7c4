import {readConfig} from '../config.ts';
import {openTools} from '../open-tools.ts';
import {targetOfUrl} from '../probe/choose-target.ts';
import {toProbeJson} from '../probe/probe-json.ts';
import type {ProbeReport, Target} from '../probe/probe-report.ts';
import {checkTarget} from './ask.ts';
import {type Command, type Io, readArgs} from './command.ts';
import {observationLine} from './progress-lines.ts';

const help = `Tests endpoints live and without a key: DNS, TCP, TLS and the WebSocket upgrade, each timed apart.

Usage: npm run -s probe -- [OPTIONS] [TARGET|URL…]

Without a target, every endpoint of knowledge/service.yaml is tested, all at once.

Options:
  --json   print an array with one JSON object a target
  --help   this text

Verdicts: open (the connection opened), reachable (the service answered and asked for a key: all is well),
refused (it answered with something else), unreachable (nothing answered).
Exit status: 0 all open or reachable, 1 otherwise, 2 bad usage.
`;

export const probe: Command = {name: 'probe', summary: 'tests endpoints live, without a key', help, run};

async function run(args: readonly string[], io: Io): Promise<number> {
	const {values, positionals} = readArgs(args, {json: {type: 'boolean'}});
	const tools = await openTools(readConfig(io.environment), {
		onWarning: io.note,
		vantage: 'terminal',
		keep: 'memory',
		searchDirs: [],
	});
	try {
		const targets = chooseTargets(positionals, tools.knowledge().service.targets);
		const reports = await Promise.all(
			targets.map(target =>
				tools.probe(target, {
					signal: io.signal,
					onObservation: observation => {
						if (io.isTerminal) io.note(`${target.name.padEnd(12)} ${observationLine(observation)}\n`);
					},
				}),
			),
		);
		io.print(
			values.json === true
				? `${JSON.stringify(reports.map(toProbeJson))}\n`
				: `${reports.map(describe).join('\n\n')}\n`,
		);
		return reports.every(({verdict}) => verdict === 'open' || verdict === 'reachable') ? 0 : 1;
	} finally {
		await tools.close();
	}
}

function chooseTargets(wanted: readonly string[], known: readonly Target[]): readonly Target[] {
	if (wanted.length === 0) return known;
	const names = known.map(({name}) => name);
	return wanted.map(given => {
		checkTarget(given, names);
		return known.find(({name}) => name === given) ?? targetOfUrl(given);
	});
}

function describe(report: ProbeReport): string {
	const status = report.status === undefined ? '' : ` · HTTP ${report.status}`;
	const error = report.vendorError === undefined ? '' : ` · ${report.vendorError}`;
	const id = report.requestId === undefined ? '' : ` · request id ${report.requestId}`;
	const tls =
		report.tls === undefined
			? ''
			: `\n  ${report.tls.protocol}, certificate by ${report.tls.issuer}, ${report.tls.daysLeft} days left`;
	const domain = report.domain === undefined ? '' : ` (${report.domain.replaceAll('_', ' ')})`;
	return [
		`${report.target}`,
		...report.observations.map(observation => `  ${observationLine(observation)}`),
		`  ${report.verdict.toUpperCase()}${domain}${status}${error}${id} · ${report.elapsedMs.toFixed(0)} ms from ${report.measuredFrom}${tls}`,
	].join('\n');
}
