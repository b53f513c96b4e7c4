export function isPasswordPlaceholder(password: string): boolean {
	return (
		password.length < 3 ||
		isMasked(password) ||
		new Set(password).size === 1 ||
		/^[A-Z]+(?:_[A-Z]+){1,6}$/.test(password) ||
		/^(?:[<[{$%(].*|(?:(?:your|my|the|db|user|some|secret|pass|password|passwd|pwd|pw|word|here|example|test|x{2,}|string|str|text|true|false|none|null|required|optional|undefined|reset|wrong|invalid|missing|field|input|is|was|not|and|or|for|to|in|changeme|change|me|account|login)[-_ ]?){1,4})$/i.test(
			password,
		)
	);
}

function isMasked(value: string): boolean {
	return /^[*•●·.xX…_#-]+$/.test(value) || /\*{3}|…|\.{3}/.test(value);
}
