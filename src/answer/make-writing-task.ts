import type {Evidence} from '../evidence/evidence.ts';
import type {Turn} from '../evidence/question.ts';
import {capitalised} from '../lib/capitalised.ts';
import type {LineNews} from '../probe/line-news.ts';
import type {ProbeReport} from '../probe/probe-report.ts';
import type {Cause, Client, DocLink, Knowledge} from '../retrieval/knowledge.ts';
import type {FoundSection} from '../retrieval/section.ts';
import {countTokens, cutToTokens} from './count-tokens.ts';
import {mapLinks} from './markdown.ts';
import {remembered} from './remembered.ts';
import {renderRequest} from './render-request.ts';
import type {Part} from './reply-parts.ts';
import {type Findings, leadingCause, replyForm, replyParts} from './write-answer.ts';
import type {LineKnown, Source, WritingTask} from './writing-task.ts';

/** Instructions and material together; servers of one's own often take no more than 8,000. */
export const mostPromptTokens = 6000;

/** Of the material that is not knowledge; what is longer is cut. */
const most = {question: 900, conversation: 500, evidence: 450, probe: 300, causes: 400} as const;

/**
 * What a model is asked to put into words; undefined where there is nothing for it to word: a reply to what is not
 * ours to diagnose stands as it is.
 */
export function makeWritingTask(given: {
	readonly findings: Findings;
	readonly conversation: readonly Turn[];
	readonly prompt: {readonly version: string; readonly text: string};
}): WritingTask | undefined {
	const {findings, conversation, prompt} = given;
	const form = replyForm(findings);
	if (form === 'aside') return undefined;
	const {evidence, probe, news, diagnosis, sections, knowledge} = findings;
	const parts = replyParts(findings);
	const cause = leadingCause(findings);
	// Where nothing is broken, the page only says where to look; the sources are what answers.
	const page = form === 'answered' ? undefined : cause;
	const links = linksOf(page);
	const client = clientOf(evidence, knowledge);
	const task: WritingTask = {
		promptVersion: prompt.version,
		form,
		language: evidence.language,
		serviceName: knowledge.service.name,
		...(page && {page: pageOf(page, client, links)}),
		sources: links.map((link, index) => ({number: index + 1, ...link})),
		conversation: cutConversation(conversation),
		evidence: cutLines(evidenceLines(evidence, knowledge), most.evidence),
		probe: cutLines(probeLines(parts), most.probe),
		causes: cutLines(causeLines(findings), most.causes),
		question: cutToTokens(evidence.text, most.question),
		line: lineKnown(probe, news),
		side: diagnosis.domain,
		statuses: statusesOf(evidence, probe),
		parts,
	};
	const {instructions, input} = renderRequest(task, prompt.text);
	const room = mostPromptTokens - countKnown(instructions) - countTokens(input);
	return {...task, sources: [...task.sources, ...sourcesWithin(room, {sections, links})]};
}

/** Best first; one that does not fit any more is left out whole, and a smaller one may still come. */
function sourcesWithin(
	room: number,
	{sections, links}: {sections: readonly FoundSection[]; links: readonly DocLink[]},
): readonly Source[] {
	const sources: Source[] = [];
	let left = room;
	for (const {kind, pageTitle, headings, url, text} of sections) {
		if ((kind !== 'documentation' && kind !== 'guide') || url === undefined) continue;
		if (sources.some(source => source.url === url)) continue;
		const heading = headings.at(-1);
		const title = heading === undefined || heading === pageTitle ? pageTitle : `${pageTitle}: ${heading}`;
		const source = {number: links.length + sources.length + 1, title: title.slice(0, 100), url, text};
		const tokens = countTokens(`[${source.number}] ${source.title}\n\n\n`) + countKnown(text);
		if (tokens > left) continue;
		left -= tokens;
		sources.push(source);
	}
	return sources;
}

/** Prompts and sections come again and again. */
const countKnown = remembered(countTokens, 500);

/** Every link of the page, those that its writer puts first first. */
function linksOf(cause: Cause | undefined): readonly DocLink[] {
	if (cause === undefined) return [];
	const links = new Map(cause.docs.map(link => [link.url, link]));
	mapLinks(textOf(cause), link => {
		if (!links.has(link.url)) links.set(link.url, link);
		return '';
	});
	return [...links.values()];
}

function textOf({meaning, usual, steps, nextStep}: Cause): string {
	return [
		meaning,
		...(usual === undefined ? [] : [usual]),
		...steps.map((step, index) => `${index + 1}. ${step}`),
		...(nextStep === undefined ? [] : [`Next step: ${nextStep}`]),
	].join('\n');
}

function pageOf(cause: Cause, client: Client | undefined, links: readonly DocLink[]) {
	const numbered = (text: string) =>
		mapLinks(text, ({title, url}) => {
			const index = links.findIndex(link => link.url === url);
			return index === -1 ? title : `${title} [${index + 1}]`;
		});
	const shows = client === undefined || client.shows === '' ? [] : [`${client.title}: ${client.shows}`];
	return {
		title: cause.title,
		verdict: cause.verdict,
		text: numbered([textOf(cause), ...shows].join('\n')),
	};
}

