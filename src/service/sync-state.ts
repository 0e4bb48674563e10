import { type FleetState, READ_PATHS, stateOf, updateState } from '../fleet/state.ts';
import type { CommitId, Repository, Unavailable } from '../git/port.ts';

/** The fleet at a commit of the branch. */
export interface FleetAtHead extends FleetState {
  head: CommitId;
}

export interface Synced {
  readonly kind: 'state';
  readonly state: FleetAtHead;
}

/**
 * Updates a state to the branch's head. Only changed files are read, or all of them if there is no state yet or history
 * was rewritten.
 */
export async function syncState(
  repository: Repository,
  state: FleetAtHead | undefined,
): Promise<Synced | Unavailable> {
  const at = await repository.head();
  if (at.kind === 'unavailable') return at;
  if (state === undefined) return readState(repository, at.head);
  if (state.head === at.head) return { kind: 'state', state };
  const difference = await repository.difference(state.head, at.head, READ_PATHS);
  if (difference.kind === 'unavailable') return difference;
  if (difference.kind === 'unrelated') return readState(repository, at.head);
  updateState(state, difference);
  state.head = difference.head;
  return { kind: 'state', state };
}

async function readState(repository: Repository, head: CommitId): Promise<Synced | Unavailable> {
  const snapshot = await repository.snapshot(head, READ_PATHS);
  if (snapshot.kind === 'unavailable') return snapshot;
  return { kind: 'state', state: { ...stateOf(snapshot), head: snapshot.head } };
}
