import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import type {SecretKind} from '../../src/evidence/evidence.ts';
import {removeSecrets} from '../../src/evidence/remove-secrets.ts';
import {base62, base64, hex, jwt, lower, upper, uuid} from '../support/made-up.ts';

const keyPatterns = [/\b[0-9a-f]{40}\b/i];
const remove = (text: string) => removeSecrets(text, keyPatterns);

type SecretRow = readonly [name: string, kind: SecretKind, secret: string, write: (secret: string) => string];

const key = hex(40, 7);
const other = base62(43, 8);

const serviceKeys: readonly SecretRow[] = [
	['alone', 'api_key', key, s => s],
	['in a sentence', 'api_key', key, s => `my key is ${s} and I get 401`],
	['in capitals', 'api_key', key.toUpperCase(), s => `KEY ${s}`],
	['in backticks', 'api_key', key, s => `I use \`${s}\` here`],
	['in an environment line', 'api_key', key, s => `DEEPGRAM_API_KEY=${s}`],
	['in an exported variable', 'api_key', key, s => `export DG_KEY="${s}"`],
	['in a .env file of many lines', 'api_key', key, s => `PORT=3000\nDEEPGRAM_API_KEY=${s}\nDEBUG=1`],
	['in an object', 'api_key', key, s => `createClient({ apiKey: '${s}' })`],
	['in a call', 'api_key', key, s => `const deepgram = createClient("${s}")`],
	['in a Python call', 'api_key', key, s => `client = DeepgramClient(api_key="${s}")`],
	['in JSON', 'api_key', key, s => `{"api_key":"${s}","model":"nova-3"}`],
	['in YAML', 'api_key', key, s => `Deepgram:\n  api_key: ${s}\n`],
	['in a Kubernetes secret', 'api_key', key, s => `- name: DEEPGRAM_API_KEY\n  value: "${s}"`],
	['in a Docker command', 'api_key', key, s => `docker run -e DEEPGRAM_API_KEY=${s} app`],
	['in a Dart definition', 'api_key', key, s => `flutter run --dart-define=DG=${s}`],
	['in XML', 'api_key', key, s => `<add key="Deepgram" value="${s}"/>`],
	['in JSON with escaped quotes', 'api_key', key, s => `"{\\"key\\":\\"${s}\\"}"`],
	['behind an escaped line end', 'api_key', key, s => `config dump: DG\\n${s}\\n`],
	['percent-encoded', 'api_key', key, s => `body=authorization%3Dx%20${s}%0A`],
	['joined to a name by an underscore', 'api_key', key, s => `using dg_${s} as key`],
	['in Discord markup', 'api_key', key, s => `||${s}||`],
	['between asterisks', 'api_key', key, s => `key: **${s}**`],
	['in Swift', 'api_key', key, s => `let apiKey = "${s}"`],
	['in C#', 'api_key', key, s => `private const string ApiKey = "${s}";`],
	['in Go', 'api_key', key, s => `dg := client.NewWSUsingChan(ctx, "${s}", &cOptions, &tOptions, callback)`],
	[
		'with the word commit far away and a key word nearer',
		'api_key',
		key,
		s => `since my last commit the key ${s} fails`,
	],
	['cut by a line end', 'api_key', key, s => `${s.slice(0, 23)}\n${s.slice(23)}`],
	['cut by a line end and indented', 'api_key', key, s => `  api_key: ${s.slice(0, 20)}\n    ${s.slice(20)}`],
	['cut by a backslash', 'api_key', key, s => `KEY=${s.slice(0, 20)}\\\n${s.slice(20)}`],
	['cut in two strings', 'api_key', key, s => `const k = "${s.slice(0, 20)}" + "${s.slice(20)}"`],
	[
		'cut in two strings on two lines',
		'api_key',
		key,
		s => `k = ("${s.slice(0, 15)}"\n     "${s.slice(15)}")`,
	],
	['cut in three', 'api_key', key, s => `${s.slice(0, 14)}\n${s.slice(14, 28)}\n${s.slice(28)}`],
	['cut in a quoted message', 'api_key', key, s => `> ${s.slice(0, 20)}\n> ${s.slice(20)}`],
	[
		'cut and joined by a plus on the next line',
		'api_key',
		key,
		s => `'${s.slice(0, 20)}'\n  + '${s.slice(20)}'`,
	],
	['as base64', 'api_key', base64(key), s => `secret data: ${s}`],
	['as base64 of a credential pair', 'api_key', base64(`token:${key}`), s => `kubectl says ${s}`],
];

