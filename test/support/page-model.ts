import {type Behaviour, saying} from './model-server.ts';

/** The reply of a model that says what it was given, sentence by sentence, each with its mark. */
export function replyFromPage(input: string): string {
	const knowledge = /⟦knowledge⟧\n([\s\S]*?)\n⟦\/knowledge⟧/.exec(input)?.[1] ?? '';
	const page = /^\[D\] [^\n]*\n([\s\S]*?)(?=\n\n\[1\]|$)/.exec(knowledge)?.[1];
	return page === undefined ? replyFromSources(knowledge) : replyFrom(page.split('\n'));
}

function replyFrom([meaning = '', ...lines]: readonly string[]): string {
	const steps = lines.filter(line => /^\d+\. /.test(line)).map(marked);
	const next = lines.find(line => line.startsWith('Next step: '))?.slice('Next step: '.length);
	return [
		'## meaning',
		marked(meaning),
		...(steps.length === 0 ? [] : ['## steps', ...steps]),
		...(next === undefined ? [] : ['## next', marked(next)]),
	].join('\n');
}

/** Without a page: the first sentence of the first sources. */
function replyFromSources(knowledge: string): string {
	const sources = knowledge.split(/^(?=\[\d+\] )/m).slice(0, 3);
	const sentences = sources.flatMap(source => {
		const number = /^\[(\d+)\]/.exec(source)?.[1];
		const sentence = /\n([^\n`|*#]{20,200}?[.!?])(?:\s|$)/.exec(source)?.[1];
		return sentence === undefined ? [] : [`${sentence} [${number}]`];
	});
	return ['## meaning', ...sentences].join('\n');
}

function marked(text: string): string {
	return text.replace(/([.!?])(?=\s|$)/g, '$1 [D]').replace(/^(\d+\.) \[D\]/, '$1');
}

/** A server with such a model. */
export const fromPage: Behaviour = exchange => {
	const usage = {prompt_tokens: 1500, completion_tokens: 200};
	saying(replyFromPage(exchange.request.body.messages.at(-1)?.content ?? ''), {usage})(exchange);
};
