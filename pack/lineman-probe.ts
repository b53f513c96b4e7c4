import type {ProbeService} from '../src/cli/probe/probe-service.ts';
import {probeHelp, readProbeArgs} from '../src/cli/probe/read-probe-args.ts';
import {runProbe} from '../src/cli/probe/run-probe.ts';
import {runInTerminal} from '../src/cli/run-in-terminal.ts';

/** Put in when the file is built. */
declare const builtInService: ProbeService;

await runInTerminal(process.env, async (args, io) => {
	if (!args.includes('--help')) return runProbe(readProbeArgs(args), {io, service: builtInService});
	io.print(probeHelp('node lineman-probe.mjs'));
	return 0;
});
