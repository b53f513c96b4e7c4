import {base62, base64, hex, jwt, lower, upper, uuid} from './made-up.ts';

/** A secret as its vendor makes them, drawn by lot from a seed; `part` is what nobody may see any of. */
export type MadeUpSecret = {readonly vendor: string; readonly secret: string; readonly part: string};

type Make = (seed: number) => {readonly secret: string; readonly part?: string};

const url64 = (length: number, seed: number) =>
	base62(length, seed)
		.replace(/^(.{7})./, '$1_')
		.replace(/(.)$/, 'Q');
const digits = (length: number, seed: number) =>
	[...hex(length, seed)].map(digit => String(Number.parseInt(digit, 16) % 10)).join('');
const prefixed =
	(prefix: string, length: number, draw: (length: number, seed: number) => string = base62): Make =>
	seed => {
		const part = draw(length, seed);
		return {secret: prefix + part, part};
	};

/** Shapes as vendors document them. Prefixes stand apart from what is drawn, so that nothing here looks like a key. */
const vendors: Readonly<Record<string, Make>> = {
	service: seed => ({secret: hex(40, seed)}),
	'service, capitals': seed => ({secret: hex(40, seed).toUpperCase()}),
	jwt: seed => {
		const secret = jwt(seed);
		return {secret, part: secret.split('.')[2] ?? secret};
	},
	'AWS id': prefixed('AKIA', 16, upper),
	'AWS session id': prefixed('ASIA', 16, upper),
	'Google API': prefixed('AIza', 35, url64),
	'Google OAuth': prefixed('ya29.', 80, url64),
	'Google client secret': prefixed('GOCSPX-', 28, url64),
	'Azure storage': seed => ({secret: `${base62(86, seed)}==`, part: base62(86, seed)}),
	'Azure AI': seed => ({secret: `${base62(52, seed)}JQQJ99${base62(20, seed + 1)}`}),
	'Azure client secret': seed => ({
		secret: `${base62(3, seed)}8Q~${base62(34, seed + 1)}`,
		part: base62(34, seed + 1),
	}),
	OpenAI: prefixed('sk-', 48),
	'OpenAI project': prefixed('sk-proj-', 120, url64),
	'OpenAI service account': prefixed('sk-svcacct-', 100, url64),
	Anthropic: prefixed('sk-ant-api03-', 95, url64),
	OpenRouter: prefixed('sk-or-v1-', 64, hex),
	Groq: prefixed('gsk_', 52),
	xAI: prefixed('xai-', 80),
	Perplexity: prefixed('pplx-', 48),
	'Hugging Face': prefixed('hf_', 34),
	Replicate: prefixed('r8_', 37),
	NVIDIA: prefixed('nvapi-', 64, url64),
	LangSmith: prefixed('lsv2_pt_', 43, lower),
	Pinecone: prefixed('pcsk_', 60, url64),
	'Slack bot': seed => ({
		secret: `xoxb-${digits(12, seed)}-${digits(13, seed + 1)}-${base62(24, seed + 2)}`,
		part: base62(24, seed + 2),
	}),
	'Slack app': seed => ({
		secret: `xapp-1-A${upper(10, seed)}-${digits(13, seed + 1)}-${hex(64, seed + 2)}`,
		part: hex(64, seed + 2),
	}),
	'Slack webhook': seed => ({
		secret: `https://hooks.slack.com/services/T${upper(9, seed)}/B${upper(10, seed + 1)}/${base62(24, seed + 2)}`,
		part: base62(24, seed + 2),
	}),
	'Discord bot': seed => ({
		secret: `${base64(digits(18, seed)).replaceAll('=', '').replace(/^./, 'M')}.G${base62(5, seed + 1)}.${url64(38, seed + 2)}`,
		part: url64(38, seed + 2),
	}),
	'Discord webhook': seed => ({
		secret: `https://discord.com/api/webhooks/1${digits(18, seed)}/${url64(68, seed + 1)}`,
		part: url64(68, seed + 1),
	}),
	'Telegram bot': seed => ({
		secret: `1${digits(9, seed)}:AA${url64(33, seed + 1)}`,
		part: url64(33, seed + 1),
	}),
	'GitHub classic': prefixed('ghp_', 36),
	'GitHub fine-grained': seed => ({
		secret: `github_pat_${base62(22, seed)}_${base62(59, seed + 1)}`,
		part: base62(59, seed + 1),
	}),
	'GitHub app': prefixed('ghs_', 36),
	GitLab: prefixed('glpat-', 20, url64),
	npm: prefixed('npm_', 36),
	PyPI: prefixed('pypi-AgEIcHlwaS5vcmc', 120, url64),
	Docker: prefixed('dckr_pat_', 27, url64),
	Stripe: prefixed('sk_live_', 24),
	'Stripe restricted': prefixed('rk_live_', 40),
	'Stripe webhook': prefixed('whsec_', 32),
	Twilio: prefixed('SK', 32, hex),
	SendGrid: seed => ({secret: `SG.${url64(22, seed)}.${url64(43, seed + 1)}`, part: url64(43, seed + 1)}),
	Mailgun: prefixed('key-', 32, hex),
	Shopify: prefixed('shpat_', 32, hex),
	Square: prefixed('sq0atp-', 22, url64),
	DigitalOcean: prefixed('dop_v1_', 64, hex),
	Vault: prefixed('hvs.', 90, url64),
	Databricks: prefixed('dapi', 32, hex),
	Grafana: prefixed('glsa_', 41),
	Sentry: prefixed('sntrys_', 80),
	Linear: prefixed('lin_api_', 40),
	Figma: prefixed('figd_', 40, url64),
	Cartesia: prefixed('sk_car_', 22),
	ElevenLabs: prefixed('sk_', 48, hex),
	Supabase: prefixed('sbp_', 40, hex),
};

