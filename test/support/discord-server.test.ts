import assert from 'node:assert/strict';
import {once} from 'node:events';
import test, {type TestContext} from 'node:test';
import {
	ChannelType,
	Client,
	type ClientOptions,
	Events,
	GatewayIntentBits,
	Partials,
	SelectMenuDefaultValueType,
} from 'discord.js';
import {type Channel, type DiscordServer, startDiscordServer} from './discord-server.ts';

const {Guilds, GuildMessages, DirectMessages, MessageContent} = GatewayIntentBits;

async function serverWithClient(
	context: TestContext,
	options: Partial<ClientOptions> = {},
): Promise<{server: DiscordServer; client: Client<true>}> {
	const server = await startDiscordServer();
	const client = new Client({
		intents: [Guilds, GuildMessages, DirectMessages],
		partials: [Partials.Channel, Partials.Message],
		rest: {api: server.apiUrl, offset: 0},
		...options,
	});
	context.after(async () => {
		await client.destroy();
		await server.close();
	});
	const ready = once(client, Events.ClientReady);
	await client.login(server.token);
	await ready;
	return {server, client: client as Client<true>};
}

async function textChannel(client: Client, channel: Channel) {
	const found = await client.channels.fetch(channel.id);
	assert.ok(found?.type === ChannelType.GuildText || found?.isThread());
	return found;
}

/** Everything that the client is told of until a message says "end". */
function heardUntilEnd(client: Client): Promise<readonly string[]> {
	const heard: string[] = [];
	return new Promise(resolve => {
		client.on(Events.MessageCreate, message => {
			if (message.content === 'end') resolve(heard);
			else heard.push(message.content);
		});
	});
}

test('a bot without the MESSAGE_CONTENT intent reads only what mentions it, and direct messages', async context => {
	const {server, client} = await serverWithClient(context);
	const heard = heardUntilEnd(client);
	const ada = server.join('ada');
	const direct = server.directChannel(ada);
	ada.says('chatter');
	ada.says(`${server.mention} in the channel`);
	ada.says(`<@&${server.botRole}> @everyone`);
	ada.says('directly', {in: direct});
	ada.says('end', {in: direct});
	assert.deepEqual(await heard, ['', `${server.mention} in the channel`, '', 'directly']);
});

test('a reply that rings the bot is a mention, a silent one is not', async context => {
	const {server, client} = await serverWithClient(context);
	const ada = server.join('ada');
	const channel = await textChannel(client, server.channel);
	const {id} = await channel.send('hello');
	const own = server.fromBot().find(message => message.id === id);
	assert.ok(own);
	const heard = heardUntilEnd(client);
	ada.says('with a ring', {replyTo: own});
	ada.says('without', {replyTo: own, ring: false});
	ada.says('end', {in: server.directChannel(ada)});
	assert.deepEqual(await heard, ['with a ring', '']);
});

test('privileged intents are refused', async context => {
	const server = await startDiscordServer();
	const client = new Client({intents: [Guilds, MessageContent], rest: {api: server.apiUrl}});
	context.after(async () => {
		await client.destroy();
		await server.close();
	});
	await assert.rejects(client.login(server.token), /disallowed intents/i);
});

test('a wrong token is refused', async context => {
	const server = await startDiscordServer();
	const client = new Client({intents: [Guilds], rest: {api: server.apiUrl}});
	context.after(() => server.close());
	await assert.rejects(client.login('wrong'), /invalid token/i);
});

test('a client that lost its connection resumes and gets what it missed', async context => {
	const {server, client} = await serverWithClient(context);
	const ada = server.join('ada');
	const heard = heardUntilEnd(client);
	const resumed = once(client, Events.ShardResume);
	ada.says(`${server.mention} before`);
	server.gateway.cut();
	await server.waitFor('the cut', () => !server.gateway.isConnected());
	ada.says(`${server.mention} meanwhile`);
	await resumed;
	ada.says('end', {in: server.directChannel(ada)});
	assert.deepEqual(
		(await heard).map(text => text.replace(server.mention, '').trim()),
		['before', 'meanwhile'],
	);
	assert.equal(server.gateway.heard.filter(frame => frame.op === 6).length, 1);
});

