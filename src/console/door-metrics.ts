import {Counter, Gauge, Histogram, type Registry} from 'prom-client';
import type {DoorEvent, DoorState} from '../discord/door-event.ts';

/** What is looked up at each scrape; what cannot be told is left as it was. */
export type DoorSources = {
	readonly state: () => DoorState | undefined;
	/** Questions that are accepted and not answered, of all processes on this database. */
	readonly pending: () => Promise<number>;
	readonly openIncidents: () => Promise<number>;
	/** Whether what the model may use in a day is used up. */
	readonly isBudgetUsedUp: () => boolean;
};

const buckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** Registers how questions fare behind Discord's door; gives what is told of each event, and where to look at each scrape. */
export function countDoor(registers: Registry[]): {
	observe: (event: DoorEvent) => void;
	look: (sources: DoorSources) => void;
} {
	let sources: DoorSources | undefined;
	const questions = new Counter({
		name: 'lineman_discord_questions_total',
		help: 'Questions asked in Discord, by what became of them: accepted, begun, answered, failed, taken_up (by a later run), given_up, turned_away (the line is full)',
		labelNames: ['outcome'],
		registers,
	});
	const refused = new Counter({
		name: 'lineman_discord_errors_total',
		help: 'Answers of Discord’s that say no, by HTTP status',
		labelNames: ['status'],
		registers,
	});
	const times = {
		accepted: new Histogram({
			name: 'lineman_discord_acknowledgement_seconds',
			help: 'Time from hearing a question to the first words of the reply',
			buckets,
			registers,
		}),
		begun: new Histogram({
			name: 'lineman_discord_waiting_seconds',
			help: 'Time that a question waited for its turn in this process',
			buckets,
			registers,
		}),
		answered: new Histogram({
			name: 'lineman_discord_posting_seconds',
			help: 'Time from having an answer to its standing in Discord',
			buckets,
			registers,
		}),
	};
	const gauge = (
		name: string,
		help: string,
		look: (from: DoorSources) => number | undefined | Promise<number>,
	) =>
		new Gauge({
			name,
			help,
			registers,
			async collect() {
				if (!sources) return;
				// A database that is away is told of elsewhere; the other figures are wanted all the same.
				const value = await Promise.resolve(look(sources)).catch(() => undefined);
				if (value !== undefined) this.set(value);
			},
		});
	gauge('lineman_discord_connected', '1 while Discord hears us', ({state}) => numberOf(state()?.isConnected));
	gauge('lineman_discord_running', 'Questions being answered by this process', ({state}) => state()?.running);
	gauge('lineman_discord_waiting', 'Questions in this process’ line', ({state}) => state()?.waiting);
	gauge(
		'lineman_discord_unsaid',
		'Answers that wait for Discord to listen again',
		({state}) => state()?.unsaid,
	);
	gauge(
		'lineman_pending_questions',
		'Questions accepted and not answered, of all processes on this database',
		({pending}) => pending(),
	);
	gauge('lineman_open_incidents', 'Incidents of the service’s that are open', ({openIncidents}) =>
		openIncidents(),
	);
	gauge(
		'lineman_model_budget_used_up',
		'1 while the model is not asked because its budget is used up',
		({isBudgetUsedUp}) => numberOf(isBudgetUsedUp()),
	);
	return {
		observe(event) {
			if (event.kind === 'refused') return refused.inc({status: String(event.status)});
			questions.inc({outcome: event.kind});
			if (event.kind === 'accepted') times.accepted.observe(event.tookMs / 1000);
			if (event.kind === 'begun') times.begun.observe(event.waitedMs / 1000);
			if (event.kind === 'answered') times.answered.observe(event.postingMs / 1000);
		},
		look(from) {
			sources = from;
		},
	};
}

function numberOf(holds: boolean | undefined): number | undefined {
	return holds === undefined ? undefined : Number(holds);
}
