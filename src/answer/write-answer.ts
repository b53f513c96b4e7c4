import type {Diagnosis, RankedCause} from '../diagnosis/diagnosis.ts';
import type {Evidence} from '../evidence/evidence.ts';
import {type Domain, type FailureCode, failures, type Phase} from '../failures/failure-codes.ts';
import {capitalised} from '../lib/capitalised.ts';
import type {LineNews} from '../probe/line-news.ts';
import type {ModelFinding} from '../probe/model-list.ts';
import type {ProbeReport, Target} from '../probe/probe-report.ts';
import type {Cause, Client, Condition, DocLink, Knowledge} from '../retrieval/knowledge.ts';
import type {FoundSection} from '../retrieval/section.ts';
import type {Answer, Citation} from './answer.ts';
import {fillSample} from './fill-sample.ts';
import {incidentNotice, liveCheck} from './live-check.ts';
import {citationsIn, linkTo, toDiscord} from './markdown.ts';
import {quote} from './quote.ts';
import {composeReply, type Part} from './reply-parts.ts';

/** Everything that the writer may speak of. */
export type Findings = {
	readonly evidence: Evidence;
	readonly probe?: ProbeReport;
	readonly news?: LineNews;
	/** What of the pasted request does not fit the service's own list of models. */
	readonly models?: ModelFinding;
	/** The line was not tested, because this member or server had it tested too often. */
	readonly testedTooOften?: boolean;
	readonly target: Target;
	readonly diagnosis: Diagnosis;
	readonly sections: readonly FoundSection[];
	readonly knowledge: Knowledge;
};

const rule = '----------------------';
const closing = `${rule}\nNote: you can ask me a follow up question by @ mentioning me again 💬\n${rule}`;

/** The built-in writer: the whole reply out of the findings and the knowledge, without a model. */
export function writeAnswer(findings: Findings): Answer {
	const {diagnosis} = findings;
	const cause = leadingCause(findings);
	const reply = composeReply(replyParts(findings));
	return {
		verdict: verdictOf(diagnosis, cause),
		...reply,
		citations: bestFirst(citationsIn(reply.text), cause),
		refused: diagnosis.refused,
		language: 'en',
		writer: 'built-in',
	};
}

/** The page of the cause that leads. */
export function leadingCause({
	diagnosis,
	knowledge,
}: Pick<Findings, 'diagnosis' | 'knowledge'>): Cause | undefined {
	return knowledge.causes.find(({id}) => id === diagnosis.causes[0]?.id);
}

/** The built-in reply in its parts, in order. */
export function replyParts(findings: Findings): readonly Part[] {
	return [
		...incidentPart(findings),
		...secretWarning(findings),
		...partsOf(findings),
		...pictureParts(findings),
		...(isOneLine(findings) ? [] : [{kind: 'closing' as const, text: closing, spare: 0}]),
	];
}

/** A short word to what is not for us wants nothing below it. */
function isOneLine(findings: Findings): boolean {
	const cause = leadingCause(findings);
	return (
		replyForm(findings) === 'aside' && cause?.steps.length === 0 && findings.evidence.failures.length === 0
	);
}

/** Which of its forms the reply takes. */
export type ReplyForm = 'diagnosed' | 'unsure' | 'answered' | 'aside';

export function replyForm(findings: Findings): ReplyForm {
	const cause = leadingCause(findings);
	if (cause === undefined || cause.id === 'diagnosis.insufficient_info') return 'unsure';
	if (cause.kind === 'failure') return 'diagnosed';
	return cause.kind === 'question' && documentationOf(findings.sections).length > 0 ? 'answered' : 'aside';
}

function partsOf(findings: Findings): readonly Part[] {
	const [lead] = findings.diagnosis.causes;
	const cause = leadingCause(findings);
	if (lead === undefined || cause === undefined) return tooLittle(findings, undefined);
	const forms: Readonly<Record<ReplyForm, () => readonly Part[]>> = {
		diagnosed: () => diagnosed(findings, lead, cause),
		unsure: () => tooLittle(findings, cause),
		answered: () => answered(findings, cause),
		aside: () => aside(findings, cause),
	};
	return forms[replyForm(findings)]();
}

