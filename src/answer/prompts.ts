import {readFileSync} from 'node:fs';
import {join} from 'node:path';

/** What a model is told before it is told of a question. The newest version of each; a changed text is a new version. */
export const promptVersions = {
	answer: 'answer.v1',
	translate: 'translate.v1',
	picture: 'picture.v1',
	opinion: 'opinion.v1',
} as const;

const read = new Map<string, string>();

/** A prompt by its name and version, read once. */
export function readPrompt(version: string): string {
	const known = read.get(version);
	if (known !== undefined) return known;
	if (!/^[a-z]+\.v\d+$/.test(version))
		throw new Error(`Cannot read prompt "${version}": want a name as in "answer.v1"`);
	const text = readFileSync(join(import.meta.dirname, 'prompts', `${version}.md`), 'utf8').trim();
	read.set(version, text);
	return text;
}
