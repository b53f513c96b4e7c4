import {readConfig} from '../config.ts';
import {backUp} from '../log/back-up.ts';
import {type Command, readArgs, UsageError} from './command.ts';

const help = `Copies the log to a file while the bot runs.

Usage: npm run -s backup -- [FILE]

FILE  where the copy goes; it must not be there yet (default: backups/ beside the log, named after the time)

The copy is the log at one moment and is checked before it gets its name. To go back to it: stop the bot, move
the log and the files beside it (-wal, -shm) away, copy FILE to the log's place, start the bot. What was
asked since is in the log that you moved away. A log in Postgres is backed up with pg_dump.

Exit status 1 where the copy could not be made, 2: bad usage.
`;

export const backup: Command = {
	help,
	async run(args, io) {
		const {positionals} = readArgs(args, {});
		if (positionals.length > 1) throw new UsageError(`Found ${positionals.length} files, want one or none`);
		const {databaseUrl} = readConfig(io.environment);
		const file = positionals[0] ?? usualFile(databaseUrl, new Date());
		try {
			await backUp(databaseUrl, file, ({pages, of}) => {
				if (io.isTerminal) io.note(`\r${Math.round((pages / Math.max(1, of)) * 100)} %`);
			});
		} catch (error) {
			io.note(`${(error as Error).message}\n`);
			return 1;
		}
		if (io.isTerminal) io.note('\r');
		io.print(`${file}\n`);
		return 0;
	},
};

/** `data/backups/lineman-2026-03-01T10-00-00Z.db` beside `data/lineman.db`. */
function usualFile(databaseUrl: string, at: Date): string {
	const folder = databaseUrl.replace(/^file:/, '').replace(/(?<![^/\\])[^/\\]*$/, '');
	return `${folder}backups/lineman-${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z.db`;
}
