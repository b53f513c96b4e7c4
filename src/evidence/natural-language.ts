/** The language that a person writes in, as ISO 639-1; undefined where their own words are too few to tell. */
export function naturalLanguage(text: string): string | undefined {
	const words = ownWords(text);
	return ofScript(words) ?? ofCommonWords(words) ?? ofScript(text);
}

/** What the person wrote, without code, logs, quotations and addresses. */
function ownWords(text: string): string {
	const prose = text
		.replace(/```[^`]{0,200000}(?:```|$)/g, '\n')
		.replace(/`[^`\n]{1,400}`/g, ' ')
		.replace(/(?:wss?|https?):\/\/\S{1,8000}/gi, ' ')
		// `language=de` is no German.
		.replace(/(?<![\w.-])[\w.-]{1,60}=\S{1,200}/g, ' ')
		.replace(/"[^"\n]{24,2000}"/g, ' ');
	return prose.split('\n').filter(isProse).join('\n');
}

/** No line of code, of a log, of a header dump, of a trace. */
function isProse(line: string): boolean {
	const start = line.slice(0, 300);
	if (
		/^\s{0,40}(?:>|#|\/\/|at |File "|\$ |[<>*] |\d{4}-\d\d-\d\d|\[?\d\d:\d\d|"[\w$-]{1,60}"\s?:|[\w.-]{1,60}: (?:\w{1,20}(?:Error|Exception)|\{))/.test(
			start,
		)
	)
		return false;
	if (
		/^\s{0,20}(?:[A-Z][A-Za-z.]{2,80}(?:Error|Exception|Warning)\b|(?:INFO|ERROR|WARN(?:ING)?|DEBUG|TRACE|FATAL)\b)/.test(
			start,
		)
	)
		return false;
	const odd = (start.match(/[{}=;<>|\\[\]_]/g) ?? []).length;
	const words = (start.match(/(?<![\w.])[\p{L}']{2,}(?![\w(])/gu) ?? []).length;
	return words > 0 && odd <= Math.max(1, words);
}

const scripts: readonly (readonly [language: string, letters: RegExp])[] = [
	['ja', /[\u3040-\u30ff]/g],
	['ko', /[\uac00-\ud7af\u1100-\u11ff]/g],
	['zh', /[\u4e00-\u9fff\u3400-\u4dbf]/g],
	['uk', /[іїєґІЇЄҐ]/g],
	['ru', /[\u0400-\u04ff]/g],
	['fa', /[\u067e\u0686\u0698\u06af\u06cc\u06a9]/g],
	['ar', /[\u0600-\u06ff]/g],
	['he', /[\u0590-\u05ff]/g],
	['th', /[\u0e00-\u0e7f]/g],
	['hi', /[\u0900-\u097f]/g],
	['bn', /[\u0980-\u09ff]/g],
	['ta', /[\u0b80-\u0bff]/g],
	['te', /[\u0c00-\u0c7f]/g],
	['el', /[\u0370-\u03ff]/g],
	['ka', /[\u10a0-\u10ff]/g],
	['hy', /[\u0530-\u058f]/g],
];

/** Languages that share letters with a larger one are told by the letters that are theirs alone. */
const ownLetters: Readonly<Record<string, {readonly within: string; readonly share: number}>> = {
	ja: {within: 'zh', share: 0.1},
	uk: {within: 'ru', share: 0.02},
	fa: {within: 'ar', share: 0.04},
};

/** Enough letters of a script, beside the Latin letters of the error texts among them. */
function ofScript(text: string): string | undefined {
	const latin = (text.match(/[A-Za-z]/g) ?? []).length;
	const isEnglish = (scoresOf(text).get('en') ?? 0) > 2;
	const counts = new Map(
		scripts.map(([language, letters]) => [language, (text.match(letters) ?? []).length]),
	);
	for (const [language, count] of counts) {
		const whole = lettersOfScript(language, counts);
		const {share} = ownLetters[language] ?? {share: 0};
		if (count < Math.max(1, whole * share) || whole < 2) continue;
		if (
			!isEnglish ||
			whole * (language === 'ja' || language === 'zh' || language === 'ko' ? 4 : 1.5) >= latin
		)
			return language;
	}
	return undefined;
}

/** Its own letters together with those that it shares. */
function lettersOfScript(language: string, counts: ReadonlyMap<string, number>): number {
	const own = counts.get(language) ?? 0;
	const shared = counts.get(ownLetters[language]?.within ?? '') ?? 0;
	return language === 'ja' ? own + shared : Math.max(own, shared);
}

/** Words that people use in a question and that are not English as well. Small on purpose: two of them decide. */
const commonWords: Readonly<Record<string, string>> = {
	en: 'the is are i my it to and of with for not how what why when this that have has but from does can you we any please help still after get getting am an be on in do works working anyone same just if or was which using use where error',
	es: 'el los las una que de del en con por para como cómo qué cuando cuándo está están estoy pero mi mis funciona ayuda hola gracias al usando tengo hay después también error clave sale nada conexión dónde alguien puedo puede sigue siempre ya muy esto esta este desde hace y lo se porque ningún ninguna solo tampoco hacer estás mal hoy ayer',
	pt: 'uma que não de do da dos das em com por para como está estou mas meu minha funciona ajuda olá oi obrigado obrigada tenho depois também erro chave conexão alguém posso pode sempre já muito isso esta este desde faço nada quando onde pessoal aparece rodar ao pelo pela você só tô tá porque ainda nem às vezes o e os consigo aqui agora bom dia segui',
	de: 'ich der das den dem ein eine einen und oder nicht mit auf für ist sind habe wie warum wenn aber bei nach noch nur mein meine wir hallo danke bitte fehler funktioniert geht kommt schlüssel verbindung kann jemand wird keine kein zum zur vom aus einer einem wieder sich es auch dann schon richtig merke bekomme kriege erhalte weg macht gerade immer seit gestern heute',
	fr: 'le les une des du de et est sont je nous vous pas avec pour dans sur qui que quoi comment pourquoi quand mais mon ma mes cette fonctionne marche bonjour salut merci erreur clé connexion quelqu puis toujours après aussi aide avez plus ça ne rien depuis peut faire fait être suis bien même depuis au aux en tout ce chez elle il y',
	it: 'il lo gli una di del della con per che non è sono ho come perché quando ma mio mia funziona ciao grazie errore chiave connessione qualcuno dopo sempre anche cosa questo questa dove posso nella nel dal alla si mi ancora più uso',
	nl: 'het een van en niet met voor ik mijn maar hoe waarom wanneer werkt hallo bedankt fout sleutel verbinding iemand ook nog altijd na bij zijn heb krijg deze dit geen wat kan je wij naar aan te',
	tr: 'bir ve bu için ile değil ama neden nasıl çalışmıyor hata bağlantı var yok mi mı ne merhaba teşekkürler ben benim sonra zaman anahtar alıyorum olarak daha gibi çok nerede yardım kullanıyorum geliyor oluyor',
	pl: 'nie się jest że na jak czy mam ale dlaczego działa błąd klucz połączenie cześć dzięki proszę po przez dla od tylko już jeszcze mój moja kiedy ktoś zawsze mi z',
	ro: 'nu este și cu pentru de ce cum când dar merge eroare cheie conexiune salut mulțumesc cineva după încă mereu sunt din mai care funcționează',
	sv: 'och inte jag det att på med för är varför fungerar hej tack fel nyckel anslutning någon efter alltid min mitt har när hur som kan ett av från också',
	da: 'og ikke jeg det at på med til er hvorfor virker hej tak fejl nøgle forbindelse nogen efter altid min mit har når hvordan som kan et af fra også',
	no: 'og ikke jeg det å på med til er hvorfor fungerer hei takk feil nøkkel tilkobling noen etter alltid min mitt har når hvordan som kan et av fra også',
	fi: 'ei ja on että miksi miten mutta kun minun toimi virhe avain yhteys hei kiitos joku aina jälkeen olen myös vain tämä se kanssa',
	cs: 'je není jsem že na jak proč ale když můj funguje chyba klíč připojení ahoj díky někdo po vždy jen se mám pro',
	hu: 'nem és egy hogy miért de amikor van működik hiba kulcs kapcsolat szia köszönöm valaki után mindig csak az ez',
	id: 'tidak dan yang di ke dengan untuk saya kenapa bagaimana tapi ada bisa error kunci koneksi halo terima kasih tolong sudah setelah selalu ini itu apa gak nggak aku',
	vi: 'không và của tôi là với cho bị lỗi kết nối tại sao như thế nào nhưng khi có được chào cảm ơn khóa ai sau luôn này đang',
};

const wordsOfLanguage = new Map(
	Object.entries(commonWords).map(([language, words]) => [language, new Set(words.split(' '))]),
);

/** Letters that English has not, and whose they are. */
const tellingLetters: readonly (readonly [letters: RegExp, languages: readonly string[]])[] = [
	[/[ñ¿¡]/, ['es']],
	[/[ãõ]/, ['pt', 'vi']],
	[/ß/, ['de']],
	[/[äöü]/, ['de', 'sv', 'fi', 'tr', 'hu']],
	[/[ışğİ]/, ['tr']],
	[/[łżźćńśąę]/, ['pl']],
	[/[ăâîșț]/, ['ro']],
	[/[èùœç]/, ['fr', 'it', 'pt']],
	[/[åæø]/, ['sv', 'da', 'no']],
	[/[ěřůčšž]/, ['cs']],
	[/[őű]/, ['hu']],
	[/[ơưđạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/, ['vi']],
	[/[áéíóú]/, ['es', 'pt', 'hu', 'cs']],
];

function ofCommonWords(text: string): string | undefined {
	const scores = scoresOf(text);
	const english = scores.get('en') ?? 0;
	const best = [...scores].filter(([language]) => language !== 'en').toSorted(([, a], [, b]) => b - a)[0];
	if (best !== undefined && best[1] >= 2 && best[1] > english) return best[0];
	return (english > 0 ? ofFirstWords(text) : undefined) ?? (english > 0 ? 'en' : undefined);
}

/** An error text in English may be longer than the sentence that introduces it. */
function ofFirstWords(text: string): string | undefined {
	const [first = ''] = text.trim().split(/[:\n]/);
	const scores = scoresOf(first);
	const best = [...scores].toSorted(([, a], [, b]) => b - a)[0];
	return best !== undefined && best[1] >= 2 && (scores.get('en') ?? 0) === 0 ? best[0] : undefined;
}

function scoresOf(text: string): ReadonlyMap<string, number> {
	const lower = text.toLowerCase();
	const counts = new Map<string, number>();
	for (const [word] of lower
		.slice(0, mostRead)
		.matchAll(/(?<![\p{L}\p{N}_])\p{L}{1,30}(?![\p{L}\p{N}_(])/gu)) {
		counts.set(word, Math.min(3, (counts.get(word) ?? 0) + 1));
	}
	return new Map(
		[...wordsOfLanguage].map(([language, known]) => {
			const common = [...counts].reduce((sum, [word, count]) => sum + (known.has(word) ? count : 0), 0);
			const letters = tellingLetters.filter(
				([pattern, of]) => of.includes(language) && pattern.test(lower),
			).length;
			return [language, common === 0 ? 0 : common + letters * 1.5];
		}),
	);
}

const mostRead = 20_000;
