import type { SignupAsked, TenantAdded } from '../events/event.ts';
import { newTenantRecord } from '../platform/new-tenant.ts';
import { isShared } from '../records/schema.ts';
import { checked } from './check.ts';
import { type Decision, type Refused, refused } from './decision.ts';
import { freeId, isFree, suggestions } from './suggest.ts';
import type { FleetView } from './view.ts';

/** A place on the shared instance, once for each idempotency key. */
export function decideSignup(view: FleetView, event: SignupAsked, now: Date): Decision {
  const known = view.tenantOfSignup(event.key);
  if (known !== undefined) return again(view, known, event);
  const id = chosenId(view, event, event.key);
  if (typeof id !== 'string') return id;
  if (isFull(view)) return full(view);
  const { name, ownerEmail, tier, key, request } = event;
  const record = newTenantRecord({ id, name, ownerEmail, tier }, view.platform, now);
  return checked(view, { ...record, signup: { key, request } }, `signup ${tier}`);
}

function again(view: FleetView, tenant: string, { request }: SignupAsked): Decision {
  if (view.record(tenant)?.signup?.request === request)
    return { kind: 'unchanged', tenant, because: 'was asked for already' };
  return refused('key-reused', 'this Idempotency-Key came with another body before');
}

/** A tenant that an administrator adds. */
export function decideAdd(view: FleetView, event: TenantAdded, now: Date): Decision {
  const id = chosenId(view, event, event.hash);
  if (typeof id !== 'string') return id;
  if (isShared(event.tier) && isFull(view)) return full(view);
  const { name, ownerEmail, tier, mechanics, channel, version } = event;
  const asked = {
    ...(mechanics === undefined ? {} : { mechanics }),
    ...(channel === undefined ? {} : { channel }),
    ...(version === undefined ? {} : { version }),
  };
  return checked(
    view,
    newTenantRecord({ id, name, ownerEmail, tier, ...asked }, view.platform, now),
    `add ${tier}`,
  );
}

/** The id that was asked for if it is free; one made from the name if none was. */
function chosenId(
  view: FleetView,
  { wantedId, name }: Pick<SignupAsked, 'wantedId' | 'name'>,
  hash: string,
): string | Refused {
  if (wantedId === undefined) return freeId(view, name, hash);
  if (isFree(view, wantedId)) return wantedId;
  return refused('taken', `${wantedId} is taken`, { suggestions: suggestions(view, wantedId, hash) });
}

function isFull(view: FleetView): boolean {
  return view.sharedTenants() >= view.platform.freeTier.maxTenants;
}

function full({ platform }: FleetView): Refused {
  return refused('full', `all ${platform.freeTier.maxTenants} places of the free tier are taken`);
}