const headers: readonly SecretRow[] = [
	['Token', 'authorization_header', key, s => `Authorization: Token ${s}`],
	['lower-case token', 'authorization_header', key, s => `authorization: token ${s}`],
	['Bearer with a key', 'authorization_header', key, s => `headers: { Authorization: 'Bearer ${s}' }`],
	['Bearer with a JWT', 'authorization_header', jwt(), s => `Authorization: Bearer ${s}`],
	[
		'in curl -v',
		'authorization_header',
		key,
		s => `> GET /v1/listen HTTP/1.1\n> Host: api.example.com\n> Authorization: Token ${s}\n>`,
	],
	['in curl -v over HTTP/2', 'authorization_header', key, s => `* [HTTP/2] [1] [authorization: Token ${s}]`],
	[
		'in a curl command',
		'authorization_header',
		key,
		s => `curl -H "Authorization: Token ${s}" https://api.example.com`,
	],
	['in a Python dict', 'authorization_header', key, s => `extra_headers={"Authorization": "Token ${s}"}`],
	[
		'in a dumped request',
		'authorization_header',
		key,
		s => `headers: {'Authorization': 'Token ${s}', 'User-Agent': 'x'}, status_code: 401`,
	],
	[
		'in a Node header list',
		'authorization_header',
		key,
		s => `rawHeaders: [\n  'Authorization',\n  'Token ${s}',\n]`,
	],
	['in a Go map', 'authorization_header', key, s => `map[Authorization:[Token ${s}] Host:[api.example.com]]`],
	[
		'in a Go header literal',
		'authorization_header',
		key,
		s => `http.Header{"Authorization": []string{"Token ${s}"}}`,
	],
	[
		'in a C# call',
		'authorization_header',
		key,
		s => `ws.Options.SetRequestHeader("Authorization", "Token ${s}");`,
	],
	[
		'in a C# header value',
		'authorization_header',
		other,
		s => `new AuthenticationHeaderValue("Token", "${s}")`,
	],
	[
		'in a Swift call, value first',
		'authorization_header',
		key,
		s => `request.setValue("Token ${s}", forHTTPHeaderField: "Authorization")`,
	],
	['in Ruby', 'authorization_header', key, s => `{ 'Authorization' => 'Token ${s}' }`],
	['in PHP', 'authorization_header', key, s => `'headers' => ['Authorization' => "Token ${s}"]`],
	['concatenated', 'authorization_header', key, s => `"Authorization": "Token " + "${s}"`],
	['percent-encoded', 'authorization_header', key, s => `h=Authorization%3A%20Token%20${s}`],
	['without a scheme', 'authorization_header', key, s => `Authorization: ${s}`],
	[
		'without a scheme, of another vendor',
		'authorization_header',
		hex(32, 3),
		s => `{"authorization": "${s}"}`,
	],
	['of an unknown scheme', 'authorization_header', other, s => `Authorization: Acme ${s}`],
	['Basic', 'authorization_header', base64('user:s3cr3t-pass'), s => `Authorization: Basic ${s}`],
	['Basic, of letters alone', 'authorization_header', base64('user:pass'), s => `authorization: basic ${s}`],
	[
		'Digest',
		'authorization_header',
		hex(32, 5),
		s => `Authorization: Digest username="bob", realm="x", response="${s}"`,
	],
	[
		'AWS signature',
		'authorization_header',
		hex(64, 5),
		s =>
			`Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${s}`,
	],
	[
		'Proxy-Authorization',
		'authorization_header',
		base64('corp:Winter2026'),
		s => `Proxy-Authorization: Basic ${s}`,
	],
	['a UUID as a credential', 'authorization_header', uuid(4), s => `Authorization: Bearer ${s}`],
	['on the next line', 'authorization_header', key, s => `Authorization: Token\n    ${s}`],
	[
		'cut in the middle',
		'authorization_header',
		key,
		s => `Authorization: Token ${s.slice(0, 22)}\n${s.slice(22)}`,
	],
	[
		'a JWT cut in the middle',
		'authorization_header',
		jwt(3),
		s => `Authorization: Bearer ${s.slice(0, 50)}\n${s.slice(50)}`,
	],
	[
		'a bot token',
		'authorization_header',
		`M${base62(24, 3)}.${base62(6, 4)}.${base62(38, 5)}`,
		s => `Authorization: Bot ${s}`,
	],
	['a scheme without a header', 'authorization_header', other, s => `I send Bearer ${s} as documented`],
	[
		'whole, as base64',
		'authorization_header',
		base64(`Authorization: Token ${key}`),
		s => `header (b64): ${s}`,
	],
	[
		'whole, as base64 in two lines',
		'authorization_header',
		base64(`Authorization: Token ${key}\r\nHost: api.example.com`),
		s => `${s.slice(0, 76)}\n${s.slice(76)}`,
	],
	['Sec-WebSocket-Protocol', 'authorization_header', key, s => `Sec-WebSocket-Protocol: token, ${s}`],
	[
		'Sec-WebSocket-Protocol with a JWT',
		'authorization_header',
		jwt(2),
		s => `sec-websocket-protocol: bearer, ${s}`,
	],
	[
		'Sec-WebSocket-Protocol of another vendor',
		'other_key',
		base62(48, 9),
		s => `Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.${s}`,
	],
	['subprotocols in a browser', 'authorization_header', key, s => `new WebSocket(url, ['token', '${s}'])`],
	['subprotocols in Python', 'authorization_header', key, s => `subprotocols=["token", "${s}"]`],
	['subprotocols of another name', 'other_key', other, s => `new WebSocket(url, ["acme", "${s}"])`],
	['a session cookie', 'other_key', other, s => `< set-cookie: session=${s}; Path=/; HttpOnly`],
	['xi-api-key', 'other_key', `sk_${hex(48, 2)}`, s => `xi-api-key: ${s}`],
	['xi-api-key of the older form', 'other_key', hex(32, 6), s => `-H "xi-api-key: ${s}"`],
	['xi-api-key in a call', 'other_key', hex(32, 6), s => `.header("xi-api-key", "${s}")`],
	['x-api-key', 'other_key', `sk-ant-api03-${base62(93, 3)}-AA`, s => `x-api-key: ${s}`],
	['api-key of Azure', 'other_key', hex(32, 9), s => `"api-key": "${s}"`],
	['Ocp-Apim-Subscription-Key', 'other_key', hex(32, 9), s => `Ocp-Apim-Subscription-Key: ${s}`],
];

