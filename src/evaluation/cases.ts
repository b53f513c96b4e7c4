import {z} from 'zod';

const answerCase = z.object({
	id: z.string(),
	message: z.string(),
	attachments: z.string().optional(),
	history: z.array(z.object({role: z.enum(['user', 'assistant']), content: z.string()})).default([]),
	cause: z.string(),
	cause_confidence: z.enum(['high', 'medium', 'low']).default('high'),
	expect_docs: z.array(z.string()).default([]),
});

const retrievalCase = z.object({
	id: z.string(),
	query: z.string(),
	relevant: z.record(z.string(), z.number()),
	unanswerable: z.boolean().optional(),
});

/** A labelled question for the whole road. */
export type AnswerCase = z.infer<typeof answerCase>;

/** A labelled query for the search: pages by slug, each with its grade. */
export type RetrievalCase = z.infer<typeof retrievalCase>;

export type Cases =
	| {readonly kind: 'answers'; readonly cases: readonly AnswerCase[]}
	| {readonly kind: 'retrieval'; readonly cases: readonly RetrievalCase[]};

/**
 * Reads cases, one JSON object a line: with `message` they are for the whole road, with `query` for the search.
 * Throws on the first line that is neither, or another kind than the first, naming file and line.
 */
export function readCases(file: string, text: string): Cases {
	const lines = text
		.split('\n')
		.map((line, index) => ({line, where: `${file}:${index + 1}`}))
		.filter(({line}) => line.trim() !== '');
	const objects = lines.map(({line, where}) => ({object: parse(line, where), where}));
	const [first] = objects;
	if (first === undefined)
		throw new Error(`Cannot read cases "${file}": found no line, want one JSON object a line`);
	return 'query' in first.object
		? {kind: 'retrieval', cases: objects.map(({object, where}) => check(retrievalCase, object, where))}
		: {kind: 'answers', cases: objects.map(({object, where}) => check(answerCase, object, where))};
}

function parse(line: string, where: string): object {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch (cause) {
		throw new Error(`Cannot read case ${where}: found no JSON, want one object a line`, {cause});
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new Error(`Cannot read case ${where}: found ${JSON.stringify(value)}, want an object`);
	}
	return value;
}

function check<T>(shape: z.ZodType<T>, object: object, where: string): T {
	const result = shape.safeParse(object);
	if (result.success) return result.data;
	const [issue] = result.error.issues;
	throw new Error(`Cannot read case ${where}: "${issue?.path.join('.')}": ${issue?.message}`);
}
