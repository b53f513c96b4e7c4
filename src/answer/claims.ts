/**
 * What a sentence speaks of, told by its words in the languages that people ask in: matched, not understood. Each
 * word stands for its matter and hardly for anything else.
 */

/** Words with letters on both sides, then those of scripts that have no blanks or many endings. */
function spoken(words: string, anywhere?: string): RegExp {
	const whole = `(?<![\\p{L}\\p{N}_])(?:${words})(?![\\p{L}\\p{N}_])`;
	return new RegExp(anywhere === undefined ? whole : `${whole}|${anywhere}`, 'iu');
}

/** A matter that neither the cause's page nor the built-in reply speaks of is another cause. */
const matters: Readonly<Record<string, RegExp>> = {
	firewall: spoken(
		'firewalls?|cortafuegos|pare-?feux?|zapor[aęy]|tường lửa',
		'ファイア ?ウォール|防火[墙牆]|방화벽|файрвол|фаервол|брандмауэр|güvenlik duvar|جدار الحماية',
	),
	proxy: spoken('prox(?:y|ies)', 'прокси|プロキシ|代理服务器|프록시'),
	vpn: spoken('vpns?'),
	dns: spoken("dns|name ?servers?|resolver|host ?name (?:does not|can(?:not|'t)) \\p{L}+"),
	certificate: spoken(
		'certificat(?:e|es|s)?|certificados?|certificat[oi]|zertifikate?s?|self-?signed|sertifika\\p{L}{0,4}|chứng chỉ',
		'сертификат|証明書|证书|인증서',
	),
	outage: spoken(
		'outages?|downtime|incidents?|maintenance|ca[ií]da del \\p{L}+|interrupci[oó]n del \\p{L}+|fora do ar|queda do \\p{L}+|panne|ausfall|störung(?:en)?|disservizio|storing bij|awari[aiąę]|kesinti|bakım|sự cố|bảo trì',
		'сбо[йюеи]|авари[яию]|障害|メンテナンス|宕机|장애|점검',
	),
	credit: spoken(
		'credits?|billing|out of (?:money|funds)|payments?|invoices?|saldo|cr[eé]dit[oi]s?|facturaci[oó]n|facturation|guthaben|abrechnung|bakiye',
		'баланс|оплат[аыуе]|残高|支払|余额|欠费|잔액|결제',
	),
	limit: spoken(
		'rate[- ]limit\\p{L}{0,4}|too many (?:requests|connections|streams)|concurren\\p{L}{2,3}|quotas?|l[ií]mite de (?:velocidad|solicitudes|conexiones|taxa)|ratenlimit|kontingent|limite de (?:débit|requêtes)',
		'レート制限|同時接続|限流|并发|동시 (?:연결|접속)|лимит',
	),
	badKey: new RegExp(
		[
			'(?<!\\p{L})(?:keys?|clave|chave|cl[eé]|schlüssel|chiave|ключ\\S{0,2}|anahtar\\S{0,2})(?!\\p{L})[^.!?]{0,50}(?:invalid|wrong|expired?|revoked|refused|rejected|mistyped|inv[aá]lid|incorrect|caduc|vencid|expirad|ungültig|abgelaufen|falsch|abgelehnt|expir[eé]|refus[eé]e?|scadut|non valid|недейств|неверн|просроч|geçersiz)',
			'(?<!\\p{L})(?:invalid|wrong|expired|revoked|mistyped|ungültige[rn]?|falsche[rn]?|неверный|geçersiz) (?:\\p{L}{1,12} )?(?:keys?|schlüssel|ключ|anahtar)',
			'(?:密钥|キー|키)[^。]{0,12}(?:无效|錯誤|错误|过期|無効|期限|間違|잘못|만료|유효하지)',
		].join('|'),
		'iu',
	),
	microphone: spoken(
		'microphones?|micr[oó]fonos?|microfones?|mikrofone?s?|micros?',
		'マイク|麦克风|마이크|микрофон',
	),
	silence: spoken(
		'(?:no|without|silent|missing) audio|silence|sin audio|sem áudio|kein(?:e|en)? (?:audio|ton)|sans audio',
		'無音|没有音频|오디오가 없',
	),
	encoding: spoken(
		'encodings?|codecs?|sample[ _-]?rates?|codificaci[oó]n|kodierung|abtastrate|encodage',
		'кодек|кодировк|エンコード|サンプルレート|编码|采样率|인코딩',
	),
	browser: spoken(
		'cors|browsers?|navegador(?:es)?|navigateurs?|tarayıcı\\p{L}{0,3}',
		'ブラウザ|浏览器|브라우저|браузер',
	),
	version: spoken(
		'(?:outdated|obsolete|old|older) (?:version|sdk|library|release)|upgrade (?:the|your) (?:sdk|library|client)|versi[oó]n (?:antigua|obsoleta|desactualizada)|veraltete\\p{L}{0,2} \\p{L}+|version obsolète|versão (?:antiga|desatualizada)',
		'古いバージョン|旧版本|устаревш',
	),
	region: spoken(
		'data ?cent(?:er|re)s?|geo-?block\\p{L}{0,3}|regions?|regi[oó]n(?:es)?|regiões|região',
		'リージョン|регион',
	),
	clock: spoken(
		'(?:system|your|the) (?:clock|time) (?:is|was|runs)|reloj|horloge|relógio',
		'システム時刻|系统时间|системн\\S{1,3} врем',
	),
	ipv6: spoken('ipv6'),
	antivirus: spoken('anti-?virus\\p{L}{0,3}|virenscanner', '杀毒|ウイルス対策|백신'),
	provider: spoken(
		"isps?|internet provider|proveedor de internet|internetanbieter|fournisseur d'accès|provedor de internet",
		'провайдер|プロバイダ|运营商|통신사',
	),
	router: spoken('routers?|modems?|wi-?fi|enrutador|roteador|routeur', 'ルーター|路由器|공유기|роутер'),
	account: spoken(
		'accounts?[^.!?]{0,20}(?:banned|suspended|blocked|disabled|deleted|terminated)|cuenta (?:suspendida|bloqueada)|konto[^.!?]{0,12}gesperrt|compte (?:suspendu|bloqué)|conta (?:suspensa|bloqueada)',
		'アカウント[^。]{0,6}停止|账[号户][^。]{0,4}(?:封|停)|аккаунт[^.!?]{0,12}заблок',
	),
	attack: spoken(
		'hack(?:ed|ers?|ing)?|compromised|malware|phishing|breach(?:ed)?|hackead[oa]s?|gehackt|piratée?s?',
		'взлом|ハッキング|黑客|해킹',
	),
	cache: spoken('caches?|cookies?', 'キャッシュ|缓存|캐시'),
	memory: spoken('memory leaks?|out of memory|cpu (?:load|usage)'),
	hardware: spoken('(?:graphics|sound|network) card|drivers? (?:update|problem)|bios'),
};

