import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {writeTranscripts} from './write-transcripts.ts';

/** `npm run transcripts [-- FILE]`: ten conversations, as members and as moderators see them. */
const file = resolve(process.argv[2] ?? 'build/transcripts.html');
const page = await writeTranscripts(name => process.stderr.write(`${name}\n`));
mkdirSync(dirname(file), {recursive: true});
writeFileSync(file, page);
process.stdout.write(`${file}\n`);
