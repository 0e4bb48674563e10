import { takesPlace } from '../platform/places.ts';
import type { TenantRecord } from '../records/schema.ts';

/** The claimants of each key. Several records may claim one key, so that removing one claim keeps the others. */
export type Claims = Map<string, Set<string>>;

/** The claimant that sorts first, so that the owner does not depend on the order of events. */
export function ownerOf(claims: ReadonlyMap<string, ReadonlySet<string>>, key: string): string | undefined {
  let owner: string | undefined;
  for (const claimant of claims.get(key) ?? []) if (owner === undefined || claimant < owner) owner = claimant;
  return owner;
}

export function addClaim(claims: Claims, key: string, claimant: string): void {
  const claimants = claims.get(key);
  if (claimants === undefined) claims.set(key, new Set([claimant]));
  else claimants.add(claimant);
}

export function dropClaim(claims: Claims, key: string, claimant: string): void {
  const claimants = claims.get(key);
  claimants?.delete(claimant);
  if (claimants?.size === 0) claims.delete(key);
}

/** Changes to claims, on top of a base that they do not touch. */
export interface ClaimsDraft {
  readonly owner: (key: string) => string | undefined;
  readonly add: (key: string, claimant: string) => void;
  readonly drop: (key: string, claimant: string) => void;
}

export function draftClaims(base: ReadonlyMap<string, ReadonlySet<string>>): ClaimsDraft {
  const changed: Claims = new Map();
  const claimantsOf = (key: string): Set<string> => {
    const claimants = changed.get(key) ?? new Set(base.get(key));
    changed.set(key, claimants);
    return claimants;
  };
  return {
    owner: (key) => ownerOf(changed.has(key) ? changed : base, key),
    add: (key, claimant) => void claimantsOf(key).add(claimant),
    drop: (key, claimant) => void claimantsOf(key).delete(claimant),
  };
}

/** Each key that a record claims, with the index of that kind of key. */
export function claimsOf<Index>(
  indexes: { readonly bySubscription: Index; readonly bySignup: Index; readonly byDomain: Index },
  record: TenantRecord,
): [Index, string][] {
  return [
    ...subscriptionsOf(record).map((key): [Index, string] => [indexes.bySubscription, key]),
    ...signupsOf(record).map((key): [Index, string] => [indexes.bySignup, key]),
    ...domainsOf(record).map((key): [Index, string] => [indexes.byDomain, key]),
  ];
}

/** The idempotency key of the request that created a record, and the digest of what was signed. */
function signupsOf({ signup }: TenantRecord): readonly string[] {
  return [signup?.key, signup?.signed].filter((each) => each !== undefined);
}

/** Every subscription and one-time payment that a record names. */
function subscriptionsOf({ billing }: TenantRecord): string[] {
  const current = billing?.subscription === undefined ? [] : [billing.subscription];
  const others = [...Object.keys(billing?.events ?? {}), ...Object.keys(billing?.purchases ?? {})];
  return [...new Set([...current, ...others])];
}

/** A purged tenant's domains are free again, as in `parseFleet`. */
function domainsOf({ domains, status }: TenantRecord): readonly string[] {
  return status === 'purged' ? [] : domains;
}

/** The places of the free tier that a record takes, as in `parseFleet`. */
export function placesOf(record: TenantRecord): 0 | 1 {
  return takesPlace(record) ? 1 : 0;
}
