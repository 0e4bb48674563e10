/** Who claims each key. Several may: a claim that goes never takes another one with it. */
export type Claims = Map<string, Set<string>>;

/** Of several claimants the first by name is the owner, so that the owner depends on no order of events. */
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

/** Claims that are changed on top of others, which stay as they are. */
export interface ClaimsDraft {
  readonly owner: (key: string) => string | undefined;
  readonly add: (key: string, claimant: string) => void;
  readonly drop: (key: string, claimant: string) => void;
}

export function draftClaims(base: ReadonlyMap<string, ReadonlySet<string>>): ClaimsDraft {
  const own: Claims = new Map();
  const owned = (key: string): Set<string> => {
    const claimants = own.get(key) ?? new Set(base.get(key));
    own.set(key, claimants);
    return claimants;
  };
  return {
    owner: (key) => ownerOf(own.has(key) ? own : base, key),
    add: (key, claimant) => void owned(key).add(claimant),
    drop: (key, claimant) => void owned(key).delete(claimant),
  };
}
