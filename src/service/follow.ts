import type { Repository, Unavailable } from '../git/port.ts';
import { type FleetState, READ_PATHS, stateOf, updateState } from './state.ts';

/** The state at the branch's present head. */
export interface Followed {
  readonly kind: 'state';
  readonly state: FleetState;
}

/** Brings a state to the branch's head, reading only what changed; everything if there is none or history was rewritten. */
export async function follow(
  repository: Repository,
  state: FleetState | undefined,
): Promise<Followed | Unavailable> {
  const at = await repository.head();
  if (at.kind === 'unavailable') return at;
  if (state === undefined) return anew(repository, at.head);
  if (state.head === at.head) return { kind: 'state', state };
  const difference = await repository.difference(state.head, at.head, READ_PATHS);
  if (difference.kind === 'unavailable') return difference;
  if (difference.kind === 'unrelated') return anew(repository, at.head);
  updateState(state, difference);
  return { kind: 'state', state };
}

async function anew(repository: Repository, head: string): Promise<Followed | Unavailable> {
  const snapshot = await repository.snapshot(head, READ_PATHS);
  return snapshot.kind === 'unavailable' ? snapshot : { kind: 'state', state: stateOf(snapshot) };
}
