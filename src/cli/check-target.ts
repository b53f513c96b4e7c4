import {UsageError} from './command.ts';

/** A name of `service.yaml`, or a URL that can be probed. */
export function checkTarget(target: string, names: readonly string[]): void {
	if (names.includes(target)) return;
	if (/^(?:wss?|https?):\/\//.test(target) && URL.canParse(target)) return;
	throw new UsageError(
		`Unknown target "${target}", want one of ${names.join(', ')} or a URL that begins with ws://, wss://, http:// or https://`,
	);
}
