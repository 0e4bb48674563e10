import { open, rm, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';

/** Milliseconds. Git holds a lock for an instant; one this old belongs to a process that was killed. */
const STALE_AFTER = 60_000;

/**
 * Removes a lock that a killed Git left behind, or the branch would stay locked for ever. In: what Git said when it
 * met the lock. Only one process at a time may look and remove, or it could remove the lock of a living one.
 */
export async function removeStaleLock(dir: string, words: string): Promise<void> {
  const lock = /'([^']+\.lock)'/.exec(words)?.[1];
  if (lock === undefined || !resolve(lock).startsWith(resolve(dir) + sep) || !(await isStale(lock))) return;
  const claim = join(dir, 'mechanicbuddy-stale-lock');
  const file = await open(claim, 'wx').catch(() => undefined);
  if (file === undefined) return;
  try {
    if (await isStale(lock)) await rm(lock, { force: true });
  } finally {
    await file.close();
    await rm(claim, { force: true });
  }
}

async function isStale(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > STALE_AFTER;
}
