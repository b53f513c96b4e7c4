import {Client, Events, GatewayIntentBits} from 'discord.js';

/** The least that a bot on discord.js is: it signs in and hears of messages. `DISCORD_API_URL`, `DISCORD_TOKEN`. */
const {DISCORD_API_URL: api = '', DISCORD_TOKEN: token = ''} = process.env;
const client = new Client({
	intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
	rest: {api},
});
client.once(Events.ClientReady, () => process.stdout.write('signed in\n'));
await client.login(token);
