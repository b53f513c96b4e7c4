/** How the address of a paste's page becomes that of its plain text: `$1` and so on are what `page` holds in brackets. */
type PasteSite = {readonly host: string; readonly page: RegExp; readonly raw: string};

/** The usual paste sites. A site whose links are plain text already needs none of this. */
const pasteSites: readonly PasteSite[] = [
	{host: 'pastebin.com', page: /^\/(?:raw\/)?(\w{4,16})$/, raw: 'https://pastebin.com/raw/$1'},
	{
		host: 'gist.github.com',
		page: /^\/([\w-]{1,40})\/([0-9a-f]{20,40})$/,
		raw: 'https://gist.githubusercontent.com/$1/$2/raw',
	},
	{host: 'dpaste.com', page: /^\/(\w{4,20})$/, raw: 'https://dpaste.com/$1.txt'},
	{host: 'dpaste.org', page: /^\/(\w{3,20})$/, raw: 'https://dpaste.org/$1/raw'},
	{host: 'paste.mozilla.org', page: /^\/(\w{3,20})$/, raw: 'https://paste.mozilla.org/$1/raw'},
	{host: 'paste.ee', page: /^\/p\/(\w{3,20})$/, raw: 'https://paste.ee/r/$1'},
	{host: 'paste.debian.net', page: /^\/(\d{1,12})\/?$/, raw: 'https://paste.debian.net/plain/$1'},
	{host: 'bpa.st', page: /^\/(\w{3,40})$/, raw: 'https://bpa.st/raw/$1'},
	{host: 'hst.sh', page: /^\/(\w{3,40})(?:\.\w{1,10})?$/, raw: 'https://hst.sh/raw/$1'},
	{host: 'pastecord.com', page: /^\/(\w{3,40})(?:\.\w{1,10})?$/, raw: 'https://pastecord.com/raw/$1'},
	{host: 'pastes.dev', page: /^\/(\w{3,20})$/, raw: 'https://api.pastes.dev/$1'},
	{host: 'sourceb.in', page: /^\/(\w{3,20})$/, raw: 'https://cdn.sourceb.in/bins/$1/0'},
	{host: 'paste.rs', page: /^\/(\w{2,20})$/, raw: 'https://paste.rs/$1'},
	{host: 'termbin.com', page: /^\/(\w{3,20})$/, raw: 'https://termbin.com/$1'},
];

/** A link to a text that somebody put elsewhere. */
export type PasteLink = {
	/** The host as moderators name it. */
	readonly host: string;
	/** Where the text itself is, always https. */
	readonly raw: string;
	/** What the text is called. */
	readonly name: string;
	/** Whether a moderator has allowed the host; if not, it is one of the usual paste sites. */
	readonly isAllowed: boolean;
};

const longestLink = 500;
const links = /https?:\/\/[^\s<>"'`()[\]{}|\\]{3,500}/gi;

/** Links in a text to hosts that are allowed, and to usual paste sites that are not. */
export function findPastes(text: string, allowed: readonly string[]): readonly PasteLink[] {
	const found = [...text.matchAll(links)].flatMap(([link]) =>
		readLink(link.replace(/[.,;:!?*_~]{1,5}$/, ''), allowed),
	);
	return found.filter(({raw}, index) => found.findIndex(each => each.raw === raw) === index);
}

function readLink(link: string, allowed: readonly string[]): readonly PasteLink[] {
	if (link.length > longestLink || !URL.canParse(link)) return [];
	const url = new URL(link);
	const {hostname, pathname, search} = url;
	const host = hostname.replace(/^www\./, '');
	const isAllowed = allowed.includes(host) || allowed.includes(hostname);
	const site = pasteSites.find(each => each.host === host);
	if ((!isAllowed && !site) || pathname === '/' || url.port !== '' || url.username !== '') return [];
	const name = `${host}${pathname}`;
	if (site?.page.test(pathname)) {
		return [{host, raw: pathname.replace(site.page, site.raw), name, isAllowed}];
	}
	return isAllowed ? [{host, raw: `https://${hostname}${pathname}${search}`, name, isAllowed}] : [];
}
