/** What is said of what we keep, in one language. */
export type ForgetMeWords = {
	readonly nothing: string;
	readonly ask: (kept: {readonly questions: number; readonly messages: number}) => string;
	readonly yes: string;
	readonly no: string;
	readonly working: string;
	readonly kept: string;
	readonly done: (done: {readonly questions: number; readonly deleted: number}) => string;
	/** Above the links to messages that are still there. */
	readonly left: string;
	readonly more: (count: number) => string;
	readonly failed: string;
	/** Under the first answer to a member: what is kept and for how many days (0: for ever), and how it goes. */
	readonly firstUse: (keptDays: number) => string;
};

/** The words for a member's language as Discord names it; English where we have none. */
export function forgetMeWords(locale: string): ForgetMeWords {
	return words[locale] ?? words[locale.split('-')[0] ?? ''] ?? english;
}

const english: ForgetMeWords = {
	nothing: 'I keep nothing of you.',
	ask: ({questions, messages}) =>
		`I keep ${count(questions, 'question', 'questions')} of yours, with what I answered and what you said of it. Shall I remove all that, and delete ${count(messages, 'message', 'messages')} of mine about it wherever I may?\n\nOnly figures stay, and nothing in them leads to you: on which day there was what kind of failure. Your own messages in Discord stay where they are: only you or a moderator can delete them. **This cannot be undone.**`,
	yes: 'Forget me',
	no: 'Keep it',
	working: 'I am removing everything. This may take a minute.',
	kept: 'I have removed nothing.',
	done: ({questions, deleted}) =>
		`Done. Removed: ${count(questions, 'question', 'questions')}; deleted here: ${count(deleted, 'message', 'messages')} of mine.`,
	left: 'These messages of mine I may not delete; a moderator can:',
	more: count => `and ${count} more`,
	failed: 'Something went wrong, and not everything is removed yet. Please use `/forget-me` again.',
	firstUse: days =>
		`-# I keep what you ask and what I answer${days === 0 ? '' : ` for ${count(days, 'day', 'days')}`}, so that people here can check me. \`/forget-me\` removes it.`,
};

