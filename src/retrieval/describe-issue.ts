import type {z} from 'zod';

/** What was found and what is wanted, for the mistakes for which a schema has no words of its own. */
export function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
	switch (issue.code) {
		case 'invalid_type':
			return `found ${nameOf(issue.input)}, want ${wanted[issue.expected] ?? issue.expected}`;
		case 'unrecognized_keys':
			return `found ${issue.keys.map(key => `"${key}"`).join(', ')}, which is not known here`;
		case 'invalid_value':
			return `found ${nameOf(issue.input)}, want one of ${issue.values.map(String).join(', ')}`;
		default:
			return undefined;
	}
}

const wanted: Readonly<Record<string, string>> = {
	string: 'a text',
	number: 'a number',
	array: 'a list',
	object: 'names with values',
	record: 'names with values',
	boolean: 'true or false',
};

function nameOf(value: unknown): string {
	if (value === undefined || value === null) return 'nothing';
	if (typeof value === 'string') return `"${value.slice(0, 60)}"`;
	if (typeof value === 'number' || typeof value === 'boolean') return `${value}`;
	return Array.isArray(value) ? 'a list' : 'names with values';
}
