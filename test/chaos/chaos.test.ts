import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {databaseFault, databaseLocked, discordDown, postgresRestarts} from './faults.ts';
import {kills} from './kills.ts';
import {load} from './load.ts';
import {type ChaosOptions, type Outcome, randomFrom} from './outcome.ts';
import {endsAtOnce, finishes, handsOn} from './stops.ts';

const options = (): ChaosOptions => ({random: randomFrom(1), onStep: () => {}});

function assertKept(...outcomes: readonly Outcome[]): void {
	const broken = outcomes.filter(({state}) => state === 'broken');
	assert.deepEqual(
		broken.map(({promise, seen}) => `${promise}: ${seen}`),
		[],
	);
	assert.ok(outcomes.length > 0);
}

/** The cheapest form of what `npm run chaos` does at length. */
describe('what is promised on bad days holds', {concurrency: 2}, () => {
	test('killed (-9) three times with questions in flight, every accepted one is answered and kept once', async () => {
		assertKept(...(await kills({...options(), kills: 3, as: 'light'})));
	});

	test('with a full disk and with a file that cannot be written answers go out and are kept later', async () => {
		assertKept(
			await databaseFault(options(), {what: 'disk full', sound: 'there is room'}),
			await databaseFault(options(), {what: 'read-only', sound: 'it can be written'}),
		);
	});

	test('while another process holds the file answers go out and are kept later', async () => {
		assertKept(await databaseLocked(options(), {forMs: 600, lockedForMs: 200}));
	});

	test('Postgres is restarted with questions in flight', async context => {
		const found = await postgresRestarts(options());
		if (found.state === 'left out') return context.skip(found.seen);
		assertKept(found);
	});

	test('Discord refuses, is away, and cuts the connection', async () => {
		assertKept(...(await discordDown(options(), {forMs: 300})));
	});

	test('a stop finishes what it can, hands on the rest, and a second one does not wait', async () => {
		assertKept(
			await finishes(options(), 'light'),
			await handsOn(options(), {graceMs: 300}),
			await endsAtOnce(options(), 'light'),
		);
	});

	test('sixty mentions at once are acknowledged, answered in fairness and kept', async () => {
		const found = await load({
			...options(),
			mentions: 60,
			withinMs: 1500,
			as: {answerMs: [20, 60]},
		});
		// How quick and how large a process is says nothing on a machine that runs tests beside it.
		assertKept(...found.filter(({promise}) => !/event loop|memory/.test(promise)));
	});
});