/** Where people write one; `place` says so, and what is written never says whose it is by more than usual. */
const places: Readonly<Record<string, (secret: string) => string>> = {
	alone: s => s,
	'in a sentence': s => `it fails with 401 and I use ${s} since yesterday`,
	'in a shell': s => `export API_KEY=${s}`,
	'in an environment file': s => `PORT=3000\nVOICE_API_KEY="${s}"\nDEBUG=1`,
	'in JavaScript': s => `const client = createClient({apiKey: '${s}'});`,
	'in Python': s => `client = Client(api_key="${s}")`,
	'in JSON': s => `{"model": "two", "credentials": {"token": "${s}"}}`,
	'in YAML': s => `voice:\n  secret: ${s}\n  region: eu`,
	'in a header': s => `> Authorization: Bearer ${s}\r\n> Accept: */*`,
	"in the service's header": s => `Authorization: Token ${s}`,
	'in a header of its own': s => `x-api-key: ${s}`,
	'in a curl command': s => `curl -H 'Authorization: Token ${s}' https://api.acme.example/v1/listen`,
	'in a URL': s => `wss://api.acme.example/v1/listen?model=two&token=${s}`,
	'in the path of a log': s => `[2026-01-02T03:04:05Z] INFO opening with key=${s} attempt=2`,
	'in basic auth of a URL': s => `https://user:${s}@proxy.example:8080/`,
	'in a stack trace': s => `Error: refused (token "${s}")\n    at connect (/app/index.js:10:5)`,
	'in a JSON log': s => `{"level":"info","msg":"connect","headers":{"authorization":"Token ${s}"}}`,
	'in a fence': s => `\`\`\`\n${s}\n\`\`\``,
	'split by a line end': s =>
		`key:\n${s.slice(0, Math.ceil(s.length / 2))}\n${s.slice(Math.ceil(s.length / 2))}`,
	'split in two strings': s =>
		`apiKey: '${s.slice(0, Math.ceil(s.length / 2))}' +\n  '${s.slice(Math.ceil(s.length / 2))}'`,
	'in base64 of a header': s => `header (base64): ${base64(`Authorization: Token ${s}`)}`,
	'in base64 of basic auth': s => `Authorization: Basic ${base64(`user:${s}`)}`,
};

/** As a model reads a screenshot: lines are cut, and a gap may stand where none was. */
const screenshots: Readonly<Record<string, (secret: string) => string>> = {
	'in a screenshot': s => `Terminal\n$ npm start\nAPI_KEY=${s}\nUnexpected server response: 401`,
	'in a screenshot, wrapped': s => {
		const at = Math.ceil(s.length * 0.6);
		return `Settings\nAPI key\n${s.slice(0, at)}\n${s.slice(at)}\nSave`;
	},
	'in a screenshot, with a gap': s => {
		const at = Math.ceil(s.length * 0.5);
		return `API key: ${s.slice(0, at)} ${s.slice(at)}\nUnexpected server response: 401`;
	},
};

export type PlacedSecret = MadeUpSecret & {
	readonly place: string;
	readonly text: string;
	/** Everything that must not be seen: the secret, and where it is written in base64 that too. */
	readonly forbidden: readonly string[];
	readonly from: 'text' | 'screenshot';
};

