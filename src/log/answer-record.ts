import type {Answer} from '../answer/answer.ts';
import type {Diagnosis} from '../diagnosis/diagnosis.ts';
import type {Evidence} from '../evidence/evidence.ts';
import type {Door, Place, Turn} from '../evidence/question.ts';
import type {ProbeReport} from '../probe/probe-report.ts';
import type {FoundSection} from '../retrieval/section.ts';

/** How long each stage took, in milliseconds. */
export type StageTimes = {
	readonly evidenceMs: number;
	readonly probeMs: number;
	readonly retrievalMs: number;
	readonly diagnosisMs: number;
	readonly answerMs: number;
	readonly elapsedMs: number;
};

/** One answered question with everything that led to its answer; holds no secret. */
export type AnswerRecord = {
	readonly id: string;
	readonly conversationId: string;
	readonly askedAt: Date;
	readonly door: Door;
	readonly askerId?: string;
	/** Who wrote the question's text, where that is not who asked. */
	readonly authorId?: string;
	readonly place?: Place;
	readonly evidence: Evidence;
	readonly probe?: ProbeReport;
	readonly sections: readonly FoundSection[];
	readonly diagnosis: Diagnosis;
	readonly answer: Answer;
	readonly times: StageTimes;
	/** The texts are no longer kept; the record holds figures alone, and the ids of people as pseudonyms. */
	readonly textGone?: TextGone;
};

/** Why a text is no longer kept. */
export type TextGone =
	| {readonly because: 'retention'; readonly keptDays: number}
	/** A member asked to be forgotten. */
	| {readonly because: 'request'};

export type FeedbackKind = 'solved' | 'not_helpful' | 'ask_human';

export type Feedback = {
	readonly questionId: string;
	readonly byId: string;
	readonly kind: FeedbackKind;
	readonly note?: string;
	readonly at: Date;
};

/** What we remember. */
export type Log = {
	/** Keeps a record; recording the same id again replaces it. */
	record(entry: AnswerRecord): Promise<void>;
	find(id: string): Promise<AnswerRecord | undefined>;
	/** Newest first. `before`: only records asked before the one with this id. */
	latest(request: {readonly limit: number; readonly before?: string}): Promise<readonly AnswerRecord[]>;
	count(): Promise<number>;
	/** Ties the bot's message in Discord to the question that it answers. */
	rememberReply(reply: {
		readonly questionId: string;
		readonly channelId: string;
		readonly messageId: string;
	}): Promise<void>;
	/** The question that a message of the bot's answers. */
	questionOfReply(messageId: string): Promise<string | undefined>;
	/** Our messages that answer a question, in their order. */
	repliesOf(questionId: string): Promise<readonly {readonly channelId: string; readonly messageId: string}[]>;
	/** The newest conversation of a member in a channel, if its last question was asked at or after `since`. */
	recentConversation(request: {
		readonly channelId: string;
		readonly askerId: string;
		readonly since: Date;
	}): Promise<string | undefined>;
	/**
	 * What was said in a conversation, oldest first: a correction in place of the answer that it corrects, and nothing
	 * in place of one that was taken back or that a moderator has not let out yet.
	 */
	turns(conversationId: string): Promise<readonly Turn[]>;
	/** The newest measurement in a conversation. */
	lastProbe(conversationId: string): Promise<ProbeReport | undefined>;
	/** Keeps what somebody said of an answer; saying the same again changes nothing but the note, if there is a new one. */
	giveFeedback(feedback: Feedback): Promise<void>;
	feedbackOf(questionId: string): Promise<readonly Feedback[]>;
	/** Whether anybody has asked for a human in this conversation. */
	askedHuman(conversationId: string): Promise<boolean>;
	/** Whether this cause led an answer to an earlier question than the one with this id. */
	hasLed(request: {readonly cause: string; readonly before: string}): Promise<boolean>;
	/** Whether this member has asked anything before, apart from one question; in one server, or anywhere. */
	hasAsked(
		askerId: string,
		options?: {readonly apartFrom?: string; readonly guildId?: string},
	): Promise<boolean>;
	/** The questions that were asked in a message of Discord's, oldest first, each with our replies in order. */
	askedIn(messageId: string): Promise<
		readonly {
			readonly questionId: string;
			readonly replies: readonly {readonly channelId: string; readonly messageId: string}[];
		}[]
	>;
	/** Forgets a question: its record, the replies to it and what was said of it. */
	forget(questionId: string): Promise<void>;
	close(): Promise<void>;
};
