import {type ModelList, type ModelListRules, readModelList} from './model-list.ts';

type KeepRequest = {
	readonly rules: readonly ModelListRules[];
	/** Fetches JSON without a key; undefined where it cannot be had. */
	readonly fetch: (url: string) => Promise<unknown>;
	readonly now: () => Date;
	readonly forMs?: number;
};

const hourMs = 3_600_000;
/** A list that could not be had is not asked for again at once. */
const afterFailureMs = 60_000;

/** The service's model lists, fetched when somebody wants them and kept for an hour; those that can be had. */
export function keepModelLists({rules, fetch, now, forMs = hourMs}: KeepRequest): () => Promise<ModelList[]> {
	const answers = new Map<string, {readonly json: Promise<unknown>; goodUntilMs: number}>();

	const jsonOf = (url: string): Promise<unknown> => {
		const known = answers.get(url);
		if (known && now().getTime() < known.goodUntilMs) return known.json;
		const answer = {json: fetch(url).catch(() => undefined), goodUntilMs: now().getTime() + forMs};
		answers.set(url, answer);
		void answer.json.then(json => {
			if (json === undefined) answer.goodUntilMs = now().getTime() + afterFailureMs;
		});
		return answer.json;
	};

	return async () => {
		const lists = await Promise.all(rules.map(async one => readModelList(await jsonOf(one.url), one)));
		return lists.filter(list => list !== undefined);
	};
}
