import {execFile, fork} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import type {ProbeOptions} from '../../src/probe/probe-options.ts';
import type {Target} from '../../src/probe/probe-report.ts';
import {probeTargets} from '../../src/probe/probe-targets.ts';
import {rehearse} from '../../src/probe/rehearse.ts';
import {type Bench, type Bound, CannotMeasure, median} from './bench.ts';

const run = promisify(execFile);

/** TLS 1.3 and the request; TCP is made by the kernel, which adds no delay. */
const roundTrips = 2;

/** More rounds where the time itself is short and noise is large. */
const delays = [
	{delayMs: 0, rounds: 40},
	{delayMs: 20, rounds: 24},
	{delayMs: 100, rounds: 15},
] as const;

export const bench: Bench = {
	summary: 'a TLS handshake and a WebSocket upgrade beside what curl takes, and beside the limit',
	async measure(note) {
		await needCurl();
		const folder = mkdtempSync(join(tmpdir(), 'lineman-bench-'));
		const server = await startServer(delays.map(({delayMs}) => delayMs));
		try {
			const caFile = join(folder, 'ca.pem');
			writeFileSync(caFile, server.ca);
			const options = optionsFor(server.ca);
			await rehearse();
			const rows = [];
			for (const [index, {delayMs, rounds}] of delays.entries()) {
				note(`${delayMs} ms of added delay, ${rounds} rounds`);
				const line = {port: server.ports[index] ?? 0, rounds, options, caFile};
				rows.push({delayMs, ...(await measureLine(line)), limitMs: roundTrips * delayMs});
			}
			return {rows: rows.map(tableRow), bounds: rows.flatMap(boundsOf), remarks};
		} finally {
			server.stop();
			rmSync(folder, {recursive: true});
		}
	},
};

const remarks = [
	'Medians in ms, all in one run and in turn. "lineman": in a process that runs already. "command": what "lineman probe"',
	`reports of itself, just started. "curl": its time_total. "limit": ${roundTrips} round trips (TLS 1.3, upgrade). "six": the slowest of six at once.`,
	'Six handshakes without delay are six times the work for this machine, whoever asks for them.',
];

type Line = {
	readonly port: number;
	readonly rounds: number;
	readonly options: LineOptions;
	readonly caFile: string;
};

type Measured = {
	readonly linemanMs: number;
	readonly curlMs: number;
	readonly sixMs: number;
	readonly sixCurlMs: number;
	readonly commandMs: number;
};

/** Everything in turn, so that what else this machine does falls on all alike. */
async function measureLine(line: Line): Promise<Measured> {
	const one: number[] = [];
	const curl: number[] = [];
	const six: number[] = [];
	const sixCurl: number[] = [];
	const command: number[] = [];
	for (let round = 0; round < line.rounds; round += 1) {
		one.push(await probeAtOnce(1, line));
		curl.push(await timeCurl(1, line));
		six.push(await probeAtOnce(6, line));
		sixCurl.push(await timeCurl(6, line));
		if (round % 8 === 0) command.push(await timeCommand(line));
	}
	return {
		linemanMs: median(one),
		curlMs: median(curl),
		sixMs: median(six),
		sixCurlMs: median(sixCurl),
		commandMs: median(command),
	};
}

async function probeAtOnce(count: number, {port, options}: Line): Promise<number> {
	const targets = Array.from({length: count}, (_, index) => targetAt(port, `endpoint-${index}`));
	const reports = await probeTargets(targets, options);
	const failed = reports.find(({verdict}) => verdict !== 'reachable');
	if (failed)
		throw new Error(
			`Cannot measure "${failed.target}": found ${failed.failure}, want a refusal for lack of a key`,
		);
	return Math.max(...reports.map(({elapsedMs}) => elapsedMs));
}

function targetAt(port: number, name: string): Target {
	const url = `wss://127.0.0.1:${port}/v1/${name}`;
	return {name, title: name, url, keyless: {statuses: [401]}, subprotocols: []};
}

