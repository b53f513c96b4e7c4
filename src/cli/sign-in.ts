import {readConfig} from '../config.ts';
import {makeSignInLink} from '../console/sign-in/sign-in-link.ts';
import {openLog} from '../log/open-log.ts';
import {type Command, readArgs, UsageError} from './command.ts';

const help = `Makes a link that signs you in to the console as operator: you see every answer and can correct it.

Usage: npm run -s lineman -- sign-in

The link works once, within ten minutes. It is made in the log that the bot uses: run this where the bot runs, with
the same environment. It begins with CONSOLE_URL, or else with http://127.0.0.1 and PORT.
`;

export const signIn: Command = {
	help,
	async run(args, io) {
		const {positionals} = readArgs(args, {});
		if (positionals.length > 0) throw new UsageError(`Found "${positionals[0]}", want nothing`);
		const {databaseUrl, consoleUrl, port} = readConfig(io.environment);
		const log = await openLog(databaseUrl);
		try {
			const publicUrl = consoleUrl ?? `http://127.0.0.1:${port}`;
			io.print(`${await makeSignInLink(log.sessions, {publicUrl, now: new Date()})}\n`);
			return 0;
		} finally {
			await log.close();
		}
	},
};
