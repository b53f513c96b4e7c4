import assert from 'node:assert/strict';
import {describe, type TestContext, test} from 'node:test';
import {checkSettings} from '../../src/discord/settings/check-settings.ts';
import {settingGroups} from '../../src/discord/settings/setting-groups.ts';
import {usualSettings} from '../../src/log/server-settings.ts';
import {answersOf, type Bot, commandsOf, openBot} from '../support/discord-bot.ts';
import {allComponents, type Json} from '../support/discord-checks.ts';
import {
	type Interaction,
	type Person,
	type SentMessage,
	startDiscordServer,
} from '../support/discord-server.ts';
import {keepSettings} from '../support/discord-settings.ts';
import {memoryLog} from '../support/memory-log.ts';

const ephemeral = 64;

async function settingsBot(context: TestContext, options: Parameters<typeof openBot>[1] = {}) {
	const bot = await openBot(context, options);
	await commandsOf(bot);
	return {...bot, bot, mod: bot.server.join('mod', {moderator: true})};
}

/** A panel as it reads. */
function textOf(panel: SentMessage | undefined): string {
	return allComponents(panel?.components)
		.filter(({type}) => type === 10)
		.map(({content}) => content)
		.join('\n');
}

async function openPanel(bot: Bot, mod: Person, command = 'lineman settings'): Promise<SentMessage> {
	const run = mod.runCommand(command);
	return bot.server.waitFor('a panel', () => {
		const panel = run.original;
		return panel && panel.components.length > 0 ? panel : undefined;
	});
}

async function openForm(bot: Bot, mod: Person, panel: SentMessage, button: string): Promise<Interaction> {
	const pressed = mod.pressButton(panel, button);
	await bot.server.waitForAnswer(pressed);
	return pressed;
}

/** The fields of an open form, each with its label. */
function labelsOf({callback}: Interaction): readonly Json[] {
	return (callback?.data.components ?? []) as readonly Json[];
}

/** Fills a form and reads the panel that it leaves. */
async function fill(
	bot: Bot,
	mod: Person,
	button: string,
	fields: Readonly<Record<string, string | readonly string[]>>,
): Promise<string> {
	const panel = await openPanel(bot, mod);
	const form = await openForm(bot, mod, panel, button);
	const states = panel.versions.length;
	mod.submitModal(form, fields);
	await bot.server.waitFor('the panel to change', () => panel.versions.length > states);
	return textOf(panel);
}

