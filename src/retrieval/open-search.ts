import {type EmbeddingCall, type EmbeddingServer, openEmbeddings} from './embed-texts.ts';
import {type KeepOptions, keepVectors, type VectorKeeper, type VectorNews} from './keep-vectors.ts';
import type {KnowledgeIndex} from './open-index.ts';
import {openQuestionVectors} from './question-vectors.ts';
import {searchByMeaning} from './search-by-meaning.ts';
import type {Search} from './section.ts';
import {createSectionVectors} from './section-vectors.ts';

export type SearchOptions = Pick<KeepOptions, 'make' | 'pause'> & {
	readonly index: KnowledgeIndex;
	readonly server: EmbeddingServer;
	readonly news: VectorNews;
	readonly onCall?: (call: EmbeddingCall) => void;
};

/** A search by words and by vectors, which begins by words and keeps its vectors in the background. */
export type OpenSearch = VectorKeeper & {readonly search: Search};

/** Opens a search over an index that is open, and has to be closed before it. */
export function openSearch({index, server, news, onCall, ...how}: SearchOptions): OpenSearch {
	const embed = openEmbeddings(server, onCall);
	const vectors = createSectionVectors(index, [server.model, server.dimensions ?? 0]);
	const keeper = keepVectors({vectors, embed, news, ...how});
	const closing = new AbortController();
	const vectorOf = openQuestionVectors({embed, news, signal: closing.signal});
	return {
		...keeper,
		search: searchByMeaning({index, vectors, vectorOf}),
		async close() {
			closing.abort();
			await keeper.close();
		},
	};
}