/** The matters that a text speaks of. */
export function mattersOf(text: string): ReadonlySet<string> {
	return new Set(Object.keys(matters).filter(matter => matters[matter]?.test(text) === true));
}

const service = spoken(
	'service|servers?|api|platform|system|backend|servicio|servidor(?:es)?|plataforma|serviço|dienst|serveurs?|servizio|usługa|hizmet|sunucu|dịch vụ|máy chủ',
	'сервис|сервер|サービス|サーバ|服务|服務|서비스|서버|خدمة|الخادم',
);
const down = spoken(
	"down|offline|unavailable|unreachable|overloaded|degraded|crashed|not (?:available|responding|reachable|working)|(?:isn|wasn|aren|weren)'t (?:available|responding|reachable|working|up)|having (?:issues|problems|trouble)|fuera de servicio|ca[ií]d[oa]s?|no (?:está |est[aá]n )?disponibles?|no responden?|sobrecargad[oa]s?|fora do ar|indispon[ií]ve(?:l|is)|não (?:está )?(?:disponível|responde)|nicht (?:verfügbar|erreichbar)|ausgefallen|überlastet|hors (?:service|ligne)|indisponible|ne répond pas|surchargé|non (?:disponibile|raggiungibile|risponde)|fuori servizio|niet (?:beschikbaar|bereikbaar)|niedostępn[aey]|przeciążon[aey]|çalışmıyor|kullanılamıyor|çöktü|không (?:khả dụng|hoạt động|phản hồi)",
	'недоступ|не (?:работа|отвеча)|упал|перегруж|ダウン|利用でき(?:ない|ません)|応答し(?:ない|ません|ていません)|停止して|不可用|无法(?:访问|使用)|宕机|挂了|다운|사용할 수 없|응답하지',
);
const fine = spoken(
	'(?:is|are|looks?|works?|seems?|running|comes?|came) (?:\\p{L}{1,12} )?(?:up|fine|ok|okay|healthy|operational|online|stable|in order|as it should)|is (?:available|reachable|working|running)|works|functions normally|funciona (?:bien|correctamente|con normalidad|bem|normalmente)|está (?:bien|operativ[oa]|en línea|no ar)|in ordnung|funktioniert (?:gut|normal|einwandfrei)|ist (?:erreichbar|verfügbar)|fonctionne (?:bien|correctement|normalement)|est (?:opérationnel|disponible)|funziona (?:bene|correttamente)|è (?:operativ[oa]|disponibile)',
	'работает (?:нормально|исправно)|в порядке|доступен|正常(?:に|运行|工作|です|。|$)|没(?:有)?问题|問題(?:ありません|ない)|정상|문제(?:가)? 없',
);
const network = spoken(
	'network|internet|wi-?fi|connection|line|machine|computer|setup|red|conexi[oó]n|equipo|réseau|connexion|rede|conexão|netz(?:werk)?|internetverbindung|verbindung|leitung|rete|connessione',
	'сет[ьи]|соединени|интернет|网络|連線|连接|ネットワーク|回線|接続|네트워크|인터넷|연결',
);
const own = spoken(
	'your|tu|su|vuestra|votre|ta|sua|seu|dein\\p{L}{0,2}|ihr\\p{L}{0,2}|tuo|tua|vostra',
	'тво[йяеи]|ваш\\p{L}?|你的?|您的?|あなた|당신|귀하',
);
const tested = spoken(
	'(?:i|we|lineman|live check|live test|probe|my (?:own )?(?:test|check)|our (?:test|check|probe))[^.!?\\p{L}][^.!?]{0,40}(?<!\\p{L})(?:test(?:ed|s)?|measur(?:ed|es)|check(?:ed|s)?|shows?|showed|found|finds|saw|sees|reached|got|confirm(?:s|ed)?)|prueba en vivo|live-?(?:check|test)|test en direct|teste ao vivo',
	'実際に(?:テスト|接続)|实时(?:测试|检查)|实测',
);
/** What would be, rather than what is. */
const conditional = spoken('if|means?|would|when|whether|unless|should');

