import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {transformSync} from 'esbuild';

/** A module as JavaScript: where it stands, and its text. */
export type StrippedModule = {readonly file: string; readonly code: string};

/**
 * A program's own modules, from its entry to the last one that it imports, without types: Node does not strip them
 * inside `node_modules`, and not at all before version 22.
 */
export function stripProgram(entry: string): readonly StrippedModule[] {
	const modules = new Map<string, StrippedModule>();
	const waiting = [entry];
	for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
		if (modules.has(file)) continue;
		const folder = dirname(file);
		const code = stripTypes(readFileSync(file, 'utf8'));
		modules.set(file, {file: toJs(file), code: code.replace(ownImport, toJs)});
		waiting.push(...[...code.matchAll(ownImport)].map(([specifier]) => join(folder, specifier)));
	}
	return [...modules.values()];
}

function stripTypes(source: string): string {
	const {code} = transformSync(source, {
		loader: 'ts',
		format: 'esm',
		target: 'node20',
		charset: 'utf8',
		tsconfigRaw: {compilerOptions: {verbatimModuleSyntax: true}},
	});
	return code;
}

/** What stands between the quotation marks of `from "./x.ts"`, `import "./x.ts"` and `import("./x.ts")`. */
const ownImport = /(?<=\b(?:from|import)\s*\(?\s*")\.{1,2}\/[^"\n]+\.ts(?=")/g;

function toJs(path: string): string {
	return path.replace(/\.ts$/, '.js');
}