function clientOf({clients}: Evidence, knowledge: Knowledge): Client | undefined {
	const sure = clients.find(({how}) => how === 'sure');
	return knowledge.clients.find(({id}) => id === sure?.id);
}

/** The newest turns, as far as they fit. */
function cutConversation(turns: readonly Turn[]): readonly Turn[] {
	const kept: Turn[] = [];
	let left: number = most.conversation;
	for (const turn of turns.toReversed()) {
		const text = cutToTokens(turn.text, Math.min(left, most.conversation / 2));
		const tokens = countTokens(text);
		if (tokens > left || left < 40) break;
		left -= tokens;
		kept.unshift({role: turn.role, text});
	}
	return kept;
}

function cutLines(lines: readonly string[], mostTokens: number): readonly string[] {
	let left = mostTokens;
	return lines.filter(line => {
		left -= countTokens(line) + 1;
		return left >= 0;
	});
}

function evidenceLines(evidence: Evidence, {clients}: Knowledge): readonly string[] {
	const {statuses, closes, serviceCodes, serviceErrors, requestIds, urls, parameters, facts, secrets} =
		evidence;
	const titles = evidence.clients.map(({id}) => clients.find(client => client.id === id)?.title ?? id);
	return unique([
		...statuses.map(
			({status, of}) => `HTTP status ${status}${of === 'unknown' ? '' : ` in answer to the ${of}`}`,
		),
		...closes.map(
			({code, reason}) => `WebSocket close code ${code}${reason === undefined ? '' : `, reason: ${reason}`}`,
		),
		...serviceCodes.map(({code}) => `error code ${code}`),
		...serviceErrors.map(said => `the service said: ${said.slice(0, 300)}`),
		...titles.map(title => `client library: ${title}`),
		...(evidence.programmingLanguage === undefined
			? []
			: [`programming language: ${evidence.programmingLanguage}`]),
		...facts.map(({name}) => `the member says: ${name.replaceAll('_', ' ')}`),
		...urls.map(({host, path}) => `address: ${host}${path.slice(0, 120)}`),
		...parameters.slice(0, 20).map(({name, value}) => `parameter: ${name}=${value.slice(0, 80)}`),
		...requestIds.slice(0, 3).map(id => `request id: ${id}`),
		...(secrets.length === 0
			? []
			: ['a secret stood in the message; Lineman took it out and warns of it above your text']),
	]);
}

/** What the reply itself says of the line, in plain words. */
function probeLines(parts: readonly Part[]): readonly string[] {
	return parts
		.filter(({kind}) => kind === 'live_check' || kind === 'models' || kind === 'incident')
		.flatMap(({text}) =>
			mapLinks(text, ({title}) => title)
				.replaceAll('**', '')
				.split('\n'),
		);
}

function causeLines({diagnosis}: Findings): readonly string[] {
	const worthNaming = diagnosis.causes.filter(({confidence}, index) => index === 0 || confidence >= 0.03);
	const ranked = worthNaming.slice(0, 4).map(({title, domain, confidence, reasons}, index) => {
		// What another model said is no ground to stand on.
		const ours = reasons.filter(({by}) => by === undefined);
		const because = ours.slice(0, 4).map(reason => reason.because);
		return `${index + 1}. ${title} (${Math.round(confidence * 100)} %, side: ${domain.replace('_', ' ')})${because.length === 0 ? '' : `: ${because.join('; ')}`}`;
	});
	const {comparison} = diagnosis;
	return [
		...(diagnosis.refused ? ['None of these is sure enough to be named.'] : []),
		...ranked,
		...(comparison.kind === 'nothing_to_compare'
			? []
			: [`${capitalised(comparison.kind)}: ${comparison.sentence}`]),
		...(diagnosis.ask.length === 0 ? [] : [`Lineman asks for: ${diagnosis.ask.join('; ')}`]),
	];
}

function lineKnown(probe: ProbeReport | undefined, news: LineNews | undefined): LineKnown {
	const tested = probe !== undefined && probe.domain !== 'our_probe';
	const healthy = tested && (probe.verdict === 'open' || probe.verdict === 'reachable');
	const failsThere = tested && !healthy && probe.domain === 'service';
	return {
		tested,
		healthy,
		serviceFails: failsThere || news?.incident !== undefined || news?.failing !== undefined,
	};
}

function statusesOf({statuses, closes}: Evidence, probe: ProbeReport | undefined): readonly number[] {
	return [
		...new Set([
			...statuses.map(({status}) => status),
			...closes.map(({code}) => code),
			...[probe?.status, probe?.closeCode].filter(code => code !== undefined),
		]),
	];
}

function unique(lines: readonly string[]): readonly string[] {
	return [...new Set(lines)];
}
