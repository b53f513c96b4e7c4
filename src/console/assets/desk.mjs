// The keys of the pages on which answers are reviewed. Every key does what a link or a button of the page does.

const list = document.querySelector('[data-list]');
const rows = list === null ? [] : [...list.querySelectorAll(':scope > li')];
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
	const at = rows.findIndex(row => row.contains(document.activeElement));
	if (key === 'j' || key === '5') return select(Math.min(at + 1, rows.length - 1));
	if (key === 'k') return select(Math.max(at - 1, 0));
	if (at === -1) return false;
	if (key === 'c') {
		const link = rows[at]?.querySelector('a');
		if (link instanceof HTMLAnchorElement) location.assign(`${link.href}#correct`);
		return true;
	}
	const judgement = judgements[Number(key) - 1];
	if (judgement === undefined) return false;
	judge(at, judgement);
	return true;
}

/** @param {number} index */
function select(index) {
	const link = rows[index]?.querySelector('a');
	link?.focus();
	rows[index]?.scrollIntoView({block: 'nearest'});
	return true;
}

/**
 * Judges an answer of the list, and comes back to the one below it.
 * @param {number} index
 * @param {string} judgement
 */
function judge(index, judgement) {
	const form = document.querySelector('form[data-judge]');
	const id = rows[index]?.id.slice(2);
	if (!(form instanceof HTMLFormElement) || id === undefined) return;
	form.action = `/answers/${id}`;
	/** @type {HTMLInputElement} */ (form.elements.namedItem('do')).value = judgement;
	/** @type {HTMLInputElement} */ (form.elements.namedItem('next')).value =
		rows[index + 1]?.id.slice(2) ?? '';
	form.submit();
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

/** What the address's end names is selected, unfolded or searched with. */
function openAddressed() {
	if (location.hash === '#correct') openForm();
	if (location.hash === '#search') focusSearch();
	const row = rows.findIndex(({id}) => `#${id}` === location.hash);
	if (row !== -1) select(row);
}

/** @param {EventTarget | null} target */
function isTyping(target) {
	return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
