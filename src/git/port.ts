import type { Entries, EntryKind } from '../files/entries.ts';
import type { FileChanges } from '../files/file-set.ts';

export type { Entries, EntryKind };

/** A commit's id: 40 hexadecimal digits. */
export type CommitId = string;

/**
 * A failure that may pass. After `commit`, the branch was not at the commit when it was last read, or could not be read.
 * In rare cases (GitHub was out of reach just when the branch moved) the commit is there or arrives later, but only on
 * top of its parent. So read the head again, look for the decision's trailers in Git, and only then decide and commit
 * again: then nothing happens twice.
 */
export interface Unavailable {
  readonly kind: 'unavailable';
  /** For a person. Never contains a secret. */
  readonly reason: string;
  /** Set when the server says how long to wait. */
  readonly retryAfterSeconds?: number;
}

/** One branch at one commit: all of its entries, and the texts of the files to read. */
export interface Snapshot {
  readonly kind: 'snapshot';
  readonly head: CommitId;
  readonly entries: Entries;
  /** Links and submodules have no text. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The differences between two commits. A renamed file is one entry and one removed path. */
export interface Difference {
  readonly kind: 'difference';
  readonly head: CommitId;
  /** What stands at each path that was added or changed. */
  readonly entries: Entries;
  readonly removed: ReadonlySet<string>;
  /** New texts of the files to read. Links and submodules have no text. */
  readonly texts: ReadonlyMap<string, string>;
}

/** A commit to make on top of an expected head. */
export interface NewCommit {
  readonly parent: CommitId;
  readonly changes: Pick<FileChanges, 'additions' | 'deletions'>;
  readonly message: string;
}

export type CommitResult =
  | { readonly kind: 'committed'; readonly commit: CommitId }
  /** The branch is at another commit: read, decide and render again. Nothing has changed. */
  | { readonly kind: 'moved' }
  | Unavailable;

/** One commit of the history. */
export interface PastCommit {
  readonly commit: CommitId;
  /** RFC 3339, in UTC. */
  readonly at: string;
  /** Without trailing white space. */
  readonly message: string;
}

/** The files whose texts are read: exact paths, and folders that end with `/`. */
export type Reading = readonly string[];

/**
 * A branch of a repository that several processes write to (docs/decisions/one-commit.md). Expected outcomes are values.
 * A thrown error is a defect, or a setting that can never work (wrong credentials, no such repository).
 */
export interface Repository {
  /** The branch's current commit. */
  head(): Promise<{ readonly kind: 'head'; readonly head: CommitId } | Unavailable>;
  /** All entries of a commit. Texts are read as UTF-8. */
  snapshot(head: CommitId, reading: Reading): Promise<Snapshot | Unavailable>;
  /**
   * What changed from one commit to a later one.
   *
   * @returns `unrelated` when the later one does not descend from the earlier one (history was rewritten), the earlier one
   *   no longer exists, or the server does not list so large a change: take a snapshot
   */
  difference(
    from: CommitId,
    to: CommitId,
    reading: Reading,
  ): Promise<Difference | { readonly kind: 'unrelated' } | Unavailable>;
  /**
   * Makes one commit and moves the branch to it, whole or not at all, without force.
   *
   * @returns `committed` also when the answer was lost after the branch had moved
   */
  commit(commit: NewCommit): Promise<CommitResult>;
  /** The commits that touched a path, or all of the branch without a path, the newest first. */
  history(
    path: string | undefined,
    limit: number,
  ): Promise<{ readonly kind: 'history'; readonly commits: readonly PastCommit[] } | Unavailable>;
}
