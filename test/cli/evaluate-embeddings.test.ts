import assert from 'node:assert/strict';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {UsageError} from '../../src/cli/command.ts';
import {evaluate} from '../../src/cli/evaluate.ts';
import {cliIo} from '../support/cli-io.ts';
import {type EmbeddingServer, serveEmbeddings} from '../support/embedding-server.ts';
import {folderWith} from '../support/knowledge-folder.ts';

const page = (title: string, text: string) => `---\ntitle: ${title}\n---\n${text}\n`;

const files = {
	'docs/keep-alive.md': page(
		'Staying connected',
		'A keepalive message now and then, so that nothing is cut.',
	),
	'docs/formats.md': page('Formats', 'Linear samples, or a container.'),
	'docs/models.md': page('Models', 'Each language has its own.'),
	'cases.jsonl':
		'{"id": "a", "query": "staying connected with a keepalive message", "relevant": {"keep-alive": 2}}\n',
};

function measure(context: TestContext, server: EmbeddingServer) {
	const dir = folderWith(context, files);
	const args = [
		'--json',
		'--knowledge',
		`${join(dir, 'docs')}=https://docs.example.com/`,
		join(dir, 'cases.jsonl'),
	];
	return async (...more: string[]) => {
		const {io, written} = cliIo({
			env: {
				DATABASE_URL: `file:${join(dir, 'kept/lineman.db')}`,
				OPENAI_BASE_URL: server.baseUrl,
				OPENAI_EMBEDDING_MODEL: 'toy',
			},
		});
		assert.equal(await evaluate.run([...more, ...args], io), 0);
		return {figures: JSON.parse(written.out), err: written.err};
	};
}

test('evaluate asks no server of embeddings, but with --embeddings, and then only for what it has not kept', async context => {
	const server = await serveEmbeddings(context);
	const run = measure(context, server);
	const byWords = await run();
	assert.equal(byWords.figures.hit_at_1, 1);
	assert.deepEqual(server.requests, []);

	const first = await run('--embeddings');
	assert.equal(first.figures.hit_at_1, 1);
	assert.match(first.err, /making vectors of \d+ texts\n.*all vectors are made: 3 sections/s);
	assert.ok(server.texts().includes('staying connected with a keepalive message'));

	const before = server.texts().length;
	await run('--embeddings');
	// One to see whether the model is the same, one for the question.
	assert.equal(server.texts().length, before + 2);
});

test('evaluate --embeddings ends where the server fails, and says why', async context => {
	const server = await serveEmbeddings(context);
	server.answerWith(() => ({status: 401, body: {error: {message: 'no such key'}}}));
	await assert.rejects(measure(context, server)('--embeddings'), /the server answered 401: .*no such key/);
});

test('evaluate --embeddings without a model is bad usage', async () => {
	const {io} = cliIo();
	await assert.rejects(evaluate.run(['--embeddings', 'x.jsonl'], io), error => {
		assert.ok(error instanceof UsageError);
		assert.match(error.message, /--embeddings: found no OPENAI_EMBEDDING_MODEL, want/);
		return true;
	});
});
