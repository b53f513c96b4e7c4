import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import type {TestContext} from 'node:test';

/** A folder with these files, gone after the test. */
export function folderWith(context: TestContext, files: Readonly<Record<string, string>>): string {
	const dir = mkdtempSync(join(tmpdir(), 'lineman-'));
	context.after(() => rmSync(dir, {recursive: true, force: true}));
	for (const [name, text] of Object.entries(files)) writeIn(dir, name, text);
	return dir;
}

export function writeIn(dir: string, name: string, text: string): void {
	const file = join(dir, name);
	mkdirSync(dirname(file), {recursive: true});
	writeFileSync(file, text);
}

/** The smallest service that can be read. */
export const serviceYaml = `name: Example
documentation: https://docs.example.com
hosts: [api.example.com]
marks: {error_header: X-Error}
request_id_pattern: '[0-9a-f]{8}'
targets:
  - name: listen
    title: Speech
    url: wss://api.example.com/v1/listen
    keyless: {statuses: [401]}
    default: true
codes:
  - {code: NET-0001, says: ['did not receive audio']}
parameters: [model]
synonyms: [[keepalive, keep-alive]]
`;

/** A cause with every part; `frontMatter` comes after its own lines. */
export function causePage(id: string, frontMatter: string): string {
	return `---
id: ${id}
title: The key was refused
kind: failure
domain: you
verdict: the key was refused
asked:
  - my key is rejected
  - the service does not take my key
  - unauthorised although the key is new
docs:
  - {title: Keys, url: 'https://docs.example.com/keys'}
ask:
  - the error body
${frontMatter}---
## What it means
The key is wrong.

## Fix
1. Copy the key again
   without spaces.
2. Try it:
   \`\`\`sh
   ## no heading
   \`\`\`

## Next step
Paste the status.
`;
}
