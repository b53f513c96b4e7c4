import type {Logger} from 'pino';
import type {Config} from '../config.ts';
import {keepRetention} from '../log/keep-retention.ts';
import type {OpenTools} from '../open-tools.ts';
import {incidentLine} from '../watch/incident-line.ts';
import {type Watch, watchLine} from '../watch/watch-line.ts';
import type {SharedWork} from './share-work.ts';

type Given = {
	readonly config: Config;
	readonly tools: OpenTools;
	readonly logger: Logger;
	readonly now: () => Date;
};

const sweepEveryMs = 1000;
const forgetAllowancesEveryMs = 3_600_000;

/** Begins what one process does for all whenever it is its turn: old texts, the line, questions that were left. */
export function lookAfterAll(
	{lead, shared}: SharedWork,
	given: Given & {notify: (text: string) => void},
): void {
	const {config, logger} = given;
	lead(() => openRetention(given).close);
	if (config.watchEveryMs > 0) lead(() => openWatch({...given, everyMs: config.watchEveryMs}).close);
	if (!shared) return;
	lead(() => {
		logger.info('this process looks after what is done once for all');
		return again(sweepEveryMs, shared.sweep, given);
	});
	lead(() => again(forgetAllowancesEveryMs, () => forgetAllowances(given), given));
}

/** One thing again and again, never twice at once. */
function again(everyMs: number, work: () => Promise<void>, {logger}: Given): () => void {
	let working = false;
	const step = async () => {
		if (working) return;
		working = true;
		try {
			await work();
		} catch (error) {
			logger.warn({err: error}, 'what is done for all processes failed; it is tried again');
		}
		working = false;
	};
	const timer = setInterval(step, everyMs);
	timer.unref();
	void step();
	return () => clearInterval(timer);
}

/** Whoever has not asked for so long has a full allowance again. */
async function forgetAllowances({tools, now}: Given): Promise<void> {
	await tools.log.allowances.forgetBefore(new Date(now().getTime() - forgetAllowancesEveryMs));
}

function openRetention({config, tools, logger, now}: Given) {
	return keepRetention({
		privacy: tools.log.privacy,
		days: config.retentionDays,
		now,
		random: Math.random,
		onRemoved: questions =>
			logger.info({questions}, `removed texts that are older than ${config.retentionDays} days`),
		onError: error => logger.error({err: error}, 'texts that are too old could not be removed'),
	});
}

/** The watch: what members report counts everywhere, and the line is tested where `everyMs` says how often. */
export function openWatch({
	tools,
	logger,
	now,
	notify,
	everyMs,
}: Given & {readonly notify: (text: string) => void; readonly everyMs: number}): Watch {
	const targetsOf = () => tools.knowledge().service.targets;
	return watchLine({
		targets: targetsOf,
		probe: tools.watchProbe,
		history: tools.log.line,
		onIncident: incident => {
			const text = incidentLine(incident, targetsOf());
			logger.warn({incident}, text);
			notify(text);
		},
		onError: error => logger.error({err: error}, 'the watch could not test the line'),
		now,
		everyMs,
		random: Math.random,
	});
}
