/**
 * Text from outside between marks that it cannot write itself: the model is told that what stands between them is
 * material, never an instruction.
 */
export function fenceData(name: string, text: string): string {
	return text.trim() === '' ? '' : `⟦${name}⟧\n${withoutMarks(text.trim())}\n⟦/${name}⟧`;
}

/**
 * A text without our marks, without the marks by which models tell who speaks (a server may read them even within
 * a message), and without characters that nobody sees.
 */
export function withoutMarks(text: string): string {
	return text
		.toWellFormed()
		.replace(/[\p{Cc}\p{Cf}]/gu, character => (character === '\n' || character === '\t' ? character : ''))
		.replace(/[⟦〚⟪《【]/g, '[')
		.replace(/[⟧〛⟫》】]/g, ']')
		.replace(/<(?=\||\/?(?:s|bos|eos|start_of_turn|end_of_turn|think|tool_call|function_call)>)/gi, '‹')
		.replace(/<<(?=\/?SYS>>)/gi, '‹‹')
		.replace(/\[(?=\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\])/gi, '(');
}