test('a client that is asked to reconnect resumes its session', async context => {
	const {server, client} = await serverWithClient(context);
	const resumed = once(client, Events.ShardResume);
	server.gateway.askToReconnect();
	await resumed;
	assert.equal(server.gateway.heard.filter(frame => frame.op === 2).length, 1);
});

test('a heartbeat that is asked for comes at once and is acknowledged', async context => {
	const {server, client} = await serverWithClient(context);
	server.gateway.askForHeartbeat();
	await server.waitFor('a heartbeat', () => server.gateway.heard.find(frame => frame.op === 1));
	assert.equal(client.ws.shards.first()?.status, 0);
});

const wrongMessages: readonly [what: string, message: object, complaint: RegExp][] = [
	['longer than 2,000 characters', {content: 'x'.repeat(2001)}, /Must be 2000 or fewer in length/],
	['empty', {content: ''}, /Cannot send an empty message/],
	['a reply to nothing', {content: 'x', reply: {messageReference: '11111111111111111'}}, /Unknown message/],
	['with a nonce of 26 characters', {content: 'x', nonce: 'n'.repeat(26)}, /Must be 25 or fewer in length/],
	['with an empty row', {content: 'x', components: [{type: 1, components: []}]}, /between 1 and 5/],
	[
		'with a button without an id',
		{content: 'x', components: [{type: 1, components: [{type: 2, style: 1, label: 'a'}]}]},
		/This field is required/,
	],
	[
		'with two buttons of one id',
		{
			content: 'x',
			components: [
				{
					type: 1,
					components: [
						{type: 2, style: 1, label: 'a', custom_id: 'same'},
						{type: 2, style: 1, label: 'b', custom_id: 'same'},
					],
				},
			],
		},
		/cannot be duplicated/,
	],
	[
		'with a label of 81 characters',
		{
			content: 'x',
			components: [{type: 1, components: [{type: 2, style: 1, label: 'a'.repeat(81), custom_id: 'a'}]}],
		},
		/Must be 80 or fewer/,
	],
];

test('a message that Discord would not take is refused in its words', async context => {
	const {server, client} = await serverWithClient(context);
	const channel = await textChannel(client, server.channel);
	for (const [what, message, complaint] of wrongMessages) {
		await assert.rejects(channel.send(message), complaint, what);
	}
	assert.deepEqual(server.fromBot(), []);
	await channel.send('x'.repeat(2000));
	assert.equal(server.fromBot().length, 1);
});

test('files come with a message or an edit, stay unless an edit leaves them out, and have their limits', async context => {
	const {server, client} = await serverWithClient(context);
	const channel = await textChannel(client, server.channel);
	const file = (name: string, size = 3) => ({
		attachment: Buffer.alloc(size, 1),
		name,
		description: `of ${name}`,
	});
	const message = await channel.send({content: 'one', files: [file('a.png')]});
	const [sent] = server.fromBot();
	assert.ok(sent);
	const shown = () => sent.attachments.map(({filename, description, size}) => [filename, description, size]);
	assert.deepEqual(shown(), [['a.png', 'of a.png', 3]]);
	const response = await fetch(String(sent.attachments[0]?.url));
	assert.deepEqual(await response.bytes(), new Uint8Array([1, 1, 1]));

	await message.edit({content: 'two'});
	assert.deepEqual(shown(), [['a.png', 'of a.png', 3]]);
	await message.edit({content: 'three', files: [file('b.png', 5)], attachments: []});
	assert.deepEqual(shown(), [['b.png', 'of b.png', 5]]);
	await message.edit({attachments: []});
	assert.deepEqual(shown(), []);

	await assert.rejects(channel.send({files: [file('large.bin', 10 * 1024 * 1024 + 1)]}), {code: 40005});
	await assert.rejects(channel.send({files: [{...file('c.png'), description: 'x'.repeat(1025)}]}), {
		code: 50035,
	});
	await assert.rejects(channel.send({files: Array.from({length: 11}, (_, index) => file(`${index}.png`))}), {
		code: 50035,
	});
	server.channel.forbidden.add('attach');
	await assert.rejects(message.edit({content: 'four', files: [file('d.png')]}), {code: 50013});
	assert.equal(sent.content, 'three');
});

