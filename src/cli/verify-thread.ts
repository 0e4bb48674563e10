import { parentPort, workerData } from 'node:worker_threads';
import { compareAll, type Question } from './verify.ts';

// A thread of `areSame`: answers one question.
parentPort?.postMessage(compareAll(workerData as Question));
