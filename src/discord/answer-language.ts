import type {AnswerRecord} from '../log/answer-record.ts';
import type {ServerSettings} from '../log/server-settings.ts';

/**
 * A line for a member who wrote in a language that their server does not want answers in: which one it is answered
 * in, said in theirs where we can. Undefined where there is nothing to say.
 */
export function languageLine(
	{evidence, answer}: Pick<AnswerRecord, 'evidence' | 'answer'>,
	{languages}: Pick<ServerSettings, 'languages'>,
): string | undefined {
	const {language: theirs} = evidence;
	if (languages.length === 0 || languages.includes(theirs) || theirs === answer.language) return undefined;
	const say = lines[theirs];
	const name = new Intl.DisplayNames([say ? theirs : 'en'], {type: 'language'}).of(answer.language);
	return `-# ${(say ?? lines.en)(name ?? answer.language)}`;
}

const lines: {readonly en: Say; readonly [language: string]: Say | undefined} = {
	en: name => `In this server I answer in ${name}.`,
	de: name => `Auf diesem Server antworte ich auf ${name}.`,
	es: name => `En este servidor respondo en ${name}.`,
	fr: name => `Sur ce serveur, je réponds en ${name}.`,
	pt: name => `Neste servidor respondo em ${name}.`,
	ja: name => `このサーバーでは${name}で回答します。`,
};

type Say = (name: string) => string;
