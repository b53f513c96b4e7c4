import type {ServerSettings} from '../../src/log/server-settings.ts';
import type {SentMessage} from '../support/discord-server.ts';
import {hex} from '../support/made-up.ts';
import type {Stage} from './open-stage.ts';

/** A conversation that is held through Discord's wire, to be read afterwards. */
export type Conversation = {
	readonly name: string;
	readonly settings?: Partial<ServerSettings>;
	readonly hold: (stage: Stage) => Promise<void>;
};

const bareError = 'Received network error or non-101 status code.';

/** What stands in the channel for everybody, newest last. */
function replyIn(stage: Stage, channelId = stage.server.channel.id): SentMessage {
	const found = stage.server
		.fromBot()
		.findLast(message => message.channelId === channelId && (message.flags & 64) === 0);
	if (!found) throw new Error(`Cannot find a reply in channel "${channelId}"`);
	return found;
}

function cardIn({server, review}: Stage): SentMessage {
	const card = server.fromBot().findLast(({channelId}) => channelId === review.id);
	if (!card) throw new Error('Cannot find a card in the review channel');
	return card;
}

const ask = (stage: Stage, text: string, more: Parameters<Stage['ada']['says']>[1] = {}) =>
	stage.answered(() => stage.ada.says(`${stage.server.mention} ${text}`, more));

/** A log of a client that streams, goes quiet, and is cut off. */
function longLog(): string {
	const lines = Array.from({length: 900}, (_, index) => {
		const at = new Date(Date.UTC(2026, 0, 15, 9, 0, index)).toISOString();
		return `${at} DEBUG audio.capture frame=${index} rms=0.0${index % 9} bytes=3200`;
	});
	lines.splice(
		870,
		0,
		'2026-01-15T09:14:29.100Z INFO  audio.capture microphone muted by user',
		'2026-01-15T09:14:41.412Z WARN  stt.socket onclose code=1011 wasClean=false reason="Deepgram did not receive audio data or a text message within the timeout window. See https://dpgr.am/net0001"',
		'2026-01-15T09:14:41.413Z ERROR stt.session WebSocket closed unexpectedly: 1011 NET-0001 url=wss://api.deepgram.com/v1/listen?model=nova-3&encoding=linear16&sample_rate=16000',
	);
	return lines.join('\n');
}

export const conversations: readonly Conversation[] = [
	{
		name: 'A bare error, and its 401',
		async hold(stage) {
			await ask(stage, bareError);
			const first = replyIn(stage);
			await stage.answered(() =>
				stage.ada.says('I get 401, dg-error: Invalid credentials', {replyTo: first}),
			);
			await stage.press(stage.ada, replyIn(stage), 'Solved');
		},
	},
	{
		name: 'An address, by /diagnose',
		async hold(stage) {
			const message =
				'WebSocket connection to wss://api.deepgram.com/v1/lisen?model=nova-3 failed: Unexpected server response: 404';
			stage.does(stage.ada, `uses /diagnose message: ${message}`);
			await stage.answered(() => stage.ada.runCommand('diagnose', {message}));
			await stage.press(stage.ada, replyIn(stage), 'Test again');
		},
	},
	{
		name: 'A long log',
		async hold(stage) {
			await ask(stage, 'transcription stops after a while, log attached', {
				files: [{name: 'app.log', text: longLog()}],
			});
			const reply = replyIn(stage);
			if (JSON.stringify(reply.components).includes('"Details"')) {
				await stage.press(stage.ada, reply, 'Details');
			}
		},
	},
	{
		name: 'A pasted key',
		settings: {deletePastedKeys: true},
		async hold(stage) {
			stage.server.setRights(stage.server.channel, {allow: ['manageMessages']});
			await ask(
				stage,
				`why 401?? \`\`\`js\nnew WebSocket("wss://api.deepgram.com/v1/listen", {headers: {Authorization: "Token ${hex(40)}"}})\n\`\`\``,
			);
		},
	},
	{
		name: 'Off topic',
		async hold(stage) {
			await ask(stage, 'which pizza place near the station would you recommend?');
		},
	},
	{
		name: 'Not helpful, and over to people',
		async hold(stage) {
			await ask(
				stage,
				'Python websockets: `websockets.exceptions.InvalidStatus: server rejected WebSocket connection: HTTP 403` with model nova-3',
			);
			const reply = replyIn(stage);
			stage.does(stage.ada, 'presses “Not helpful”');
			const opened = stage.ada.pressButton(reply, 'Not helpful');
			await stage.server.waitForAnswer(opened);
			stage.does(
				stage.ada,
				'chooses “I did what it says, and it still fails” and writes: “the key has the scope already”',
			);
			const note = 'the key has the scope already';
			await stage.server.waitForAnswer(stage.ada.submitModal(opened, {reason: ['still_fails'], note}));
			await stage.quiet();
			await stage.press(stage.ada, replyIn(stage), 'Ask a human');
		},
	},
	{
		name: 'A post in a forum, answered by itself',
		async hold(stage) {
			await stage.answered(() =>
				stage.ada.posts(
					'Socket closes with 1008 right after connecting',
					'Node 22, @deepgram/sdk. I send the first chunk from MediaRecorder and get close code 1008 DATA-0000, `encoding=linear16`.',
					{in: stage.forum},
				),
			);
		},
	},
	{
		name: 'A draft that a moderator lets out',
		settings: {drafts: true},
		async hold(stage) {
			await ask(stage, 'HTTP 429 Too Many Requests when I open the 51st stream, what is the limit?');
			const reply = replyIn(stage);
			await stage.press(stage.mod, cardIn(stage), 'Publish');
			await stage.server.waitFor('the answer', () => reply.content.includes('429'));
			await stage.server.waitFor('the card', () => cardIn(stage).content.includes('Let out'));
		},
	},
	{
		name: 'A moderator corrects an answer',
		settings: {reviewWhich: 'all'},
		async hold(stage) {
			await ask(stage, 'wscat says `error: Unexpected server response: 400` since I added keywords=');
			const card = cardIn(stage);
			await stage.press(stage.mod, card, 'Partly');
			stage.does(stage.mod, 'presses “Correct” and writes what is right');
			const opened = stage.mod.pressButton(cardIn(stage), 'Correct');
			await stage.server.waitForAnswer(opened);
			const text =
				'nova-3 takes **keyterm**, not keywords: `keyterm=…` once for each word. With nova-2, `keywords` stays right.';
			await stage.server.waitForAnswer(
				stage.mod.submitModal(opened, {
					cause: '',
					text,
					link: 'https://developers.deepgram.com/docs/keyterm',
				}),
			);
			await stage.server.waitFor('the correction', () => replyIn(stage).content.includes('keyterm=…'));
			await stage.quiet();
		},
	},
	{
		name: 'In Spanish, and edited',
		settings: {languages: ['en']},
		async hold(stage) {
			const {server, ada} = stage;
			let question: SentMessage | undefined;
			await stage.answered(() => {
				question = ada.says(`${server.mention} no funciona la conexión, ayuda por favor`);
			});
			const asked = question as SentMessage;
			await stage.answered(() =>
				ada.edits(
					asked,
					`${server.mention} no funciona la conexión, ayuda por favor: en Docker me sale getaddrinfo EAI_AGAIN api.deepgram.com`,
				),
			);
		},
	},
];
