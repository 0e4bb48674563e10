import type { TenantEvent } from '../events/event.ts';
import type { EventResult } from '../fleet/apply-events.ts';
import type { FleetState } from '../fleet/state.ts';
import type { CommitId, Unavailable } from '../git/port.ts';
import type { Decision } from '../lifecycle/decision.ts';
import { type CommitOptions, type CommittedBatch, commitWithRetry } from './commit-with-retry.ts';
import { watchGit } from './git-watch.ts';
import { type FleetAtHead, syncState } from './sync-state.ts';

/** What became of an event: decided on a head, and in Git if it changed something. */
export type Committed =
  | {
      readonly kind: 'decided';
      readonly decision: Decision;
      readonly commit: CommitId | undefined;
      /** Files of the whole commit. */
      readonly paths: readonly string[];
    }
  | Unavailable;

/** Is called about commits, for metrics and logs. */
export interface CommitObserver {
  committed(facts: { readonly size: number; readonly seconds: number; readonly commit: CommitId }): void;
  failed(reason: string): void;
  conflict(): void;
  /** The state was updated. */
  synced(state: FleetState): void;
}

/** How long things may take, in milliseconds; tests make it small. */
export interface Pace {
  /** A reader waits so long for the branch's head before it gets what is known. */
  readonly look: number;
  /** An event that is not decided by then is answered as unavailable. */
  readonly answer: number;
  /** A call of Git that takes longer means that Git does not answer. */
  readonly silence: number;
  /** Between tries to write again after a commit that failed. */
  readonly retry: number;
}

export const USUAL_PACE: Pace = { look: 1000, answer: 15_000, silence: 5000, retry: 30_000 };

export interface CommitterOptions extends CommitOptions {
  /** Requests that may wait. */
  readonly queueLimit: number;
  readonly observer: CommitObserver;
  readonly pace?: Partial<Pace>;
}

interface Waiting {
  readonly event: TenantEvent;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly answer: (result: Committed) => void;
  /** Answered already, since it waited too long. */
  isLate: boolean;
}

/** Turns events into commits, one at a time: what arrives meanwhile shares the next one (docs/decisions/one-commit.md). */
export interface Committer {
  submit(event: TenantEvent): Promise<Committed>;
  /** The state at the head if it can be had soon, or the last one known. `patience`: milliseconds, in place of the usual. */
  look(patience?: number): Promise<FleetAtHead | undefined>;
  /** When the branch was last seen, if the known state may not be its head; nothing while it is. */
  staleSince(): Date | undefined;
  /** The last state known. */
  known(): FleetAtHead | undefined;
  queue(): { readonly length: number; readonly oldestSince: number | undefined };
  /** Why Git cannot be read or written now; nothing when it can. */
  trouble(): string | undefined;
  /** After a commit that failed: makes an empty one, now and then, since only a commit shows that commits work again. */
  retryWriting(): Promise<void>;
  /** Takes nothing more, and resolves when what was taken is answered. */
  close(): Promise<void>;
}

/** Seconds after which a full queue may have room again. */
const RETRY_AFTER = 5;

const WRITES_AGAIN = 'service: the branch takes commits again\n\nActor: service\n';

