import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';

/** Milliseconds. Git holds a lock for an instant; one this old belongs to a process that was killed. */
const STALE_AFTER = 60_000;

/**
 * Removes a lock that a killed Git left behind, or the branch would stay locked for ever. Only one process at a time may
 * look and remove, or it could remove the lock of a living one: it claims that by a file, which goes stale like a lock.
 *
 * @param words what Git said when it met the lock
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

/** Whoever takes the claim away removes nothing yet: the next try claims anew. A living claim that was met is put back. */
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
