import type {FactName} from './evidence.ts';

type FactWording = {
	readonly name: FactName;
	/** Flags `gi`. */
	readonly says: RegExp;
	/** Counts only in a clause in which something works, or only in one in which nothing does. */
	readonly when?: 'works' | 'fails';
};

/** Something works. */
export const successWords =
	/\b(?:works?|worked|working|connects?|connected|succeeds?|succeeded|successful(?:ly)?|(?:is|was|are|it's|runs?|ran|goes|went|all|everything(?:'s)?) (?:\w{1,12} )?(?:fine|ok|okay|good|great|perfect|flawless(?:ly)?|smooth(?:ly)?)|fine\b(?=\s*(?:$|[.,!;)]|with|on|in|from|there|when|via|using|over|at))|ok\b(?=\s*(?:$|[.,!;)]|with|on|in|from|there|when|via))|no (?:problems?|issues?|errors?)|without (?:any )?(?:problems?|issues?|errors?)|(?:gets?|goes) through|(?:error|problem|issue|it) (?:is|was|has|had) (?:gone|disappeared)|went away|gives? (?:me )?(?:a )?(?:101|200)|funciona|funcionaba|funcionou|funcionó|conecta|va bien|va perfecto|funktioniert|funktionierte|geht|läuft|klappt|marche|fonctionne|se connecte|passe)\b|正常|可以用|可以连|能用|能连|没问题|成功/gi;