function diagnosed(findings: Findings, lead: RankedCause, cause: Cause): readonly Part[] {
	const side = sideOf(lead.domain, findings.knowledge.service.name);
	const sample = concernsConnection(cause) ? keylessTest(findings) : [];
	return [
		{
			kind: 'verdict',
			text: `**Most likely: ${cause.verdict}** · ${side} · ${percent(lead.confidence)} sure`,
			spare: 0,
		},
		...misspeltPath(findings),
		{kind: 'meaning', text: toDiscord(cause.meaning), spare: 0},
		...liveCheckPart(findings),
		...modelPart(findings),
		{kind: 'steps', text: ['**To debug**', ...numbered(cause.steps)].join('\n'), spare: 0},
		...sample,
		...(cause.nextStep === undefined
			? []
			: [{kind: 'next_step' as const, text: `**Next step**: ${toDiscord(cause.nextStep)}`, spare: 1}]),
		...alternative(findings.diagnosis.causes[1]),
		...furtherReading(findings, cause),
	];
}

/** What the newest URL with a slip in its path says, and what the service has. */
function misspeltPath({evidence, knowledge}: Findings): readonly Part[] {
	const url = evidence.urls.find(({turn, nearTarget}) => turn === 0 && nearTarget !== undefined);
	const meant = knowledge.service.targets.find(({name}) => name === url?.nearTarget);
	if (url === undefined || meant === undefined) return [];
	const text = `👉 Your URL has the path ${quote(url.path)}; the service has ${quote(new URL(meant.url).pathname)}.`;
	return [{kind: 'slip', text, spare: 0}];
}

function tooLittle(findings: Findings, cause: Cause | undefined): readonly Part[] {
	const {diagnosis, evidence} = findings;
	const handshake = failedWithoutStatus(evidence);
	const asked = diagnosis.ask.length > 0 ? diagnosis.ask : (cause?.ask ?? []);
	const ask = handshake ? asked.slice(0, 1) : asked;
	const headline = handshake
		? 'The WebSocket handshake failed, and the text does not say why'
		: capitalised(cause?.verdict ?? 'I cannot tell the cause from this yet');
	return [
		{kind: 'verdict', text: `**${headline}**`, spare: 0},
		...whatClientShows(findings),
		...(handshake && cause?.usual !== undefined
			? [{kind: 'meaning' as const, text: toDiscord(cause.usual), spare: 1}]
			: []),
		...(handshake || cause === undefined
			? []
			: [{kind: 'meaning' as const, text: toDiscord(cause.meaning), spare: 4}]),
		...liveCheckPart(findings),
		...modelPart(findings),
		...(handshake ? [] : candidatesPart(findings)),
		...(ask.length === 0
			? []
			: [{kind: 'ask' as const, text: `**What would decide it**: please tell me${listed(ask)}`, spare: 0}]),
		...keylessTest(findings).map(part => (handshake ? {...part, spare: 2} : part)),
		...(handshake ? [] : furtherReading(findings, cause)),
	];
}

/** The likeliest causes, where none is likely enough. */
function candidatesPart({diagnosis, knowledge}: Findings): readonly Part[] {
	const candidates = diagnosis.causes
		.filter(({kind, confidence}) => kind === 'failure' && confidence >= 0.08)
		.slice(0, 3)
		.flatMap(({id, confidence}) => {
			const page = knowledge.causes.find(cause => cause.id === id);
			return page === undefined ? [] : [`- ${page.title} (${percent(confidence)})${docOf(page)}`];
		});
	return candidates.length === 0
		? []
		: [{kind: 'candidates', text: ['It could be:', ...candidates].join('\n'), spare: 1}];
}

