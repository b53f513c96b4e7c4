import type {Command} from '../src/discord/command.ts';
import ask from './ask.ts';
import diagnose from './diagnose.ts';
import diagnoseMessage from './diagnose-message.ts';
import forgetMe from './forget-me.ts';

/** Every command that Discord is told of. */
export const commands: readonly Command[] = [diagnose, ask, diagnoseMessage, forgetMe];
