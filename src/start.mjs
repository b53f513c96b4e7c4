/**
 * What "npm start" runs: plain JavaScript, so that Node reads the rest, stripped and compiled, from where it kept it
 * the last time, and needs no TypeScript to begin with. NODE_COMPILE_CACHE names another folder.
 */
import {enableCompileCache, flushCompileCache} from 'node:module';

enableCompileCache('data/compile-cache');
await import('./main.ts');
// Kept now: a process that is killed would not keep it at its end.
flushCompileCache();
