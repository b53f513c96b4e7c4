import {join} from 'node:path';
import type {Command, Io} from './command.ts';
import {probeHelp, readProbeArgs} from './probe/read-probe-args.ts';
import {readProbeService} from './probe/read-probe-service.ts';
import {runProbe} from './probe/run-probe.ts';

/** Stands at the same place in a checkout and in the package. */
const knowledgeDir = join(import.meta.dirname, '../../knowledge');

/** Types are stripped for the package, where the command has a name of its own. */
const command = import.meta.filename.endsWith('.ts') ? 'npm run -s probe --' : 'lineman probe';

export const probe: Command = {help: probeHelp(command), run};

async function run(args: readonly string[], io: Io): Promise<number> {
	return runProbe(readProbeArgs(args), {io, service: readProbeService(knowledgeDir)});
}
