import type { Entries, EntryKind } from '../files/entries.ts';
import type { FileChanges } from '../files/file-set.ts';

export type { Entries, EntryKind };

/** A commit's id: 40 hexadecimal digits. */
export type CommitId = string;

/**
 * What Git or its server could not do now and may do later. After reading: nothing. After `commit`: the branch did not
 * stand at the commit when it was last seen, or could not be seen; in rare cases (GitHub out of reach just when the
 * branch was moved) the commit is there, or even arrives later, but only ever on top of its parent. So read the head
 * again, look for the decision in Git (its trailers), and only then decide and commit again: nothing is done twice.
 */
export interface Unavailable {
  readonly kind: 'unavailable';
  /** For a person, without secrets. */
  readonly reason: string;
  /** When the server says so. */
  readonly retryAfterSeconds?: number;
}

/** One branch at one commit: every entry of it, and the texts of the files that were asked for. */
export interface Snapshot {
  readonly kind: 'snapshot';
  readonly head: CommitId;
  readonly entries: Entries;
  /** Links and submodules have no text. */
  readonly texts: ReadonlyMap<string, string>;
}

/** What two commits differ in. A file that was renamed is one entry and one removed path. */
export interface Difference {
  readonly kind: 'difference';
  readonly head: CommitId;
  /** What stands at each path that was added or changed. */
  readonly entries: Entries;
  readonly removed: ReadonlySet<string>;
  /** New texts of those files that were asked for. Links and submodules have no text. */
  readonly texts: ReadonlyMap<string, string>;
}

/** A commit to be made on top of an expected head. */
export interface NewCommit {
  readonly parent: CommitId;
  readonly changes: Pick<FileChanges, 'additions' | 'deletions'>;
  readonly message: string;
}

export type CommitResult =
  | { readonly kind: 'committed'; readonly commit: CommitId }
  /** The branch stands elsewhere: read, decide and render again. Nothing was changed. */
  | { readonly kind: 'moved' }
  | Unavailable;

/** One commit as the history tells it. */
export interface PastCommit {
  readonly commit: CommitId;
  /** RFC 3339, in UTC. */
  readonly at: string;
  /** Without white space at its end. */
  readonly message: string;
}

/** Which files' texts are read: exact paths, and folders with a `/` at their end. */
export type Reading = readonly string[];

/**
 * A branch of a repository that several processes write to (docs/decisions/one-commit.md). Expected outcomes are values;
 * what is thrown is a defect, or a setting that can never work (wrong credentials, no such repository).
 */
export interface Repository {
  /** The branch's present commit. */
  head(): Promise<{ readonly kind: 'head'; readonly head: CommitId } | Unavailable>;
  /** Everything that is at a commit. Texts are read as UTF-8. */
  snapshot(head: CommitId, reading: Reading): Promise<Snapshot | Unavailable>;
  /**
   * What changed from one commit to a later one. `unrelated` when the later does not descend from the earlier (history
   * was rewritten), the earlier is not known any more, or the change is too large to tell: take a snapshot.
   */
  difference(
    from: CommitId,
    to: CommitId,
    reading: Reading,
  ): Promise<Difference | { readonly kind: 'unrelated' } | Unavailable>;
  /**
   * Makes one commit and moves the branch to it, whole or not at all, without force. An answer that was lost after the
   * branch had moved is found out and told as `committed`.
   */
  commit(commit: NewCommit): Promise<CommitResult>;
  /** The commits that touched a path, newest first; without a path all of the branch. */
  history(
    path: string | undefined,
    limit: number,
  ): Promise<{ readonly kind: 'history'; readonly commits: readonly PastCommit[] } | Unavailable>;
}
