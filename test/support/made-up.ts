/** Made-up characters, always the same for the same seed: no real secret stands in the tests, and no scanner finds one. */
function drawn(alphabet: string, length: number, seed: number): string {
	let state = (seed * 2654435761 + 12345) >>> 0;
	return Array.from({length}, () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return alphabet[Math.floor((state / 2 ** 32) * alphabet.length)] ?? '';
	}).join('');
}

const digits = '0123456789';
const small = 'abcdefghijklmnopqrstuvwxyz';

export const hex = (length: number, seed = 1) => drawn(`${digits}abcdef`, length, seed);
export const lower = (length: number, seed = 1) => drawn(digits + small, length, seed);
export const upper = (length: number, seed = 1) => drawn(digits + small.toUpperCase(), length, seed);
export const base62 = (length: number, seed = 1) => drawn(digits + small + small.toUpperCase(), length, seed);
export const base64 = (text: string) => Buffer.from(text).toString('base64');

export function uuid(seed = 1): string {
	const all = hex(32, seed);
	return [
		all.slice(0, 8),
		all.slice(8, 12),
		`4${all.slice(13, 16)}`,
		`a${all.slice(17, 20)}`,
		all.slice(20),
	].join('-');
}

export function jwt(seed = 1): string {
	const part = (text: string) => Buffer.from(text).toString('base64url');
	return [
		part('{"alg":"HS256","typ":"JWT"}'),
		part(`{"sub":"${uuid(seed)}","exp":1790000000}`),
		base62(43, seed),
	].join('.');
}
