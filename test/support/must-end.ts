import {after} from 'node:test';

/** A file whose tests are over has so long to let go of its sockets, timers and children. */
const withinMs = 60_000;

// `node --test` waits for ever for a file that does not end, and does not say which one. The runner's own process has no tests.
if (process.env.NODE_TEST_CONTEXT !== undefined) {
	after(() => {
		setTimeout(() => {
			const held = process.getActiveResourcesInfo().join(', ');
			process.stderr.write(`${process.argv[1]} does not end: something is still open (${held})\n`);
			process.exit(1);
		}, withinMs).unref();
	});
}
