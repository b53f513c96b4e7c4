#!/usr/bin/env node
import {existsSync} from 'node:fs';
import type {Command, Io} from './cli/command.ts';
import {runInTerminal} from './cli/run-in-terminal.ts';
import {isTooOld, runOnNewerNode} from './cli/run-on-newer-node.ts';

/** A command is read when it is asked for: `probe` also runs where what the others need is missing. */
type Word = {
	readonly name: string;
	readonly summary: string;
	readonly runsOn: 'any Node' | 'a new Node';
	readonly load: () => Promise<Command>;
};

const words: readonly Word[] = [
	{
		name: 'ask',
		summary: 'asks one question and prints the reply',
		runsOn: 'a new Node',
		load: async () => (await import('./cli/ask.ts')).ask,
	},
	{
		name: 'probe',
		summary: 'tests endpoints live, without a key or with one',
		runsOn: 'any Node',
		load: async () => (await import('./cli/probe.ts')).probe,
	},
	{
		name: 'evaluate',
		summary: 'measures answers and retrieval on labelled cases',
		runsOn: 'a new Node',
		load: async () => (await import('./cli/evaluate.ts')).evaluate,
	},
	{
		name: 'knowledge',
		summary: 'checks and searches the knowledge',
		runsOn: 'a new Node',
		load: async () => (await import('./cli/knowledge.ts')).knowledge,
	},
	{
		name: 'sign-in',
		summary: 'makes a link that signs you in to the console',
		runsOn: 'a new Node',
		load: async () => {
			readDotEnv();
			return (await import('./cli/sign-in.ts')).signIn;
		},
	},
	{
		name: 'replay',
		summary: "makes a model's answer again from the log",
		runsOn: 'a new Node',
		load: async () => {
			readDotEnv();
			return (await import('./cli/replay.ts')).replay;
		},
	},
	{
		name: 'review',
		summary: 'shows what waits for moderators, and makes files of their corrections',
		runsOn: 'a new Node',
		load: async () => {
			readDotEnv();
			return (await import('./cli/review.ts')).review;
		},
	},
	{
		name: 'backup',
		summary: 'copies the log to a file while the bot runs',
		runsOn: 'a new Node',
		load: async () => {
			readDotEnv();
			return (await import('./cli/backup.ts')).backup;
		},
	},
	{
		name: 'migrate',
		summary: 'copies the log into another database, such as Postgres',
		runsOn: 'a new Node',
		load: async () => {
			readDotEnv();
			return (await import('./cli/migrate.ts')).migrate;
		},
	},
];

/** For what works on the log of the bot that runs here: it has the bot's configuration. */
function readDotEnv(): void {
	if (existsSync('.env')) process.loadEnvFile('.env');
}

const help = `lineman: tests the line before it answers.

Usage: lineman COMMAND [OPTIONS]

${words.map(({name, summary}) => `  ${name.padEnd(10)} ${summary}`).join('\n')}

"lineman COMMAND --help" says more. The bot itself is started with "npm start".
`;

/** Runs one command; the exit status is 2 where what was given cannot be used. */
async function main(args: readonly string[], io: Io): Promise<number> {
	const [name, ...rest] = args;
	if (name === undefined || name === '--help' || name === 'help') {
		io.print(help);
		return name === undefined ? 2 : 0;
	}
	const word = words.find(word => word.name === name);
	if (word === undefined) {
		io.note(`Unknown command "${name}", want one of ${words.map(word => word.name).join(', ')}\n`);
		return 2;
	}
	if (word.runsOn === 'a new Node' && isTooOld(process.versions.node)) return runOnNewerNode(name);
	const command = await word.load();
	if (rest.includes('--help')) {
		io.print(command.help);
		return 0;
	}
	return command.run(rest, io);
}

await runInTerminal(process.env, main);