test('a nonce that is enforced gives the first message again', async context => {
	const {server, client} = await serverWithClient(context);
	const channel = await textChannel(client, server.channel);
	const first = await channel.send({content: 'once', nonce: '7', enforceNonce: true});
	const second = await channel.send({content: 'twice', nonce: '7', enforceNonce: true});
	assert.equal(second.id, first.id);
	assert.deepEqual(
		server.fromBot().map(message => message.content),
		['once'],
	);
});

test('missing permissions and deleted channels are answered as such', async context => {
	const {server, client} = await serverWithClient(context);
	const channel = await textChannel(client, server.channel);
	server.channel.forbidden.add('send');
	await assert.rejects(channel.send('x'), {code: 50013, status: 403});
	server.channel.forbidden.add('view');
	await assert.rejects(channel.send('x'), {code: 50001, status: 403});
	server.channel.removed = true;
	await assert.rejects(channel.send('x'), {code: 10003, status: 404});
});

test('a rate limit of a bucket is obeyed, and so is a global one', async context => {
	const {server, client} = await serverWithClient(context);
	const channel = await textChannel(client, server.channel);
	server.rateLimit({method: 'POST', route: /messages$/, retryAfterMs: 60});
	server.rateLimit({method: 'POST', route: /messages$/, retryAfterMs: 60, scope: 'global'});
	await channel.send('patience');
	const tries = server.requests.filter(request => request.route.endsWith('/messages'));
	assert.deepEqual(
		tries.map(request => request.status),
		[429, 429, 200],
	);
	const [first, second, third] = tries.map(request => request.at);
	assert.ok(first && second && third && second - first >= 55 && third - second >= 55);
});

test('a bucket’s headers let a client wait before it is refused', async context => {
	const {server, client} = await serverWithClient(context);
	server.limit({method: 'POST', route: /messages$/, count: 2, perMs: 150});
	const channel = await textChannel(client, server.channel);
	await Promise.all(['a', 'b', 'c'].map(text => channel.send(text)));
	const sent = server.requests.filter(request => request.route.endsWith('/messages'));
	assert.deepEqual(
		sent.map(request => request.status),
		[200, 200, 200],
	);
	assert.ok((sent[2]?.at ?? 0) - (sent[0]?.at ?? 0) >= 100);
});

test('an interaction is deferred, then answered by editing and by a follow-up', async context => {
	const {server, client} = await serverWithClient(context);
	await client.application.commands.set([
		{
			name: 'greet',
			description: 'Greets',
			options: [{type: 3, name: 'who', description: 'Whom', required: true}],
		},
	]);
	client.on(Events.InteractionCreate, async interaction => {
		if (!interaction.isChatInputCommand()) return;
		await interaction.deferReply();
		await interaction.editReply(`Hello ${interaction.options.getString('who', true)}`);
		await interaction.followUp('And good night');
		await assert.rejects(interaction.deferReply());
	});
	const ada = server.join('ada');
	assert.throws(() => ada.runCommand('greet'), /required/);
	const interaction = ada.runCommand('greet', {who: 'world'});
	const evening = await server.waitForMessage('And good night');
	assert.equal(interaction.callback?.type, 5);
	assert.equal(interaction.original?.content, 'Hello world');
	assert.equal(evening.repliesTo, interaction.original?.id);
});

