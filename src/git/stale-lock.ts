import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';

/** Milliseconds. Git holds a lock for an instant; one this old belongs to a killed process. */
const STALE_AFTER = 60_000;

/**
 * Removes a lock that a killed Git left behind; the branch would stay locked for ever. Two processes that check and remove
 * at the same time could remove a living process's lock, so a process first claims the removal with a file. That claim
 * may become stale like a lock.
 *
 * @param words Git's error message about the lock
 */
export async function removeStaleLock(dir: string, words: string): Promise<void> {
  const lock = /'([^']+\.lock)'/.exec(words)?.[1];
  if (lock === undefined || !resolve(lock).startsWith(resolve(dir) + sep) || !(await isStale(lock))) return;
  const claim = join(dir, 'mechanicbuddy-stale-lock');
  const file = await open(claim, 'wx').catch(() => undefined);
  if (file === undefined) return removeStaleClaim(claim);
  try {
    if (await isStale(lock)) await rm(lock, { force: true });
  } finally {
    await file.close();
    await rm(claim, { force: true });
  }
}

/** Removes a stale claim only; the next try makes a claim of its own. A claim that turns out to be in use is put back. */
async function removeStaleClaim(claim: string): Promise<void> {
  if (!(await isStale(claim))) return;
  const taken = `${claim}.${randomUUID()}`;
  const isTaken = await rename(claim, taken).then(
    () => true,
    () => false,
  );
  if (!isTaken) return;
  if (await isStale(taken)) await rm(taken, { force: true });
  else await rename(taken, claim);
}

async function isStale(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > STALE_AFTER;
}
