import type { TenantEvent } from '../events/event.ts';
import type { CommitId, Unavailable } from '../git/port.ts';
import type { Decision } from '../lifecycle/decision.ts';
import { type AttemptOptions, attempt, type Tried } from './attempt.ts';
import { follow } from './follow.ts';
import type { FleetState } from './state.ts';

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

/** Who is told about the work, for metrics and logs. */
export interface Witness {
  committed(facts: { readonly size: number; readonly seconds: number; readonly commit: CommitId }): void;
  failed(reason: string): void;
  conflict(): void;
  /** The state was brought to a head. */
  followed(state: FleetState): void;
}

export interface CommitterOptions extends AttemptOptions {
  /** Requests that may wait. */
  readonly queueLimit: number;
  readonly witness: Witness;
}

interface Waiting {
  readonly event: TenantEvent;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly answer: (result: Committed) => void;
}

/** Turns events into commits, one at a time: what arrives meanwhile shares the next one (docs/decisions/one-commit.md). */
export interface Committer {
  submit(event: TenantEvent): Promise<Committed>;
  /** The state at the head if it can be had now, or the last one known. */
  look(): Promise<FleetState | undefined>;
  /** The last state known. */
  known(): FleetState | undefined;
  queue(): { readonly length: number; readonly oldestSince: number | undefined };
  /** Why Git cannot be written now; nothing when it can. */
  trouble(): string | undefined;
  /** Takes nothing more, and resolves when what was taken is answered. */
  close(): Promise<void>;
}

/** Seconds after which a full queue may have room again. */
const RETRY_AFTER = 5;

export function openCommitter(options: CommitterOptions): Committer {
  const { witness, queueLimit, limits } = options;
  const waiting: Waiting[] = [];
  const turns = takeTurns();
  let state: FleetState | undefined;
  let trouble: string | undefined = 'the repository has not been read yet';
  let working: Promise<void> | undefined;
  let looking: Promise<unknown> | undefined;
  let isClosed = false;

  async function followed(): Promise<FleetState | Unavailable> {
    const result = await follow(options.repository, state);
    if (result.kind === 'unavailable') {
      trouble = result.reason;
      return result;
    }
    state = result.state;
    trouble = state.platform === undefined ? state.platformFault : undefined;
    witness.followed(state);
    return state;
  }

  /** One commit. Its requests leave the queue when they are answered. */
  async function one(batch: readonly Waiting[]): Promise<void> {
    const began = performance.now();
    const events = batch.map(({ event }) => event);
    const result = await attempt(events, options, followed, witness.conflict);
    if (result.kind === 'unavailable') return fail(result, batch.length);
    tell(result, (performance.now() - began) / 1000);
    const answered = waiting.splice(0, result.decisions.length);
    for (const [i, decision] of result.decisions.entries()) answered[i]?.answer(answerOf(decision, result));
  }

  function answerOf(decision: Decision | Unavailable, { commit, paths }: Tried): Committed {
    if (decision.kind !== 'unavailable')
      return { kind: 'decided', decision, commit: decision.kind === 'changed' ? commit : undefined, paths };
    witness.failed(decision.reason);
    return decision;
  }

  function tell({ commit, decisions }: Tried, seconds: number): void {
    if (commit === undefined) return;
    if (state !== undefined) witness.followed(state);
    witness.committed({ commit, seconds, size: decisions.filter(({ kind }) => kind === 'changed').length });
  }

  function fail(result: Unavailable, count: number): void {
    trouble = result.reason;
    witness.failed(result.reason);
    for (const { answer } of waiting.splice(0, count)) answer(result);
  }

  async function work(): Promise<void> {
    try {
      while (waiting.length > 0) await one(waiting.slice(0, limits.count));
    } catch (error) {
      // A defect, or a setting that cannot work: nobody waits for ever.
      fail(
        { kind: 'unavailable', reason: error instanceof Error ? error.message : String(error) },
        waiting.length,
      );
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

  return {
    submit(event) {
      if (isClosed) return Promise.resolve(notNow('the service is stopping'));
      if (waiting.length >= queueLimit) return Promise.resolve(notNow('too many requests wait'));
      return new Promise((answer) => {
        waiting.push({ event, since: Date.now(), answer });
        begin();
      });
    },
    async look() {
      if (working === undefined) looking ??= turns(followed).finally(() => (looking = undefined));
      await looking;
      return state;
    },
    known: () => state,
    queue: () => ({ length: waiting.length, oldestSince: waiting[0]?.since }),
    trouble: () => trouble,
    async close() {
      isClosed = true;
      while (working !== undefined) await working;
    },
  };
}

/** Runs one thing after the other: work and looks both bring the state forward. */
function takeTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(act: () => Promise<T>): Promise<T> => {
    const result = last.then(act);
    last = result.catch(() => undefined);
    return result;
  };
}