test('a button’s press, choices and a modal come and go', async context => {
	const {server, client} = await serverWithClient(context);
	await client.application.commands.set([
		{
			name: 'pick',
			description: 'Picks',
			options: [{type: 3, name: 'what', description: 'What', autocomplete: true}],
		},
	]);
	client.on(Events.InteractionCreate, async interaction => {
		if (interaction.isAutocomplete()) {
			await interaction.respond([{name: `${interaction.options.getFocused()}!`, value: 'v'}]);
		} else if (interaction.isButton()) {
			await interaction.update({content: 'pressed', components: []});
		} else if (interaction.isChatInputCommand()) {
			await interaction.showModal({
				title: 'Tell',
				custom_id: 'tell',
				components: [{type: 18, label: 'What', component: {type: 4, custom_id: 'it', style: 2}}],
			});
		} else if (interaction.isModalSubmit()) {
			await interaction.reply({content: interaction.fields.getTextInputValue('it'), flags: 64});
		}
	});
	const ada = server.join('ada');
	assert.deepEqual(await ada.autocomplete('pick', 'what', 'ab'), [{name: 'ab!', value: 'v'}]);
	const opened = ada.runCommand('pick');
	await server.waitForAnswer(opened);
	const sent = ada.submitModal(opened, {it: 'a long story'});
	await server.waitForAnswer(sent);
	assert.equal(sent.original?.content, 'a long story');
	assert.equal((sent.original?.flags ?? 0) & 64, 64);

	const channel = await textChannel(client, server.channel);
	await channel.send({
		content: 'press',
		components: [{type: 1, components: [{type: 2, style: 1, label: 'Go', custom_id: 'go'}]}],
	});
	ada.pressButton(await server.waitForMessage('press'), 'Go');
	await server.waitForMessage(/^pressed$/);
});

test('a command that Discord would not take is refused', async context => {
	const {client} = await serverWithClient(context);
	const option = {type: 3, name: 'a', description: 'a'} as const;
	const wrong = [
		{name: 'Upper', description: 'x'},
		{name: 'x', description: ''},
		{name: 'x', description: 'y'.repeat(101)},
		{name: 'x', description: 'y', options: [option, {...option, name: 'b', required: true}]},
		{name: 'x', description: 'y', options: [{...option, max_length: 6001}]},
		{name: 'x', description: 'y', name_localizations: {xx: 'x'}},
	];
	for (const command of wrong) {
		await assert.rejects(
			client.rest.put(`/applications/${client.application.id}/commands`, {body: [command]}),
			{code: 50035},
		);
	}
});

test('threads are announced and take messages', async context => {
	const {server, client} = await serverWithClient(context);
	const created = once(client, Events.ThreadCreate);
	const thread = server.addThread('a question');
	await created;
	const channel = await textChannel(client, thread);
	await channel.send('in the thread');
	await server.waitForMessage('in the thread', {in: thread});
});

test('a thread that is started from a message has its id, and there is one', async context => {
	const {server, client} = await serverWithClient(context);
	const question = server.join('ada').says(`${server.mention} it fails`);
	const channel = await textChannel(client, server.channel);
	const message = await channel.messages.fetch(question.id);
	const thread = await message.startThread({name: 'HTTP 401'});
	assert.equal(thread.id, question.id);
	await assert.rejects(
		client.rest.post(`/channels/${channel.id}/messages/${question.id}/threads`, {body: {name: 'again'}}),
		{
			code: 160004,
		},
	);
	await assert.rejects(
		client.rest.post(`/channels/${channel.id}/threads`, {body: {name: 'x'.repeat(101), type: 11}}),
		{code: 50035},
	);
	server.setRights(server.channel, {forbid: ['startThreads']});
	const other = await channel.messages.fetch(server.join('bob').says(`${server.mention} too`).id);
	await assert.rejects(other.startThread({name: 'HTTP 402'}), {code: 50013});
});

test('a post in a forum is a thread whose first message has its id; the forum itself takes no messages', async context => {
	const {server, client} = await serverWithClient(context);
	const forum = server.addChannel('support', 15);
	const created = once(client, Events.ThreadCreate);
	const written = once(client, Events.MessageCreate);
	const {post} = server.join('ada').posts('401 on connect', 'it fails', {in: forum});
	const [thread] = await created;
	const [message] = await written;
	assert.equal(thread.id, post.id);
	assert.equal(thread.parentId, forum.id);
	assert.equal(message.id, post.id);
	assert.equal(message.content, '');
	await assert.rejects(client.rest.post(`/channels/${forum.id}/messages`, {body: {content: 'x'}}), {
		code: 50008,
	});
});

test('an application that may read all messages gets their text', async context => {
	const server = await startDiscordServer();
	server.gateway.grantMessageContent();
	const client = new Client({
		intents: [Guilds, GuildMessages, MessageContent],
		rest: {api: server.apiUrl},
	});
	context.after(async () => {
		await client.destroy();
		await server.close();
	});
	const ready = once(client, Events.ClientReady);
	await client.login(server.token);
	await ready;
	const written = once(client, Events.MessageCreate);
	server.join('ada').says('nobody is mentioned');
	const [message] = await written;
	assert.equal(message.content, 'nobody is mentioned');
});

