import {isMap, isNode, isScalar, LineCounter, parseDocument} from 'yaml';
import type {z} from 'zod';
import {describeIssue} from './describe-issue.ts';

export type YamlText = {
	readonly text: string;
	/** The line of the file on which the text begins. */
	readonly firstLine: number;
};
export type YamlProblem = {readonly line: number; readonly message: string};
export type YamlPath = readonly PropertyKey[];

export type ReadYaml<T> = {
	/** Undefined where a mistake cannot be left out. */
	readonly value?: T;
	readonly problems: readonly YamlProblem[];
	/** The line of the file on which a part of `value` stands, or of the nearest part around it. */
	readonly lineOf: (path: YamlPath) => number;
};

/**
 * Reads YAML as the schema wants it and names each mistake with its line. A list item that is wrong and a name
 * that is not known are left out and the rest kept; any other mistake costs the whole.
 */
export function readYaml<T>(schema: z.ZodType<T>, {text, firstLine}: YamlText): ReadYaml<T> {
	const lines = new LineCounter();
	const document = parseDocument(text, {lineCounter: lines, prettyErrors: false, logLevel: 'silent'});
	const lineAt = (offset: number) => firstLine - 1 + Math.max(1, lines.linePos(offset).line);
	const lineOf = (path: YamlPath) => lineAt(offsetOf(document, path));
	if (document.errors.length > 0) {
		const problems = document.errors.map(error => ({line: lineAt(error.pos[0]), message: error.message}));
		return {problems, lineOf};
	}

	const aliasProblem = aliasProblemOf(document);
	if (aliasProblem !== undefined) return {problems: [{line: firstLine, message: aliasProblem}], lineOf};

	const problems: YamlProblem[] = [];
	// Each turn removes at least one part, so this ends.
	for (;;) {
		const result = schema.safeParse(document.toJS() ?? {}, {error: describeIssue});
		if (result.success) return {value: result.data, problems, lineOf};
		const {issues} = result.error;
		problems.push(...issues.map(issue => ({line: lineOf(pathOf(issue)), message: messageOf(issue)})));
		const parts = issues.map(removableParts);
		if (parts.some(some => some.length === 0)) return {problems, lineOf};
		for (const part of fromTheLast(parts.flat())) document.deleteIn(part);
	}
}

type Document = ReturnType<typeof parseDocument>;

/** An alias without its anchor, or so many that they stand for a flood, shows itself only when it is followed. */
function aliasProblemOf(document: Document): string | undefined {
	try {
		document.toJS();
		return undefined;
	} catch (error) {
		return (error as Error).message;
	}
}

/** Where a part begins: its key if it has one, else its value; what is missing counts as the part around it. */
function offsetOf(document: Document, path: YamlPath): number {
	for (let length = path.length; length > 0; length--) {
		const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
		const name = path[length - 1];
		const pair = isMap(parent) && parent.items.find(({key}) => isScalar(key) && key.value === name);
		if (pair && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
		const node = document.getIn(path.slice(0, length), true);
		if (isNode(node) && node.range) return node.range[0];
	}
	return document.contents?.range?.[0] ?? 0;
}

/** A name that is not known is meant itself, not what it stands in. */
function pathOf(issue: z.core.$ZodIssue): YamlPath {
	return issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
}

/** What has to go for the mistake to go: the outermost list item that it lies in, or the unknown names. */
function removableParts(issue: z.core.$ZodIssue): YamlPath[] {
	const index = issue.path.findIndex(step => typeof step === 'number');
	if (index !== -1) return [issue.path.slice(0, index + 1)];
	return issue.code === 'unrecognized_keys' ? issue.keys.map(key => [...issue.path, key]) : [];
}

/** Each part once, the last of a list first, so that removing one does not move another. */
function fromTheLast(parts: readonly YamlPath[]): YamlPath[] {
	const once = new Map(parts.map(part => [JSON.stringify(part), part]));
	return [...once.values()].sort((a, b) => indexOf(b) - indexOf(a));
}

function indexOf(part: YamlPath): number {
	const last = part.at(-1);
	return typeof last === 'number' ? last : -1;
}

function messageOf(issue: z.core.$ZodIssue): string {
	const place = issue.path.map((step, index) => placeOf(step, index)).join('');
	return place === '' ? issue.message : `"${place}": ${issue.message}`;
}

/** Lists count from 1, as people do. */
function placeOf(step: PropertyKey, index: number): string {
	if (typeof step === 'number') return ` ${step + 1}`;
	return index === 0 ? String(step) : `, ${String(step)}`;
}
