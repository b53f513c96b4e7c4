import {setImmediate} from 'node:timers/promises';
import {answerQuestion, type Tools} from './answer-question.ts';
import {newUuid7} from './lib/uuid.ts';
import type {OpenTools} from './open-tools.ts';

/**
 * Once the doors are open: walks the road without a trace, so that few members wait for a pattern to be compiled. Patterns
 * are compiled better when they are used again, and anew for text beyond Latin-1.
 */
export async function warmUp(
	tools: Pick<OpenTools, 'knowledge' | 'searchByWords' | 'modelWriter'> & Pick<Tools, 'breathe'>,
): Promise<void> {
	tools.modelWriter?.rehearse();
	for (const text of [plain, plain, wide, wide]) {
		await setImmediate();
		await walk(text, tools);
	}
}

const plain = 'Unexpected server response: 401 at wss://localhost/ (close 1006), what does it mean?';
const wide = `${plain} “It fails” 🙂`;

async function walk(
	text: string,
	{
		knowledge,
		searchByWords: search,
		breathe,
	}: Pick<OpenTools, 'knowledge' | 'searchByWords'> & Pick<Tools, 'breathe'>,
): Promise<void> {
	const id = newUuid7();
	await answerQuestion(
		{
			id,
			conversationId: id,
			askedAt: new Date(),
			door: 'terminal',
			text,
			attachments: [],
			earlier: [],
			hints: {},
		},
		{knowledge, search, ...(breathe && {breathe})},
	);
}
