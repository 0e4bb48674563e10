import type { Repository } from '../git/port.ts';

/** A repository whose calls are watched, for what readiness says of Git. */
export interface GitWatch {
  readonly repository: Repository;
  /** Milliseconds for which the oldest call has waited for its answer; 0 when nothing is under way. */
  waited(): number;
  /** Why the last commit could not be made; nothing once one was made. */
  writeFault(): string | undefined;
}

/** Watches a repository. What reads well may still refuse every commit: only a commit shows that commits work. */
export function watchGit(repository: Repository): GitWatch {
  const underWay = new Set<number>();
  let fault: string | undefined;
  const watched = async <Result>(use: Promise<Result>): Promise<Result> => {
    // A number of its own for each call, though several begin in one millisecond.
    const since = performance.now() + underWay.size / 1e6;
    underWay.add(since);
    try {
      return await use;
    } finally {
      underWay.delete(since);
    }
  };
  return {
    repository: {
      head: () => watched(repository.head()),
      snapshot: (head, reading) => watched(repository.snapshot(head, reading)),
      difference: (from, to, reading) => watched(repository.difference(from, to, reading)),
      history: (path, limit) => watched(repository.history(path, limit)),
      async commit(commit) {
        const result = await watched(repository.commit(commit));
        if (result.kind === 'unavailable') fault = result.reason;
        if (result.kind === 'committed') fault = undefined;
        return result;
      },
    },
    waited: () => (underWay.size === 0 ? 0 : performance.now() - Math.min(...underWay)),
    writeFault: () => fault,
  };
}