/** How people say it: English first, the commonest wordings of a few other languages behind. A pattern takes linear time. */
export const factWordings: readonly FactWording[] = [
	{
		name: 'works_on_other_network',
		when: 'works',
		says: /\b(?:hot ?-?spot|tether(?:ing|ed)?|mobile (?:data|network)|cellular|4g|5g|lte|phone's (?:network|internet|data)|(?:another|other|different|second|friend's|neighbou?r's|home|my home|public|guest|outside|external) (?:networks?|wi-?fi|wlan|isp|internet(?: connection)?|provider|location|lan)|(?:from|at) (?:home|the office|the office network|work|a caf[eé]|school|university|my friend's)|on (?:a |my |the |our )?(?:vpn|mobile|home (?:wi-?fi|internet)|cell(?:ular)?)|(?:with|over|via|through|behind|using|turn(?:ed|ing)? on|enabl(?:e|ed|ing)) (?:a |my |the |an? )?(?:\w{1,12} )?vpn|otra red|datos móviles|outra rede|dados móveis|andere[mnrs]? (?:netz(?:werk)?|wlan)|handy-?(?:netz|hotspot)|mobilen? (?:daten|netz)|autre (?:réseau|wifi)|partage de connexion|données mobiles)\b|热点|手机网络|流量|换(?:个|一个|了)?网络|别的网络|其他网络|家里/gi,
	},
	{
		name: 'works_on_other_machine',
		when: 'works',
		says: /\b(?:(?:another|other|different|second|my (?:old|other|home|work)|(?:my )?(?:friend|colleague|coworker|co-worker|teammate|boss)'s) (?:machines?|computers?|laptops?|pcs?|macs?|macbooks?|servers?|devices?|boxes|box|hosts?|vms?|instances?|phones?)|(?:on|from) my (?:machine|laptop|computer|mac|macbook|pc|desktop|own machine)|local(?:ly|host)|(?:in|on) (?:local|dev|development|staging)\b|in `?(?:next|npm run|vite|yarn) dev`?|en local|localmente|otra (?:máquina|computadora)|outra máquina|outro computador|anderen? (?:rechner|computer|pc|maschine|gerät)|lokal|autre (?:machine|ordinateur|pc))\b|本地|另一台|别的电脑|其他电脑/gi,
	},
	{
		name: 'works_in_other_client',
		when: 'works',
		says: /\b(?:(?:with|in|from|via|using|through) (?:a |the |plain |simple |raw )?(?:curl|postman|insomnia|wscat|websocat|hoppscotch|python|node(?:\.?js)?|javascript|go|java|chrome|firefox|safari|edge|(?:another|other|different) (?:browser|client|library|sdk|language|tool|app|script)|browser|playground|api playground|console|test script|the (?:python|js|node|go|\.net|java) (?:sdk|client|script|example)|command line|terminal)|(?:curl|postman|wscat|websocat|insomnia|the playground|other (?:vendors?|providers?|services?))(?= (?:works?|worked|connects?|connected|is (?:fine|ok)))|con (?:curl|postman)|com (?:o )?(?:curl|postman)|mit (?:curl|postman)|avec (?:curl|postman))\b|用 ?(?:curl|postman|python|浏览器)/gi,
	},
	{
		name: 'rest_works',
		when: 'works',
		says: /\b(?:rest(?:ful)?(?: api| calls?| requests?| endpoints?)?|pre-?recorded|batch|file (?:upload|transcription)s?|https? (?:requests?|calls?|api)|normal (?:requests?|api calls?)|transcribe_?(?:file|url)|(?:uploading|transcribing) (?:a |an )?(?:files?|mp3|wav|recordings?)|llamadas rest|api rest)\b|测试 ?api|api ?测试/gi,
	},
	{
		name: 'worked_before',
		says: /\b(?:used to (?:work|connect|be (?:fine|ok))|(?:was|had been|were|has been|have been) (?:always )?working|worked (?:fine |ok |well |perfectly |great |sometimes |before |without \w{1,12} )?(?:yesterday|before|until|till|last|for (?:weeks|months|days|a while|years|ages)|earlier|previously|up to|all (?:week|day|along)|this morning|on (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|in (?:january|february|march|april|may|june|july|august|september|october|november|december))|(?:yesterday|before|earlier|previously|until (?:yesterday|today|recently|now|last \w{1,10}|this \w{1,10})|till (?:yesterday|today)|last (?:week|month|night|friday|monday))(?: \w{1,12}){0,6} (?:worked|works|was (?:fine|ok|working)|fine)|stopped (?:working|connecting|transcribing|responding)|no longer (?:works|connects|working)|(?:doesn't|does not|don't|isn't|not) (?:work|connect|working|connecting) (?:anymore|any more|any longer)|(?:nothing|didn't|haven't|have not|did not|no) (?:has |have )?chang(?:ed?|es)(?: (?:anything|nothing))?|suddenly|all of a sudden|out of nowhere|out of the blue|since (?:yesterday|today|this (?:morning|week|afternoon)|last (?:week|night|month)|a few (?:days|hours)|(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday))|started (?:failing|happening|to fail|getting|throwing|giving)|for months (?:it|this|we)|(?:ayer|antes) (?:\w{1,12} ){0,3}(?:funcionaba|funcionó|iba)|dejó de funcionar|desde ayer|de repente|parou de funcionar|ontem (?:\w{1,12} ){0,3}funcionava|antes funcionava|desde ontem|gestern (?:\w{1,12} ){0,4}(?:ging|funktioniert|lief)|seit (?:gestern|heute|letzter woche)|plötzlich|funktioniert nicht mehr|geht nicht mehr|hier (?:ça|cela) (?:marchait|fonctionnait)|ne (?:marche|fonctionne) plus|depuis hier|tout à coup)\b|昨天|之前(?:可以|能|正常|没问题)|以前(?:可以|能|正常)|突然|不再 ?(?:work|工作|能)/gi,
	},
	{
		name: 'after_update',
		says: /\b(?:(?:after|since|when|as soon as) (?:i |we |the |my |an? |our )?(?:just )?(?:upgrad(?:e[ds]?|ing)|updat(?:e[ds]?|ing)|bump(?:ed|ing)?|migrat(?:ed|ing|ion)|(?:new|latest|last) (?:version|release|update)|switch(?:ed|ing) to (?:v|version|sdk))|(?:upgraded|updated|bumped) (?:my |our |the |from |to |sdk|node|python|websockets|all |npm|dependencies|deps|packages|@?[a-z-]{2,20} )|downgrad(?:e|ed|ing)|rolled back|tras actualizar|después de actualizar|depois de atualizar|nach (?:dem|einem) update|après (?:la |une )?mise à jour)\b|升级(?:后|到|了)|更新(?:后|到|了)|올렸더니/gi,
	},
	{
		name: 'first_time_works',
		when: 'works',
		says: /\b(?:(?:the |on the |my |our )?(?:very )?first (?:time|call|connection|session|request|utterance|run|attempt|recording|try|one|message|sentence|turn|stream)|once\b(?= (?:and|then|only)|,|$)|la primera (?:vez|llamada|conexión)|a primeira (?:vez|chamada|conexão)|beim ersten mal|(?:der|die) erste (?:anruf|verbindung)|la première (?:fois|connexion))|第一次/gi,
	},
	{
		name: 'first_time_works',
		says: /\b(?:second|2nd|next|third|subsequent|every other|another) (?:connections?|calls?|time|sessions?|recordings?|attempts?|streams?)\b(?=[^.!?\n]{0,80}\b(?:fails?|no|nothing|never|not|doesn't|don't|empty|drops?|disconnect\w{0,8}|error|silent|closes?|gets? disconnected)\b)|\bafter (?:a |the |i |it |every |we )?re-?connect(?:s|ed|ing|ion)?\b(?=[^!?\n]{0,120}\b(?:no|nothing|never|not|n't|empty|anymore|stops?)\b)|\bfirst connection: ?(?:perfect|fine|ok|great|works)/gi,
	},
	{
		name: 'intermittent',
		says: /\b(?:sometimes|some times|intermittent(?:ly)?|random(?:ly)?|at random|flak(?:y|ey|iness)|every now and then|now and then|from time to time|occasional(?:ly)?|once in a while|(?:1|one|2|two|3) (?:in|of|out of) (?:\d{1,4}|ten|three|five|twenty|a hundred)|some of the (?:time|calls|requests|connections|sessions)|(?:not|isn't|aren't) always|sporadic(?:ally)?|inconsistent(?:ly)?|half (?:of )?the time|hit (?:or|and) miss|on and off|comes and goes|unpredictabl[ey]|\d{1,2} ?% of (?:the )?(?:calls|requests|connections|time|sessions)|a veces|de vez en cuando|intermitente|às vezes|de vez em quando|manchmal|sporadisch|ab und zu|gelegentlich|hin und wieder|parfois|de temps en temps|aléatoire(?:ment)?|bazen|czasami)\b|有时|偶尔|间歇|时不时|たまに|ときどき|가끔/gi,
	},
	{
		name: 'after_a_while',
		says: /\b(?:after (?:about |around |roughly |approximately |approx\.? |exactly |some |only |just |nearly |almost |a |like |~ ?){0,4}(?:\d{1,4}(?:[.-]\d{1,4})? ?|ten |twelve |thirty |sixty |few |couple (?:of )?|several |many |five |two |one |half an? |some )?(?:more )?(?:s|secs?|seconds?|m|mins?|minutes?|hours?|hrs?|while|time|moments?|bit)\b(?! of (?:debug|try|search|googl|work|research|read|look|struggl|head)\w{0,6})|(?:within|in|every|each) (?:about |~ ?)?\d{1,3} ?(?:s|secs?|seconds|minutes|mins?)\b(?=[^.!?\n]{0,40}(?:clos|drop|disconnect|die|time|fail|stop))|(?:close[sd]?|drop(?:s|ped)?|disconnect(?:s|ed)?|dies|died|time[sd]? out|stops|stopped|fails|failed|cuts? off) (?:\w{1,12} ){0,3}(?:after|in|within|at) (?:about |around |~ ?|exactly |a |some ){0,4}(?:\d{1,4}|few|ten|while|couple)|in the middle of|mid-?(?:call|stream|sentence|conversation|way|session)|halfway|leave (?:it|the \w{1,12}) open|for a while|eventually (?:\w{1,12} )?(?:close|die|drop|stop|fail|disconnect)\w{0,6}|(?:quiet|silent|idle) (?:for|periods?)|después de (?:unos |algunos |\d{1,4} |un )?(?:segundos|minutos|rato|tiempo|s\b)|tras (?:unos )?\d{1,4}? ?segundos|a los \d{1,3} segundos|(?:depois de|após) (?:uns |alguns |\d{1,4} )?(?:segundos|minutos|um tempo)|nach (?:ca\.? |etwa |ungefähr |einigen |ein paar |\d{1,4} )?(?:sekunden|minuten|einer weile|einiger zeit|s\b)|(?:après|au bout de) (?:quelques |environ |\d{1,4} )?(?:secondes|minutes|un moment))|\d{1,4} ?(?:秒|分钟|分)(?:后|之后|以后|钟后|(?:左右)?(?:就|会|自动)(?:会|自动)?(?:断|关))|过一会|一段时间后|几秒后/gi,
	},
	{
		name: 'at_once',
		says: /\b(?:immediately|right away|right after (?:it |i |we |the )?(?:connect|open|start|send)\w{0,6}|instantly|straight away|straightaway|at once|instant (?:close|disconnect|error|401|1006|fail\w{0,4})|as soon as (?:i|it|we|the|you)(?: \w{1,20}){0,4} (?:connects?|opens?|starts?|connected|opened|start|connect|open|sends?|speak|run)|the (?:moment|second|instant) (?:i|it|we|the)|inmediatamente|al instante|enseguida|nada más conectar|imediatamente|na hora|logo que|sofort|direkt nach|immédiatement|tout de suite|aussitôt)\b|立即|立刻|马上|一连接就|瞬间/gi,
	},
	{
		name: 'in_browser',
		when: 'fails',
		says: /\b(?:in (?:the |my |a |any |every )?browsers?|(?:from|via|on) the browser|browser (?:console|client|app|side|websocket|devtools|dev tools|extension|mediarecorder|mic|sdk)|google chrome|chrome|firefox|safari|brave|microsoft edge|front-?end|client[- ]side|mediarecorder|getusermedia|navigator\.mediadevices|devtools|web app|webapp|react app|vue app|svelte app|chrome extension|audioworklet|en el navegador|no navegador|im browser|dans le navigateur|en chrome|no chrome)\b|浏览器|ブラウザ|브라우저/gi,
	},
	{
		name: 'on_mobile',
		says: /\b(?:react[- ]native|expo|ios(?: \d{1,2}| app| device| simulator)?|android(?: \d{1,2}| app| device| studio| phone| emulator)?|iphone|ipad|flutter|swiftui|mobile app|testflight|kotlin app|jetpack compose|(?:on|with|from) (?:my|the|a|an) (?:phone|iphone|mobile|tablet)(?!'s| hot| data| net| num| call)|en el móvil|no celular|auf dem handy|sur (?:mon )?(?:téléphone|mobile))\b|手机端|手机上|安卓|苹果手机/gi,
	},
	{
		name: 'in_container',
		says: /\b(?:docker(?:file|[ -]compose|ized)?|kubernetes|k8s|kubectl|pods?\b(?= (?:in|on|logs?|is|are|can|cannot|can't|restart|has))|in (?:a |our |the |my )?pods?|helm(?: chart)?|podman|(?:aws )?(?:ecs|eks|fargate)|gke|aks|devcontainer|in (?:a|the|my|our) container|from (?:inside |within )?(?:a|the|my|our) container|containeri[sz]ed|alpine image|contenedor|im container|conteneur|dans docker)\b|容器/gi,
	},
	{
		name: 'in_serverless',
		says: /\b(?:aws lambda|lambda functions?|(?:in|on|from|a|our) lambda\b(?!\s*\w*:)|vercel|netlify|cloudflare workers?|cf workers?|(?:in|on|from) (?:a |the |my )?workers?\b(?= )|edge (?:functions?|runtime)|supabase(?: edge)? functions?|cloud run|cloud functions?|azure functions?|serverless|deno deploy|firebase functions?|durable objects?|app engine)\b/gi,
	},
	{
		name: 'on_managed_network',
		when: 'fails',
		says: /\b(?:corporate|company|office|work|enterprise|university|school|campus|hospital|client's|customer's|hotel) (?:networks?|wi-?fi|lan|laptops?|computers?|pcs?|firewalls?|proxy|vpn|internet|machines?|it department|environment|egress)|\b(?:corporate|egress|company|fortinet|palo alto|checkpoint|sophos|strict) (?:firewall|proxy|egress)|\b(?:behind|through) (?:a |our |the |my |an? )?(?:\w{1,12} )?(?:firewall|nat gateway)|\bfirewalls?\b|\b(?:zscaler|netskope|fortigate|fortinet|palo ?alto|bluecoat|cisco umbrella|sophos|checkpoint|mcafee web gateway|ssl inspection|tls inspection|mitm proxy)\b|\bit (?:department|team|admin)\b|\b(?:at|from) (?:work|the office|school|university|our office)\b|\bred (?:corporativa|de la empresa)\b|\brede (?:corporativa|da empresa)\b|\bfirmennetz\w{0,6}\b|\bim (?:büro|firmennetz)\b|\bréseau (?:d'entreprise|de l'entreprise)\b|公司(?:网络|内网|电脑)|内网|防火墙/gi,
	},
	{
		name: 'behind_proxy',
		says: /\b(?:(?:corporate|company|egress|forward|outbound|squid|explicit|our|http|https|socks5?|authenticated|authenticating) proxy|behind (?:a |our |the |my |an? )?(?:\w{1,12} ){0,2}proxy|(?:https?|all|no)_proxy|proxy (?:auth|authentication|server|settings|agent|fetcher|tunnel)|(?:through|via|over|uses?|using|need|only|have) (?:a |our |the |my |an? )?(?:\w{1,12} ){0,2}proxy(?! (?:server of my own|endpoint|route))|https?-?proxy-?agent|zscaler|detrás de un proxy|atrás de um proxy|hinter (?:einem|dem) proxy|derrière un proxy)\b|代理/gi,
	},
	{
		name: 'on_vpn',
		when: 'fails',
		says: /\b(?:vpn|wireguard|openvpn|nordvpn|expressvpn|surfshark|protonvpn|tailscale|cloudflare warp|globalprotect|anyconnect)\b/gi,
	},
	{
		name: 'self_hosted',
		says: /\b(?:(?<!(?:can|could|should|may|do) (?:we|i|you) )(?<!how to )(?<!to have no )self[- ]?host(?:ed|ing)?\b(?! to have)|on[- ]prem(?:ises?)?\b|our own (?:\w{1,16} )?(?:instance|deployment|server)|license[- ]proxy|quay\.io|engine (?:container|pod|image)|(?:api|engine)\.toml|auto-?gehostet|selbst gehostet|selbstgehostet|auto-?alojado|auto-?hospedado|auto-?hébergé)\b|私有部署|自托管|本地部署/gi,
	},
	{
		name: 'key_in_place',
		says: /\b(?:(?:api[ -]?)?key(?: itself)? (?:is|are|was|should be|seems?|looks?) (?:\d{1,3} ?% |definitely |certainly |absolutely |totally |surely |also |still |both |all |set and |really |in fact |for sure ){0,4}(?:valid|correct|right|good|fine|ok|okay|working|set|loaded|there|present|active|not the (?:problem|issue)|new|fresh)|keys? works? (?:fine |ok |well )?(?:in|with|on|for|elsewhere|from)|same (?:api[ -]?)?key (?:works|is fine|on|in|from|with)|with the same (?:api[ -]?)?key|(?:checked|verified|confirmed|double[- ]checked|triple[- ]checked|tested|validated) (?:that )?(?:my |the |our |both |all )?(?:\w{1,12} )?(?:api[ -]?)?keys?|(?:tried|generated|created|made|used|rotated|with|using) (?:a |an? |another |two |three |several |multiple |many |different |some |brand ){0,4}(?:new|different|fresh|several|multiple|other|another|various|two|three|second) (?:api[ -]?)?keys?|valid (?:api[ -]?)?key|(?:la )?(?:clave|api key) (?:es|está) (?:correcta|bien|válida|configurada)|(?:a )?chave (?:é|está) (?:correta|válida|certa)|(?:der |mein )?(?:schlüssel|key|api-?key) (?:ist|stimmt) ?(?:gültig|richtig|korrekt|ok|gesetzt)?|(?:la )?clé (?:est )?(?:valide|correcte|bonne))|(?:key|密钥|秘钥) ?(?:是对的|没问题|正确|有效)|换了(?:几个|好几个|新)?(?:新)?的? ?(?:api ?key|key|密钥)/gi,
	},
	{
		name: 'several_users',
		says: /\b(?:(?:multiple|several|many|all(?: of)? our|some(?: of)? our|our|other|a few|all|different|two|three|dozens of|hundreds of|lots of) (?:users|customers|clients|people|colleagues|teammates|developers|devs)|anyone else|any one else|everyone|everybody|(?:my )?(?:colleagues?|teammates?|coworkers?) (?:too|as well|also|have|has|get|gets|see|sees)|users (?:report|complain|are|get|see|have)|varios usuarios|vários usuários|mehrere (?:benutzer|nutzer|kunden)|alle (?:benutzer|nutzer|kollegen)|plusieurs utilisateurs)\b|多个用户|所有用户|同事也|其他人/gi,
	},
	{
		name: 'several_networks',
		when: 'fails',
		says: /\b(?:(?:different|multiple|several|two|three|various|other|many|all) (?:networks|wi-?fis|isps|connections|locations|internet connections)|(?:tried|tested|same|also|even|either|too|fails|failing|happens)(?: \w{1,12}){0,6} (?:hot ?-?spot|(?:another|a different|other|second) (?:network|wi-?fi|isp|location|internet connection)|mobile data|tethering)|(?:home and (?:the )?office|office and (?:at )?home|wi-?fi and (?:mobile|cellular|4g|5g|lan|ethernet|hotspot))|every network|any network|doesn't work on my phone|varias redes|várias redes|mehreren netzen|plusieurs réseaux)\b|多个网络|换了网络也/gi,
	},
	{
		name: 'sends_no_audio',
		says: /\b(?:(?:not|n't|never|without|no longer|stop(?:s|ped)?|before|nothing(?: is| was)?) (?:be )?(?:send(?:ing)?|sent|stream(?:ing)?|streamed|push(?:ing)?)(?: \w{1,12}){0,2} (?:audio|data|packets|anything|sound|bytes|frames)|no audio (?:is|was|has been|being|sent|data|yet|at all|for|while|frames|going|flow\w{0,4}|reaches)|audio (?:is|was) (?:not|never) (?:being )?sent|(?:only|just) (?:send(?:ing)?|sent) (?:the )?keep-?alives?|send only keep-?alives?|send nothing|nothing is sent|(?:is|was|are|when|while|if|stays?|on|user) (?:the )?(?:\w{1,10} )?(?:muted|mute)|quiet periods?|(?:long |periods? of |during )silence|(?:user|caller|speaker|customer|person) (?:is|are|stays?|remains?|goes|went) (?:silent|quiet)|unless (?:i|we|someone|the user) (?:talks?|speaks?)|when (?:nobody|no one|the user is not|the user isn't|user doesn't) (?:speaks?|talks?|speaking|talking|silent)|no hablo|sin (?:enviar|mandar) audio|sem enviar áudio|ohne audio|kein audio|keine audiodaten|sans (?:envoyer d'|d')audio)\b|没有(?:发送|音频)|不发(?:送)?音频|静音|沉默/gi,
	},
	{
		name: 'connects_then_fails',
		says: /\b(?:connects?(?:ed|ion)?(?: \w{1,12}){0,3} (?:ok|okay|fine|well|successfully|correctly|perfectly|good)\b|(?:connection|socket|websocket|it|ws) (?:is |gets |was )?(?:opens?|opened|established|open|connects|connected)(?:,| \w{1,12}){0,4} (?:but|then|and (?:then|immediately|after|right|instantly|closes?|drops?|dies|disconnects?|it))|opens? (?:and |then )(?:\w{1,12} ){0,3}(?:closes?|drops?|dies|disconnects?)|(?:closes?|drops?|disconnects?|dies) (?:\w{1,12} ){0,3}(?:after|once) (?:it |i |the )?(?:opens?|connect\w{0,6}|opening|connecting)|connected(?: \w{1,12}){0,3} (?:then|but)|works (?:until|till|for a)|(?:handshake|upgrade) (?:is|was|succeeds|ok|works|returns|gives)(?: \w{1,8})? ?(?:101|ok|fine|successful)|101 switching|reconnects? (?:ok|fine)|re-?connect ok|onopen (?:fires|is called|gets called|triggers)|se conecta (?:bien |y |pero )|conecta (?:e depois|mas|bem)|verbindet sich (?:zwar|und dann|aber)|verbindung (?:steht|wird aufgebaut|öffnet)|se connecte (?:bien|puis|mais))\b|连接成功|连上了|连得上|能连上/gi,
	},
	{
		name: 'never_connects',
		says: /\b(?:never (?:connects?|opens?|connected|opened|gets? (?:past|connected|through)|establishes)|(?:can'?t|cannot|can not|couldn'?t|could not|unable to|not able to|won'?t|doesn'?t|does not|didn'?t|don'?t|fail(?:s|ed|ing)? to|failure to) (?:\w{1,10} ){0,2}(?:connect|open|reach|establish|start|hit|get a connection|get through)(?! to (?:the )?(?:database|db|github|discord))|(?:connection|handshake|upgrade|connecting) (?:always |still |keeps? |attempt )?(?:fails?|failed|failing|failure|error|refused|rejected|timed? out|times out)|onopen (?:never|is never|doesn't)|stuck (?:at|on|in) connecting|hangs? (?:on|at|while|when|forever|after) (?:connect\w{0,6}|\w{1,12})|not connecting|no (?:se )?(?:me )?(?:puedo |puede |logra |consigo )?conecta[r]?|no se (?:puede )?conecta[r]?|não (?:consigo |consegue )?conecta[r]?|(?:keine|nicht) verbind\w{0,6}|verbindet (?:sich )?nicht|keine verbindung|verbindung (?:schlägt fehl|fehlgeschlagen)|(?:impossible|n'arrive pas|pas moyen) (?:de |à )?(?:se |me )?connecter|ne se connecte pas|connexion (?:échoue|refusée|impossible))\b|连接失败|无法连接|连不上|连接不上|不能连接|接続できない|接続できません|연결이? 안|연결할 수 없/gi,
	},
	{
		name: 'no_transcript',
		says: /\b(?:(?:no|any|empty|blank|missing|without|never (?:get|got|receive|see)(?: any| a)?|zero) (?:more )?(?:transcripts?|transcriptions?|results?|text|words|responses?|output|messages? back|events?)(?! (?:error|file|mode|code))\b|(?:transcripts?|transcriptions?|results?|response|text|words?) (?:is|are|was|were|comes? back|stays?|remains?|always|never|stops?|don't|doesn't)(?: \w{1,10}){0,3} (?:empty|blank|null|come|comes|arrive|arrives|appears?|coming|show|missing|working|again)|nothing (?:comes?|came|is (?:coming|returned|transcribed|received)|ever|happens?|back|gets? (?:transcribed|returned))(?: back)?|(?:0|zero) words|don't get (?:any|a|anything)|do not get any|not (?:getting|receiving|seeing) (?:any|a|anything)|(?:didn't|doesn't|don't|never|not) (?:\w{1,10} ){0,2}(?:transcribe|return|get) (?:anything|any|a thing|a word)|callback is never called|sin transcripción|no (?:recibo|llega|devuelve|transcribe) (?:nada|ninguna|transcripción|texto)|não (?:recebo|retorna|chega|transcreve) (?:nada|nenhuma|transcrição)|(?:keine|leere) (?:transkripte?|transkription|ergebnisse|antwort)|aucune? (?:transcription|résultat)|transcription vide)\b|没有(?:文字|转录|结果|返回)|空(?:的)?(?:结果|转录)|无(?:结果|输出)/gi,
	},
];
