// The keys of the pages on which answers are reviewed. Every key does what a link or a button of the page does.

const list = document.querySelector('[data-list]');
const links = list === null ? [] : [...list.querySelectorAll('a')];
const judgements = ['right', 'partly', 'wrong', 'unsafe'];

document.addEventListener('keydown', event => {
	if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
	if (isTyping(event.target)) {
		if (event.key === 'Escape') /** @type {HTMLElement} */ (event.target).blur();
		return;
	}
	if (press(event.key)) event.preventDefault();
});
openAddressed();
addEventListener('hashchange', openAddressed);

/**
 * Does what a key stands for; says whether it stands for anything.
 * @param {string} key
 */
function press(key) {
	if (key === '?') return toggleKeys();
	if (key === '/' && focusSearch()) return true;
	if (key === 'c' && openForm()) return true;
	if (list !== null && moveInList(key)) return true;
	const marked = /** @type {HTMLElement | null} */ (
		/^[\w/]$/.test(key) ? document.querySelector(`[data-key="${key}"]`) : null
	);
	marked?.click();
	return marked !== null;
}

/** @param {string} key */
function moveInList(key) {
	const at = links.indexOf(/** @type {HTMLAnchorElement} */ (document.activeElement));
	if (key === 'j' || key === '5') return select(Math.min(at + 1, links.length - 1));
	if (key === 'k') return select(Math.max(at - 1, 0));
	const link = links[at];
	if (link === undefined) return false;
	if (key === 'c') {
		location.assign(`${link.href}#correct`);
		return true;
	}
	const judgement = judgements[Number(key) - 1];
	if (judgement === undefined) return false;
	judge(link, judgement);
	return true;
}

/** @param {number} index */
function select(index) {
	links[index]?.focus();
	links[index]?.closest('li')?.scrollIntoView({block: 'nearest'});
	return true;
}

/**
 * Judges an answer of the list, and comes back to the one below it.
 * @param {HTMLAnchorElement} link
 * @param {string} judgement
 */
function judge(link, judgement) {
	const form = document.querySelector('form[data-judge]');
	if (!(form instanceof HTMLFormElement)) return;
	form.action = `/answers/${idOf(link)}`;
	/** @type {HTMLInputElement} */ (form.elements.namedItem('do')).value = judgement;
	/** @type {HTMLInputElement} */ (form.elements.namedItem('next')).value = idOf(
		links[links.indexOf(link) + 1],
	);
	form.submit();
}

/** @param {HTMLAnchorElement | undefined} link */
function idOf(link) {
	return link?.id.slice('a-'.length) ?? '';
}

function toggleKeys() {
	const keys = document.querySelector('[data-keys]');
	if (!(keys instanceof HTMLDetailsElement)) return false;
	keys.open = !keys.open;
	if (keys.open) keys.scrollIntoView({block: 'nearest'});
	return true;
}

function focusSearch() {
	const search = document.querySelector('[data-search]');
	if (!(search instanceof HTMLInputElement)) return false;
	search.focus();
	search.select();
	return true;
}

/** Unfolds the form of a correction and begins to write in it. */
function openForm() {
	const form = document.querySelector('#correct');
	if (!(form instanceof HTMLDetailsElement)) return false;
	form.open = true;
	form.scrollIntoView({block: 'start'});
	/** @type {HTMLElement | null} */ (form.querySelector('[data-correct]'))?.focus({preventScroll: true});
	return true;
}

/** What the address's end names is unfolded or searched with. */
function openAddressed() {
	if (location.hash === '#correct') openForm();
	if (location.hash === '#search') focusSearch();
}

/** @param {EventTarget | null} target */
function isTyping(target) {
	return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
