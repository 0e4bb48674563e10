import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { hashOf } from '../cache/cache.ts';
import { bytesOf } from '../files/disk.ts';

/** Files with the hashes that they should have. */
export type Expected = readonly (readonly [path: string, content: string])[];

/** What a thread is asked. */
export interface Question {
  readonly root: string;
  readonly all: readonly Expected[];
}

/** Below this a thread takes longer to start than it saves: some 30 ms. */
const WORTH_A_THREAD = 2000;
/** More than these wait for the disk's and the kernel's locks. */
const MOST_THREADS = 4;

/**
 * Whether each group of files has just the bytes that it should have: all are read, on every core where there are many.
 * This thread goes on with what else it has to do, and then takes a smaller share. In: how many groups are worth a
 * thread, if not as usual; what is told of how many are done, as this thread's share shows it. A file that cannot be read is not the same.
 */
export async function areSame(
  { root, all }: Question,
  { worth = WORTH_A_THREAD, step = () => undefined }: { worth?: number; step?: (done: number) => void } = {},
): Promise<boolean[]> {
  const threads = Math.min(availableParallelism(), MOST_THREADS, Math.floor(all.length / worth)) - 1;
  const own = threads < 1 ? all.length : Math.floor(all.length / (2 * threads + 1));
  const size = Math.ceil((all.length - own) / Math.max(1, threads));
  const shares = Array.from({ length: Math.max(0, threads) }, (_, i) =>
    all.slice(own + i * size, own + (i + 1) * size),
  );
  const answers = shares.map((share) => inThread({ root, all: share }));
  await new Promise(setImmediate);
  const told = (done: number) => step(Math.round((done / own) * all.length));
  return [compareAll({ root, all: all.slice(0, own) }, told), ...(await Promise.all(answers))].flat();
}

/** The same on this thread. */
export function compareAll(
  { root, all }: Question,
  step: (done: number) => void = () => undefined,
): boolean[] {
  return all.map((files, i) => {
    step(i + 1);
    return files.every(([path, content]) => isSame(root, path, content));
  });
}

function isSame(root: string, path: string, content: string): boolean {
  try {
    return hashOf(bytesOf(root, path)) === content;
  } catch {
    return false; // what is wrong with it shows when it is to be written
  }
}

/** Beside this module, as it is written and as it is installed. */
const THREAD = import.meta.url.endsWith('.ts') ? './verify-thread.ts' : './verify-thread.js';

function inThread(question: Question): Promise<boolean[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(THREAD, import.meta.url), { workerData: question });
    worker.once('message', resolve).once('error', reject);
  });
}
