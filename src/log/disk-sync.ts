import {type FileHandle, open} from 'node:fs/promises';

/** Waits for the disk without holding up the process. */
export type DiskSync = {
	/** Resolves when all that was written to the file before the call is on the disk. */
	readonly sync: () => Promise<void>;
	readonly close: () => Promise<void>;
};

/**
 * Writes that come while the disk is busy share the next wait: however many there are, each waits for two at most.
 * `openFile`: for a test.
 */
export function diskSync(
	path: string,
	openFile: (path: string) => Promise<Pick<FileHandle, 'datasync' | 'close'>> = at => open(at, 'r+'),
): DiskSync {
	let file: ReturnType<typeof openFile> | undefined;
	let running: Promise<void> | undefined;
	let next: Promise<void> | undefined;

	const begin = () => {
		next = undefined;
		running = syncOnce().finally(() => {
			running = undefined;
		});
		return running;
	};
	const syncOnce = async () => {
		file ??= openFile(path).catch(error => {
			file = undefined;
			throw error;
		});
		await (await file).datasync();
	};

	return {
		sync() {
			if (next) return next;
			if (!running) return begin();
			// What is running may have begun before the newest write.
			next = running.then(begin, begin);
			return next;
		},
		async close() {
			await (next ?? running)?.catch(() => {});
			await (await file?.catch(() => undefined))?.close();
		},
	};
}
