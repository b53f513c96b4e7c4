import {spawn} from 'node:child_process';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';

export type Run = {readonly status: number | null; readonly out: string; readonly err: string};

const root = join(import.meta.dirname, '../..');

/** Runs the command line as `npm run` does, with an in-memory log and what a test gives on standard input. */
export async function runLineman(
	args: readonly string[],
	given: {input?: string; env?: Record<string, string>} = {},
): Promise<Run> {
	const child = spawn(process.execPath, ['src/cli.ts', ...args], {
		cwd: root,
		env: {
			...process.env,
			DATABASE_URL: 'file::memory:',
			KNOWLEDGE_DIRS: '',
			DISCORD_TOKEN: '',
			OPENAI_API_KEY: '',
			OPENAI_BASE_URL: '',
			OPENAI_MODEL: '',
			OPENAI_EMBEDDING_MODEL: '',
			...given.env,
		},
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	child.stdin.end(given.input ?? '');
	const [out, err, status] = await Promise.all([
		text(child.stdout),
		text(child.stderr),
		new Promise<number | null>(resolve => child.on('close', resolve)),
	]);
	return {status, out, err};
}