describe('/lineman settings', () => {
	test('a moderator sees all settings in groups, and nobody else does', async context => {
		const {bot, mod} = await settingsBot(context);
		const {server} = bot;
		const panel = await openPanel(bot, mod);
		assert.equal(panel.flags & ephemeral, ephemeral);
		const shown = textOf(panel);
		for (const {title, settings} of settingGroups) {
			assert.ok(shown.includes(`### ${title}`), title);
			for (const {label} of settings) assert.ok(shown.includes(`**${label}:**`), label);
		}
		assert.deepEqual(
			settingGroups.flatMap(({settings}) => settings.map(({name}) => name)).sort(),
			Object.keys(usualSettings).sort(),
		);
		const run = server.join('ada').runCommand('lineman settings');
		const {data} = await server.waitForAnswer(run);
		assert.equal(data.content, 'This is for the moderators of this server.');
		assert.equal(Number(data.flags) & ephemeral, ephemeral);
	});

	test('only those who may manage messages are shown the command', async context => {
		const {server} = await settingsBot(context);
		const command = server.commands().find(({name}) => name === 'lineman');
		assert.equal(command?.default_member_permissions, String(1 << 13));
	});

	test('a member with a moderator role is a moderator', async context => {
		const server = await startDiscordServer();
		const log = await memoryLog();
		const role = server.addRole('helpers');
		await keepSettings(log, server.guildId, {moderatorRoles: [role]});
		const {bot} = await settingsBot(context, {server, log});
		const panel = await openPanel(bot, server.join('eve', {roles: [role]}));
		assert.match(textOf(panel), new RegExp(`Moderators:\\*\\* <@&${role}>`));
	});

	test('every field has a label and says what it does, and shows what is set', async context => {
		const server = await startDiscordServer();
		const log = await memoryLog();
		await keepSettings(log, server.guildId, {
			channels: [server.channel.id],
			replyIn: 'thread',
			languages: ['de', 'en'],
			quietHours: {from: '22:00', to: '07:00', timeZone: 'Europe/Berlin'},
			questionsPerMember: 7,
			probeHosts: ['voice.example.com', 'eu.example.com'],
		});
		const {bot, mod} = await settingsBot(context, {server, log});
		const panel = await openPanel(bot, mod);
		const shown = new Map<string, unknown>();
		for (const {button} of settingGroups) {
			for (const label of labelsOf(await openForm(bot, mod, panel, button))) {
				assert.ok(String(label.description).length > 10);
				const {custom_id, value, default_values, options} = label.component as Json;
				const chosen = (options as Json[] | undefined)?.find(option => option.default === true)?.value;
				shown.set(
					String(custom_id),
					value ?? chosen ?? (default_values as Json[] | undefined)?.map(({id}) => id),
				);
			}
		}
		assert.equal(shown.size, Object.keys(usualSettings).length);
		assert.deepEqual(shown.get('channels'), [server.channel.id]);
		assert.equal(shown.get('replyIn'), 'thread');
		assert.equal(shown.get('languages'), 'de, en');
		assert.equal(shown.get('quietHours'), '22:00-07:00 Europe/Berlin');
		assert.equal(shown.get('questionsPerMember'), '7');
		assert.equal(shown.get('probeHosts'), 'voice.example.com\neu.example.com');
		assert.equal(shown.get('drafts'), 'false');
		assert.equal(shown.get('pasteHosts'), undefined);
	});

	test('what is changed holds at once, is confirmed in the panel and kept with who changed it', async context => {
		const {bot, server, mod, log} = await settingsBot(context);
		const ada = server.join('ada');
		const other = server.addChannel('connection-help');
		ada.says(`${server.mention} before`);
		await answersOf(bot);
		const shown = await fill(bot, mod, 'Change where', {channels: [other.id]});
		assert.ok(shown.includes(`✅ **Channels** saved: <#${other.id}>`), shown);
		ada.says(`${server.mention} not here`);
		ada.says(`${server.mention} but here`, {in: other});
		await answersOf(bot, 2);
		assert.deepEqual(
			bot.questions.map(({text}) => text),
			['before', 'but here'],
		);
		assert.deepEqual((await log.settings.of(server.guildId)).channels, [other.id]);
		const [change, ...others] = await log.moderation.history({guildId: server.guildId, limit: 10});
		assert.deepEqual(others, []);
		assert.equal(change?.action, 'change_settings');
		assert.equal(change?.subject, 'channels');
		assert.equal(change?.byId, mod.user.id);
		assert.deepEqual(change?.detail, {from: [], to: [other.id]});
	});

	test('a form that is sent as it was shown changes nothing', async context => {
		const {bot, server, mod, log} = await settingsBot(context);
		for (const {button} of settingGroups) {
			assert.match(await fill(bot, mod, button, {}), /Nothing was changed\./);
		}
		assert.deepEqual(await log.settings.servers(), []);
		assert.deepEqual(await log.moderation.history({guildId: server.guildId, limit: 1}), []);
	});

	test('the panel and its forms work after a restart', async context => {
		const {bot, server, mod, log, discord} = await settingsBot(context);
		const panel = await openPanel(bot, mod);
		const first = await openForm(bot, mod, panel, 'Change manners');
		await discord.close();
		const again = await openBot(context, {server, log});
		mod.submitModal(first, {questionsPerMember: '3'});
		await server.waitFor('the change', () => textOf(panel).includes('saved: 3'));
		const second = await openForm(again, mod, panel, 'Change safety');
		mod.submitModal(second, {probeHosts: 'https://voice.example.com/v1'});
		await server.waitFor('the change', () => textOf(panel).includes('saved: `voice.example.com`'));
	});

	test('mistakes are all said at once, and what is sound is kept', async context => {
		const {bot, server, mod, log} = await settingsBot(context);
		const shown = await fill(bot, mod, 'Change manners', {
			languages: 'German, klingonish',
			quietHours: 'at night',
			questionsPerMember: 'many',
			questionsPerServer: '200',
		});
		for (const expected of [
			'❌ **Languages** not changed: “klingonish”: found no language code, want two letters such as en.',
			'❌ **Quiet hours** not changed: found no time of day, want one such as 22:30.',
			'❌ **Quiet hours** not changed: found no time zone, want one such as Europe/Berlin.',
			'❌ **Questions of one member in an hour** not changed: “many”: found no such number, want one from 1 to 1000.',
			'✅ **Questions of all together in an hour** saved: 200',
		]) {
			assert.ok(shown.includes(expected), `${expected}\n---\n${shown}`);
		}
		const {languages, quietHours, questionsPerServer} = await log.settings.of(server.guildId);
		assert.deepEqual(
			{languages, quietHours, questionsPerServer},
			{
				languages: [],
				quietHours: null,
				questionsPerServer: 200,
			},
		);
	});

	const readings: readonly [button: string, fields: Record<string, string>, kept: Record<string, unknown>][] =
		[
			['Change manners', {languages: 'Japanese; pt-BR en'}, {languages: ['ja', 'pt', 'en']}],
			[
				'Change manners',
				{quietHours: '9.30 – 17:00 Asia/Tokyo'},
				{quietHours: {from: '09:30', to: '17:00', timeZone: 'Asia/Tokyo'}},
			],
			[
				'Change safety',
				{pasteHosts: 'Pastebin.com, https://dpaste.com/x'},
				{pasteHosts: ['pastebin.com', 'dpaste.com']},
			],
		];
	for (const [button, fields, kept] of readings) {
		test(`${JSON.stringify(fields)} is understood`, async context => {
			const {bot, server, mod, log} = await settingsBot(context);
			await fill(bot, mod, button, fields);
			const settings = await log.settings.of(server.guildId);
			for (const [name, value] of Object.entries(kept)) {
				assert.deepEqual((settings as unknown as Record<string, unknown>)[name], value);
			}
		});
	}

	test('the role of linked members and the address go together', async context => {
		const {bot, server, mod, log} = await settingsBot(context);
		const role = server.addRole('linked');
		const alone = await fill(bot, mod, 'Change who', {linkedRole: [role]});
		assert.ok(
			alone.includes(
				'❌ **Where they link it** not changed: found only one of the role and the address, want both or neither.',
			),
			alone,
		);
		assert.equal((await log.settings.of(server.guildId)).linkedRole, null);
		await fill(bot, mod, 'Change who', {linkedRole: [role], linkUrl: 'https://own.example/link'});
		const {linkedRole, linkUrl} = await log.settings.of(server.guildId);
		assert.deepEqual({linkedRole, linkUrl}, {linkedRole: role, linkUrl: 'https://own.example/link'});
	});

	test('what somebody else has changed meanwhile is not written over', async context => {
		const {bot, server, mod, log} = await settingsBot(context);
		const eve = server.join('eve', {moderator: true});
		const panel = await openPanel(bot, mod);
		const form = await openForm(bot, mod, panel, 'Change where');
		await fill(bot, eve, 'Change where', {replyIn: ['thread']});
		// Another group does not stand in the way.
		await fill(bot, eve, 'Change manners', {questionsPerMember: '3'});
		mod.submitModal(form, {channels: [server.channel.id]});
		await server.waitFor('the panel', () =>
			textOf(panel).includes('Somebody else has changed these settings'),
		);
		const {channels, replyIn} = await log.settings.of(server.guildId);
		assert.deepEqual({channels, replyIn}, {channels: [], replyIn: 'thread'});
	});

	test('who is no moderator any more can change nothing with an old panel', async context => {
		const server = await startDiscordServer();
		const log = await memoryLog();
		const role = server.addRole('helpers');
		await keepSettings(log, server.guildId, {moderatorRoles: [role]});
		const {bot, mod} = await settingsBot(context, {server, log});
		const eve = server.join('eve', {roles: [role]});
		const panel = await openPanel(bot, eve);
		const form = await openForm(bot, eve, panel, 'Change who');
		await fill(bot, mod, 'Change who', {moderatorRoles: []});
		const sent = eve.submitModal(form, {staffRoles: [role]});
		const {data} = await server.waitForAnswer(sent);
		assert.equal(data.content, 'This is for the moderators of this server.');
		assert.deepEqual((await log.settings.of(server.guildId)).staffRoles, []);
	});

	test('what the operator has set is shown where the server has set nothing', async context => {
		const server = await startDiscordServer();
		const help = server.addChannel('people');
		const {bot, mod} = await settingsBot(context, {server, helpChannelId: help.id});
		const panel = await openPanel(bot, mod);
		assert.ok(textOf(panel).includes(`**Help channel:** <#${help.id}> (set by whoever runs me)`));
		const fields = labelsOf(await openForm(bot, mod, panel, 'Change moderation')).map(
			({component}) => component as Json,
		);
		assert.equal(fields.find(({custom_id}) => custom_id === 'helpChannel')?.default_values, undefined);
	});

	test('the longest settings still fit the panel', async context => {
		const server = await startDiscordServer();
		const log = await memoryLog();
		const ids = (from: number) =>
			Array.from({length: 25}, (_, index) => String(10n ** 19n + BigInt(from + index)));
		const hosts = Array.from(
			{length: 20},
			(_, index) => `${'a'.repeat(60)}.${'b'.repeat(60)}.h${index}.example.com`,
		);
		await keepSettings(log, server.guildId, {
			channels: ids(0),
			forumChannels: ids(100),
			moderatorRoles: ids(200),
			staffRoles: ids(300),
			linkedRole: '10000000000000000400',
			linkUrl: `https://example.com/${'x'.repeat(280)}`,
			reviewChannel: '10000000000000000401',
			helpChannel: '10000000000000000402',
			languages: [
				'en',
				'de',
				'fr',
				'es',
				'pt',
				'ja',
				'zh',
				'ko',
				'it',
				'nl',
				'pl',
				'tr',
				'ru',
				'uk',
				'ar',
				'he',
			],
			drafts: true,
			deletePastedKeys: true,
			probeHosts: hosts,
			pasteHosts: hosts,
		});
		const {bot, mod} = await settingsBot(context, {server, log});
		const panel = await openPanel(bot, mod);
		assert.equal(allComponents(panel.components).filter(({type}) => type === 2).length, settingGroups.length);
		for (const {button} of settingGroups) await openForm(bot, mod, panel, button);
	});
});

