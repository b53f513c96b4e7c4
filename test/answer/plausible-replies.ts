/**
 * Questions with replies as a model might word them, freely and within what it was given. The check must let them
 * through: what it cuts here it would cut from a model that does well.
 */
export const plausibleReplies: readonly {readonly question: string; readonly reply: string}[] = [
	{
		question: "I get HTTP 401 from websockets in python: headers={'Authorization': 'Bearer ' + API_KEY}",
		reply: `## meaning
Your key is probably good, but the prefix in front of it is wrong. [D] An API key has to be sent with \`Token\`; \`Bearer\` is for a temporary token. [2][D] Behind \`Bearer\`, even a valid API key is answered with a 401. [D][E]
## steps
1. Replace the prefix so that the header reads \`Authorization: Token YOUR_KEY\`, with a single space and no quotes. [1]
2. If you meant to use a token from \`/v1/auth/grant\`, keep \`Bearer\` and make sure that it really is that token. [2]
3. If your real key was in what you pasted, replace it. [3]
4. Test the line without any key: {{test}} [D]
## next
Change the prefix and run \`curl -i https://api.deepgram.com/v1/auth/token -H "Authorization: Token YOUR_KEY"\`. [D] If you still see a 401, paste back the status. [D]`,
	},
	{
		question: 'websocket closes after ~12s with 1011 NET-0001, node with ws, I see no transcript',
		reply: `## meaning
The connection opened and your key was accepted, but no audio reached the service. [D] After roughly 10 seconds without audio or a text message it closes with 1011 and NET-0001. [1][D] So the audio either never leaves your program or is sent too late. [D]
## steps
1. Count the bytes that you actually send; zero means a muted microphone or a source that was not ready. [D]
2. Open the socket only once you have audio to send. [D]
3. During pauses, send \`{"type":"KeepAlive"}\` as a text frame every 3 to 5 seconds, after some audio has gone out. [2]
4. When you are done, send \`CloseStream\` instead of waiting for the close. [3]
## next
Log the time and size of every chunk for 15 s, and paste back the last lines before the close together with the request id. [D]`,
	},
	{
		question:
			'works at home, but in the office it hangs and then ETIMEDOUT connecting to api.deepgram.com:443',
		reply: `## meaning
The office network most likely blocks the connection. [D] From home the same program works, so your code and key are fine. [E][D]
## steps
1. Ask whoever runs the network to allow outgoing connections to \`api.deepgram.com\` on port 443. [D]
## next
Paste back the output from both networks. [D]`,
	},
	{
		question: 'how do I turn on interim results?',
		reply: `## meaning
Interim results are switched on with the \`interim_results\` parameter set to \`true\`. [1] They are preliminary results that arrive while audio is still being streamed. [2]
## steps
1. Add \`interim_results=true\` to the query string of your request. [1]`,
	},
	{
		question: 'hola, me sale 1011 NET-0001 después de unos 10 segundos con node y ws, ¿qué puedo hacer?',
		reply: `## meaning
La conexión se abrió y tu clave fue aceptada, pero al servicio no le llegó audio. [D] Tras unos 10 segundos sin audio ni mensajes de texto, cierra con 1011 y NET-0001. [1][D] Por lo tanto, el audio no sale de tu programa o sale demasiado tarde. [D]
## steps
1. Cuenta los bytes que envías; si son cero, el micrófono está silenciado o la fuente no estaba lista. [D]
2. Abre el socket solo cuando ya tengas audio. [D]
3. En las pausas, envía \`{"type":"KeepAlive"}\` como mensaje de texto cada 3–5 segundos. [2]
4. Al terminar, envía \`CloseStream\` en lugar de esperar. [3]
## next
Registra la hora y el tamaño de cada fragmento durante 15 segundos y pega aquí las últimas líneas con el request id. [D]`,
	},
	{
		question:
			'Hallo, ich bekomme beim Verbinden immer 401, der Schlüssel ist kopiert und ich verstehe nicht warum',
		reply: `## meaning
Der Dienst wurde erreicht und hat den Schlüssel nicht angenommen. [D] Ein Tippfehler, ein abgeschnittener oder ein abgelaufener Schlüssel sehen genau so aus. [D]
## steps
1. Prüfe den Schlüssel allein: \`curl -i https://api.deepgram.com/v1/auth/token -H "Authorization: Token YOUR_KEY"\`. [1]
2. Kommt auch dort 401, lege einen neuen Schlüssel an und kopiere das Geheimnis, das nur einmal gezeigt wird. [2]
3. Klappt es dort, schickt dein Programm etwas anderes: gib die Länge und die letzten 4 Zeichen aus. [D]
## next
Führe Schritt 1 aus und füge Status und Antwort ein, aber nie den Schlüssel. [D]`,
	},
	{
		question: 'すみません、接続すると毎回 401 になります。キーはコピーしたのになぜですか？',
		reply: `## meaning
サービスには届いていますが、送られたキーが認識されていません。[D] 打ち間違いや途中で切れたキー、期限切れのキーでも同じ 401 になります。[D]
## steps
1. キーだけを試してください: \`curl -i https://api.deepgram.com/v1/auth/token -H "Authorization: Token YOUR_KEY"\`。[1]
2. それも 401 なら、新しいキーを作り、一度だけ表示される値をコピーしてください。[2]
3. 成功する場合は、プログラムが別の値を送っています。長さと最後の 4 文字を出力して確かめてください。[D]
## next
手順 1 を実行し、ステータスと本文を貼り付けてください。キーは貼らないでください。[D]`,
	},
	{
		question: 'ws: Unexpected server response: 402 since this morning, nothing changed',
		reply: `## meaning
The service refuses the request because the project has no credit left. [D] Your key itself is accepted; a 402 is about the balance of its project. [D]
## steps
1. Open the console, choose the project that the key belongs to, and look at its balance. [D]
2. Add credit, or use a key of a project that has some. [D]
## next
If the balance is not empty, write to support with the project ID and the request id. [D]`,
	},
	{
		question:
			'Unexpected server response: 400 model=nova-2-finance language=de streaming, dg-error: Bad Request: No such model/language/tier combination found.',
		reply: `## meaning
The service answered 400 because this model and this language do not go together. [D][E] The error says it itself: no such combination was found. [E]
## steps
1. Look up which languages \`nova-2-finance\` offers. [1]
2. Choose a model that has \`de\`, or leave the language out. [D]
## next
Paste the URL with the parameters you use now, key left out. [D]`,
	},
];