test('what the bot may do in a channel is told to it, and held', async context => {
	const {server, client} = await serverWithClient(context);
	const channel = await textChannel(client, server.channel);
	const mine = () => client.guilds.cache.get(server.guildId)?.members.me?.permissionsIn(channel.id);
	assert.equal(mine()?.has('ManageMessages'), false);
	assert.equal(mine()?.has('ReadMessageHistory'), true);
	const told = once(client, Events.ChannelUpdate);
	server.setRights(server.channel, {forbid: ['history'], allow: ['manageMessages']});
	await told;
	assert.equal(mine()?.has('ManageMessages'), true);
	assert.equal(mine()?.has('ReadMessageHistory'), false);
	const question = server.join('ada').says('chatter');
	await assert.rejects(channel.send({content: 'x', reply: {messageReference: question.id}}), {code: 160002});
	await channel.messages.delete(question.id);
	assert.equal(question.deleted, true);
	const voice = server.addChannel('lounge', 2);
	server.setRights(voice, {forbid: ['connect']});
	await assert.rejects(client.rest.get(`/channels/${voice.id}/messages`), {code: 50001});
});

test('menus of a modal send what is chosen, or what they were shown with', async context => {
	const {server, client} = await serverWithClient(context);
	await client.application.commands.set([
		{
			name: 'setup',
			description: 'Sets up',
			options: [{type: 1, name: 'places', description: 'Where'}],
		},
	]);
	client.on(Events.InteractionCreate, async interaction => {
		if (interaction.isChatInputCommand()) {
			assert.equal(interaction.options.getSubcommand(), 'places');
			await interaction.showModal({
				title: 'Places',
				custom_id: 'places',
				components: [
					{
						type: 18,
						label: 'Channels',
						component: {
							type: 8,
							custom_id: 'channels',
							min_values: 0,
							max_values: 25,
							required: false,
							default_values: [{id: server.channel.id, type: SelectMenuDefaultValueType.Channel}],
						},
					},
					{
						type: 18,
						label: 'Roles',
						component: {type: 6, custom_id: 'roles', min_values: 0, max_values: 2, required: false},
					},
				],
			});
		} else if (interaction.isModalSubmit()) {
			const {fields} = interaction;
			const roles = fields.getSelectedRoles('roles')?.map(role => role?.name) ?? [];
			const channels = fields.getSelectedChannels('channels')?.map(channel => channel.id) ?? [];
			await interaction.reply({content: JSON.stringify({roles, channels}), flags: 64});
		}
	});
	const ada = server.join('ada', {moderator: true});
	const role = server.addRole('staff');
	const opened = ada.runCommand('setup places');
	await server.waitForAnswer(opened);
	assert.throws(() => ada.submitModal(opened, {roles: ['1', '2', '3']}), /takes 0 to 2/);
	const sent = ada.submitModal(opened, {roles: [role]});
	await server.waitForAnswer(sent);
	assert.equal(sent.original?.content, JSON.stringify({roles: ['staff'], channels: [server.channel.id]}));
});

test('a message of the newer components has nothing else, and its limits', async context => {
	const {server, client} = await serverWithClient(context);
	const newer = 32768;
	const put = (body: object) =>
		client.rest.post(`/channels/${server.channel.id}/messages`, {body: {flags: newer, ...body}});
	const text = {type: 10, content: 'a'};
	const button = {type: 2, style: 2, label: 'Change', custom_id: 'change'};
	await put({
		components: [
			{type: 17, components: [{type: 9, components: [text], accessory: button}, {type: 14}, text]},
		],
	});
	for (const wrong of [
		{components: [text], content: 'x'},
		{components: [{type: 10, content: 'y'.repeat(4001)}]},
		{components: Array(41).fill(text)},
		{components: [{type: 9, components: [text]}]},
		{components: [{type: 17, components: [{type: 17, components: [text]}]}]},
		{components: [button]},
	]) {
		await assert.rejects(put(wrong), {code: 50035});
	}
});