/** What the member's client says and hides when an upgrade fails, where its own error text was recognised. */
function whatClientShows({evidence, knowledge}: Findings): readonly Part[] {
	const sure = evidence.clients.find(({how}) => how === 'sure');
	const client = knowledge.clients.find(({id}) => id === sure?.id);
	if (client === undefined || client.shows === '') return [];
	return [{kind: 'client', text: `**${client.title}**: ${toDiscord(client.shows)}`, spare: 3}];
}

/** All we know is that the handshake failed: a client that hides the status says no more. */
function failedWithoutStatus({failures: reported, statuses}: Evidence): boolean {
	const vague: readonly FailureCode[] = ['upgrade_failed', 'close_1006', 'close_1002'];
	return statuses.length === 0 && reported.length > 0 && reported.every(({code}) => vague.includes(code));
}

function aside(findings: Findings, cause: Cause): readonly Part[] {
	return [
		{kind: 'meaning' as const, text: toDiscord(cause.meaning), spare: 0},
		...(cause.steps.length === 0
			? []
			: [{kind: 'steps' as const, text: cause.steps.map(toDiscord).join('\n'), spare: 0}]),
		...(cause.docs.length === 0
			? []
			: [{kind: 'reading' as const, text: docsLine('Links', unlinked(cause.docs, cause)), spare: 1}]),
		...(findings.evidence.failures.length > 0 ? liveCheckPart(findings) : []),
	].filter(({text}) => text !== '');
}

/** Nothing is broken: what the documentation says most about. */
function answered(findings: Findings, cause: Cause): readonly Part[] {
	const found = documentationOf(findings.sections).slice(0, 4);
	return [
		{kind: 'meaning', text: toDiscord(cause.meaning), spare: 2},
		{
			kind: 'found',
			text: [
				'**Where the documentation answers this**',
				...found.map(({title, url, excerpt}, index) => `${index + 1}. ${linkTo({title, url})}: ${excerpt}`),
			].join('\n'),
			spare: 0,
		},
		...(cause.steps.length === 0
			? []
			: [{kind: 'steps' as const, text: cause.steps.map(toDiscord).join('\n'), spare: 1}]),
	];
}

/** The links that the text shows: those that the cause's page puts first, then the others as they appear. */
function bestFirst(citations: readonly Citation[], cause: Cause | undefined): readonly Citation[] {
	const place = (url: string) => {
		const index = cause?.docs.findIndex(doc => doc.url === url) ?? -1;
		return index === -1 ? Number.POSITIVE_INFINITY : index;
	};
	return citations.toSorted((a, b) => (place(a.url) === place(b.url) ? 0 : place(a.url) - place(b.url)));
}

function secretWarning({evidence, knowledge}: Findings): readonly Part[] {
	if (evidence.secrets.length === 0) return [];
	const where = knowledge.service.keys === undefined ? '' : ` (${linkTo(knowledge.service.keys)})`;
	return [
		{
			kind: 'warning',
			text: `⚠️ **Your message holds what looks like a secret.** I removed it from my copy; whoever saw the original may have kept it. Delete it, revoke the key and make a new one${where}.`,
			spare: 0,
		},
	];
}

/** What came out of pictures is not what the member typed: they are told what was read, and asked for what was not. */
function pictureParts({evidence: {pictures = []}}: Findings): readonly Part[] {
	const read = pictures.filter(({text}) => text !== '');
	const unread = pictures.filter(({text}) => text === '').map(({name}) => quote(name, 40));
	const shown = read.map(({text}) => quote(text, read.length === 1 ? 120 : 60)).join(' · ');
	return [
		...(read.length === 0
			? []
			: [`📷 I read this from your picture${read.length === 1 ? '' : 's'}: ${shown}`]),
		...(unread.length === 0
			? []
			: [`📷 I could not read ${unread.join(', ')}: please paste what it says as text`]),
	].map(text => ({kind: 'picture', text, spare: 0}));
}

