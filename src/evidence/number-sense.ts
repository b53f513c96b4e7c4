import type {Place} from './passage.ts';

const countedBefore =
	/(?:\b(?:port|line|page|room|issue|pr|ticket|version|ver|v|node|build|step|chapter|section|block|chunk|frame|packet|byte|offset|column|col|row|index|around|over|under|roughly|approximately|approx|nearly|almost|at least|at most|up to|more than|less than|fewer than|hundred|id|nr|number|size|length|width|height|volume|bitrate|delay|interval|year|exit code|exit status|pid|took)\s{0,2}[:=]?|\b(?:timeout|limit|rate|total|count|max|min|duration|ms|gain|quality)\s{0,2}[:=]|~|≈|[<>]=?|#|\$|€|£)\s{0,2}$/i;

const countedBehind =
	/^["'`)]?\s{0,2}-?(?:(?:ms|msecs?|milli\w{0,9}|µs|us|s|secs?|seconds?|mins?|minutes?|hours?|hrs?|h|days?|weeks?|months?|years?|k|kb|mb|gb|kib|mib|bytes?|bits?|kbps|mbps|hz|khz|mhz|db|px|x|fps|rpm|rps|files|requests|users|people|persons|customers|agents|calls|streams|connections|sockets|sessions|concurrent|simultaneous|parallel|characters?|chars?|words|tokens|lines|rows|records|items|pages|tests|times|messages|events|utterances|recordings|audios?|clips|samples?|chunks?|frames?|packets?|credits?|dollars?|bucks|usd|euros?|eur|pounds|percent|devices|rooms|nodes|pods|instances|workers|threads|participants|subscribers|languages|voices|commits|stars|issues|employees|locations|channels|keyterms|keywords|terms|results|or so|dateien|anfragen|nutzer|benutzer|sekunden|stunden|minuten|zeilen|zeichen|wörter|euro|archivos|solicitudes|usuarios|segundos|minutos|horas|veces|líneas|palabras|arquivos|usuários|fichiers|requêtes|utilisateurs|secondes|heures|lignes|mots|fois)(?![A-Za-z])|[°€%]|\s?(?:个|個|次|秒|毫秒|分钟|分|小时|条|人|元|年|月|日|行|件|名|초|분|시간|개|명|원))/i;

/** Whether a number counts or measures something: `401 files`, `port 4043`, `about 400`, `500 ms`. */
export function isQuantity(text: string, {start, end}: Place): boolean {
	return countedBefore.test(text.slice(Math.max(0, start - 30), start)) || isCounted(text, {start, end});
}

/** Whether a unit or a thing to count follows a number. */
export function isCounted(text: string, {end}: Place): boolean {
	return countedBehind.test(text.slice(end, end + 24));
}

const negatedBefore =
	/(?:\b(?:not|no|never|without|instead of|rather than|other than|except|nor|neither|isn't|isnt|wasn't|don't|dont|doesn't|didn't|kein|keine|keinen|nicht|sin|ningún|sem|nenhum|pas de|sans)|(?:不是|没有|没))[\s-]{0,2}(?:(?:an?|the|any|just|only|even|http|status|code|error|get|getting|got|see|seeing|return|returns|returning|be|with|un|una|um|uma|ein|eine)\s{1,2}){0,4}["'(]?$/i;

/** Whether the words before a thing deny it: "it is not a 401", "with no 1011". */
export function isNegated(text: string, {start}: Place): boolean {
	const before = text.slice(Math.max(0, start - 60), start);
	return negatedBefore.test(before.slice(before.search(/(?<![^.!?;\n])[^.!?;\n]*$/)));
}