/** What a sentence says of the line or of who is at fault. */
export type LineClaim = 'service_down' | 'service_fine' | 'network_fine' | 'tested' | 'conditional';

export function lineClaims(sentence: string, serviceName: string): ReadonlySet<LineClaim> {
	const claims = new Set<LineClaim>();
	const ofService = service.test(sentence) || sentence.toLowerCase().includes(serviceName.toLowerCase());
	const isDown = down.test(sentence);
	if (ofService && isDown) claims.add('service_down');
	if (fine.test(sentence) && !isDown) {
		if (own.test(sentence) && network.test(sentence)) claims.add('network_fine');
		else if (ofService || network.test(sentence)) claims.add('service_fine');
	}
	if (tested.test(sentence)) claims.add('tested');
	if (conditional.test(sentence)) claims.add('conditional');
	return claims;
}

const secret = spoken(
	'keys?|tokens?|passwords?|secrets?|credentials?|claves?|contraseñas?|chaves?|senhas?|schlüssel|passwor[dt]|cl[eé]s?|mots? de passe|chiav[ei]|hasł[oa]|klucz|anahtar\\p{L}{0,4}|şifre\\p{L}{0,4}',
	'ключ|парол|токен|キー|パスワード|密钥|密码|令牌|키|비밀번호|토큰|مفتاح|كلمة المرور',
);
const share = spoken(
	'pastes?|post|send|share|give|tell|show|dm|upload|provide|reply with|pega(?:me|r)?|envía\\p{L}{0,2}|manda\\p{L}{0,2}|comparte|muestra|dime|cole|envie|compartilhe|mostre|sende|schicke?|teile?|poste|füge|zeige?|nenne?|gib|colle[zr]?|envoie[zr]?|envoyez|partage[zr]?|montre[zr]?|donne[zr]?|incolla|invia|condividi|mostra',
	'пришли|отправ|вставь|покажи|сообщи|送っ|送信|貼り|共有|教えて|粘贴|发送|发给|分享|提供|告诉|붙여|보내|공유|알려',
);
const negated = spoken(
	"never|not|no|cannot|without|\\p{L}+n't|left out|leave out|removed?|redact\\p{L}*|except|nunca|sin|sem|não|nicht|nie|niemals|ohne|keine?n?|jamais|sans|ne|pas|mai|senza|non",
	'не |без |никогда|しない|せず|除い|隠し|抜い|不要|不含|别|去掉|勿|말고|없이|제외|빼고|لا ',
);
/** Where a program puts a secret, which is not in front of people. */
const inRequest = spoken(
	'headers?|authorization|requests?|subprotocols?|environment|connect\\p{L}{0,4}|cabeceras?|encabezados?|cabeçalhos?|en-têtes?|kopfzeilen?|anfrage|intestazion[ei]',
	'in ◦|заголов|запрос|ヘッダ|リクエスト|请求|头|헤더|요청|ترويسة',
);
const toPeople = spoken(
	'here|channel|chat|discord|me|us|dm|aquí|aqui|hier|ici|qui',
	'здесь|сюда|ここ|这里|這裡|여기|هنا',
);

