import {html} from 'hono/html';
import {type Frame, type Html, renderPage} from './page.ts';

/** A page that says what went wrong and what to do. */
export function renderProblem(problem: {
	readonly frame: Frame;
	readonly status: number;
	readonly because: string;
}): Html {
	const {frame, status, because} = problem;
	return renderPage({
		title: `Lineman: ${titleOf(status)}`,
		frame,
		main: html`<main id="main" class="reading">
		<h1>${titleOf(status)}</h1>
		<p>${because}.</p>
		<p class="pager">${status === 401 ? html`<a href="/sign-in">Sign in</a>` : html`<a href="/">Back to the playground</a>`}</p>
	</main>`,
	});
}

const titles: Readonly<Record<number, string>> = {
	400: 'That was not understood',
	401: 'Sign in first',
	403: 'Not from here',
	404: 'Nothing here',
	409: 'Too late',
	413: 'Too large',
	415: 'Not a text file',
	421: 'Not this address',
	429: 'A little slower, please',
	502: 'Discord did not go along',
	503: 'Stopping',
};

function titleOf(status: number): string {
	return titles[status] ?? 'Something went wrong';
}