/** Secrets that have a shape only together with where they stand. */
const bound: readonly ((seed: number) => PlacedSecret)[] = [
	seed => {
		const part = base62(14, seed);
		return placed(
			{vendor: 'password', secret: part, part},
			'in a database URL',
			`DATABASE_URL=postgres://app:${part}@db.example/app`,
		);
	},
	seed => {
		const part = base62(40, seed);
		return placed(
			{vendor: 'AWS secret', secret: part, part},
			'beside its name',
			`aws_secret_access_key = ${part}`,
		);
	},
	seed => {
		const part = hex(32, seed);
		return placed(
			{vendor: 'key without a shape', secret: part, part},
			'beside its name',
			`Ocp-Apim-Subscription-Key: ${part}`,
		);
	},
	seed => {
		const part = uuid(seed);
		return placed({vendor: 'UUID as a key', secret: part, part}, 'beside its name', `api_key: ${part}`);
	},
	seed => {
		const lines = [1, 2, 3, 4, 5, 6].map(line => base62(64, seed + line));
		const [, part = ''] = lines;
		const type = ['RSA ', 'EC ', 'OPENSSH ', ''][seed % 4];
		const text = `-----BEGIN ${type}PRIVATE KEY-----\n${lines.join('\n')}\n-----END ${type}PRIVATE KEY-----`;
		return {
			...placed({vendor: 'private key', secret: lines.join('\n'), part}, 'as a block', text),
			forbidden: lines,
		};
	},
	seed => {
		const part = hex(32, seed);
		return placed(
			{vendor: 'digest', secret: part, part},
			'in a header',
			`Authorization: Digest username="bob", realm="x", response="${part}"`,
		);
	},
];

function placed(made: MadeUpSecret, place: string, text: string): PlacedSecret {
	const isScreenshot = place.startsWith('in a screenshot');
	const inBase64 =
		/base64|basic auth/.test(place) && !text.includes(made.secret) ? [text.split(/\s/).at(-1) ?? ''] : [];
	return {
		...made,
		place,
		text,
		forbidden: [made.part, ...inBase64],
		from: isScreenshot ? 'screenshot' : 'text',
	};
}

/** The set, the same for the same seed: every vendor in every `step`th place, and what is bound to its place. */
export function placedSecrets({
	seed,
	step,
}: {
	readonly seed: number;
	readonly step: number;
}): readonly PlacedSecret[] {
	const all = Object.entries({...places, ...screenshots});
	const free = Object.entries(vendors).flatMap(([vendor, make], v) =>
		all.flatMap(([place, write], p) => {
			if ((v + p) % step !== 0) return [];
			const {secret, part = secret} = make(seed + 1000 * v + 10 * p);
			return [placed({vendor, secret, part}, place, write(secret))];
		}),
	);
	const fixed = bound.flatMap((make, b) => [1, 2, 3, 4].map(turn => make(seed + 50 * b + turn)));
	return [...free, ...fixed];
}

/** What looks like a secret and is none, in the words that people paste around it. */
export function lookalikes(count: number, seed: number): readonly string[] {
	const kinds: readonly ((seed: number) => string)[] = [
		s => `request_id: ${uuid(s)}`,
		s => `dg-request-id: ${uuid(s)}`,
		s => `commit ${hex(40, s)}`,
		s => `fixed in ${hex(7, s)} (${hex(12, s)})`,
		s => `sha256:${hex(64, s)}`,
		s => `"integrity": "sha512-${base62(86, s)}=="`,
		s => `traceparent: 00-${hex(32, s)}-${hex(16, s)}-01`,
		s => `trace_id=${hex(32, s)} span_id=${hex(16, s)}`,
		s => `x-amzn-trace-id: Root=1-${hex(8, s)}-${hex(24, s + 1)}`,
		s => `cf-ray: ${hex(16, s)}-FRA`,
		s => `ETag: "${hex(32, s)}"`,
		s => `md5 ${hex(32, s)}  audio.wav`,
		s => `https://github.com/acme/app/commit/${hex(40, s)}`,
		s => `Request ID ${uuid(s)} failed with 400`,
		s => `session ${uuid(s)} closed with 1011`,
		s => `{"request_id":"${uuid(s)}","err_code":"INVALID_AUTH"}`,
		s => `model nova-${(s % 9) + 1}-phonecall-v${s % 97}.${s % 7}`,
		s => `docker image acme/app@sha256:${hex(64, s)}`,
		s => `at /app/node_modules/.pnpm/ws@8.${s % 30}.0/node_modules/ws/lib/websocket.js:${s % 999}:12`,
		s => `Sec-WebSocket-Key: ${base64(hex(16, s))}`,
		s => `Sec-WebSocket-Accept: ${base64(hex(20, s))}`,
		s => `callId=${uuid(s)} attempt=2`,
		s => `channel 1${digits(17, s)} message 1${digits(17, s + 1)}`,
		s => `build ${hex(8, s)} deployed to region eu-west-${s % 4}`,
		s => `gpt-${(s % 5) + 1}.${s % 9}-mini-2026-0${(s % 9) + 1}-1${s % 9}`,
		s => `conversation ${uuid(s)} message ${uuid(s + 1)}`,
	];
	return Array.from({length: count}, (_, index) => kinds[index % kinds.length]?.(seed + index) ?? '');
}