describe('settings are validated at once against the bot’s real permissions', () => {
	const lacks: readonly [
		right: 'view' | 'send' | 'history' | 'attach' | 'sendInThreads',
		weight: 'refused' | 'warned',
		said: (channel: string) => string,
	][] = [
		['view', 'refused', channel => `I lack **View Channel** in ${channel}: I see nothing there.`],
		['send', 'refused', channel => `I lack **Send Messages** in ${channel}: I cannot write there.`],
		[
			'history',
			'refused',
			channel => `I lack **Read Message History** in ${channel}: I cannot reply to a message.`,
		],
		[
			'attach',
			'warned',
			channel => `I lack **Attach Files** in ${channel}: my answers come without the picture of the line.`,
		],
		[
			'sendInThreads',
			'warned',
			channel => `I lack **Send Messages in Threads** in ${channel}: I am silent in its threads.`,
		],
	];
	for (const [right, weight, said] of lacks) {
		test(`a channel without the right to ${right} is ${weight}, saying exactly which permission is missing where`, async context => {
			const {bot, server, mod, log} = await settingsBot(context);
			const closed = server.addChannel('closed');
			server.setRights(closed, {forbid: [right]});
			const shown = await fill(bot, mod, 'Change where', {channels: [server.channel.id, closed.id]});
			const text = said(`<#${closed.id}>`);
			const line = weight === 'refused' ? `❌ **Channels** not changed: ${text}` : `⚠️ **Channels**: ${text}`;
			assert.ok(shown.includes(line), shown);
			assert.equal((await log.settings.of(server.guildId)).channels.length, weight === 'refused' ? 0 : 2);
		});
	}

	test('answers in threads are refused where no thread can be opened, and warned of where some cannot', async context => {
		const {bot, server, mod, log} = await settingsBot(context);
		server.setRights(server.channel, {forbid: ['startThreads']});
		const nowhere = await fill(bot, mod, 'Change where', {replyIn: ['thread']});
		assert.ok(
			nowhere.includes(
				`❌ **In a text channel I answer** not changed: I lack **Create Public Threads** in <#${server.channel.id}>: I answer in the channel itself.`,
			),
			nowhere,
		);
		server.addChannel('other');
		const somewhere = await fill(bot, mod, 'Change where', {replyIn: ['thread']});
		assert.ok(somewhere.includes('✅ **In a text channel I answer** saved: in a thread'), somewhere);
		assert.ok(
			somewhere.includes('⚠️ **In a text channel I answer**: I lack **Create Public Threads**'),
			somewhere,
		);
		assert.equal((await log.settings.of(server.guildId)).replyIn, 'thread');
	});

	test('deleting messages needs Manage Messages somewhere', async context => {
		const {bot, server, mod, log} = await settingsBot(context);
		const refused = await fill(bot, mod, 'Change safety', {deletePastedKeys: ['true']});
		assert.ok(
			refused.includes(
				`❌ **A message with a pasted key** not changed: I lack **Manage Messages** in <#${server.channel.id}>: I cannot delete a message with a key, and say so.`,
			),
			refused,
		);
		server.setRights(server.channel, {allow: ['manageMessages']});
		const saved = await fill(bot, mod, 'Change safety', {deletePastedKeys: ['true']});
		assert.ok(saved.includes('✅ **A message with a pasted key** saved: is deleted'), saved);
		assert.equal((await log.settings.of(server.guildId)).deletePastedKeys, true);
	});

	test('forum posts can be answered by themselves only where Discord shows their text', async context => {
		const {bot, server, mod} = await settingsBot(context);
		const forum = server.addChannel('support', 15);
		const refused = await fill(bot, mod, 'Change where', {forumChannels: [forum.id]});
		assert.match(
			refused,
			/❌ \*\*Forums whose new posts I answer\*\* not changed: Discord keeps the text of posts from me .*Message Content Intent.*`MESSAGE_CONTENT=on`/,
		);
	});

	test('a forum needs Send Messages in Threads, a voice channel Connect', async context => {
		const server = await startDiscordServer();
		server.gateway.grantMessageContent();
		const {bot, mod, log} = await settingsBot(context, {server, messageContent: 'on'});
		const forum = server.addChannel('support', 15);
		const voice = server.addChannel('lounge', 2);
		server.setRights(forum, {forbid: ['sendInThreads']});
		server.setRights(voice, {forbid: ['connect']});
		const refused = await fill(bot, mod, 'Change where', {channels: [voice.id], forumChannels: [forum.id]});
		assert.ok(refused.includes(`I lack **Connect** in <#${voice.id}>`), refused);
		assert.ok(refused.includes(`I lack **Send Messages in Threads** in <#${forum.id}>`), refused);
		server.setRights(forum, {});
		server.setRights(voice, {});
		await fill(bot, mod, 'Change where', {channels: [voice.id], forumChannels: [forum.id]});
		const {channels, forumChannels} = await log.settings.of(server.guildId);
		assert.deepEqual({channels, forumChannels}, {channels: [voice.id], forumChannels: [forum.id]});
	});

	test('of a category, the channels that cannot be used are named', async context => {
		const {bot, server, mod, log} = await settingsBot(context);
		const category = server.addChannel('Support', 4);
		server.addChannel('open', 0, {parent: category});
		const closed = server.addChannel('closed', 0, {parent: category});
		server.setRights(closed, {forbid: ['send']});
		const shown = await fill(bot, mod, 'Change where', {channels: [category.id]});
		assert.ok(shown.includes(`⚠️ **Channels**: I lack **Send Messages** in <#${closed.id}>`), shown);
		assert.deepEqual((await log.settings.of(server.guildId)).channels, [category.id]);
	});

	test('a review channel that everybody sees, and drafts without one, are warned of', async context => {
		const {bot, server, mod} = await settingsBot(context);
		const open = await fill(bot, mod, 'Change moderation', {drafts: ['true']});
		assert.ok(open.includes('⚠️ **Answers are shown**: There is no review channel'), open);
		const shown = await fill(bot, mod, 'Change moderation', {reviewChannel: [server.channel.id]});
		assert.ok(shown.includes(`⚠️ **Review channel**: Everybody can see <#${server.channel.id}>`), shown);
		const hidden = server.addChannel('mods', 0, {isPrivate: true});
		const fine = await fill(bot, mod, 'Change moderation', {reviewChannel: [hidden.id]});
		assert.ok(!fine.includes('⚠️'), fine);
	});

	test('@everyone is no moderator, no staff and no linked role; a role that is gone is named', async context => {
		const server = await startDiscordServer();
		const log = await memoryLog();
		const role = server.addRole('helpers');
		await keepSettings(log, server.guildId, {staffRoles: [role]});
		const {bot, mod} = await settingsBot(context, {server, log});
		const shown = await fill(bot, mod, 'Change who', {moderatorRoles: [server.guildId]});
		assert.ok(
			shown.includes('❌ **Moderators** not changed: @everyone would make every member a moderator.'),
			shown,
		);
		server.removeRole(role);
		const panel = await openPanel(bot, mod);
		assert.ok(textOf(panel).includes(`**Staff**: The role \`${role}\` no longer exists.`), textOf(panel));
	});

	test('a host of a local network may be neither tested nor read', async context => {
		const {bot, server, mod, log} = await settingsBot(context);
		const shown = await fill(bot, mod, 'Change safety', {
			probeHosts: 'db.internal\n169.254.169.254',
			pasteHosts: 'paste.local',
		});
		assert.ok(shown.includes('“169.254.169.254”: found no host name'), shown);
		assert.ok(
			shown.includes(
				'❌ **Paste sites that I may read** not changed: `paste.local` is a name of a local network',
			),
			shown,
		);
		const internal = await fill(bot, mod, 'Change safety', {probeHosts: 'db.internal'});
		assert.ok(internal.includes('`db.internal` is a name of a local network'), internal);
		assert.deepEqual((await log.settings.of(server.guildId)).probeHosts, []);
	});

	test('without a model a language other than English is warned of', async context => {
		const {bot, mod} = await settingsBot(context);
		const shown = await fill(bot, mod, 'Change manners', {languages: 'de'});
		assert.ok(shown.includes('⚠️ **Languages**: No model words my answers here'), shown);
		const modelled = await settingsBot(context, {model: () => ({model: 'm', circuit: 'closed'})});
		const fine = await fill(modelled.bot, modelled.mod, 'Change manners', {languages: 'de'});
		assert.ok(!fine.includes('⚠️'), fine);
	});

	test('settings that nothing stands in the way of have no findings', () => {
		const around = {messageContent: 'off', hasModel: false} as unknown as Parameters<typeof checkSettings>[2];
		const names = ['questionsPerMember', 'quietHours', 'reviewWhich', 'probeHosts', 'languages'] as const;
		assert.deepEqual(checkSettings(usualSettings, names, around), []);
	});
});

describe('/lineman show', () => {
	test('it shows what is set, what does not work and who changed it last, without a button', async context => {
		const {bot, server, mod} = await settingsBot(context);
		const closed = server.addChannel('connection-help');
		await fill(bot, mod, 'Change where', {channels: [closed.id]});
		server.setRights(closed, {forbid: ['send']});
		const panel = await openPanel(bot, mod, 'lineman show');
		const shown = textOf(panel);
		assert.ok(shown.includes(`**Channels:** <#${closed.id}>`), shown);
		assert.ok(
			shown.includes(`- **Channels**: I lack **Send Messages** in <#${closed.id}>: I cannot write there.`),
			shown,
		);
		assert.match(shown, new RegExp(`- <t:\\d+:R> by <@${mod.user.id}>: Channels`));
		assert.deepEqual(
			allComponents(panel.components).filter(({type}) => type === 2),
			[],
		);
		const own = await openPanel(bot, mod);
		assert.ok(!textOf(own).includes('Last changes'));
	});
});
