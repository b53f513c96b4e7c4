import {parentPort, workerData} from 'node:worker_threads';
import {checkKnowledge} from './check-knowledge.ts';

parentPort?.postMessage(checkKnowledge(workerData as string));
