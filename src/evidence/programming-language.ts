import type {EvidenceRules, ReportedClient} from './evidence.ts';
import type {Passage} from './passage.ts';

type Language = {
	readonly name: string;
	/** Tags of code fences, joined by `|`. */
	readonly fences: string;
	/** Tracebacks, files and statements that only this language has; flag `m`. */
	readonly code: RegExp;
	/** How people call it. */
	readonly words: RegExp;
};

const languages: readonly Language[] = [
	{
		name: 'python',
		fences: 'python|py|python3|pycon',
		code: /Traceback \(most recent call last\)|File "[^"\n]{1,300}", line \d|^\s{0,40}(?:async )?def \w{1,80}\(|^\s{0,40}(?:from [\w.]{1,80} import|import (?:asyncio|websockets|json|os)\b)|\bpip3? install\b|\basyncio\.run\(|\w\.py(?::\d|\b)|\bself\.\w|\brequests\.exceptions\.|\bHTTPSConnectionPool\(|\*\*kwargs|\bNoneType\b/m,
		words: /\b(?:python|django|flask|fastapi|asyncio|pyaudio|pipecat|livekit-agents|aiohttp)\b/i,
	},
	{
		name: 'csharp',
		fences: 'csharp|cs|c#|dotnet',
		code: /\bat [\w.`<>]{1,200}\([^)\n]{0,300}\) in [^\n]{1,300}\.cs:line \d|System\.(?:Net|IO|Threading|Exception|AggregateException)\b|^\s{0,20}using [A-Z][\w.]{1,100};|\bvar \w{1,60} = new [A-Z]\w{0,60}[({]|\bawait \w[\w.]{0,80}Async\(|\bdotnet (?:add|run|build)\b|\.csproj\b/m,
		words:
			/(?:\bC#|\b\.NET\b|(?<!\w)\.net (?:core|sdk|[5-9]|1\d)\b|\bdotnet\b|\bcsharp\b|\bblazor\b|\bmaui\b|\bunity\b|\basp\.net\b)/i,
	},
	{
		name: 'go',
		fences: 'go|golang',
		code: /^goroutine \d{1,9} \[|^panic: |\w\.go:\d|^package \w{1,40}$|^func (?:\(\w{1,40} [*\w.]{1,60}\) )?\w{1,60}\(|\bdial tcp\b|\berr != nil\b|\bfmt\.Print|\bx509: |\w{1,40}, err :?= |\bgo get github\.com/m,
		words: /\b(?:golang|go[- ]sdk|in go\b|using go\b|go client)\b/i,
	},
	{
		name: 'kotlin',
		fences: 'kotlin|kt',
		code: /\w\.kt:\d|^\s{0,20}(?:suspend )?fun \w{1,60}\(|\bval \w{1,40} = [A-Z]\w{1,40}\(/m,
		words: /\b(?:kotlin|ktor|jetpack compose)\b/i,
	},
	{
		name: 'java',
		fences: 'java',
		code: /\bat [\w.$]{1,200}\(\w{1,80}\.java:\d|\bjava(?:x)?\.(?:net|io|lang|util|nio|security)\.\w|Exception in thread "|^\s{0,20}import (?:java|okhttp3|com|org)\.[\w.]{1,100};|\bpublic (?:static |final )?(?:class|void)\b|\bokhttp3?\b/m,
		words: /\b(?:java(?!script)|spring(?: boot)?|okhttp|maven|gradle)\b/i,
	},
	{
		name: 'rust',
		fences: 'rust|rs',
		code: /thread '[^'\n]{1,80}' (?:\(\d+\) )?panicked at|\w\.rs:\d|^\s{0,20}(?:pub )?(?:async )?fn \w{1,60}|\blet mut \w|\.unwrap\(\)|\bCargo\.toml\b|\btungstenite\b/m,
		words: /\b(?:rust|tokio|cargo)\b/i,
	},
	{
		name: 'swift',
		fences: 'swift|objc|objective-c',
		code: /NSURLErrorDomain|NSPOSIXErrorDomain|\bURLSession\w{0,30}|\w\.swift:\d|^\s{0,20}(?:private |public )?func \w{1,60}\([^)\n]{0,200}\)(?: async)?(?: throws)? ?(?:->|\{)|\bguard let \w|\bnotAnUpgrade\(/m,
		words: /\b(?:swift|swiftui|xcode|starscream)\b/i,
	},
	{
		name: 'dart',
		fences: 'dart|flutter',
		code: /package:[\w/]{1,120}\.dart|\w\.dart:\d|WebSocketChannelException|\bSocketException: |\bpubspec\.yaml\b|\bflutter run\b/m,
		words: /\b(?:flutter|dart)\b/i,
	},
	{
		name: 'php',
		fences: 'php',
		code: /PHP (?:Fatal error|Warning|Notice)|<\?php|\w\.php(?::\d|\(\d| on line \d|:\d)|\$\w{1,40}->\w/m,
		words: /\b(?:php|laravel|symfony|ratchet|composer)\b/i,
	},
	{
		name: 'ruby',
		fences: 'ruby|rb',
		code: /\w\.rb:\d{1,6}:in |^\s{0,20}require '[\w/]{1,60}'|\bEventMachine\b|\bGemfile\b|\.each do \|/m,
		words: /\b(?:ruby|rails|faye)\b/i,
	},
	{
		name: 'elixir',
		fences: 'elixir|ex',
		code: /\w\.exs?:\d|^\s{0,20}defmodule \w|\*\* \((?:\w{1,60}Error|EXIT)\)/m,
		words: /\b(?:elixir|phoenix liveview|websockex)\b/i,
	},
	{
		name: 'cpp',
		fences: 'cpp|c\\+\\+|c|arduino|ino',
		code: /^#include [<"]|\bstd::\w|\w\.(?:cpp|hpp|cc|ino):\d|\besp_\w{2,40}|\bE \(\d{1,9}\) \w|\bboost::|\bws\.begin(?:SSL)?\(/m,
		words: /(?:\bC\+\+|\b(?:arduino|esp32|esp-idf|platformio|boost\.?beast|libcurl)\b)/i,
	},
	{
		name: 'javascript',
		fences: 'javascript|js|jsx|mjs|cjs|node|typescript|ts|tsx',
		code: /\bat (?:async )?[\w.<> [\]]{0,120}\(?(?:node:|file:|webpack|https?:|\/|[A-Z]:\\|\.next\/|\.\/)[^)\n]{1,300}\.?[mc]?[jt]?sx?:\d{1,7}:\d|\bnode:internal\b|^\s{0,40}(?:import [^\n;]{1,200} from ["']|const \{?[\w, ]{1,80}\}? ?= (?:await |new |require\()|export (?:default|const|async)\b)|\bnew WebSocket\(|\bnpm (?:i|install|run)\b|\bconsole\.(?:log|error)\(|\w\.(?:m|c)?[jt]sx?:\d|\bprocess\.env\b|\bUncaught (?:\(in promise\)|TypeError|Error)|=> ?\{|\bpackage\.json\b|\bTypeError: \w[\w.]{0,60} is not a (?:function|constructor)/m,
		words:
			/\b(?:javascript|typescript|node(?:\.?js)?|nodejs|next\.?js|react|vue|svelte|angular|deno|bun|electron|express|js sdk|nest\.?js)\b/i,
	},
	{
		name: 'shell',
		fences: 'bash|sh|shell|zsh|console|powershell|cmd|terminal',
		code: /^\s{0,8}(?:\$ )?curl [-"'h]|^curl: \(\d|^[<>*] (?:HTTP\/|GET |Host: |Connected to|Trying |TLSv1|ALPN)|^\s{0,8}(?:\$ )?(?:wscat|websocat) /m,
		words: /\b(?:curl|wscat|websocat|bash)\b/i,
	},
];

/** The language of the program: from a client that is sure, code fences, tracebacks and code, words, or a client that is named. */
export function programmingLanguage(
	passages: readonly Passage[],
	clients: readonly ReportedClient[],
	rules: EvidenceRules,
): string | undefined {
	const ofClient = (how: ReportedClient['how'], turn: number) => {
		const client = clients.find(one => one.how === how && one.turn === turn);
		return rules.clients.find(({clientId}) => clientId === client?.id)?.programmingLanguage;
	};
	for (const {text, turn} of passages) {
		const language =
			ofClient('sure', turn) ??
			ofFences(text) ??
			languages.find(({code}) => code.test(text))?.name ??
			ofWords(text) ??
			ofClient('named', turn);
		if (language !== undefined) return language;
	}
	return undefined;
}

function ofFences(text: string): string | undefined {
	const tags = [...text.matchAll(/```([A-Za-z#+]{1,12})\n/g)].map(([, tag = '']) => tag.toLowerCase());
	return languages.find(({fences}) => tags.some(tag => new RegExp(`^(?:${fences})$`).test(tag)))?.name;
}

/** The one that is named first; a program beside `curl` is in its own language. */
function ofWords(text: string): string | undefined {
	return languages
		.map(({name, words}) => ({name, at: text.search(words)}))
		.filter(({at}) => at !== -1)
		.toSorted((a, b) => Number(a.name === 'shell') - Number(b.name === 'shell') || a.at - b.at)[0]?.name;
}
