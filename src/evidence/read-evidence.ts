import {failuresInText, mostTelling} from '../failures/error-wordings.ts';
import {failureOfCloseCode, failureOfStatus} from '../failures/failure-codes.ts';
import {cleanText} from './clean-text.ts';
import type {Evidence, EvidenceRules, ReportedClose, ReportedStatus} from './evidence.ts';
import {naturalLanguage} from './natural-language.ts';
import {isNegated} from './number-sense.ts';
import {excerptOf, firstOfEach, type Passage} from './passage.ts';
import {programmingLanguage} from './programming-language.ts';
import type {Attachment, Question} from './question.ts';
import {type PlacedFailure, rankFailures} from './rank-failures.ts';
import {failuresOfClients, orderedClients, readClients} from './read-clients.ts';
import {readCloses} from './read-closes.ts';
import {readFacts} from './read-facts.ts';
import {readParameters} from './read-parameters.ts';
import {plain, readRequestIds, readServiceCodes, readServiceErrors} from './read-service-words.ts';
import {readSetting} from './read-setting.ts';
import {readStatuses} from './read-statuses.ts';
import {readTarget} from './read-target.ts';
import {readUrls} from './read-urls.ts';
import {removeSecrets} from './remove-secrets.ts';

/** How many of the member's earlier messages are read. */
const mostTurns = 12;

/** What a question says. Secrets are removed first; all that follows sees the clean text alone. */
export function readEvidence(question: Question, rules: EvidenceRules): Evidence {
	const messages = messagesOf(question).map(written => removeSecrets(cleanText(written), rules.keyPatterns));
	const passages = messages.map(({text}, turn) => ({turn, text}));
	const secrets = [
		...(question.removed ?? []).map(kind => ({kind, turn: 0})),
		...messages.flatMap(({found}, turn) => found.map(kind => ({kind, turn}))),
	];
	const [{text} = {text: ''}, ...earlier] = passages;
	const pictures = picturesOf(question, rules);

	const urls = passages.flatMap(passage => readUrls(passage, rules));
	const statuses = passages.flatMap(passage => readStatuses(passage, urls, rules));
	const closes = passages.flatMap(passage => readCloses(passage, rules));
	const clients = orderedClients(passages.flatMap(passage => readClients(passage, rules)));
	const language = passages
		.map(passage => naturalLanguage(ownWords(passage, question)))
		.find(one => one !== undefined);
	const written = programmingLanguage(passages, clients, rules);
	const target = readTarget({...wantedOf(question, rules), urls, passages}, rules);

	return {
		text,
		earlierTexts: earlier.map(passage => passage.text),
		language: language ?? 'en',
		failures: rankFailures([
			...statuses.flatMap(status => failuresOfStatus(status)),
			...closes.flatMap(close => failuresOfClose(close)),
			...passages.flatMap(passage => failuresOfWords(passage, rules)),
		]),
		statuses,
		closes,
		serviceCodes: passages.flatMap(passage => readServiceCodes(passage, rules)),
		serviceErrors: serviceErrors(passages, closes, rules),
		requestIds: [...new Set(passages.flatMap(passage => readRequestIds(passage, rules)))],
		urls,
		parameters: passages.flatMap(passage => readParameters(passage, urls, rules)),
		clients,
		...(written && {programmingLanguage: written}),
		facts: firstOfEach(
			passages.flatMap(passage => [
				...readFacts(passage),
				...readSetting(passage, {urls, secrets, statuses, rules}),
			]),
			({name, turn}) => `${name} ${turn}`,
		),
		secrets,
		...(pictures.length > 0 && {pictures}),
		...(target !== undefined && {target}),
	};
}

/** The question as one text, and the member's earlier messages, newest first. */
function messagesOf({text, attachments, hints, earlier}: Question): string[] {
	const status =
		hints.status === undefined
			? []
			: [`${hints.status < 1000 ? 'HTTP status' : 'Close code'}: ${hints.status}`];
	const target = hints.target === undefined ? [] : [`Target: ${hints.target}`];
	const files = attachments
		.filter(hasText)
		.map(attachment => `[file ${attachment.name}]\n${attachment.text}`);
	const own = earlier.filter(({role}) => role === 'user').map(turn => turn.text);
	return [[text, ...status, ...target, ...files].join('\n\n'), ...own.toReversed().slice(0, mostTurns)];
}

function hasText({from, text}: Attachment): boolean {
	return from !== 'picture' || text !== '';
}

/** So much of a picture's text tells the member which one was read, and how well. */
const longestExcerpt = 200;

function picturesOf(
	{attachments}: Question,
	{keyPatterns}: EvidenceRules,
): NonNullable<Evidence['pictures']> {
	return attachments
		.filter(({from}) => from === 'picture')
		.map(({name, text}) => ({
			name,
			text: removeSecrets(cleanText(text), keyPatterns)
				.text.replace(/\s+/g, ' ')
				.trim()
				.slice(0, longestExcerpt),
		}));
}

/** The message without its files, which say nothing of the language that the member speaks. */
function ownWords({turn, text}: Passage, {attachments}: Question): string {
	return turn > 0 || attachments.length === 0 ? text : (text.split('\n[file ')[0] ?? text);
}

function wantedOf({hints}: Question, {keyPatterns}: EvidenceRules): {readonly wanted?: string} {
	if (hints.target === undefined) return {};
	const {text, found} = removeSecrets(cleanText(hints.target), keyPatterns);
	return {wanted: found.length === 0 ? text : withoutRemoved(text)};
}

function withoutRemoved(url: string): string {
	return url
		.replace(/[^/@]{0,400}\[removed: [a-z_]+\][^/@]{0,400}@/g, '')
		.replace(/[?&][^?&=]{1,100}=[^&]{0,100}\[removed: [a-z_]+\][^&]{0,100}/g, '')
		.replace(/\[removed: [a-z_]+\]/g, 'removed');
}

function failuresOfStatus({status, turn, excerpt, elsewhere}: ReportedStatus): PlacedFailure[] {
	const code = failureOfStatus(status);
	return code === undefined ? [] : [{code, turn, excerpt, index: 0, ...(elsewhere && {elsewhere})}];
}

function failuresOfClose({code: number, turn, excerpt}: ReportedClose): PlacedFailure[] {
	const code = failureOfCloseCode(number);
	return code === undefined ? [] : [{code, turn, excerpt, index: 0}];
}

function failuresOfWords(passage: Passage, rules: EvidenceRules): PlacedFailure[] {
	const {text, turn} = passage;
	return mostTelling([...failuresInText(text), ...failuresOfClients(passage, rules)])
		.map(({code, index, length}) => ({code, index, place: {start: index, end: index + length}}))
		.filter(({place}) => !isNegated(text, place))
		.map(({code, index, place}) => ({code, turn, excerpt: excerptOf(text, place), index}));
}

/** Newest first; a close reason says the same as the body before it. */
function serviceErrors(
	passages: readonly Passage[],
	closes: readonly ReportedClose[],
	rules: EvidenceRules,
): string[] {
	const said = passages.flatMap(passage => [
		...readServiceErrors(passage, rules),
		...closes.flatMap(({turn, reason}) => (turn === passage.turn && reason !== undefined ? [reason] : [])),
	]);
	return firstOfEach(said, plain);
}
