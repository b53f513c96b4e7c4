import {readAt, type SecretSpan} from './secret-span.ts';

/** A private key is no longer than this. */
const mostOfPrivateKey = 20_000;

/** PEM blocks, also with `\n` written out, and either half of one that was cut. */
export function findPrivateKeys(text: string): SecretSpan[] {
	const spans: SecretSpan[] = [];
	let begun: {readonly start: number; readonly from: number} | undefined;
	const closeBegun = () => {
		if (begun === undefined) return;
		spans.push({start: begun.start, end: endOfBase64(text, begun.from), kind: 'private_key'});
		begun = undefined;
	};
	for (const match of text.matchAll(/-----(BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g)) {
		const end = match.index + match[0].length;
		if (match[1] === 'BEGIN') {
			closeBegun();
			begun = {start: match.index, from: end};
		} else if (begun !== undefined && end - begun.start < mostOfPrivateKey) {
			spans.push({start: begun.start, end, kind: 'private_key'});
			begun = undefined;
		} else {
			closeBegun();
			spans.push({start: startOfBase64(text, match.index), end, kind: 'private_key'});
		}
	}
	closeBegun();
	return spans;
}

function endOfBase64(text: string, from: number): number {
	let end = from;
	for (;;) {
		const line = readAt(text, end, /(?:\s|\\[rn]){0,8}[A-Za-z0-9+/=]{16,8192}/y);
		if (line === undefined) return end;
		end += line[0].length;
	}
}

function startOfBase64(text: string, end: number): number {
	let start = end;
	for (;;) {
		const line = /(?:^|\n)([ \t]{0,8}[A-Za-z0-9+/=]{16,100}\s{0,4})$/.exec(
			text.slice(Math.max(0, start - 120), start),
		);
		if (line?.[1] === undefined) return start;
		start -= line[1].length;
	}
}
