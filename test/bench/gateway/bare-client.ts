import {Client, Events, GatewayIntentBits} from 'discord.js';
import {reportUse} from './report-use.ts';

/** The least that answers a mention, with the library as it comes: `bare-client.ts API_URL TOKEN`. */
const [api = '', token] = process.argv.slice(2);
const {Guilds, GuildMessages, DirectMessages} = GatewayIntentBits;
const client = new Client({intents: [Guilds, GuildMessages, DirectMessages], rest: {api}});
client.on(Events.MessageCreate, message => {
	if (!message.mentions.users.has(client.user?.id ?? '')) return;
	// One that does not get through is missing among the acknowledged.
	message.reply('Hello').catch(() => {});
});
client.once(Events.ClientReady, reportUse);
await client.login(token);
