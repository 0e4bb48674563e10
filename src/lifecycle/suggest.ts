import { deriveId } from '../platform/new-tenant.ts';
import { type Reservation, reservationOf } from '../platform/reserved-ids.ts';
import { LONGEST_NEW_ID } from '../records/new-id.ts';
import type { FleetView } from './view.ts';

/** Digits of the key's hash in an id's suffix. */
const SUFFIX = 6;

/** Whether a new tenant may have an id: nobody has it, and it is not reserved. */
export function isFree(view: FleetView, id: string): boolean {
  return !view.isTaken(id) && reservationOf(id, view.platform) === undefined;
}

/** Why a new tenant cannot have an id that nobody has. */
export function reservation(view: FleetView, id: string): Reservation | undefined {
  return view.isTaken(id) ? undefined : reservationOf(id, view.platform);
}

/** A free id for a name; the suffix is a part of the hash, the next part where that is taken too: the same key gives the same id. */
export function freeId(view: FleetView, name: string, hash: string): string {
  for (let at = 0; at + SUFFIX <= hash.length; at++) {
    const id = deriveId(name, (candidate) => !isFree(view, candidate), hash.slice(at, at + SUFFIX));
    if (isFree(view, id)) return id;
  }
  throw new Error(`no free id for ${name}`);
}

/** Up to three free ids beside one that is not. */
export function suggestions(view: FleetView, id: string, hash: string): string[] {
  const short = id.slice(0, LONGEST_NEW_ID - SUFFIX - 1).replace(/-+$/, '');
  const digits = [0, 1, 2].map((part) => hash.slice(part * SUFFIX, (part + 1) * SUFFIX));
  const candidates = [
    ...['garage', 'auto', '2', ...digits.slice(0, 1)].map((suffix) => `${short}-${suffix}`),
    // Where a word of it is reserved wherever it stands.
    ...digits.map((suffix) => `workshop-${suffix}`),
  ];
  return candidates.filter((candidate) => isFree(view, candidate)).slice(0, 3);
}
