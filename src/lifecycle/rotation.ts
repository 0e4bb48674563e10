import type { RotationAsked } from '../events/event.ts';
import { checked } from './check.ts';
import { type Decision, refused } from './decision.ts';
import { unknownTenant } from './impossible.ts';
import { isMoving, wayOn } from './moving.ts';
import type { FleetView } from './view.ts';

/** Another generated password for a tenant's administrator. Asked twice for one generation, the second changes nothing. */
export function decideRotation(view: FleetView, { tenant, generation }: RotationAsked): Decision {
  const record = view.record(tenant);
  if (record === undefined) return unknownTenant(tenant);
  const { id, status, passwordGeneration = 1 } = record;
  if (passwordGeneration >= generation)
    return {
      kind: 'unchanged',
      tenant: id,
      because: `has password generation ${passwordGeneration} already`,
    };
  if (status === 'purging' || status === 'purged')
    return refused('not-possible', `${id} is ${status}: nobody will sign in to it again`);
  if (isMoving(record))
    return refused(
      'not-possible',
      `${id} is being moved (${record.migration?.step}), and its passwords move along: rotate afterwards; ${wayOn(record)}`,
    );
  const warnings = [
    status === 'active' || status === 'cancelled'
      ? `the new password is set when Argo CD has synced this commit: mechanicbuddy tenant credentials ${id} reads it`
      : `${id} does not serve: the new password is set when it does again`,
  ];
  return checked(view, { ...record, passwordGeneration: generation }, 'rotate the administrator’s password', {
    warnings,
  });
}
