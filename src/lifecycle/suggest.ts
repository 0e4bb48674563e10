import { deriveId } from '../platform/new-tenant.ts';
import { RESERVED_IDS } from '../records/schema.ts';
import type { FleetView } from './view.ts';

/** Digits of the key's hash in an id's suffix. */
const SUFFIX = 6;

function isOccupied(view: FleetView, id: string): boolean {
  return view.isTaken(id) || RESERVED_IDS.includes(id) || view.platform.reservedIds.includes(id);
}

/** A free id for a name; the suffix is a part of the hash, the next part where that is taken too: the same key gives the same id. */
export function freeId(view: FleetView, name: string, hash: string): string {
  const isTaken = (id: string) => isOccupied(view, id);
  for (let at = 0; at + SUFFIX <= hash.length; at++) {
    const id = deriveId(name, isTaken, hash.slice(at, at + SUFFIX));
    if (!isTaken(id)) return id;
  }
  throw new Error(`no free id for ${name}`);
}

/** Up to three free ids beside one that is taken. */
export function suggestions(view: FleetView, id: string, hash: string): string[] {
  const short = id.slice(0, 20).replace(/-+$/, '');
  const candidates = [`${short}-garage`, `${short}-auto`, `${short}-2`, `${short}-${hash.slice(0, SUFFIX)}`];
  return candidates.filter((candidate) => !isOccupied(view, candidate)).slice(0, 3);
}

export function isFree(view: FleetView, id: string): boolean {
  return !isOccupied(view, id);
}