function liveCheckPart({probe, news, diagnosis, knowledge, testedTooOften}: Findings): readonly Part[] {
	if (testedTooOften === true) {
		return [
			{
				kind: 'live_check',
				text: '**Live check**: left out, there were many in a short time. Ask again in a minute.',
				spare: 1,
			},
		];
	}
	if (probe === undefined) return [];
	const {marks, name} = knowledge.service;
	const {comparison} = diagnosis;
	return [
		{
			kind: 'live_check',
			text: liveCheck({probe, comparison, marks, serviceName: name, ...(news && {news})}),
			spare: 0,
		},
	];
}

/** What the service's own list of models says of the request. */
function modelPart({models}: Findings): readonly Part[] {
	return models === undefined ? [] : [{kind: 'models', text: `**Model list**: ${models.sentence}`, spare: 0}];
}

/** What fails for more than one comes before all else. */
function incidentPart({news, knowledge}: Findings): readonly Part[] {
	if (news?.incident === undefined) return [];
	return [{kind: 'incident', text: incidentNotice(news.incident, knowledge.service), spare: 0}];
}

/** The smallest test without a key in the member's own library, else in their language, else with curl. */
function keylessTest({evidence, target, knowledge}: Findings): readonly Part[] {
	const client = testClient(evidence, knowledge.clients);
	if (client?.sample === undefined) return [];
	// Whose error text was recognised need not be told which client they use.
	const theirs = evidence.clients.some(({id, how}) => id === client.id && how === 'sure');
	const named = theirs ? '' : ` (${client.title})`;
	return [
		{
			kind: 'sample',
			text: `**Test the line without a key**${named}: a 401 means that the line is fine\n${fillSample(client.sample, target.url)}`,
			spare: 3,
		},
	];
}

function testClient(
	{clients: seen, programmingLanguage}: Evidence,
	clients: readonly Client[],
): Client | undefined {
	const withSample = clients.filter(({sample}) => sample !== undefined);
	const page = (id: string | undefined) => withSample.find(client => client.id === id);
	const own = seen.flatMap(({id}) => page(id) ?? []);
	// The page that is called after the language speaks for all its clients.
	const sameLanguage =
		page(programmingLanguage) ??
		withSample.find(client => client.programmingLanguage === programmingLanguage);
	return own[0] ?? sameLanguage ?? page('curl');
}

const connectionPhases: readonly Phase[] = ['dns', 'proxy', 'tcp', 'tls', 'upgrade'];

/** Whether a test of the line can tell anything: the cause shows itself before the connection is open. */
function concernsConnection({for: signals}: Cause): boolean {
	const speaks = (condition: Condition): boolean => {
		if ('failure' in condition) return connectionPhases.includes(failures[condition.failure].phase);
		if ('measured' in condition) return connectionPhases.includes(failures[condition.measured].phase);
		if ('all' in condition) return condition.all.some(speaks);
		if ('any' in condition) return condition.any.some(speaks);
		return false;
	};
	return signals.some(({when}) => speaks(when));
}

function alternative(second: RankedCause | undefined): readonly Part[] {
	if (second === undefined || second.kind === 'aside' || second.confidence < 0.12) return [];
	return [{kind: 'alternative', text: `If not: ${second.title} (${percent(second.confidence)})`, spare: 4}];
}