const urls: readonly SecretRow[] = [
	['token', 'url_secret', key, s => `wss://api.example.com/v1/listen?model=nova-3&token=${s}`],
	['token first', 'url_secret', key, s => `wss://api.example.com/v1/listen?token=${s}&model=nova-3`],
	['key', 'url_secret', key, s => `wss://api.example.com/v1/listen?key=${s}`],
	['api_key', 'url_secret', other, s => `https://api.example.com/x?api_key=${s}`],
	['apiKey', 'url_secret', other, s => `https://api.example.com/x?apiKey=${s})`],
	['access_token', 'url_secret', jwt(), s => `wss://x.livekit.cloud/rtc?access_token=${s}&auto_subscribe=1`],
	[
		'access_token in a fragment',
		'url_secret',
		base62(40, 3),
		s => `https://app.example.com/cb#access_token=${s}&type=x`,
	],
	[
		'a signature',
		'url_secret',
		hex(64, 3),
		s => `https://b.s3.amazonaws.com/a.wav?X-Amz-Date=20260101T000000Z&X-Amz-Signature=${s}`,
	],
	[
		'a shared access signature',
		'url_secret',
		`${base62(43, 4)}%3D`,
		s => `https://a.blob.core.windows.net/c/a.wav?sv=2024-01-01&sig=${s}`,
	],
	[
		'a key of Google',
		'url_secret',
		`AIza${base62(35, 4)}`,
		s => `https://generativelanguage.googleapis.com/v1/models?key=${s}`,
	],
	[
		'escaped in JSON',
		'url_secret',
		key,
		s => `"url":"wss://api.example.com/v1/listen?model=x\\u0026token=${s}"`,
	],
	['escaped in HTML', 'url_secret', key, s => `wss://api.example.com/v1/listen?model=x&amp;token=${s}`],
	[
		'within another URL',
		'url_secret',
		key,
		s => `https://go.example.com/?to=wss%3A%2F%2Fapi.example.com%2F%3Ftoken%3D${s}`,
	],
	['password', 'password', 'tr0ub4dor', s => `postgres://app:${s}@db.internal:5432/app`],
	['password of a proxy', 'password', 'Winter2026!', s => `HTTPS_PROXY=http://corp:${s}@proxy.corp:8080`],
	['password without a user', 'password', 'a8f5f167f44f', s => `redis://:${s}@cache:6379/0`],
	['token as a user', 'password', base62(40, 6), s => `git clone https://${s}@github.com/acme/app.git`],
	[
		'a chat webhook',
		'other_key',
		base62(68, 2),
		s => `https://discord.com/api/webhooks/1115960287183511643/${s}`,
	],
];

