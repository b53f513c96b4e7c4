import {type Domain, type FailureCode, failures, type Phase} from '../../failures/failure-codes.ts';
import type {ProbeReport} from '../../probe/probe-report.ts';
import {isOnThisMachine, isSecure, portOf} from '../../probe/url-parts.ts';
import {milliseconds} from './draw-waterfall.ts';
import {printable} from './paint.ts';

/** A probe in words: what came of it, on whose side, what else was seen, what to do. */
export type VerdictWords = {
	readonly isWell: boolean;
	readonly verdict: string;
	readonly side?: string;
	readonly notes: readonly string[];
	readonly next?: string;
};

export type WordsFor = {
	/** The service, as people call it. */
	readonly name: string;
	readonly statusPage?: string;
	/** Whether a key was sent. */
	readonly test: 'with key' | 'without key';
	/** The variable that usually holds a key, where one can be sent. */
	readonly keyVariable?: string;
};

export function verdictWords(report: ProbeReport, about: WordsFor): VerdictWords {
	const isWell = report.verdict === 'open' || report.verdict === 'reachable';
	const notes = notesOf(report);
	if (isWell) return {isWell, verdict: wellWords(report, about), notes, next: nextWhenWell(about)};
	return {
		isWell,
		verdict: failedWords(report, about),
		side: sideWords(report, about),
		notes,
		next: nextWhenFailed(report, about),
	};
}

function wellWords({verdict, status, roundTripMs}: ProbeReport, {name, test}: WordsFor): string {
	if (test === 'with key') {
		const answered =
			roundTripMs === undefined ? '' : `, and what we said was answered after ${milliseconds(roundTripMs)}`;
		return verdict === 'open'
			? `your key was accepted and the connection opened${answered}.`
			: `your key was accepted (HTTP ${status}).`;
	}
	return verdict === 'open'
		? 'the connection opened without a key.'
		: `${name} answered and asked for a key, as it should.`;
}

function nextWhenWell({test, keyVariable}: WordsFor): string {
	if (test === 'with key') {
		return 'A good upgrade does not prove that a model or a feature is allowed: that shows when your program uses it, with your own parameters in the URL.';
	}
	const withKey = keyVariable === undefined ? '' : ` To try your key too, add --key-env ${keyVariable}.`;
	return `The line is fine from here. If your program still fails, look at its key, its parameters and what it sends.${withKey}`;
}

/** What a status says about the key that was sent, and what to do about it. */
const keyRefusals: Readonly<Record<number, {readonly verdict: string; readonly next: string}>> = {
	401: {
		verdict:
			'the line is fine and the key was refused (HTTP 401): it is wrong, incomplete, deleted or expired.',
		next: 'Make a new key, put it into the variable without quotes or spaces, and run this again.',
	},
	402: {
		verdict: 'the line is fine and the key is known, but its project has no credit left (HTTP 402).',
		next: 'Add credit to the project that the key belongs to.',
	},
	403: {
		verdict:
			'the line is fine and the key is known, but it may not do this (HTTP 403): its role, or what its project has access to, does not allow it.',
		next: 'Use a key with the right role, and check that its project has access to the model in the URL.',
	},
};

/** Only the service itself can judge a key. */
function keyRefusalOf({status, fromService}: ProbeReport, {test}: WordsFor) {
	return test === 'with key' && status !== undefined && fromService !== false
		? keyRefusals[status]
		: undefined;
}

function failedWords(report: ProbeReport, about: WordsFor): string {
	const {status, fromService, failure = 'unknown', failedPhase, verdict} = report;
	const refusal = keyRefusalOf(report, about);
	if (refusal) return refusal.verdict;
	if (verdict === 'unreachable')
		return `it fails at ${phaseWords(failedPhase)}: ${failures[failure].meaning}.`;
	if (status === undefined || status === 101) return `the line showed ${failures[failure].meaning}.`;
	const who = fromService === false ? `something that is not ${about.name}` : about.name;
	return `${who} answered with HTTP ${status}.`;
}

