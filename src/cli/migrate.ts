import {readConfig} from '../config.ts';
import {moveLog} from '../log/move-log.ts';
import {type Command, readArgs, UsageError} from './command.ts';

const help = `Copies a log into another, empty database, such as from SQLite to Postgres.

Usage: npm run -s migrate -- [--from URL] --to URL

--from URL  the log as it is: file:PATH or postgres://USER@HOST/DATABASE (default: DATABASE_URL, as the bot has it)
--to URL    where it goes; the tables are made, and must be empty
--help      this text

Stop the bot first: nobody may write meanwhile. All of it arrives or nothing; the first log is left as it is. Then
set DATABASE_URL to the second and start the bot.

Exit status 1 where the log could not be copied, 2: bad usage.
`;

export const migrate: Command = {
	help,
	async run(args, io) {
		const {values, positionals} = readArgs(args, {from: {type: 'string'}, to: {type: 'string'}});
		if (positionals.length > 0) throw new UsageError(`Found "${positionals[0]}", want --from URL --to URL`);
		const {from = readConfig(io.environment).databaseUrl, to} = values;
		if (to === undefined) throw new UsageError('Found no --to, want --from URL --to URL');
		for (const url of [from, to]) {
			if (!/^(?:file:.|postgres(?:ql)?:\/\/.)/.test(url)) {
				throw new UsageError(
					`Found "${url.split(':')[0]}:…", want file:PATH or postgres://USER@HOST/DATABASE`,
				);
			}
		}
		try {
			const moved = await moveLog({
				from,
				to,
				onTable: ({table, rows}) => io.note(`${table.padEnd(16)} ${rows}\n`),
			});
			io.print(`Copied ${moved.reduce((sum, {rows}) => sum + rows, 0)} rows of ${moved.length} tables\n`);
			return 0;
		} catch (error) {
			io.note(`${(error as Error).message}\n`);
			return 1;
		}
	},
};
