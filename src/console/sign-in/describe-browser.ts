/** A browser in a few words, so that somebody knows their own again: "Firefox on Linux". */
export function describeBrowser(userAgent: string | undefined): string {
	if (userAgent === undefined || userAgent === '') return 'Unknown browser';
	const browser = browsers.find(([, mark]) => userAgent.includes(mark))?.[0] ?? 'Another browser';
	const system = systems.find(([, mark]) => userAgent.includes(mark))?.[0];
	return system === undefined ? browser : `${browser} on ${system}`;
}

/** Those that claim to be others come first. */
const browsers: readonly (readonly [name: string, mark: string])[] = [
	['Edge', 'Edg/'],
	['Opera', 'OPR/'],
	['Samsung Internet', 'SamsungBrowser/'],
	['Firefox', 'Firefox/'],
	['Firefox', 'FxiOS/'],
	['Chrome', 'CriOS/'],
	['Chrome', 'Chrome/'],
	['Safari', 'Safari/'],
];

const systems: readonly (readonly [name: string, mark: string])[] = [
	['Android', 'Android'],
	['iPhone', 'iPhone'],
	['iPad', 'iPad'],
	['Windows', 'Windows'],
	['macOS', 'Mac OS X'],
	['ChromeOS', 'CrOS'],
	['Linux', 'Linux'],
];