const vendors: readonly SecretRow[] = [
	['OpenAI', 'other_key', `sk-${base62(48, 2)}`, s => `OPENAI_API_KEY=${s}`],
	['OpenAI, of a project', 'other_key', `sk-proj-${base62(120, 2)}`, s => `openai.api_key = "${s}"`],
	['OpenAI, of a service account', 'other_key', `sk-svcacct-${base62(60, 2)}`, s => s],
	[
		'Anthropic',
		'other_key',
		`sk-ant-api03-${base62(93, 1)}-${base62(6, 2)}AA`,
		s => `client = Anthropic(api_key="${s}")`,
	],
	['OpenRouter', 'other_key', `sk-or-v1-${hex(64, 2)}`, s => `think.endpoint.headers: ${s}`],
	['DeepSeek', 'other_key', `sk-${hex(32, 4)}`, s => `key ${s}`],
	['Groq', 'other_key', `gsk_${base62(52, 2)}`, s => `Groq(api_key='${s}')`],
	['Google', 'other_key', `AIza${base62(35, 2)}`, s => `genai.configure(api_key=${s})`],
	['Google, OAuth', 'other_key', `ya29.${base62(120, 2)}`, s => `access: ${s}`],
	['Google, client secret', 'other_key', `GOCSPX-${base62(28, 2)}`, s => s],
	['AWS, key id', 'other_key', `AKIA${upper(16, 2)}`, s => `aws_access_key_id = ${s}`],
	['AWS, temporary key id', 'other_key', `ASIA${upper(16, 3)}`, s => `credentials: ${s}`],
	['AWS, secret', 'other_key', `${base62(20, 2)}/${base62(19, 3)}`, s => `aws_secret_access_key = ${s}`],
	[
		'AWS, secret in an environment line',
		'other_key',
		`${base62(20, 4)}+${base62(19, 5)}`,
		s => `AWS_SECRET_ACCESS_KEY=${s}`,
	],
	[
		'Azure, speech',
		'other_key',
		hex(32, 12),
		s => `speech_config = speechsdk.SpeechConfig(subscription="${s}", region="westeurope")`,
	],
	[
		'Azure, speech in C#',
		'other_key',
		hex(32, 12),
		s => `SpeechConfig.FromSubscription("${s}", "westeurope")`,
	],
	[
		'Azure, new form',
		'other_key',
		`${base62(52, 12)}JQQJ99${base62(10, 3)}ACOGAbCd`,
		s => `AZURE_OPENAI_API_KEY=${s}`,
	],
	[
		'Azure, storage',
		'other_key',
		`${base62(86, 12)}==`,
		s => `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${s};EndpointSuffix=core.windows.net`,
	],
	['Azure, client secret', 'other_key', `abc8Q~${base62(34, 3)}`, s => `AZURE_CLIENT_SECRET=${s}`],
	[
		'GitHub, classic, in a URL',
		'password',
		`ghp_${base62(36, 2)}`,
		s => `git remote set-url origin https://x:${s}@github.com/a/b`,
	],
	['GitHub, fine-grained', 'other_key', `github_pat_${base62(22, 2)}_${base62(59, 3)}`, s => s],
	['GitHub, app', 'other_key', `ghs_${base62(36, 4)}`, s => `GITHUB_TOKEN: ${s}`],
	['GitLab', 'other_key', `glpat-${base62(20, 4)}`, s => `PRIVATE-TOKEN: ${s}`],
	[
		'Slack, bot',
		'other_key',
		`xoxb-${hex(12, 1)}-${hex(12, 2)}-${base62(24, 1)}`,
		s => `SLACK_BOT_TOKEN=${s}`,
	],
	['Slack, app', 'other_key', `xapp-1-A0${upper(9, 2)}-${hex(13, 2)}-${hex(64, 2)}`, s => s],
	[
		'Slack, webhook',
		'other_key',
		`T0${upper(8, 1)}/B0${upper(8, 2)}/${base62(24, 3)}`,
		s => `https://hooks.slack.com/services/${s}`,
	],
	['Stripe, live', 'other_key', `sk_live_${base62(24, 2)}`, s => `stripe.api_key = '${s}'`],
	['Stripe, test', 'other_key', `sk_test_${base62(24, 2)}`, s => s],
	['Stripe, webhook', 'other_key', `whsec_${base62(32, 2)}`, s => `endpoint_secret = "${s}"`],
	['Twilio, token', 'other_key', hex(32, 22), s => `TWILIO_AUTH_TOKEN=${s}`],
	[
		'Twilio, token in a call',
		'other_key',
		hex(32, 22),
		s => `const client = twilio('AC${hex(32, 23)}', '${s}')`,
	],
	['Twilio, API key', 'other_key', `SK${hex(32, 24)}`, s => `apiKeySid: ${s}`],
	['Telnyx', 'other_key', `KEY${hex(32, 3).toUpperCase()}_${base62(22, 2)}`, s => s],
	[
		'Discord bot',
		'other_key',
		`M${base62(24, 1)}.${base62(6, 2)}.${base62(38, 3)}`,
		s => `client.login('${s}')`,
	],
	['Telegram bot', 'other_key', `1234567890:AA${base62(33, 2)}`, s => `bot = Bot("${s}")`],
	['Hugging Face', 'other_key', `hf_${base62(34, 2)}`, s => `login(token="${s}")`],
	['ElevenLabs', 'other_key', `sk_${hex(48, 12)}`, s => `ElevenLabs(api_key="${s}")`],
	['ElevenLabs in an environment line', 'other_key', hex(32, 32), s => `ELEVEN_API_KEY=${s}`],
	['LiveKit, secret', 'other_key', base62(43, 42), s => `LIVEKIT_API_SECRET=${s}`],
	[
		'LiveKit, secret in a call',
		'other_key',
		base62(43, 42),
		s => `new AccessToken("API${base62(12, 5)}", "${s}")`,
	],
	['LiveKit, key', 'other_key', `API${base62(12, 43)}`, s => `LIVEKIT_API_KEY=${s}`],
	['AssemblyAI', 'other_key', hex(32, 52), s => `aai.settings.api_key = "${s}"`],
	['Cartesia', 'other_key', `sk_car_${base62(22, 2)}`, s => `Cartesia({apiKey: "${s}"})`],
	['Gladia', 'other_key', uuid(9), s => `GLADIA_API_KEY=${s}`],
	['Speechmatics', 'other_key', base62(32, 3), s => `SPEECHMATICS_API_KEY: "${s}"`],
	['Vapi', 'other_key', uuid(10), s => `vapi_private_key="${s}"`],
	['Daily', 'other_key', hex(64, 10), s => `DAILY_API_KEY=${s}`],
	['Cohere', 'other_key', base62(40, 10), s => `cohere.Client("${s}")`],
	['Mistral', 'other_key', base62(32, 11), s => `MISTRAL_API_KEY='${s}'`],
	['Replicate', 'other_key', `r8_${base62(37, 11)}`, s => s],
	['Perplexity', 'other_key', `pplx-${base62(48, 11)}`, s => s],
	['xAI', 'other_key', `xai-${base62(80, 11)}`, s => s],
	['NVIDIA', 'other_key', `nvapi-${base62(64, 11)}`, s => s],
	['SendGrid', 'other_key', `SG.${base62(22, 11)}.${base62(43, 12)}`, s => s],
	['npm', 'other_key', `npm_${base62(36, 11)}`, s => `//registry.npmjs.org/:_authToken=${s}`],
	['PyPI', 'other_key', `pypi-AgEIcHlwaS5vcmc${base62(120, 11)}`, s => s],
	['DigitalOcean', 'other_key', `dop_v1_${hex(64, 11)}`, s => s],
	['Databricks', 'other_key', `dapi${hex(32, 11)}`, s => s],
	['Supabase', 'jwt', jwt(12), s => `SUPABASE_SERVICE_ROLE_KEY=${s}`],
	['a JWT alone', 'jwt', jwt(5), s => s],
	['a JWT in JSON', 'jwt', jwt(6), s => `{"access_token":"${s}","expires_in":30}`],
	['a JWT in two lines', 'jwt', jwt(7), s => `${s.slice(0, 60)}\n${s.slice(60)}`],
	['OpenAI in two lines', 'other_key', `sk-proj-${base62(80, 22)}`, s => `${s.slice(0, 45)}\n${s.slice(45)}`],
	[
		'GitHub in two strings',
		'other_key',
		`ghp_${base62(36, 32)}`,
		s => `"${s.slice(0, 20)}" + "${s.slice(20)}"`,
	],
	[
		'Google in two lines',
		'other_key',
		`AIza${base62(35, 42)}`,
		s => `key = "${s.slice(0, 20)}" \\\n  "${s.slice(20)}"`,
	],
	[
		'a token in two lines of a terminal',
		'other_key',
		hex(32, 62),
		s => `TWILIO_AUTH_TOKEN=${s.slice(0, 14)}\n${s.slice(14)}\nPORT=3000`,
	],
	[
		'a private key',
		'private_key',
		`${base62(64, 1)}\n${base62(64, 2)}\n${base62(20, 3)}==`,
		s => `-----BEGIN PRIVATE KEY-----\n${s}\n-----END PRIVATE KEY-----`,
	],
	[
		'an RSA key',
		'private_key',
		base62(64, 1),
		s => `-----BEGIN RSA PRIVATE KEY-----\n${s}\n-----END RSA PRIVATE KEY-----`,
	],
	[
		'a private key in JSON',
		'private_key',
		base62(64, 1),
		s => `"private_key": "-----BEGIN PRIVATE KEY-----\\n${s}\\n-----END PRIVATE KEY-----\\n"`,
	],
	[
		'a private key without its end',
		'private_key',
		base62(64, 1),
		s => `-----BEGIN OPENSSH PRIVATE KEY-----\n${s}\n`,
	],
	[
		'a private key without its beginning',
		'private_key',
		base62(64, 1),
		s => `${s}\n-----END EC PRIVATE KEY-----`,
	],
	['a password', 'password', 'hunter2!', s => `password: ${s}`],
	['a password in JSON', 'password', 'correct-horse-9', s => `{"username":"me","password":"${s}"}`],
	[
		'a password in a connection string',
		'password',
		'S3cure!Pass',
		s => `Server=db;User Id=sa;Password=${s};`,
	],
	['a password in prose', 'password', 'hunter2x', s => `the password is ${s}`],
	['curl -u', 'password', 'pa55word', s => `curl -u admin:${s} https://example.com`],
	['docker login', 'password', base62(64, 5), s => `docker login quay.io -u 'acme+x' -p ${s}`],
	['a row of a table', 'other_key', other, s => `| ACME_API_KEY | ${s} |`],
	['behind an arrow', 'other_key', other, s => `api_key -> ${s}`],
	[
		'a pair of user and password in Python',
		'password',
		other,
		s => `requests.post(url, auth=("api", "${s}"))`,
	],
	['a constructor of Rust', 'other_key', other, s => `Acme::new("${s}")?`],
	['an option', 'other_key', other, s => `wscat --auth-token ${s}`],
	[
		'prose with a secret far behind',
		'other_key',
		other,
		s => `this is the secret of my project, do you see anything wrong: ${s}`,
	],
	['a key on the line below', 'other_key', other, s => `here is the api key:\n${s}`],
];

