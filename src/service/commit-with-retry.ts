import type { TenantEvent } from '../events/event.ts';
import { applyEvents, type CommitLimits, type EventResult } from '../fleet/apply-events.ts';
import { type Changes, pathsOf } from '../fleet/changes.ts';
import { type StateChange, updateState } from '../fleet/state.ts';
import type { CommitId, Repository, Unavailable } from '../git/port.ts';
import type { FleetAtHead } from './sync-state.ts';

/** What came of the first of the events, and the commit that holds it. */
export interface CommittedBatch {
  readonly kind: 'committed';
  readonly results: readonly EventResult[];
  /** Undefined when no event changed anything. */
  readonly commit: CommitId | undefined;
  /** Files written or removed. */
  readonly paths: readonly string[];
}

export interface CommitOptions {
  readonly repository: Repository;
  /** This program's version. It renders only if the same version rendered the repository. */
  readonly generator: string;
  readonly limits: CommitLimits;
  readonly now: () => Date;
  /** Returns a number between 0 and 1, for the jitter between attempts. */
  readonly random: () => number;
}

/** Attempts on a moving branch. Each conflict means that another process committed. */
const ATTEMPTS = 50;
/** Milliseconds of jitter, multiplied by the number of attempts. */
const JITTER = 25;

/**
 * Applies events to the branch's head and commits the result. If the branch moves meanwhile, it starts again.
 *
 * @param sync updates the state to the branch's head
 * @param onConflict called each time the branch moved
 */
export async function commitWithRetry(
  events: readonly TenantEvent[],
  options: CommitOptions,
  sync: () => Promise<FleetAtHead | Unavailable>,
  onConflict: () => void,
): Promise<CommittedBatch | Unavailable> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const state = await sync();
    if ('kind' in state) return state;
    const result = await commitOnce(events, state, options);
    if (result.kind !== 'moved') return result;
    onConflict();
    await pause(options.random() * JITTER * attempt);
  }
  return { kind: 'unavailable', reason: `the branch moved ${ATTEMPTS} times`, retryAfterSeconds: 1 };
}

async function commitOnce(
  events: readonly TenantEvent[],
  state: FleetAtHead,
  { repository, generator, limits, now }: CommitOptions,
): Promise<CommittedBatch | Unavailable | { readonly kind: 'moved' }> {
  const { platform, platformFault } = state;
  if (platform === undefined) return { kind: 'unavailable', reason: platformFault ?? '' };
  const renders = state.generator === generator;
  const options = { platform, now: now(), renders, gates: true, limits };
  const { results, commit } = applyEvents(state, events, options);
  if (commit === undefined) return { kind: 'committed', results, commit: undefined, paths: [] };
  const answer = await repository.commit({ ...commit, parent: state.head });
  if (answer.kind !== 'committed') return answer;
  updateState(state, stateChange(commit.changes));
  state.head = answer.commit;
  return { kind: 'committed', results, commit: answer.commit, paths: pathsOf(commit.changes) };
}

function stateChange({ additions, deletions }: Changes): StateChange {
  const entries = new Map([...additions.keys()].map((path) => [path, 'file' as const]));
  return { entries, removed: deletions, texts: additions };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
