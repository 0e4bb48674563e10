import type { TenantEvent } from '../events/event.ts';
import type { CommitId, NewCommit, Repository, Unavailable } from '../git/port.ts';
import type { Decision } from '../lifecycle/decision.ts';
import { type BatchLimits, prepare } from './batch.ts';
import { type FleetState, type StateChange, updateState } from './state.ts';

/** What was decided about the first of the events, and the commit that holds it. */
export interface Tried {
  readonly kind: 'tried';
  readonly decisions: readonly (Decision | Unavailable)[];
  /** Nothing when no decision changed anything. */
  readonly commit: CommitId | undefined;
  /** Files written or removed. */
  readonly paths: readonly string[];
}

export interface AttemptOptions {
  readonly repository: Repository;
  readonly generator: string;
  readonly limits: BatchLimits;
  readonly now: () => Date;
  /** Between 0 and 1, for the jitter between tries. */
  readonly random: () => number;
}

/** How often a moved head is tried again: each time somebody else got a commit through. */
const TRIES = 50;
/** Milliseconds of jitter, growing with the tries. */
const JITTER = 25;

/**
 * Decides and commits. If the branch moved meanwhile: reads, decides and renders again. In: the events; what brings
 * the state to the head; what is told of each conflict.
 */
export async function attempt(
  events: readonly TenantEvent[],
  options: AttemptOptions,
  followed: () => Promise<FleetState | Unavailable>,
  conflict: () => void,
): Promise<Tried | Unavailable> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const state = await followed();
    if ('kind' in state) return state;
    const result = await once(events, state, options);
    if (result !== 'moved') return result;
    conflict();
    await pause(options.random() * JITTER * tries);
  }
  return { kind: 'unavailable', reason: `the branch moved ${TRIES} times`, retryAfterSeconds: 1 };
}

async function once(
  events: readonly TenantEvent[],
  state: FleetState,
  { repository, generator, limits, now }: AttemptOptions,
): Promise<Tried | Unavailable | 'moved'> {
  const { platform, platformFault } = state;
  if (platform === undefined) return { kind: 'unavailable', reason: platformFault ?? '' };
  const { decisions, commit } = prepare(state, events, { platform, generator, now: now(), limits });
  if (commit === undefined) return { kind: 'tried', decisions, commit: undefined, paths: [] };
  const result = await repository.commit(commit);
  if (result.kind === 'moved') return 'moved';
  if (result.kind === 'unavailable') return result;
  updateState(state, { head: result.commit, ...asStateChange(commit.changes) });
  const paths = [...commit.changes.additions.keys(), ...commit.changes.deletions];
  return { kind: 'tried', decisions, commit: result.commit, paths };
}

function asStateChange({ additions, deletions }: NewCommit['changes']): Omit<StateChange, 'head'> {
  const entries = new Map([...additions.keys()].map((path) => [path, 'file' as const]));
  return { entries, removed: deletions, texts: additions };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