function phaseWords(phase: Phase | undefined): string {
	if (phase === 'dns' || phase === 'tcp' || phase === 'tls') return phase.toUpperCase();
	return phase === undefined ? 'an unknown step' : `the ${phase === 'open' ? 'open connection' : phase}`;
}

function sideWords(report: ProbeReport, about: WordsFor): string {
	if (keyRefusalOf(report, about)) return 'Yours: the key or its project, not the line.';
	const {domain = 'unknown', failure, status} = report;
	const isAboutRequest = status !== undefined && failure?.startsWith('http_') === true;
	if (!isAboutRequest && isOnThisMachine(new URL(report.target)))
		return 'This machine: the server is here too.';
	const words: Readonly<Record<Domain, string>> = {
		you: isAboutRequest
			? 'Yours: it is about what was asked for, not about the line.'
			: 'Yours: this machine.',
		your_network: 'Your network: something between this machine and the service.',
		service: `${about.name}'s.`,
		our_probe: 'This machine has no network: hosts that have nothing to do with the service fail too.',
		unknown: 'One place alone cannot tell. Where it works from another network, it is your network.',
	};
	return words[domain];
}

const anotherNetwork = "try another network, such as a phone's hotspot, and compare";

/** What to do about a failure. `{to}` is host and port. */
const remedies: Partial<Record<FailureCode, string>> = {
	dns_not_found: `Check the spelling of the host. Ask another resolver (1.1.1.1 or 8.8.8.8), leave the VPN, or ${anotherNetwork}.`,
	dns_private_address:
		'A DNS filter, a VPN or the hosts file of this machine gives a private address for this name: make an exception there.',
	dns_sinkhole:
		'A DNS filter or the hosts file of this machine sends this name nowhere: make an exception there.',
	proxy_auth_required:
		"Put the proxy's user and password into the variable: HTTPS_PROXY=http://user:password@host:port.",
	proxy_refused: 'Ask who runs the proxy to allow CONNECT to {to}, or put the host into NO_PROXY.',
	proxy_unreachable: 'Check the address in HTTPS_PROXY; unset it where no proxy is needed.',
	tcp_refused: `Nobody listens at {to}, or a firewall says no: check the port, and ${anotherNetwork}.`,
	tcp_blocked: 'A firewall or a policy on this machine forbids it: allow outgoing connections to {to}.',
	tcp_unreachable: 'There is no route: check VPN, gateway and IPv6 of this machine.',
	tls_expired:
		'Check the date of this machine. If it is right, the certificate has to be renewed by whoever answers there.',
	tls_wrong_name: `Check the host in the URL. If it is right, something else answers in its place: ${anotherNetwork}.`,
	tls_self_signed:
		'Something on the way replaces certificates, or the server is your own: give its authority to your program (for Node: NODE_EXTRA_CA_CERTS).',
	tls_unknown_authority:
		'Something on the way replaces certificates, or the list of authorities is old: give the missing one to your program (for Node: NODE_EXTRA_CA_CERTS), or have the host exempted from inspection.',
	tls_intercepted:
		'An inspecting proxy replaces the certificate: give its authority to your program (for Node: NODE_EXTRA_CA_CERTS), or have the host exempted from inspection.',
	tls_clock_wrong: 'Set the clock of this machine.',
	tls_not_spoken: 'Check scheme and port: wss: and https: need a port that speaks TLS.',
	upgrade_captive_portal: 'Open a browser and log in to this network, then run this again.',
	upgrade_redirected: 'Use the address that it redirects to, or log in to this network in a browser.',
	http_400: 'Compare the parameters of the URL with the documentation.',
	http_404: 'Compare host, path and version in the URL with the documentation.',
	http_405: 'Compare host, path and version in the URL with the documentation.',
	http_407: "Put the proxy's user and password into HTTPS_PROXY.",
	http_429: 'Too much at once: close streams that are no longer needed and wait before the next try.',
};

