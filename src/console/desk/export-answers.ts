import type {Context} from 'hono';
import {stream} from 'hono/streaming';
import type {AnswerFilter, WholeAnswer} from '../../log/answer-list.ts';
import type {ConsoleTools} from '../console-tools.ts';
import {type Viewer, viewerOf} from '../sign-in/viewer.ts';
import {toCsv} from './to-csv.ts';
import {filterFor, readWanted} from './wanted.ts';

const formats = {
	jsonl: {
		type: 'application/jsonl; charset=utf-8',
		head: '',
		line: (answer: WholeAnswer) => `${JSON.stringify(exported(answer))}\n`,
	},
	csv: {
		type: 'text/csv; charset=utf-8; header=present',
		head: () => toCsv(columns.map(([name]) => name)),
		line: (answer: WholeAnswer) => toCsv(columns.map(([, read]) => read(exported(answer)))),
	},
} as const;

const batch = 100;

/** Sends the answers of a list as a file, while they are read. Nobody's id is in it but those of reviewers. */
export async function exportAnswers(
	c: Context,
	format: keyof typeof formats,
	tools: ConsoleTools,
): Promise<Response> {
	const {log, logger, now, closing} = tools;
	const viewer = viewerOf(c) as Viewer;
	const wanted = readWanted(new URL(c.req.url).searchParams);
	const filter = filterFor(wanted, viewer.person, tools);
	await log.moderation.note({
		at: now(),
		byId: viewer.person.id,
		...(filter.servers?.length === 1 && {guildId: filter.servers[0] as string}),
		action: 'export_answers',
		// What was searched for may be somebody's words.
		detail: {format, narrowed_by: Object.keys(wanted)},
	});
	const {type, head, line} = formats[format];
	const day = now().toISOString().slice(0, 10);
	c.header('Content-Type', type);
	c.header('Content-Disposition', `attachment; filename="lineman-answers-${day}.${format}"`);
	c.header('Cache-Control', 'no-store');
	return stream(
		c,
		async out => {
			await out.write(typeof head === 'string' ? head : head());
			for await (const answer of everyAnswer(log.answers, filter)) {
				if (out.aborted || closing.aborted) return;
				await out.write(line(answer));
			}
		},
		async error => logger.error({err: error}, 'Cannot go on with an export'),
	);
}

async function* everyAnswer(
	answers: {
		whole(page: {filter: AnswerFilter; limit: number; before?: string}): Promise<readonly WholeAnswer[]>;
	},
	filter: AnswerFilter,
): AsyncGenerator<WholeAnswer> {
	let before: string | undefined;
	for (;;) {
		const page = await answers.whole({filter, limit: batch, ...(before !== undefined && {before})});
		yield* page;
		before = page.at(-1)?.record.id;
		if (page.length < batch || before === undefined) return;
	}
}

type Exported = ReturnType<typeof exported>;

/** What is told of an answer outside: the texts as they are kept, without who asked. */
function exported({record, standing, feedback, reviews, corrections}: WholeAnswer) {
	const {id, conversationId, askedAt, door, place, evidence, diagnosis, answer, probe, times, textGone} =
		record;
	const [lead] = diagnosis.causes;
	const correction = corrections.at(-1);
	return {
		id,
		conversation: conversationId,
		asked_at: askedAt.toISOString(),
		door,
		server: place?.guildId,
		channel: place?.channelId,
		language: answer.language,
		question: evidence.text,
		verdict: answer.verdict,
		verdict_in_english: answer.gloss,
		cause: lead?.id,
		confidence: lead?.confidence,
		refused: diagnosis.refused,
		domain: diagnosis.domain,
		failures: evidence.failures.filter(({turn}) => turn === 0).map(({code}) => code),
		probe: probe?.verdict,
		writer: answer.writer,
		answer: answer.text,
		links: answer.citations.map(({url}) => url),
		elapsed_ms: times.elapsedMs,
		text_gone: textGone?.because,
		feedback: feedback.map(({kind, note, at}) => ({kind, note, at: at.toISOString()})),
		case: standing?.state,
		reasons: standing?.reasons ?? [],
		members_see: standing?.publication ?? 'published',
		reviews: reviews.map(({byId, judgement, note, at}) => ({
			by: byId,
			judgement,
			note,
			at: at.toISOString(),
		})),
		correction: correction && {
			text: correction.text,
			cause: correction.cause,
			link: correction.link,
			by: correction.byId,
			at: correction.at.toISOString(),
		},
	};
}

type Column = readonly [name: string, read: (answer: Exported) => string | number | undefined];

const columns: readonly Column[] = [
	['id', ({id}) => id],
	['conversation', ({conversation}) => conversation],
	['asked_at', ({asked_at}) => asked_at],
	['door', ({door}) => door],
	['server', ({server}) => server],
	['channel', ({channel}) => channel],
	['language', ({language}) => language],
	['question', ({question}) => question],
	['verdict', ({verdict}) => verdict],
	['cause', ({cause}) => cause],
	['confidence', ({confidence}) => confidence],
	['refused', ({refused}) => (refused ? 'yes' : 'no')],
	['domain', ({domain}) => domain],
	['failures', ({failures}) => failures.join(' ')],
	['probe', ({probe}) => probe],
	['writer', ({writer}) => writer],
	['answer', ({answer}) => answer],
	['links', ({links}) => links.join(' ')],
	['elapsed_ms', ({elapsed_ms}) => elapsed_ms],
	['feedback', ({feedback}) => feedback.map(({kind}) => kind).join(' ')],
	['case', each => each.case],
	['reasons', ({reasons}) => reasons.join(' ')],
	['members_see', ({members_see}) => members_see],
	['judgements', ({reviews}) => reviews.map(({judgement}) => judgement).join(' ')],
	['correction', ({correction}) => correction?.text],
	['correction_cause', ({correction}) => correction?.cause],
	['correction_link', ({correction}) => correction?.link],
];
