/** A new page for `knowledge/causes/`: everything that `knowledge check` wants, with what belongs there in place of the words. */
export function causeTemplate(id: string): string {
	return `---
id: ${id}
title: What failed, in a few words
kind: failure                # failure | question | aside
domain: you                  # you | your_network | service | unknown
verdict: one line that follows "Most likely", such as the key was refused (HTTP 401)
asked:                       # how people put it, in words of your own; searched, never shown
  - it fails as soon as I do this
  - the error text that they see
  - half a sentence in another language
for:                         # weights: 0.5 a hint, 1 a reason, 2 a strong reason, 4 all but decides
  - says: '\\b(?:first word|second word)\\b'
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
