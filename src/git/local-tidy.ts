import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunGit } from './run-git.ts';

/** Milliseconds. An import takes seconds; a mark this old belongs to one that was killed. */
const ABANDONED_AFTER = 60 * 60 * 1000;

/** Packs after which Git packs anew, in the background: its default of 50 would be reached with every tidying. */
const PACK_LIMIT = ['-c', 'gc.autoPackLimit=100'];

/** Removes what killed imports left behind, and lets Git pack what many commits left. */
export async function tidy(git: RunGit, dir: string): Promise<void> {
  const reports = (await readdir(dir)).filter((name) => name.startsWith('fast_import_crash_'));
  await Promise.all(reports.map((name) => rm(join(dir, name), { force: true })));
  await removeAbandonedMarks(join(dir, 'objects/pack'));
  await git([...PACK_LIMIT, 'gc', '--auto', '--quiet']);
}

/** While an import runs, a mark keeps its pack from being removed; left behind, it would keep the pack for ever. */
async function removeAbandonedMarks(packs: string): Promise<void> {
  const marks = (await readdir(packs).catch(() => [])).filter((name) => name.endsWith('.keep'));
  for (const path of marks.map((name) => join(packs, name))) {
    const found = await stat(path).catch(() => undefined);
    const isOld = found !== undefined && Date.now() - found.mtimeMs > ABANDONED_AFTER;
    if (isOld && (await readFile(path, 'utf8').catch(() => '')).trim() === 'fast-import')
      await rm(path, { force: true });
  }
}
