import {messageLimit} from '../answer/fit-messages.ts';
import {linkTo} from '../answer/markdown.ts';
import {failures, phaseNames} from '../failures/failure-codes.ts';
import type {Incident, LineCheck} from '../log/line-history.ts';
import type {Knowledge} from '../retrieval/knowledge.ts';
import {timestamp} from './describe-answer.ts';
import type {ModelState} from './discord-tools.ts';

/** What `/status` tells of the bot itself and of the service's line. */
export type Health = {
	readonly openedAt: Date;
	/** Round trip to Discord's gateway; undefined before the first heartbeat. */
	readonly pingMs: number | undefined;
	readonly queue: {readonly running: number; readonly waiting: number};
	/** Undefined where the log cannot be read. */
	readonly answers: number | undefined;
	/** Cases that wait for a moderator; undefined for those who are none. */
	readonly openCases: number | undefined;
	readonly model: ModelState | undefined;
	readonly knowledge: Pick<Knowledge, 'service' | 'causes' | 'clients'>;
	/** Of each endpoint: the checks of a day, newest first. */
	readonly checks: Readonly<Record<string, readonly LineCheck[]>>;
	readonly incidents: readonly Incident[];
};

/** How the bot and the service's line are, in one short message. */
export function writeStatus(health: Health): string {
	const {knowledge, checks, incidents} = health;
	const {service} = knowledge;
	const page =
		service.statusPage === undefined
			? ''
			: ` · ${linkTo({title: 'its own status page', url: service.statusPage})}`;
	const lines = service.targets.map(target => targetLine(target, checks[target.name] ?? []));
	return [
		...ownLines(health),
		'',
		`**${service.name}**, as I see it${page}`,
		...lines,
		...incidents.map(incident => incidentOf(incident, knowledge)),
	]
		.join('\n')
		.slice(0, messageLimit);
}

function ownLines(health: Health): readonly string[] {
	const {openedAt, pingMs, queue, answers, openCases, model, knowledge} = health;
	const ping = pingMs === undefined ? 'no heartbeat yet' : `Discord answers in ${Math.round(pingMs)} ms`;
	const waiting = queue.waiting === 0 ? 'nobody waits' : `${queue.waiting} wait`;
	return [
		`**Lineman** started ${timestamp(openedAt)} · ${ping}`,
		`${counted(queue.running, 'question')} under way, ${waiting} · ${
			answers === undefined ? '⚠️ my log cannot be read' : `${counted(answers, 'answer')} kept`
		}`,
		`${counted(knowledge.causes.length, 'cause')} and ${counted(knowledge.clients.length, 'client library', 'client libraries')} known · words by ${writerName(model)}`,
		...(openCases === undefined
			? []
			: [openCases === 0 ? 'No case is open' : `**${counted(openCases, 'case')} open**: \`/review\``]),
	];
}

function writerName(state: ModelState | undefined): string {
	if (state === undefined) return 'the built-in writer';
	const {model, circuit, budget, lastFallback} = state;
	if (circuit === 'open') return `the built-in writer: the model ${model} failed too often`;
	if (circuit === 'half_open') return `the built-in writer: the model ${model} is being tried again`;
	if (budget === 'used_up') return `the built-in writer: what the model ${model} may use in a day is used up`;
	if (lastFallback === undefined) return `the model ${model}`;
	const why = lastFallback.reason.replaceAll('_', ' ');
	return `the model ${model}; the built-in writer stood in ${timestamp(lastFallback.at)} (${why})`;
}

function targetLine(
	{name, title}: {readonly name: string; readonly title: string},
	checks: readonly LineCheck[],
): string {
	const [last] = checks;
	if (last === undefined) return `▫️ ${title} (\`${name}\`): not tested yet`;
	const passed = checks.filter(({healthy}) => healthy).length;
	const day = passed === checks.length ? '' : `, ${passed} of ${checks.length} checks of a day passed`;
	if (last.healthy) return `✅ ${title} (\`${name}\`) ${timestamp(last.at)}${day}`;
	const where = last.failedPhase === undefined ? 'fails' : `fails at ${phaseNames[last.failedPhase]}`;
	const what = last.failure === undefined ? '' : `: ${failures[last.failure].meaning}`;
	return `❌ ${title} (\`${name}\`) ${timestamp(last.at)} ${where}${what}${day}`;
}

function incidentOf(
	{target, openedAt, failure, seenBy}: Incident,
	{service}: Pick<Knowledge, 'service'>,
): string {
	const title = service.targets.find(({name}) => name === target)?.title ?? target;
	const who = seenBy === 'watch' ? 'my checks' : 'several members';
	return `⚠️ **Incident** since ${timestamp(openedAt)}: ${who} see ${failures[failure].meaning} at ${title}`;
}

function counted(count: number, one: string, many = `${one}s`): string {
	return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
