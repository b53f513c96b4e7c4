const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export function isUuid(value: string): boolean {
	return uuid.test(value);
}

/** Whether something in a key's place is a stand-in (`YOUR_API_KEY`, `<key>`, `xxxx`, code that reads a variable), no secret. */
export function isPlaceholder(value: string): boolean {
	return (
		value.length < 6 ||
		/^[<[{$%(@#&!]|^[a-z]{2,10}:\/\/|^(?:f|rb?|br?|u)?["']|\$\{|\{\{|\$\(|%[A-Za-z_]+%/.test(value) ||
		isMasked(value) ||
		isExpression(value) ||
		new Set(value.toLowerCase()).size <= 3 ||
		isCountedUp(value) ||
		isWords(value)
	);
}

/** Part of it is hidden already. */
function isMasked(value: string): boolean {
	return /\*{3}|\.{3}|…|[•●·]{2}|x{4}|X{4}|_{4}|#{3}/.test(value);
}

/** Code that fetches the value in place of the value. */
function isExpression(value: string): boolean {
	return /^(?:(?:process|import\.meta|os|sys|config|cfg|conf|settings?|self|this|args|options?|opts|env|ENV|secrets?|st|Deno|Bun|System|Environment|Platform|BuildConfig|Configuration|app|ctx|context|props|state|request|req|session|userdata|params|String|dotenv)(?:\.|\[|\(|::|\?\.)|(?:getenv|get_env|env|var|read|load|fetch|input|prompt|await|new|function|lambda)\b[ (])/.test(
		value,
	);
}

/** `12345abcdef`, `abc123`, `1234567890`: every run of letters or digits counts up. */
function isCountedUp(value: string): boolean {
	if (value.length > 20) return false;
	const runs = value.toLowerCase().match(/[a-z]+|[0-9]+/g) ?? [];
	return (
		runs.length > 0 && runs.every(run => 'abcdefghijklmnopqrstuvwxyz|01234567890|09876543210'.includes(run))
	);
}

const standInWords =
	/(?:^|[^a-z])(?:your|yours|insert|replace|paste|enter|placeholder|example|sample|changeme|change|dummy|fake|redacted|removed|hidden|here|todo|actual|some|xxx)(?:[^a-z]|$)/;

/** Words such as `your-acme-key`, `API_KEY` or `acmeApiKeyV2`. */
function isWords(value: string): boolean {
	const core = value.replace(/[-_. ]?[Vv]?\d{1,3}$/, '');
	const spaced = core.replace(/([a-z])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2 ');
	if (/\d/.test(core)) return core.length < 60 && standInWords.test(spaced.toLowerCase());
	const words = spaced.split(/[^A-Za-z]+/).filter(word => word !== '');
	const isMixed = /[a-z]/.test(core) && /[A-Z]/.test(core);
	const allowed = isMixed ? /^(?:[A-Z]?[a-z]{2,20}|[A-Za-z]|[A-Z]{2,4})$/ : /^(?:[a-z]{1,24}|[A-Z]{1,14})$/;
	const isEach = words.every(word => allowed.test(word) && (word.length < 5 || /[aeiouy]/i.test(word)));
	const letters = words.join('').length;
	return isEach && words.length > 0 && letters / words.length >= 2.5;
}

/**
 * Whether a value looks drawn by lot, as keys are: digits, small and capital letters change often. Words,
 * names of models and file names do not; UUIDs and dates do, so whoever asks excludes them.
 */
export function looksRandom(value: string, atLeast = 16): boolean {
	if (value.length < atLeast || isPlaceholder(value)) return false;
	const longest = value
		.split(/[^A-Za-z0-9]+/)
		.reduce((best, part) => (part.length > best.length ? part : best), '');
	if (longest.length < Math.min(atLeast, 10) || !/[A-Za-z]/.test(longest)) return false;
	if (longest.length >= 12 && /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(longest)) return /\d/.test(longest);
	const runs = longest.match(/[A-Z]?[a-z]+|[A-Z]+|[0-9]+/g) ?? [];
	return runs.length > 1 && longest.length / runs.length <= 4.2;
}

/** Whether a value that stands in a key's place is a secret: it need not look random there, but it must be no stand-in. */
export function isSecretInPlace(value: string): boolean {
	if (value.length < 8 || isPlaceholder(value)) return false;
	return /\d/.test(value) || (/[a-z]/.test(value) && /[A-Z]/.test(value)) || value.length >= 20;
}

const nearWindow = 48;
const addressWindow = 200;

/**
 * Whether forty hexadecimal digits and the like are a hash (of a commit, a file, a certificate) rather than a
 * key: what stands before or behind them says so, and no word for a key stands nearer.
 */
export function standsForHash(
	text: string,
	{start, end}: {readonly start: number; readonly end: number},
): boolean {
	const line = text.slice(Math.max(text.lastIndexOf('\n', start - 1) + 1, start - addressWindow), start);
	const before = line.slice(-nearWindow);
	const behind = text.slice(end, end + nearWindow);
	const keyAt = lastMatch(before, /key|token|secret|auth|credential|bearer|passw/gi);
	const hashAt = lastMatch(
		before,
		/\bcommit|\bsha-?1?(?:sum)?\b|\bhash|\brevision|\brev\b|checksum|digest|\bgit\b|\bHEAD\b|\bref(?:s|log)?\b|fingerprint|thumbprint|\betag|\bcherry-?pick|\brevert|\bbisect|\bsnapshots?\b|\bblob|\btree\b|\bparent|\bmerge|\bchangeset|\bsubmodule|\bbtih\b|\bobjects?\/|_sha\b|\bpatch/gi,
	);
	if (hashAt > keyAt) return true;
	if (keyAt !== -1) return false;
	return (
		/(?:\b(?:build|release|deploy(?:ment|ed)?|version|tag|image|branch|main|master|index|from|at|in)\b[\s:=#"'`(@/-]{1,4}|\.{2,3})$/i.test(
			before,
		) ||
		/(?:github|gitlab|githubusercontent|bitbucket|codeberg|huggingface)(?:\.\w{2,3}\/|:)\S{0,180}$/i.test(
			line,
		) ||
		/(?:\bgit\+|\buses: ?|@)[^\s@]{1,120}@$|\.git[@#]$/.test(line) ||
		/^(?:\.{2,3}[0-9a-f]|["'`)]{0,2}\s{1,4}(?:refs\/|\(HEAD|\(tag|HEAD\b|(?:is|was) the (?:\w{1,12} )?(?:commit|hash|revision))| {2}\*?[\w./-]{1,40}\.\w{1,5}\b|["'`)]{0,2} (?:commit|revision)\b)/.test(
			behind,
		)
	);
}

function lastMatch(text: string, pattern: RegExp): number {
	let at = -1;
	for (const match of text.matchAll(pattern)) at = match.index;
	return at;
}
