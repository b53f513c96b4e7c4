import type {Command} from '../src/discord/command.ts';
import ask from './ask.ts';
import diagnose from './diagnose.ts';
import diagnoseMessage from './diagnose-message.ts';
import forgetMe from './forget-me.ts';
import lineman from './lineman.ts';
import review from './review.ts';
import status from './status.ts';
import why from './why.ts';
import whyThisAnswer from './why-this-answer.ts';

/** Every command that Discord is told of. */
export const commands: readonly Command[] = [
	diagnose,
	ask,
	diagnoseMessage,
	forgetMe,
	status,
	review,
	why,
	whyThisAnswer,
	lineman,
];
