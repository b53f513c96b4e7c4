import type {Evidence} from '../../src/evidence/evidence.ts';
import type {Question} from '../../src/evidence/question.ts';
import type {AnswerRecord} from '../../src/log/answer-record.ts';
import type {ProbeReport} from '../../src/probe/probe-report.ts';

/** Evidence in which nothing was found, but for what a test gives. */
export function evidenceOf(given: Partial<Evidence> = {}): Evidence {
	return {
		text: 'it fails',
		earlierTexts: [],
		language: 'en',
		failures: [],
		statuses: [],
		closes: [],
		serviceCodes: [],
		serviceErrors: [],
		requestIds: [],
		urls: [],
		parameters: [],
		clients: [],
		facts: [],
		secrets: [],
		...given,
	};
}

/** A probe that found the line in order, but for what a test gives. */
export function probeOf(given: Partial<ProbeReport> = {}): ProbeReport {
	return {
		target: 'wss://voice.example/v1/listen',
		targetName: 'listen',
		verdict: 'reachable',
		observations: [
			{phase: 'dns', tookMs: 2, outcome: 'passed'},
			{phase: 'tcp', tookMs: 10, outcome: 'passed'},
			{phase: 'tls', tookMs: 20, outcome: 'passed'},
			{phase: 'upgrade', tookMs: 30, outcome: 'passed'},
		],
		families: [{family: 4, address: '192.0.2.1', outcome: 'connected', tookMs: 10}],
		status: 401,
		fromService: true,
		headers: {},
		elapsedMs: 62,
		measuredFrom: 'test',
		at: new Date('2026-01-02T03:04:05Z'),
		...given,
	};
}

export function questionOf(given: Partial<Question> = {}): Question {
	return {
		id: '01900000-0000-7000-8000-000000000001',
		conversationId: '01900000-0000-7000-8000-000000000001',
		askedAt: new Date('2026-01-02T03:04:05Z'),
		door: 'terminal',
		text: 'it fails',
		attachments: [],
		earlier: [],
		hints: {},
		...given,
	};
}

/** A record of a question that was answered with an invalid key, but for what a test gives. */
export function recordOf(given: Partial<AnswerRecord> = {}): AnswerRecord {
	return {
		id: '01900000-0000-7000-8000-000000000001',
		conversationId: '01900000-0000-7000-8000-000000000001',
		askedAt: new Date('2026-01-02T03:04:05Z'),
		door: 'terminal',
		evidence: evidenceOf(),
		probe: probeOf(),
		sections: [],
		diagnosis: {
			refused: false,
			causes: [
				{
					id: 'auth.invalid_key',
					title: 'The API key was refused',
					kind: 'failure',
					domain: 'you',
					confidence: 0.9,
					score: 4,
					reasons: [{because: 'the service answered 401', weight: 4}],
				},
			],
			domain: 'you',
			comparison: {kind: 'nothing_to_compare'},
			ask: [],
		},
		answer: {
			verdict: 'The API key was refused',
			messages: ['**The API key was refused**'],
			text: '**The API key was refused**',
			citations: [],
			refused: false,
			language: 'en',
			writer: 'built-in',
		},
		times: {evidenceMs: 1, probeMs: 60, retrievalMs: 2, diagnosisMs: 1, answerMs: 1, elapsedMs: 65},
		...given,
	};
}