/** Whether a sentence wants a secret to be shown to somebody. */
export function asksForSecret(sentence: string): boolean {
	if (!secret.test(sentence) || !share.test(sentence) || negated.test(sentence)) return false;
	return toPeople.test(sentence) || !inRequest.test(sentence);
}

const prompts = spoken(
	'system (?:prompt|message)|my (?:instructions|rules|prompt|programming|guidelines)|these instructions|(?:previous|prior|above|earlier) (?:instructions|rules)|as an? (?:large |ai )?(?:language model|ai)|developer mode|jailbr\\p{L}+|prompt injection|instrucciones (?:anteriores|previas|del sistema)|mis instrucciones|instruções (?:anteriores|do sistema)|(?:vorherigen|meine) anweisungen|instructions (?:précédentes|système)',
	'системн\\S{1,3} промпт|(?:предыдущие|мои) инструкции|システムプロンプト|系统提示|前の指示|之前的指令|시스템 프롬프트|[⟦⟧]',
);

/** Whether a sentence speaks of the model and what it was told, not of the member's matter. */
export function speaksOfPrompt(sentence: string): boolean {
	return prompts.test(sentence);
}

/** Whether a text refuses to answer at all; only its beginning is looked at. */
export function isRefusal(text: string): boolean {
	return /^\W{0,4}(?:(?:i['’]?m|i am) (?:really |very |so )?(?:sorry|afraid|unable|not able|not allowed)|sorry[,.]? (?:but )?(?:i|we) (?:can|am)|i (?:can['’]?t|cannot|won['’]?t|must decline|will not) |as an ai\b|i apologi[sz]e|unfortunately,? i (?:can|am)|lo siento|desculp[ae]|(?:es )?tut mir leid|je suis désolée?|désolée?,|mi dispiace|申し訳|すみませんが|抱歉|对不起|很抱歉|죄송|извините|к сожалению,? я|przepraszam|üzgünüm|maaf,|xin lỗi)/i.test(
		text.slice(0, 200),
	);
}

/** Ways to be reached outside the server: nothing that the knowledge does not name is named. */
export const contactWords = spoken(
	'telegram|whats ?app|we ?chat|skype|signal app|snapchat|direct messages?|private messages?|dms?|phone numbers?|hotline|toll[- ]free|e-?mail address|gift ?cards?|bitcoin|crypto(?:currency)?|paypal',
);

/** Sentences that name a reason, in English; other languages are told by their matters alone. */
export const causeWords = spoken(
	"most likely|(?:very |quite )?probably|the (?:real |actual |true |root |likely )?(?:cause|reason|problem|issue|culprit|fault) (?:is|was|lies)|(?:is|was|are|were) (?:caused|due|because)|caused by|due to|because of|it(?:'s| is) (?:actually|really)",
);