const words: Readonly<Record<string, ForgetMeWords>> = {
	en: english,
	de: {
		nothing: 'Ich habe nichts von dir gespeichert.',
		ask: ({questions, messages}) =>
			`Ich habe ${count(questions, 'Frage', 'Fragen')} von dir gespeichert, mit meinen Antworten und mit dem, was du dazu gesagt hast. Soll ich das alles entfernen und ${count(messages, 'Nachricht', 'Nachrichten')} von mir dazu löschen, soweit ich darf?\n\nEs bleiben nur Zahlen, und keine führt zu dir: an welchem Tag es welche Art von Fehler gab. Deine eigenen Nachrichten in Discord bleiben stehen: Nur du selbst oder die Moderation kann sie löschen. **Das lässt sich nicht rückgängig machen.**`,
		yes: 'Vergiss mich',
		no: 'Behalten',
		working: 'Ich entferne alles. Das kann eine Minute dauern.',
		kept: 'Ich habe nichts entfernt.',
		done: ({questions, deleted}) =>
			`Erledigt. Entfernt: ${count(questions, 'Frage', 'Fragen')}; hier gelöscht: ${count(deleted, 'Nachricht', 'Nachrichten')} von mir.`,
		left: 'Diese Nachrichten von mir darf ich nicht löschen; die Moderation kann es:',
		more: count => `und ${count} weitere`,
		failed:
			'Etwas ist schiefgegangen, und es ist noch nicht alles entfernt. Bitte ruf `/forget-me` noch einmal auf.',
		firstUse: days =>
			`-# Ich behalte, was du fragst und was ich antworte${days === 0 ? '' : `, ${count(days, 'Tag', 'Tage')} lang`}, damit man mich hier prüfen kann. \`/forget-me\` entfernt es.`,
	},
	es: {
		nothing: 'No guardo nada de ti.',
		ask: ({questions, messages}) =>
			`Guardo ${count(questions, 'pregunta tuya', 'preguntas tuyas')}, con lo que respondí y lo que dijiste de ello. ¿Lo elimino todo y borro, donde pueda, ${count(messages, 'mensaje mío', 'mensajes míos')} sobre ello?\n\nSolo quedan cifras, y ninguna lleva hasta ti: qué día hubo qué tipo de fallo. Tus propios mensajes en Discord se quedan donde están: solo tú o la moderación pueden borrarlos. **Esto no se puede deshacer.**`,
		yes: 'Olvídame',
		no: 'Conservarlo',
		working: 'Lo estoy eliminando todo. Puede tardar un minuto.',
		kept: 'No he eliminado nada.',
		done: ({questions, deleted}) =>
			`Hecho. Eliminado: ${count(questions, 'pregunta', 'preguntas')}; borrado aquí: ${count(deleted, 'mensaje mío', 'mensajes míos')}.`,
		left: 'Estos mensajes míos no puedo borrarlos; la moderación sí:',
		more: count => `y ${count} más`,
		failed: 'Algo ha fallado y todavía no está todo eliminado. Usa `/forget-me` otra vez, por favor.',
		firstUse: days =>
			`-# Guardo lo que preguntas y lo que respondo${days === 0 ? '' : ` durante ${count(days, 'día', 'días')}`}, para que aquí puedan revisarlo. \`/forget-me\` lo elimina.`,
	},
	fr: {
		nothing: 'Je ne garde rien de vous.',
		ask: ({questions, messages}) =>
			`Je garde ${count(questions, 'question', 'questions')} de vous, avec mes réponses et ce que vous en avez dit. Dois-je tout supprimer, et effacer ${count(messages, 'message', 'messages')} de ma part à ce sujet, là où je le peux ?\n\nIl ne reste que des chiffres, et aucun ne mène à vous : quel jour il y a eu quel type d’échec. Vos propres messages dans Discord restent en place : vous seul ou la modération pouvez les effacer. **C’est irréversible.**`,
		yes: 'Oubliez-moi',
		no: 'Tout garder',
		working: 'Je supprime tout. Cela peut prendre une minute.',
		kept: 'Je n’ai rien supprimé.',
		done: ({questions, deleted}) =>
			`C’est fait. Supprimé : ${count(questions, 'question', 'questions')} ; effacé ici : ${count(deleted, 'message', 'messages')} de ma part.`,
		left: 'Je n’ai pas le droit d’effacer ces messages ; la modération le peut :',
		more: count => `et ${count} de plus`,
		failed:
			'Quelque chose s’est mal passé et tout n’est pas encore supprimé. Utilisez de nouveau `/forget-me`.',
		firstUse: days =>
			`-# Je garde vos questions et mes réponses${days === 0 ? '' : ` pendant ${count(days, 'jour', 'jours')}`}, pour qu’on puisse les vérifier ici. \`/forget-me\` les supprime.`,
	},
	pt: {
		nothing: 'Não guardo nada seu.',
		ask: ({questions, messages}) =>
			`Guardo ${count(questions, 'pergunta sua', 'perguntas suas')}, com o que respondi e o que você disse a respeito. Devo remover tudo e apagar, onde eu puder, ${count(messages, 'mensagem minha', 'mensagens minhas')} sobre isso?\n\nSó ficam números, e nenhum leva até você: em que dia houve que tipo de falha. As suas próprias mensagens no Discord ficam onde estão: só você ou a moderação pode apagá-las. **Não dá para desfazer.**`,
		yes: 'Esqueça-me',
		no: 'Manter',
		working: 'Estou removendo tudo. Pode levar um minuto.',
		kept: 'Não removi nada.',
		done: ({questions, deleted}) =>
			`Pronto. Removido: ${count(questions, 'pergunta', 'perguntas')}; apagado aqui: ${count(deleted, 'mensagem minha', 'mensagens minhas')}.`,
		left: 'Estas mensagens minhas eu não posso apagar; a moderação pode:',
		more: count => `e mais ${count}`,
		failed: 'Algo deu errado e ainda não foi tudo removido. Use `/forget-me` de novo, por favor.',
		firstUse: days =>
			`-# Guardo o que você pergunta e o que eu respondo${days === 0 ? '' : ` por ${count(days, 'dia', 'dias')}`}, para que as pessoas daqui possam conferir. \`/forget-me\` remove tudo.`,
	},
	ja: {
		nothing: 'あなたについて保存しているものはありません。',
		ask: ({questions, messages}) =>
			`あなたの質問 ${questions} 件と、その回答、それについてのあなたのコメントを保存しています。すべて削除し、関連する私のメッセージ ${messages} 件も可能な限り消しますか？\n\n残るのは数字だけで、そこからあなたにたどり着くことはできません（どの日にどの種類の失敗があったか）。Discord にあるあなた自身のメッセージはそのまま残ります。消せるのはあなたかモデレーターだけです。**この操作は取り消せません。**`,
		yes: '忘れてください',
		no: '残しておく',
		working: 'すべて削除しています。1 分ほどかかることがあります。',
		kept: '何も削除していません。',
		done: ({questions, deleted}) =>
			`完了しました。削除した質問：${questions} 件、ここで消した私のメッセージ：${deleted} 件。`,
		left: '次のメッセージは私には消せません。モデレーターなら消せます：',
		more: count => `ほか ${count} 件`,
		failed: '問題が発生し、まだすべては削除されていません。もう一度 `/forget-me` を使ってください。',
		firstUse: days =>
			`-# ここの人が確認できるように、質問と回答を${days === 0 ? '' : ` ${days} 日間`}保存します。\`/forget-me\` で削除できます。`,
	},
};

function count(number: number, one: string, several: string): string {
	return `${number} ${number === 1 ? one : several}`;
}
