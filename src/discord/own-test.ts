import {fillSample} from '../answer/fill-sample.ts';
import {type FailureCode, failures} from '../failures/failure-codes.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import type {Client, Service} from '../retrieval/knowledge.ts';

/** What the file is called that tests the line from anywhere. */
export const probeFileName = 'lineman-probe.mjs';

/**
 * Whether a test from the member's own machine can tell what ours could not: they do not get through to the
 * service, and what we measured does not explain it.
 */
export function isWorthOwnTest({
	evidence,
	probe,
	diagnosis,
}: Pick<AnswerRecord, 'evidence' | 'probe' | 'diagnosis'>): boolean {
	if (!evidence.failures.some(({code}) => isOfTheLine(code))) return false;
	if (diagnosis.domain === 'your_network') return true;
	// Whoever was answered has a line to the service; a proxy answers for itself.
	if (evidence.statuses.some(({status}) => status >= 400 && status !== 407)) return false;
	return diagnosis.domain === 'unknown' || probe?.verdict === 'open' || probe?.verdict === 'reachable';
}

/** Close codes that clients give where the connection broke, and nobody sent a close frame. */
const brokenOff: readonly FailureCode[] = ['close_1006', 'close_1015'];

function isOfTheLine(code: FailureCode): boolean {
	if (brokenOff.includes(code) || code === 'http_407') return true;
	const {phase} = failures[code];
	if (phase === 'upgrade') return code.startsWith('upgrade_');
	return phase === 'dns' || phase === 'proxy' || phase === 'tcp' || phase === 'tls';
}

/** How to test the line from one's own machine: with the attached file, and with curl where there is no Node. */
export function ownTestText({
	record,
	service,
	clients,
	attached,
}: {
	readonly record: Pick<AnswerRecord, 'evidence' | 'probe'>;
	readonly service: Pick<Service, 'targets'>;
	readonly clients: readonly Pick<Client, 'id' | 'sample'>[];
	/** Whether the file comes with the text. */
	readonly attached: 'file' | 'nothing';
}): string {
	const target = targetOf(record, service);
	const command = ['node', probeFileName, ...(target ? [target.name] : []), '--report'];
	const withCurl = target && curlLine(clients, target.url);
	const parts = [
		'**Test the line from your own machine**, the one on which your program runs. It needs no key and shows none.',
		attached === 'file' &&
			`Save \`${probeFileName}\` from below, and run it in that folder with [Node.js](<https://nodejs.org>) 20 or newer:\n\`\`\`sh\n${command.join(' ')}\n\`\`\``,
		withCurl && `${attached === 'file' ? 'Without Node, with curl' : 'With curl'}:\n${withCurl}`,
		attached === 'file' || withCurl
			? `**Then reply to my answer with ${attached === 'file' ? 'the block' : 'all'} that it prints**, and I'll compare it with my own test.`
			: 'I have no test at hand that you could run: please ask a human.',
	];
	return parts.filter(part => typeof part === 'string').join('\n\n');
}

/** The endpoint by its name alone: the member's own URL is no part of a line that others are told to run. */
function targetOf(
	{evidence, probe}: Pick<AnswerRecord, 'evidence' | 'probe'>,
	{targets}: Pick<Service, 'targets'>,
): Service['targets'][number] | undefined {
	const name = probe?.targetName ?? evidence.target;
	return targets.find(target => target.name === name) ?? targets.find(target => target.default) ?? targets[0];
}

function curlLine(clients: readonly Pick<Client, 'id' | 'sample'>[], url: string): string | undefined {
	const sample = clients.find(({id}) => id === 'curl')?.sample;
	return sample && fillSample(sample, url);
}
