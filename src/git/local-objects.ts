import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { constants, deflate, deflateSync } from 'node:zlib';

export type ObjectKind = 'blob' | 'tree' | 'commit';

/** Objects on their way to the disk: each has its id at once, and `written` says when all are safe. */
export interface ObjectWriter {
  put(kind: ObjectKind, content: Buffer): string;
  /** Rejects with the file system's error. */
  written(): Promise<void>;
}

/**
 * Writes loose objects into a bare repository as Git does: to a temporary name that `git gc` knows as such, flushed, then
 * renamed. No program is started, so that a commit of few files takes a few milliseconds.
 */
export function objectWriter(dir: string): ObjectWriter {
  const writes = new Map<string, Promise<void>>();
  return {
    put(kind, content) {
      const whole = Buffer.concat([Buffer.from(`${kind} ${content.length}\0`), content]);
      const id = createHash('sha1').update(whole).digest('hex');
      if (!writes.has(id)) writes.set(id, write(dir, id, packed(kind, whole)));
      return id;
    },
    async written() {
      // All have ended before the first failure is told: nobody writes behind the caller's back.
      const results = await Promise.allSettled(writes.values());
      const failure = results.find((result) => result.status === 'rejected');
      if (failure !== undefined) throw failure.reason;
    },
  };
}

const press = promisify(deflate);

/** Bytes above which a tree is only wrapped: the list of a large folder is ids, which nothing makes smaller. */
const LARGE_TREE = 4096;

/** As Git's files have it: a zlib stream. What is only wrapped is so in one piece, at once. */
function packed(kind: ObjectKind, whole: Buffer): Promise<Buffer> | Buffer {
  if (kind !== 'tree' || whole.length <= LARGE_TREE) return press(whole, { level: constants.Z_BEST_SPEED });
  return deflateSync(whole, { level: constants.Z_NO_COMPRESSION, chunkSize: whole.length + LARGE_TREE });
}

const openNew = (path: string) => open(path, 'wx', 0o444);

/** With the rights of the folder above it: a repository that a group shares stays the group's. */
async function makeFolder(folder: string): Promise<void> {
  if ((await mkdir(folder, { recursive: true })) === undefined) return;
  const { mode } = await stat(dirname(folder));
  await chmod(folder, mode & 0o7777);
}

async function write(dir: string, id: string, packing: Promise<Buffer> | Buffer): Promise<void> {
  const folder = join(dir, 'objects', id.slice(0, 2));
  const temporary = join(folder, `tmp_obj_${randomUUID()}`);
  try {
    const [content] = await Promise.all([packing, makeFolder(folder)]);
    // Git removes folders that are empty, perhaps just now.
    const file = await openNew(temporary).catch(() => makeFolder(folder).then(() => openNew(temporary)));
    try {
      await file.writeFile(content);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(folder, id.slice(2)));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