type LineOptions = Omit<ProbeOptions, 'onObservation'>;

function optionsFor(ca: string): LineOptions {
	return {
		marks: {requestIdHeader: 'x-bench-request-id', issuers: []},
		measuredFrom: 'the bench',
		now: () => new Date(),
		ca: [ca],
	};
}

/** What the command reports of itself, in a process of its own as curl's is. */
async function timeCommand({port, caFile}: Line): Promise<number> {
	const cli = join(import.meta.dirname, '../../src/cli.ts');
	const env = {...process.env, NODE_EXTRA_CA_CERTS: caFile, NO_PROXY: '*'};
	// The exit status is 1: the server does not bear the service's marks.
	const args = [cli, 'probe', '--json', `wss://127.0.0.1:${port}/v1/listen`];
	const {stdout} = await run(process.execPath, args, {env}).catch((error: {stdout: string}) => error);
	return JSON.parse(stdout)[0].elapsed_ms;
}

const upgrade = [
	'Connection: Upgrade',
	'Upgrade: websocket',
	'Sec-WebSocket-Version: 13',
	'Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==',
];

/** Without the start of its process, which its own clock leaves out; of several at once the slowest. */
async function timeCurl(count: number, {port, caFile}: Line): Promise<number> {
	const transfers = Array.from({length: count}, (_, index) => [
		...['--output', '/dev/null', `https://127.0.0.1:${port}/v1/endpoint-${index}`],
	]);
	const {stdout} = await run('curl', [
		...['--silent', '--show-error', '--http1.1', '--noproxy', '*', '--cacert', caFile],
		...upgrade.flatMap(header => ['--header', header]),
		...['--write-out', '%{time_total} %{http_code}\n'],
		...(count > 1 ? ['--parallel', '--parallel-immediate'] : []),
		...transfers.flat(),
	]);
	const lines = stdout.trim().split('\n');
	if (lines.length !== count || !lines.every(line => line.endsWith(' 401')))
		throw new Error(`Cannot measure curl: found "${stdout}", want ${count} times HTTP 401`);
	return Math.max(...lines.map(line => Number.parseFloat(line) * 1000));
}

async function needCurl(): Promise<void> {
	try {
		await run('curl', ['--version']);
	} catch (cause) {
		throw new CannotMeasure('Cannot measure beside curl: found no "curl", want it installed', {cause});
	}
}

type RelayedServer = {readonly ca: string; readonly ports: readonly number[]; readonly stop: () => void};

function startServer(delaysMs: readonly number[]): Promise<RelayedServer> {
	const child = fork(join(import.meta.dirname, 'relayed-server.ts'));
	child.send(delaysMs);
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('message', (message: Omit<RelayedServer, 'stop'>) =>
			resolve({...message, stop: () => child.kill()}),
		);
	});
}

type Row = Measured & {readonly delayMs: number; readonly limitMs: number};

function tableRow({delayMs, linemanMs, curlMs, commandMs, limitMs, sixMs, sixCurlMs}: Row) {
	return {
		delay: delayMs,
		lineman: linemanMs,
		curl: curlMs,
		'lineman/curl': linemanMs / curlMs,
		limit: limitMs,
		'lineman/limit': limitMs === 0 ? '' : linemanMs / limitMs,
		six: sixMs,
		'six/lineman': sixMs / linemanMs,
		'six curl': sixCurlMs,
		command: commandMs,
		'command/curl': commandMs / curlMs,
	};
}

function boundsOf({delayMs, linemanMs, curlMs, sixMs, limitMs}: Row): readonly Bound[] {
	const at = `at ${delayMs} ms`;
	const besideCurl = {name: `${at}, beside curl`, value: linemanMs / curlMs, most: 1.05};
	if (delayMs !== 100) return [besideCurl];
	return [
		besideCurl,
		{name: `${at}, beside the limit`, value: linemanMs / limitMs, most: 1.15},
		{name: `${at}, six at once beside one`, value: sixMs / linemanMs, most: 1.3},
	];
}