export function openCommitter(options: CommitterOptions): Committer {
  const { observer, queueLimit, limits, now } = options;
  const pace = { ...USUAL_PACE, ...options.pace };
  const git = watchGit(options.repository);
  const commitOptions = { ...options, repository: git.repository };
  const waiting: Waiting[] = [];
  const turns = takeTurns();
  let state: FleetAtHead | undefined;
  /** Why the head cannot be read, or what is wrong with it. */
  let readFault: string | undefined = 'the repository has not been read yet';
  let seenAt = now();
  let lookingSince = 0;
  let retriedAt = 0;
  let working: Promise<void> | undefined;
  let looking: Promise<unknown> | undefined;
  /** The look that some reader did not wait for. */
  let overdue: Promise<unknown> | undefined;
  /** How many of those that wait are being decided. */
  let batchSize = 0;
  let isClosed = false;

  async function sync(): Promise<FleetAtHead | Unavailable> {
    const result = await syncState(git.repository, state);
    if (result.kind === 'unavailable') {
      readFault = result.reason;
      return result;
    }
    state = result.state;
    seenAt = now();
    readFault = state.platform === undefined ? state.platformFault : undefined;
    observer.synced(state);
    return state;
  }

  /** One commit. Its requests leave the queue when they are answered. */
  async function one(batch: readonly Waiting[]): Promise<void> {
    const began = performance.now();
    const events = batch.map(({ event }) => event);
    const result = await commitWithRetry(events, commitOptions, sync, observer.conflict);
    if (result.kind === 'unavailable') return fail(result, batch.length);
    tell(result, (performance.now() - began) / 1000);
    const answered = waiting.splice(0, result.results.length);
    for (const [i, each] of result.results.entries()) answered[i]?.answer(answerOf(each, result));
  }

  function answerOf(result: EventResult, { commit, paths }: CommittedBatch): Committed {
    switch (result.kind) {
      case 'trespass':
        return failed(`${result.path} ${result.reason}`);
      case 'defect':
        return failed(`a defect: ${messageOf(result.error)}`);
      default:
        return {
          kind: 'decided',
          decision: result,
          commit: result.kind === 'changed' ? commit : undefined,
          paths,
        };
    }
  }

  function failed(reason: string): Unavailable {
    observer.failed(reason);
    return { kind: 'unavailable', reason };
  }

  function tell({ commit, results }: CommittedBatch, seconds: number): void {
    if (commit === undefined) return;
    if (state !== undefined) observer.synced(state);
    observer.committed({ commit, seconds, size: results.filter(({ kind }) => kind === 'changed').length });
  }

  function fail(result: Unavailable, count: number): void {
    retriedAt = Date.now() + (result.retryAfterSeconds ?? 0) * 1000;
    observer.failed(result.reason);
    for (const { answer } of waiting.splice(0, count)) answer(result);
  }

  async function work(): Promise<void> {
    try {
      while (waiting.length > 0) {
        batchSize = Math.min(waiting.length, limits.count);
        await one(waiting.slice(0, batchSize));
        batchSize = 0;
        for (const each of waiting.filter(({ isLate }) => isLate)) waiting.splice(waiting.indexOf(each), 1);
      }
    } catch (error) {
      // A defect, or a setting that cannot work: nobody waits for ever.
      readFault = messageOf(error);
      fail({ kind: 'unavailable', reason: readFault }, waiting.length);
    }
  }

  function begin(): void {
    working ??= turns(work).finally(() => {
      working = undefined;
      if (waiting.length > 0) begin();
    });
  }

  const notNow = (reason: string): Unavailable => ({
    kind: 'unavailable',
    reason,
    retryAfterSeconds: RETRY_AFTER,
  });

  /** Nobody waits longer than Git's callers do; what is not being decided yet is not decided any more. */
  function giveUp(late: Waiting): void {
    const place = waiting.indexOf(late);
    if (place < 0) return;
    late.isLate = true;
    if (place >= batchSize) waiting.splice(place, 1);
    late.answer(notNow(`Git has not answered for ${Math.round(pace.answer / 1000)} s`));
  }

  function looked(): Promise<unknown> {
    if (looking === undefined) {
      lookingSince = performance.now();
      looking = turns(sync).finally(() => (looking = undefined));
    }
    return looking;
  }

  const isOverdue = () =>
    looking !== undefined && (looking === overdue || performance.now() - lookingSince >= pace.look);
  const silence = () => (git.waited() > pace.silence ? git.waited() : undefined);

  async function makeEmptyCommit(): Promise<void> {
    const at = await sync();
    if ('kind' in at) return;
    const changes = { additions: new Map<string, string>(), deletions: [] };
    const made = await git.repository.commit({ parent: at.head, changes, message: WRITES_AGAIN });
    if (made.kind === 'committed') at.head = made.commit;
    if (made.kind === 'unavailable') retriedAt = Date.now() + (made.retryAfterSeconds ?? 0) * 1000;
  }

  return {
    submit(event) {
      if (isClosed) return Promise.resolve(notNow('the service is stopping'));
      if (waiting.length >= queueLimit) return Promise.resolve(notNow('too many requests wait'));
      return new Promise((resolve) => {
        const timer = setTimeout(() => giveUp(one), pace.answer);
        const answer = (result: Committed) => {
          clearTimeout(timer);
          resolve(result);
        };
        const one: Waiting = { event, since: Date.now(), answer, isLate: false };
        waiting.push(one);
        begin();
      });
    },
    async look(patience = pace.look) {
      const head = working === undefined ? looked() : looking;
      const left = patience - (performance.now() - lookingSince);
      if (head !== undefined) await Promise.race([head, pause(Math.max(0, left))]);
      if (looking === head) overdue = head;
      return state;
    },
    staleSince: () =>
      readFault !== undefined || isOverdue() || silence() !== undefined ? seenAt : undefined,
    known: () => state,
    queue: () => ({ length: waiting.length, oldestSince: waiting[0]?.since }),
    trouble() {
      const waited = silence();
      if (waited !== undefined) return `Git has not answered for ${Math.round(waited / 1000)} s`;
      return readFault ?? git.writeFault();
    },
    async retryWriting() {
      const isTime = Date.now() - retriedAt >= pace.retry;
      if (git.writeFault() === undefined || !isTime || working !== undefined || isClosed) return;
      retriedAt = Date.now();
      await turns(makeEmptyCommit);
    },
    async close() {
      isClosed = true;
      while (working !== undefined) await working;
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Runs one thing after the other: work and looks both bring the state forward. */
function takeTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(act: () => Promise<T>): Promise<T> => {
    const result = last.then(act);
    last = result.catch(() => undefined);
    return result;
  };
}
