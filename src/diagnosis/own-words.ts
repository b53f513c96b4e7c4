/**
 * A message without the files that came with it and without code blocks: what the member says, not what they show.
 * Others have written in a log, too.
 */
export function ownWords(text: string): string {
	const [said = ''] = text.split(/(?:^|\n)\[file [^\n]{0,300}\]\n/, 1);
	return said
		.split('```')
		.filter((_, index) => index % 2 === 0)
		.join('\n');
}
