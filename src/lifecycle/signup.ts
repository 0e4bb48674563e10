import type { Actor, SignupAsked, TenantAdded } from '../events/event.ts';
import { newTenantRecord } from '../platform/new-tenant.ts';
import type { TenantRecord } from '../records/schema.ts';
import { isShared } from '../records/tiers.ts';
import { checked } from './check.ts';
import { type Decision, type Refused, refused } from './decision.ts';
import { freeId, isFree, reservation, suggestions } from './suggest.ts';
import type { FleetView } from './view.ts';

/** A place on the shared instance, once for each idempotency key. */
export function decideSignup(view: FleetView, event: SignupAsked, now: Date): Decision {
  const known = view.tenantOfSignup(event.key);
  if (known !== undefined) return again(view, known, event);
  const signed = event.signed === undefined ? undefined : view.tenantOfSignup(event.signed);
  if (signed !== undefined)
    return { kind: 'unchanged', tenant: signed, because: 'was made by the same signed request' };
  const id = chosenId(view, event, event.key);
  if (typeof id !== 'string') return id;
  if (isFull(view)) return full(view);
  const { name, ownerEmail, tier } = event;
  const record = newTenantRecord({ id, name, ownerEmail, tier }, view.platform, now);
  return checked(view, { ...record, signup: onceOf(event) }, `signup ${tier}`);
}

function onceOf({ key, request, signed }: SignupAsked): NonNullable<TenantRecord['signup']> {
  return { key, request, ...(signed === undefined ? {} : { signed }) };
}

function again(view: FleetView, tenant: string, { request }: Pick<SignupAsked, 'request'>): Decision {
  if (view.record(tenant)?.signup?.request === request)
    return { kind: 'unchanged', tenant, because: 'was asked for already' };
  return refused('key-reused', 'this Idempotency-Key was used with another body');
}

/** A tenant that an administrator adds. */
export function decideAdd(view: FleetView, event: TenantAdded, now: Date): Decision {
  const known = event.once === undefined ? undefined : view.tenantOfSignup(event.once.key);
  if (event.once !== undefined && known !== undefined) return again(view, known, event.once);
  const id = chosenId(view, event, event.hash);
  if (typeof id !== 'string') return id;
  if (isShared(event.tier) && isFull(view)) return full(view);
  const { name, ownerEmail, tier, mechanics, channel, version } = event;
  const asked = {
    ...(mechanics === undefined ? {} : { mechanics }),
    ...(channel === undefined ? {} : { channel }),
    ...(version === undefined ? {} : { version }),
  };
  const record = newTenantRecord({ id, name, ownerEmail, tier, ...asked }, view.platform, now);
  return checked(view, event.once === undefined ? record : { ...record, signup: event.once }, `add ${tier}`);
}

/** The id that was asked for if it is free; one made from the name if none was. */
function chosenId(
  view: FleetView,
  { wantedId, name, actor }: Pick<SignupAsked, 'wantedId' | 'name' | 'actor'>,
  hash: string,
): string | Refused {
  if (wantedId === undefined) return freeId(view, name, hash);
  if (isFree(view, wantedId)) return wantedId;
  return refused('taken', `${wantedId} ${whyNot(view, wantedId, actor)}`, {
    suggestions: suggestions(view, wantedId, hash),
  });
}

/** Who keeps the settings is told how to allow it. */
function whyNot(view: FleetView, id: string, actor: Actor): string {
  const reserved = reservation(view, id);
  if (reserved === undefined) return 'is taken';
  return actor === 'portal' ? reserved.message : `${reserved.message} (allowed: ${reserved.allowed})`;
}

function isFull(view: FleetView): boolean {
  return view.sharedTenants() >= view.platform.freeTier.maxTenants;
}

function full({ platform }: FleetView): Refused {
  return refused('full', `all ${platform.freeTier.maxTenants} places of the free tier are taken`);
}
