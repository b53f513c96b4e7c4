import {openModelServer} from '../support/model-server.ts';
import {fromPage} from '../support/page-model.ts';

/** A model on this machine that says what it was given as fast as it can. A process of its own: its work costs the client none. */
const server = await openModelServer(fromPage);
process.send?.(server.url);
process.once('disconnect', () => process.exit());
