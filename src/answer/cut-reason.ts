/** Why a sentence of the model's was cut. Closed: logs and metrics count by it. */
export const cutReasons = [
	/** A link or an address. */
	'link',
	/** A mention, or anything else that Discord turns into more than text. */
	'mention',
	/** Markup that is not ours: HTML, tables, spoilers. */
	'markup',
	/** A code block, or inline code that stands nowhere in what the model was given. */
	'code',
	/** A command that is not the knowledge's. */
	'command',
	/** A parameter, header, error code or other technical word that stands nowhere in what the model was given. */
	'term',
	'number',
	/** A status or close code that nobody saw. */
	'status',
	/** Says more of the line than was measured. */
	'line',
	/** Names another cause than the diagnosis. */
	'cause',
	/** Asks for a secret, or holds what looks like one. */
	'secret',
	/** Speaks of its instructions, or repeats them. */
	'prompt',
	/** Cites what it was not given. */
	'citation',
	/** Nothing that the model was given supports it. */
	'unsupported',
	/** Stands there already. */
	'repeated',
	/** More than fits. */
	'too_long',
	/** Goes on from a sentence that was cut. */
	'dangling',
] as const;
export type CutReason = (typeof cutReasons)[number];
