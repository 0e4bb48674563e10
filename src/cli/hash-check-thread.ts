import { parentPort, workerData } from 'node:worker_threads';
import { checkHashesHere, type HashCheck } from './hash-check.ts';

// A worker thread of `checkHashes`.
parentPort?.postMessage(checkHashesHere(workerData as HashCheck));
