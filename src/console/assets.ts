import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';

/** A file that the pages use, with the address under which it never changes. */
export type Asset = {
	readonly path: string;
	/** `path` with a mark of the content, so that it may be cached for ever. */
	readonly href: string;
	readonly contentType: string;
	readonly body: string;
};

export type Assets = {
	readonly style: Asset;
	/** Of every page. */
	readonly script: Asset;
	/** Of the pages on which answers are reviewed. */
	readonly desk: Asset;
	/** The style of the pages with figures. */
	readonly figures: Asset;
	/** The style of the pages on which settings are changed. */
	readonly settings: Asset;
	readonly mark: Asset;
};

/** Reads the pages' own files from the disk. */
export function readAssets(): Assets {
	return {
		style: readAsset({
			file: 'console.css',
			path: '/assets/console.css',
			contentType: 'text/css; charset=utf-8',
		}),
		// Biome checks `.mjs`; browsers know the script as `.js`.
		script: readAsset({
			file: 'console.mjs',
			path: '/assets/console.js',
			contentType: 'text/javascript; charset=utf-8',
		}),
		desk: readAsset({
			file: 'desk.mjs',
			path: '/assets/desk.js',
			contentType: 'text/javascript; charset=utf-8',
		}),
		figures: readAsset({
			file: 'figures.css',
			path: '/assets/figures.css',
			contentType: 'text/css; charset=utf-8',
		}),
		settings: readAsset({
			file: 'settings.css',
			path: '/assets/settings.css',
			contentType: 'text/css; charset=utf-8',
		}),
		mark: readAsset({file: 'lineman.svg', path: '/assets/lineman.svg', contentType: 'image/svg+xml'}),
	};
}

/** The test of the line as one file, for a member's own machine; undefined where it has not been built. */
export async function readProbeFile(): Promise<Uint8Array<ArrayBuffer> | undefined> {
	try {
		return new Uint8Array(await readFile(join(import.meta.dirname, '../../dist', probeFileName)));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
}

export const probeFileName = 'lineman-probe.mjs';

function readAsset({file, path, contentType}: {file: string; path: string; contentType: string}): Asset {
	const body = readFileSync(join(import.meta.dirname, 'assets', file), 'utf8');
	const version = createHash('sha256').update(body).digest('base64url').slice(0, 12);
	return {path, href: `${path}?v=${version}`, contentType, body};
}
