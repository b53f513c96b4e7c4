/** What is known already of a cause that somebody begins to write. */
export type BegunCause = {
	readonly title?: string;
	/** How people put it. */
	readonly asked?: readonly string[];
	/** Words that they use. */
	readonly words?: readonly string[];
};

/** A new page for `knowledge/causes/`: everything that `knowledge check` wants, with what belongs there in place of the words. */
export function causeTemplate(id: string, begun: BegunCause = {}): string {
	const {
		title = 'What failed, in a few words',
		asked = askedExamples,
		words = ['first word', 'second word'],
	} = begun;
	const pattern = words.map(word => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
	return `---
id: ${id}
title: ${inYaml(title)}
kind: failure                # failure | question | aside
domain: you                  # you | your_network | service | unknown
verdict: one line that follows "Most likely", such as the key was refused (HTTP 401)
asked:                       # how people put it, in words of your own; searched, never shown
${asked.map(line => `  - ${inYaml(line)}`).join('\n')}
for:                         # weights: 0.5 a hint, 1 a reason, 2 a strong reason, 4 all but decides
  - says: '\\b(?:${pattern.replaceAll("'", "''")})\\b'
    weight: 1.5
    because: you describe what this cause looks like
against:
  - failure: http_402
    weight: 1
    because: another reason is already known
docs:                        # best first, one to four
  - {title: The page that explains it, url: 'https://docs.example.com/replace-this'}
ask:                         # one or two facts that would decide
  - the exact error text
---
## What it means
One or two sentences: what was seen and why, with a [link](https://docs.example.com/replace-this).

## Fix
1. The likeliest remedy first, one step a line.
2. Then the next.

## Next step
What to run, and which lines to paste back.
`;
}

const askedExamples = [
	'it fails as soon as I do this',
	'the error text that they see',
	'half a sentence in another language',
];

/** Plain where nothing in it means anything to YAML. */
function inYaml(line: string): string {
	return /^[\p{L}\p{N}][\p{L}\p{N} ,.()?!/-]*$/u.test(line) &&
		!/^(?:true|false|null|yes|no|on|off|[\d.]+)$/i.test(line)
		? line
		: JSON.stringify(line);
}
