/** An address without the place within its page. */
export function pageOf(url: string): string {
	return url.replace(/[#?].*/s, '').replace(/\/$/, '');
}
