import type {Client} from 'discord.js';
import type {LinePicture} from '../answer/draw-line.ts';
import type {WriterState} from '../answer/writer-state.ts';
import type {Walk} from '../answer-question.ts';
import type {Question} from '../evidence/question.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import type {OpenLog} from '../log/open-log.ts';
import type {ProbeReport} from '../probe/probe-report.ts';
import type {SharedQuestions} from '../queue/share-questions.ts';
import type {Knowledge} from '../retrieval/knowledge.ts';
import type {DoorEvent} from './door-event.ts';
import type {EditBudget} from './edit-budget.ts';
import type {PlaceSettings} from './place-settings.ts';
import type {FetchPaste} from './read-pastes.ts';
import type {CorrectionDraft} from './review/read-correction.ts';
import type {UnderWay} from './under-way.ts';
import type {WaitingLine} from './waiting-line.ts';

/** Where lines for the operator go; a pino logger fits. */
export type Logger = {
	debug(about: object, message: string): void;
	info(about: object, message: string): void;
	warn(about: object, message: string): void;
	error(about: object, message: string): void;
};

/** The model that words answers, and whether it does at the moment. */
export type ModelState = Pick<WriterState, 'model' | 'circuit' | 'lastFallback' | 'budget'>;

/** What everything behind Discord's door works with. */
export type DiscordTools = {
	readonly client: Client<true>;
	readonly answer: (question: Question, walk: Walk) => Promise<AnswerRecord>;
	readonly log: OpenLog;
	readonly knowledge: () => Knowledge;
	readonly logger: Logger;
	/** Tells those who count. */
	readonly tell: (event: DoorEvent) => void;
	/** What the moderators of a server have set. */
	readonly settings: PlaceSettings;
	/** Whether Discord shows us the text of messages that do not mention us. */
	readonly messageContent: 'on' | 'off';
	/** Whether members may ask in direct messages. */
	readonly directMessages: 'on' | 'off';
	readonly now: () => Date;
	/** When the door was opened. */
	readonly openedAt: Date;
	/** The model that words answers, and whether it is asked at the moment; undefined where there is none. */
	readonly model: () => ModelState | undefined;
	/** How long texts are kept, as members are told; 0: for ever; undefined: they are told nothing. */
	readonly keptDays: number | undefined;
	/** Draws a measurement. */
	readonly draw: (report: ProbeReport) => LinePicture | Promise<LinePicture>;
	/** The file that tests the line from anywhere; undefined where there is none. */
	readonly probeFile: () => Promise<Uint8Array | undefined>;
	/** Fetches what members link to; undefined where nothing is fetched. */
	readonly fetchPaste: FetchPaste | undefined;
	/** Whether the text of pictures is read; `left`: members are asked for it. */
	readonly pictures: 'read' | 'left';
	/** Where the REST API is, if not at Discord's; files may be fetched from its host. */
	readonly apiUrl: string | undefined;
	/** Questions in this process. */
	readonly line: WaitingLine;
	/** Questions of all processes, where several share the work: they are handed over; undefined: this one answers them. */
	readonly shared: SharedQuestions | undefined;
	/** Whether Discord can be asked for anything now. */
	readonly isOpen: () => boolean;
	/** Resolves when few enough messages come in to work on an answer. */
	readonly calm: (signal: AbortSignal) => Promise<void>;
	/** Aborted when the door closes. */
	readonly closing: AbortSignal;
	/** How often a reply may change while the work goes on. */
	readonly editEveryMs: number;
	/** How often all replies of a channel may, together. */
	readonly edits: EditBudget;
	/** After this long without an answer the question is given up. */
	readonly answerWithinMs: number;
	/** Says of an id whether it is seen for the first time: events may come twice. */
	readonly isNew: (id: string) => boolean;
	/** Questions whose answers could not be shown because Discord did not listen. */
	readonly unsaid: Set<string>;
	/** Messages that we ourselves have deleted, until Discord tells us of it. */
	readonly ownDeletions: Set<string>;
	/** Messages that are being answered, by their ids. */
	readonly underWay: Map<string, UnderWay>;
	/** Questions that are being tested again. */
	readonly testing: Set<string>;
	/** Review channels in which nothing could be written lately. */
	readonly deafChannels: Set<string>;
	/** After this long a draft that no moderator has come to is not waited for any more. */
	readonly draftWaitMs: number;
	/** Whether a link stands in the knowledge or in a documentation folder. */
	readonly isKnownLink: (url: string) => boolean;
	/** Does something that nobody waits for; what goes wrong in it is logged. */
	readonly aside: (action: string, about: object, work: () => Promise<void>) => void;
	/** Corrections that could not be used yet, by question and moderator. */
	readonly corrections: Map<string, CorrectionDraft>;
	/** Runs one piece of work after another for each key. */
	readonly inTurn: <T>(key: string, work: () => Promise<T>) => Promise<T>;
};
