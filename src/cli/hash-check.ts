import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { hashOf } from '../cache/cache.ts';
import { bytesOf } from '../files/disk.ts';

/** Files with their expected hashes. */
export type ExpectedFiles = readonly (readonly [path: string, content: string])[];

/** Groups of files to check below a root. */
export interface HashCheck {
  readonly root: string;
  readonly all: readonly ExpectedFiles[];
}

/** With fewer groups, starting a thread (about 30 ms) takes longer than it saves. */
const WORTH_A_THREAD = 2000;
/** More threads wait for each other in the disk and the kernel. */
const MOST_THREADS = 4;

/**
 * Checks whether the files of each group have the expected hashes, with several threads if there are many groups. This
 * thread first continues with its other work, and then takes a smaller share.
 *
 * @param options - `worth`: the number of groups for which a thread is started; `step`: called with the number of groups
 * that are checked, estimated from this thread's share
 * @returns a result for each group; false if a file cannot be read
 */
export async function checkHashes(
  { root, all }: HashCheck,
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
  const report = (done: number) => step(Math.round((done / own) * all.length));
  return [checkHashesHere({ root, all: all.slice(0, own) }, report), ...(await Promise.all(answers))].flat();
}

/** Checks the same on this thread. */
export function checkHashesHere(
  { root, all }: HashCheck,
  step: (done: number) => void = () => undefined,
): boolean[] {
  return all.map((files, i) => {
    step(i + 1);
    return files.every(([path, content]) => hasHash(root, path, content));
  });
}

function hasHash(root: string, path: string, content: string): boolean {
  try {
    return hashOf(bytesOf(root, path)) === content;
  } catch {
    return false; // writing the file will show the error
  }
}

/** Beside this module, both in the sources and in the bundle. */
const THREAD = import.meta.url.endsWith('.ts') ? './hash-check-thread.ts' : './hash-check-thread.js';

function inThread(check: HashCheck): Promise<boolean[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(THREAD, import.meta.url), { workerData: check });
    worker.once('message', resolve).once('error', reject);
  });
}
