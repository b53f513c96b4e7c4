/** Whether a URL leads to the machine that asks; `localhost` always does (RFC 6761). */
export function isThisMachine({hostname}: URL): boolean {
	return /^(?:(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