function furtherReading({sections}: Findings, cause: Cause | undefined): readonly Part[] {
	const own = cause === undefined ? [] : unlinked(cause.docs, cause);
	const linked = new Set([...(cause?.docs ?? []), ...linksOf(cause)].map(({url}) => url));
	const found = documentationOf(sections)
		.filter(({url}) => !linked.has(url) && !linked.has(url.replace(/#.*/s, '')))
		.slice(0, 2);
	return [
		...(own.length === 0 ? [] : [{kind: 'reading' as const, text: docsLine('Documentation', own), spare: 2}]),
		...(found.length === 0
			? []
			: [{kind: 'reading' as const, text: docsLine('Perhaps also', found), spare: 5}]),
	];
}

function docsLine(label: string, links: readonly DocLink[]): string {
	return links.length === 0 ? '' : `${label}: ${links.map(linkTo).join(' · ')}`;
}

/** The links of a page's front matter that its text does not show already. */
function unlinked(docs: readonly DocLink[], cause: Cause): readonly DocLink[] {
	const shown = new Set(linksOf(cause).map(({url}) => url));
	return docs.filter(({url}) => !shown.has(url));
}

function linksOf(cause: Cause | undefined): readonly DocLink[] {
	return cause === undefined
		? []
		: citationsIn([cause.meaning, ...cause.steps, cause.nextStep ?? ''].join('\n'));
}

function docOf(cause: Cause): string {
	const [first] = cause.docs;
	return first === undefined ? '' : `: ${linkTo(first)}`;
}

type Excerpt = DocLink & {readonly excerpt: string};

/** Pages of documentation that were found, each once, with the words that begin the best section. */
function documentationOf(sections: readonly FoundSection[]): readonly Excerpt[] {
	const pages = new Map<string, Excerpt>();
	for (const {kind, page, pageTitle, headings, url, text} of sections) {
		if ((kind !== 'documentation' && kind !== 'guide') || url === undefined || pages.has(page)) continue;
		const heading = headings.at(-1);
		const title = heading === undefined || heading === pageTitle ? pageTitle : `${pageTitle}: ${heading}`;
		pages.set(page, {title: title.slice(0, 100), url, excerpt: firstWords(text)});
	}
	return [...pages.values()];
}

/** As plain words: whoever wrote the page, it brings no link, no mention and no markup of its own. */
function firstWords(text: string): string {
	const plain = text
		.replace(/```[\s\S]*?(?:```|$)/g, ' ')
		.replace(/!?\[([^\]\n]{0,200})\]\([^)\n]{0,400}\)/g, '$1')
		.replace(/<\/?[a-z!][^<>]{0,200}>/gi, ' ')
		.replace(/(?:https?:\/\/|wss?:\/\/|ftp:\/\/|discord:\/\/|discord\.gg\/)\S*/gi, '…')
		.replace(/[\p{Cc}\p{Cf}]/gu, ' ')
		.replace(/[⟦⟧<@＠]/g, '')
		.replace(/[*_`#>|~]/g, '')
		.replace(/\s+/g, ' ')
		.trim();
	return plain.length > 160 ? `${plain.slice(0, 159).replace(/\s\S*$/, '')} …` : plain;
}

function verdictOf(diagnosis: Diagnosis, cause: Cause | undefined): string {
	if (cause === undefined) return 'Too little is known to name a cause';
	const percentage = diagnosis.causes[0]?.confidence;
	return diagnosis.refused || percentage === undefined
		? capitalised(cause.verdict)
		: `Most likely: ${cause.verdict} (${percent(percentage)} sure)`;
}

function sideOf(domain: Domain, serviceName: string): string {
	const sides: Readonly<Record<Domain, string>> = {
		you: 'on your side',
		your_network: 'in your network',
		service: `on ${serviceName}'s side`,
		our_probe: 'on my own side',
		unknown: 'whose side is not clear',
	};
	return sides[domain];
}

/** Never "100 %": nothing measured from afar is certain. */
function percent(share: number): string {
	return `${Math.min(97, Math.max(1, Math.round(share * 100)))} %`;
}

/** One thing in the sentence, several as a list below it. */
function listed(things: readonly string[]): string {
	return things.length === 1 ? ` ${toDiscord(things[0] ?? '')}.` : `\n${numbered(things).join('\n')}`;
}

function numbered(steps: readonly string[]): readonly string[] {
	return steps.map((step, index) => `${index + 1}. ${toDiscord(step)}`);
}