for (const [group, rows] of Object.entries({
	'a key of the service': serviceKeys,
	'a header': headers,
	'a URL': urls,
	'another secret': vendors,
})) {
	describe(`${group} is removed`, () => {
		for (const [name, kind, secret, write] of rows) {
			test(name, () => {
				const {text, found} = remove(write(secret));
				for (const part of piecesOf(secret)) assert.ok(!text.includes(part), text);
				assert.ok(text.includes(`[removed: ${kind}]`), `${text} (${found})`);
				assert.ok(found.includes(kind), `${found}`);
			});
		}
	});
}

/** Not even a third of a secret may stay. */
function piecesOf(secret: string): string[] {
	const size = Math.max(6, Math.ceil(secret.length / 3));
	return Array.from({length: Math.ceil(secret.length / size)}, (_, index) =>
		secret.slice(index * size, (index + 1) * size),
	).filter(part => part.length >= Math.min(6, secret.length));
}

const harmless: readonly (readonly [name: string, text: string])[] = [
	['a request id', `dg-request-id: ${uuid(1)}`],
	['a request id in JSON', `{"request_id":"${uuid(2)}"}`],
	['a request id in prose', `request id ${uuid(3)}, key is set`],
	['a request id behind the word token', `the token call had request_id=${uuid(4)}`],
	['a UUID alone', uuid(5)],
	['two UUIDs on two lines', `${uuid(6)}\n${uuid(7)}`],
	['a project', `https://api.example.com/v1/projects/${uuid(8)}/keys`],
	['the id of a key', `api_key_id: ${uuid(9)}`],
	['an MD5', `md5: ${hex(32, 3)}`],
	['an MD5 above a UUID', `${hex(32, 3)}\n${uuid(7)}`],
	['a SHA-256', `sha256:${hex(64, 3)}`],
	['a SHA-256 alone', hex(64, 4)],
	['a SHA-512 of a package', `"integrity": "sha512-${base62(86, 3)}=="`],
	['a commit', `commit ${hex(40, 4)}`],
	['a commit in a sentence', `I built it from commit ${hex(40, 4)} today`],
	['a commit in a URL', `https://github.com/acme/sdk/commit/${hex(40, 4)}`],
	['a file at a commit', `https://github.com/acme/sdk/blob/${hex(40, 4)}/src/client.ts#L401`],
	['a raw file at a commit', `https://raw.githubusercontent.com/acme/sdk/${hex(40, 4)}/README.md`],
	['a requirement at a commit', `pip install git+https://github.com/acme/sdk.git@${hex(40, 4)}`],
	['an npm dependency at a commit', `"sdk": "github:acme/sdk#${hex(40, 4)}", see git`],
	['an action at a commit', `uses: actions/checkout@${hex(40, 4)}`],
	['a log of git', `${hex(40, 5)} (HEAD -> main, origin/main) Fix it`],
	['remote references', `${hex(40, 5)}\trefs/heads/main`],
	['a SHA-1 of a file', `${hex(40, 5)}  audio.wav`],
	['a SHA-1 with its name', `sha1: ${hex(40, 5)}`],
	['a fingerprint', `SHA1 Fingerprint=${hex(40, 5)}`],
	['a thumbprint', `Thumbprint: ${hex(40, 5).toUpperCase()}`],
	['an ETag', `ETag: "${hex(40, 5)}"`],
	['GIT_SHA', `GIT_SHA=${hex(40, 6)}`],
	['the revision of a deployment', `VERCEL_GIT_COMMIT_SHA=${hex(40, 6)}`],
	['a model in a cache', `/root/.cache/huggingface/hub/models--x/snapshots/${hex(40, 6)}/config.json`],
	['the nonce of an upgrade', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
	['the answer to a nonce', 'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo='],
	['a stream of Twilio', `Media stream MZ${hex(32, 3)} ended`],
	['an account of Twilio', `accountSid: AC${hex(32, 4)}`],
	['a trace', `traceparent: 00-${hex(32, 3)}-${hex(16, 3)}-01`],
	['a placeholder in capitals', 'Authorization: Token YOUR_DEEPGRAM_API_KEY'],
	['a placeholder in angle brackets', 'Authorization: Token <your key>'],
	['a placeholder of x', 'Authorization: Token xxxxxxxxxxxxxxxx'],
	['a placeholder of the documentation', 'Authorization: Token 12345abcdef'],
	['a placeholder in YAML', "api_key: 'API_KEY'"],
	['a placeholder of words', 'apiKey: "your-openai-key-here"'],
	['a masked key', 'DEEPGRAM_API_KEY=5f4d****ccdd'],
	['a shortened key', 'key: 5f4dcc3b...'],
	['zeros', `DEEPGRAM_API_KEY=${'0'.repeat(40)}`],
	['process.env', 'const dg = createClient(process.env.DEEPGRAM_API_KEY)'],
	['process.env in an object', '{ apiKey: process.env.DEEPGRAM_API_KEY }'],
	['os.environ', 'api_key=os.environ["DEEPGRAM_API_KEY"]'],
	['os.getenv', 'api_key = os.getenv("DEEPGRAM_API_KEY", "")'],
	['a settings object', 'DeepgramClient(EnvSettings.DEEPGRAM_API_KEY, config=dg_config)'],
	['a variable of the shell', 'curl -H "Authorization: Token $DEEPGRAM_API_KEY" https://api.example.com'],
	['a template', ['Authorization: `Token $', '{apiKey}`'].join('')],
	['an f-string', 'headers = {"Authorization": f"Token {DEEPGRAM_API_KEY}"}'],
	['a concatenation', '"Authorization": "Token " + apiKey'],
	['a variable', 'new WebSocket(url, ["token", apiKey])'],
	['a call', 'token = createTemporaryToken2(client)'],
	['a list of subprotocols', '["graphql-ws", "subscriptions-transport-ws"]'],
	['prose about the header', 'Authorization: header is missing, Token scheme'],
	['prose about the scheme', 'I use Bearer authentication in place of Token'],
	['a count of tokens', 'max_tokens: 4096, token_count=100000000'],
	['the type of a token', '"token_type": "bearer"'],
	['an unexpected token', "SyntaxError: Unexpected token: 'export' in module4"],
	['the key of an object in a store', '"Key": "recordings/2026/05/call-00012345.wav"'],
	['a public key', 'ssh-ed25519 is my public_key: AAAAC3NzaC1lZDI1NTE5AAAAIPlaceholderOnly'],
	['a cache', 'cache_key: nova-3-general-2025-01-09'],
	['a model', 'model=aura-2-thalia-en&encoding=linear16&sample_rate=16000'],
	['a link behind the word key', '[an API key](https://console.example.com/signup?jump=keys)'],
	['a union of types', `'jwt' | 'base64url' | 'uuid4'`],
	['a password field', '<input type="password" name="password" required>'],
	['a password word', 'password: string, wrong password is refused'],
	['a user without a password', 'postgres://app@db:5432/app'],
	['a placeholder password', 'redis://user:password@localhost:6379'],
	['a mail address', 'write to me@example.com or https://npmjs.com/package/@acme/sdk'],
	['a certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'],
	['the name of an error', 'APIStatusError, APIConnectionError: raised by openai'],
	['a long name', 'my_very_long_function_name_that_goes_on_and_on_v2'],
	['base64 of plain words', base64('the quick brown fox jumps over the lazy dog')],
	['a hexadecimal dump', '00000000: 5249 4646 24f0 0000 5741 5645 666d 7420'],
	['a time', 'created 2024-10-23T14:57:23.420Z, duration 0.0'],
	[
		'what was removed before',
		'Authorization: Token [removed: authorization_header], ?token=[removed: url_secret]',
	],
];

describe('no secret, and it stays', () => {
	for (const [name, text] of harmless) {
		test(name, () => assert.deepEqual(remove(text), {text, found: []}));
	}
});

test('the scheme of an authorization stays, as it is evidence', () => {
	assert.equal(
		remove(`Authorization: Bearer ${key}`).text,
		'Authorization: Bearer [removed: authorization_header]',
	);
});

test('what is found says both where a secret stood and what it was', () => {
	assert.deepEqual(remove(`Authorization: Bearer ${key}`).found, ['authorization_header', 'api_key']);
	assert.deepEqual(remove(`wss://x.example.com/?token=${jwt()}`).found, ['url_secret', 'jwt']);
});

test('a text without secrets is given back as it is', () => {
	const text = `${lower(3, 2)} got 401 from wss://api.example.com/v1/listen?model=nova-3`;
	assert.deepEqual(remove(text), {text, found: []});
});

test('every secret of a text goes, each kind is named once', () => {
	const {text, found} = remove(`a ${hex(40, 1)} b ${hex(40, 2)} c sk-${base62(48, 3)}`);
	assert.equal(text, 'a [removed: api_key] b [removed: api_key] c [removed: other_key]');
	assert.deepEqual(found, ['api_key', 'other_key']);
});

test('removing twice changes nothing more', () => {
	const once = remove(
		[...serviceKeys, ...headers, ...urls, ...vendors]
			.map(([, , secret, write]) => write(secret))
			.join('\n\n'),
	).text;
	assert.deepEqual(remove(once), {text: once, found: []});
});
