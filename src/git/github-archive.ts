import { unpackTar } from 'modern-tar';
import type { GitHubBranch } from './github-request.ts';
import type { CommitId, Entries, EntryKind } from './port.ts';

/** The content of an archive. */
export interface Archive {
  readonly entries: Entries;
  /** Contents of the files to read. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

/** Reads a commit with one request, whatever the number of files. */
export async function readArchive(
  { client, common }: GitHubBranch,
  commit: CommitId,
  isRead: (path: string) => boolean,
): Promise<Archive> {
  const { data } = await client.request('GET /repos/{owner}/{repo}/tarball/{ref}', {
    ...common,
    ref: commit,
    request: { ...common.request, parseSuccessResponseBody: false },
  });
  const entries = new Map<string, EntryKind>();
  const filter = ({ name, type }: { readonly name: string; readonly type?: string | undefined }): boolean => {
    const path = inside(name).replace(/\/$/, '');
    if (path === '') return false;
    // Git archives a submodule as an empty folder. A folder with something in it is no entry.
    entries.delete(path.slice(0, Math.max(path.lastIndexOf('/'), 0)));
    entries.set(path, type === 'directory' ? 'submodule' : type === 'file' ? 'file' : 'link');
    return type === 'file' && isRead(path);
  };
  const unpackedFiles = await unpacked(data as ReadableStream<Uint8Array>, filter);
  const contents = unpackedFiles.map(
    ({ header, data: content }) => [inside(header.name), content ?? NOTHING] as const,
  );
  return { entries, contents: new Map(contents) };
}

const NOTHING = new Uint8Array();

/** GitHub puts everything into one outer folder. */
const inside = (name: string): string => name.slice(name.indexOf('/') + 1);

type Unpack = Parameters<typeof unpackTar>[1];

/** A truncated archive counts as a failed request. */
async function unpacked(
  stream: ReadableStream<Uint8Array>,
  filter: NonNullable<NonNullable<Unpack>['filter']>,
) {
  try {
    return await unpackTar(stream.pipeThrough(new DecompressionStream('gzip')), { filter, strict: true });
  } catch (cause) {
    throw Object.assign(new Error('the archive is truncated', { cause }), { status: 500 });
  }
}
