import type {Context} from 'hono';
import type {AnswerRecord} from '../../log/answer-record.ts';
import type {Person, Session} from '../../log/sessions.ts';

/** Who looks at the console: somebody who is signed in. */
export type Viewer = {
	readonly person: Person;
	readonly session: Session;
	/** What the cookie holds. */
	readonly token: string;
};

/** Who sent a request; undefined: nobody who is signed in. */
export function viewerOf(c: Context): Viewer | undefined {
	return c.get('viewer') as Viewer | undefined;
}

export function setViewer(c: Context, viewer: Viewer): void {
	c.set('viewer', viewer);
}

/** The servers that somebody may look into, as the log asks for them. */
export function scopeOf({servers}: Person): {readonly servers?: readonly string[]} {
	return servers === undefined ? {} : {servers: servers.map(({id}) => id)};
}

/** Whether somebody may see an answer and act for it: one of a server that they moderate. */
export function maySee({servers}: Person, {place}: Pick<AnswerRecord, 'place'>): boolean {
	return servers === undefined || servers.some(({id}) => id === place?.guildId);
}