/** The same for a phase, where the failure has no remedy of its own. */
const remediesOfPhase: Readonly<Record<Phase, string>> = {
	dns: `Ask another resolver (1.1.1.1 or 8.8.8.8), leave the VPN, or ${anotherNetwork}.`,
	proxy: 'Check HTTPS_PROXY.',
	tcp: `Allow outgoing TCP to {to} in firewalls and security groups, and ${anotherNetwork}.`,
	tls: `A firewall or proxy may cut TLS to {to}: have the host exempted from inspection, and ${anotherNetwork}.`,
	upgrade: `Something on the way may not let WebSockets pass: have {to} allowed there, and ${anotherNetwork}.`,
	request: 'Run this again in a minute.',
	open: 'Run this again in a minute; if it stays so, ask for help with the report.',
};

function nextWhenFailed(report: ProbeReport, about: WordsFor): string {
	const {headers, domain} = report;
	const wait = headers['retry-after'];
	const parts = [
		wait === undefined ? '' : `It asks to wait: Retry-After ${printable(wait)}.`,
		remedyOf(report, about),
		domain === 'service' && about.statusPage !== undefined ? `Look at ${about.statusPage}.` : '',
		requestIdWords(report),
	];
	const url = new URL(report.target);
	return parts
		.filter(part => part !== '')
		.join(' ')
		.replaceAll('{to}', `${url.hostname}:${portOf(url)}`);
}

const remedyOffline = 'Connect this machine to the Internet, then run this again.';
const remedyWithoutNames =
	'Connect this machine to the Internet; where it is connected, repair its DNS resolver. Then run this again.';

/** For a server on the same machine. */
const remedyHere = 'Check that the server runs, listens at {to}, and what its own log says.';

function remedyOf(report: ProbeReport, about: WordsFor): string {
	const {failure = 'unknown', failedPhase = 'open', domain} = report;
	const refusal = keyRefusalOf(report, about);
	if (refusal) return refusal.next;
	if (domain === 'our_probe') return failedPhase === 'dns' ? remedyWithoutNames : remedyOffline;
	if (failure.startsWith('http_5')) return 'Run this again in a minute.';
	if (isOnThisMachine(new URL(report.target)) && !failure.startsWith('http_')) return remedyHere;
	return remedies[failure] ?? remediesOfPhase[failedPhase];
}

function requestIdWords({requestId}: ProbeReport): string {
	return requestId === undefined ? '' : `Request id for support: ${printable(requestId)}.`;
}

function notesOf(report: ProbeReport): readonly string[] {
	const {alsoSeen = [], proxy, clockAheadMs, target} = report;
	const notes: Partial<Record<FailureCode, string>> = {
		ipv6_broken: 'IPv6 fails here while IPv4 works: programs that try IPv6 first wait for it.',
		ipv4_broken: 'IPv4 fails here while IPv6 works: programs that know only IPv4 cannot connect.',
		tls_intercepted:
			'The certificate is vouched for by an authority that only this machine trusts: something looks inside TLS here.',
	};
	return [
		...(proxy === undefined
			? []
			: [
					`It went through the proxy ${proxy}, which ${isSecure(new URL(target)) ? 'HTTPS_PROXY' : 'http_proxy'} or ALL_PROXY names.`,
				]),
		...alsoSeen.map(code => notes[code]).filter(note => note !== undefined),
		...(clockAheadMs === undefined ? [] : [clockWords(clockAheadMs)]),
	];
}

function clockWords(aheadMs: number): string {
	const seconds = Math.round(Math.abs(aheadMs) / 1000);
	const time =
		seconds < 300
			? `${seconds} s`
			: seconds < 14_400
				? `${Math.round(seconds / 60)} minutes`
				: `${Math.round(seconds / 3600)} hours`;
	return `The clock of this machine is ${time} ${aheadMs > 0 ? 'ahead' : 'behind'}.`;
}
