import assert from 'node:assert/strict';
import test from 'node:test';
import {openWaitingLine, type Ticket, type Wait} from '../../src/discord/waiting-line.ts';

/** A line on a clock that stands still, and the order in which turns come. */
function scene(size: Partial<Parameters<typeof openWaitingLine>[0]> = {}) {
	const time = {ms: 0};
	const line = openWaitingLine({atOnce: 1, room: 1000, roomEach: 3, clock: () => time.ms, ...size});
	const turns: string[] = [];
	const told = new Map<string, Wait[]>();
	const tickets = new Map<string, Ticket>();
	const join = (name: string, memberId = name.split(' ')[0] ?? name): Ticket | undefined => {
		const ticket = line.join(memberId);
		if (!ticket) return undefined;
		tickets.set(name, ticket);
		told.set(name, ticket.wait ? [ticket.wait] : []);
		const onMove = (wait: Wait) => told.get(name)?.push(wait);
		ticket.turn({signal: new AbortController().signal, onMove}).then(() => turns.push(name));
		return ticket;
	};
	/** Ends what is being answered, one after another, until nothing waits. */
	const serveAll = async () => {
		await settle();
		for (let at = 0; at < turns.length; at += 1) {
			tickets.get(turns[at] ?? '')?.leave();
			await settle();
		}
	};
	return {line, time, join, turns, told, serveAll};
}

const settle = () => new Promise(resolve => setImmediate(resolve));

test('a member’s second question waits for the first ones of others that come within a minute', async () => {
	const {time, join, turns, serveAll} = scene();
	for (const name of ['ada 1', 'ada 2', 'ada 3', 'ben 1']) join(name);
	time.ms = 59_000;
	join('cem 1');
	await serveAll();
	assert.deepEqual(turns, ['ada 1', 'ben 1', 'cem 1', 'ada 2', 'ada 3']);
});

test('nobody is overtaken for ever: who comes more than a minute later comes later', async () => {
	const {time, join, turns, serveAll} = scene();
	for (const name of ['zoe 1', 'ada 1', 'ada 2']) join(name);
	time.ms = 61_000;
	join('ben 1');
	await serveAll();
	assert.deepEqual(turns, ['zoe 1', 'ada 1', 'ada 2', 'ben 1']);
});

test('among 300 members with three or four questions each none has its second answered before another’s first', async () => {
	const {time, join, turns, serveAll} = scene({atOnce: 8});
	const names = Array.from({length: 1000}, (_, n) => `m${(n * 7) % 300} ${n}`);
	for (const name of names) {
		time.ms += 59;
		join(name);
	}
	await serveAll();
	const seen = new Map<string, number>();
	const rounds = turns.map(name => {
		const member = name.split(' ')[0] ?? '';
		seen.set(member, (seen.get(member) ?? 0) + 1);
		return seen.get(member) ?? 0;
	});
	assert.equal(seen.size, 300);
	assert.ok(rounds.indexOf(2) > rounds.lastIndexOf(1), 'a second one came before a first one');
});

test('each is told how many come before, whenever that changes', async () => {
	const {join, told, serveAll} = scene();
	for (const name of ['ada 1', 'ada 2', 'ben 1']) join(name);
	await serveAll();
	assert.deepEqual(told.get('ada 1'), []);
	assert.deepEqual(told.get('ben 1'), [{behind: 'others', ahead: 1}]);
	assert.deepEqual(told.get('ada 2'), [
		{behind: 'own', ahead: 1},
		{behind: 'others', ahead: 1},
	]);
});

test('so many wait of one member’s and of all, and no more', () => {
	const {line, join} = scene({room: 4});
	for (const name of ['ada 1', 'ada 2', 'ada 3', 'ada 4']) assert.ok(join(name));
	assert.equal(join('ada 5'), undefined);
	assert.ok(join('ben 1'));
	assert.equal(join('cem 1'), undefined);
	assert.deepEqual(line.size(), {running: 1, waiting: 4});
});

test('who leaves before their turn makes room, and a second time changes nothing', async () => {
	const {line, join, turns} = scene();
	join('ada 1');
	const ben = join('ben 1');
	join('cem 1');
	ben?.leave();
	ben?.leave();
	assert.deepEqual(line.size(), {running: 1, waiting: 1});
	await settle();
	assert.deepEqual(turns, ['ada 1']);
});
