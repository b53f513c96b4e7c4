/** Discord's limit for the content of one message. https://discord.com/developers/docs/resources/message#create-message */
export const messageLimit = 2000;

/**
 * A text as Discord messages, each within the limit, cut at the last blank line, line end or space before it.
 * A code fence that runs over a cut is closed before it and opened again after it.
 */
export function fitMessages(text: string, limit: number = messageLimit): readonly string[] {
	const messages: string[] = [];
	let rest = text.trim();
	while (rest.length > limit) {
		const {head, tail} = cut(rest, limit);
		messages.push(head);
		rest = tail;
	}
	return rest === '' ? messages : [...messages, rest];
}

const closing = '\n```';

function cut(text: string, limit: number): {head: string; tail: string} {
	const room = text.slice(0, limit - closing.length);
	const at = cutPlace(room);
	const head = text.slice(0, at).trimEnd();
	const tail = text.slice(at).replace(/^\n+/, '');
	const fence = openFence(head);
	if (fence === undefined) return {head, tail: tail.trimStart()};
	return {head: `${head}${closing}`, tail: `${fence}\n${tail}`};
}

/** Before a fence that would be cut, at a blank line, a line end, a space; and where there is none, at the limit. */
function cutPlace(room: string): number {
	const half = room.length / 2;
	const fence = openFence(room) === undefined ? -1 : room.lastIndexOf('\n```');
	const places = [fence, room.lastIndexOf('\n\n'), room.lastIndexOf('\n'), room.lastIndexOf(' ')];
	const place = places.find(place => place > half);
	if (place !== undefined) return place;
	return isHighSurrogate(room, room.length - 1) ? room.length - 1 : room.length;
}

/** The line that opened a fence which the text does not close. */
function openFence(text: string): string | undefined {
	let open: string | undefined;
	for (const line of text.split('\n')) {
		if (!line.startsWith('```')) continue;
		open = open === undefined ? line : undefined;
	}
	return open;
}

function isHighSurrogate(text: string, index: number): boolean {
	const unit = text.charCodeAt(index);
	return unit >= 0xd800 && unit <= 0xdbff;
}
