import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {naturalLanguage} from '../../src/evidence/natural-language.ts';
import {readEvidence} from '../../src/evidence/read-evidence.ts';
import {evidenceRules, questionOf} from '../support/evidence-rules.ts';

const evidenceOf = (text: string) => readEvidence(questionOf(text), evidenceRules);

test('a client that shows itself comes before one that is only named', () => {
	const {clients} = evidenceOf('curl works, but in node: Unexpected server response: 401, and Chrome too');
	assert.deepEqual(
		clients.map(({id, how}) => [id, how]),
		[
			['ws-npm', 'sure'],
			['curl', 'named'],
			['chrome', 'named'],
		],
	);
});

test('a client is named once, at its surest', () => {
	const {clients} = evidenceOf("const WebSocket = require('ws')\nError: Unexpected server response: 401");
	assert.deepEqual(
		clients.map(({id, how}) => [id, how]),
		[['ws-npm', 'sure']],
	);
});

const programming: readonly (readonly [language: string | undefined, text: string])[] = [
	['python', 'Traceback (most recent call last):\n  File "app.py", line 12, in <module>'],
	['python', '```python\nprint(1)\n```'],
	['python', 'server rejected WebSocket connection: HTTP 401'],
	['python', 'using the python sdk'],
	['javascript', '    at ClientRequest.<anonymous> (/app/node_modules/ws/lib/websocket.js:912:7)'],
	['javascript', "import { createClient } from 'acme'\nconst c = createClient()"],
	['javascript', '```ts\nlet x = 1\n```'],
	['javascript', 'in Next.js'],
	[
		'csharp',
		'   at System.Net.WebSockets.ClientWebSocket.ConnectAsyncCore() in /_/src/ClientWebSocket.cs:line 120',
	],
	['csharp', 'var client = new ListenClient(key);'],
	['go', 'panic: runtime error\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:12'],
	['go', 'websocket: bad handshake'],
	[
		'java',
		'Exception in thread "main" java.net.UnknownHostException: x\n\tat com.acme.App.main(App.java:12)',
	],
	['rust', "thread 'main' panicked at src/main.rs:12:5"],
	['swift', 'Error Domain=NSURLErrorDomain Code=-1011 "There was a bad response from the server."'],
	['dart', 'package:web_socket_channel/src/channel.dart 12:3  WebSocketChannelException'],
	['php', 'PHP Fatal error:  Uncaught Exception in /var/www/app.php:12'],
	['ruby', "app.rb:12:in `connect'"],
	['cpp', '#include <boost/beast.hpp>'],
	['cpp', 'my ESP32 does not connect'],
	['shell', 'curl -v https://api.acme.example\n* Trying 203.0.113.7:443...'],
	['kotlin', 'in Kotlin with ktor'],
	[undefined, 'it does not work'],
];

describe('the programming language', () => {
	for (const [language, text] of programming) {
		test(text.slice(0, 70), () => assert.equal(evidenceOf(text).programmingLanguage, language));
	}
});

const natural: readonly (readonly [language: string | undefined, text: string])[] = [
	['en', 'why do I get 401?'],
	['en', 'hi it doesnt work'],
	['en', 'I get 连接失败 in the app when connecting, what does it mean?'],
	['es', '¿por qué me da 401?'],
	['es', 'no funciona mi clave'],
	[
		'es',
		'Hola, el websocket se cierra: received 1011 (internal error) Acme did not receive audio data or a text message within the timeout window',
	],
	['pt', 'não consigo conectar, sempre erro 401'],
	[
		'pt',
		'pessoal, segui o readme certinho\n"message": "received 1011 (internal error) did not receive audio data or a text message"\no que eu faço?',
	],
	['de', 'bekomme immer Fehler 401'],
	['de', 'Hallo, wie setze ich den Schlüssel?'],
	['fr', "ça ne marche pas, j'ai une erreur 400"],
	['it', 'non funziona, ricevo errore 401'],
	['nl', 'het werkt niet, ik krijg 401'],
	['tr', 'bağlantı hatası alıyorum'],
	['pl', 'nie działa, mam błąd 401'],
	['vi', 'tôi bị lỗi 401 khi kết nối'],
	['id', 'kenapa tidak bisa connect ya'],
	['zh', '连接失败，Unexpected server response: 401'],
	['ja', '接続できません。401エラーが出ます'],
	['ko', 'websockets 14.0으로 올렸더니 연결이 안 됩니다: TypeError: got an unexpected keyword argument'],
	['ru', 'не работает, ошибка 401'],
	['uk', 'не працює, помилка підключення'],
	['ar', 'لا يعمل الاتصال'],
	['hi', 'कनेक्शन काम नहीं कर रहा'],
	['th', 'เชื่อมต่อไม่ได้'],
	['es', 'esto no funciona:\n```\nthe server is not what you think and this is why it does not work\n```'],
	[undefined, '401'],
	[undefined, '```\nfoo\n```'],
];

describe('the member’s own language', () => {
	for (const [language, text] of natural) {
		test(text.slice(0, 70), () => assert.equal(naturalLanguage(text), language));
	}
});

test('where the question does not tell, the message before it does; else it is English', () => {
	const languageOf = (text: string, earlier: string) =>
		readEvidence(questionOf({text, earlier: [{role: 'user', text: earlier}]}), evidenceRules).language;
	assert.equal(languageOf('401', 'hola, no funciona la conexión'), 'es');
	assert.equal(languageOf('401', '1006'), 'en');
});

test('a file says nothing of the language that the member speaks', () => {
	const question = questionOf({
		text: 'no me funciona, ayuda',
		attachments: [
			{name: 'log.txt', text: 'the server is down and this is what it said to me when I was on it'},
		],
	});
	assert.equal(readEvidence(question, evidenceRules).language, 'es');
});
