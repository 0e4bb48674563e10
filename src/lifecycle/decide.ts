import type { TenantEvent } from '../events/event.ts';
import { decideBilling } from './billing.ts';
import { decideDate } from './dates.ts';
import type { Decision } from './decision.ts';
import { decideDomain } from './domains.ts';
import { decidePatch } from './patch.ts';
import { stale } from './precondition.ts';
import { decideRotation } from './rotation.ts';
import { decideAdd, decideSignup } from './signup.ts';
import { decideStep } from './steps.ts';
import { decideTier } from './tier.ts';
import type { FleetView } from './view.ts';

/**
 * What an event does to the fleet: pure, so it can be decided again on a newer head (docs/decisions/pure-decisions.md).
 *
 * @returns a changed record, nothing to change, or why the event is refused
 */
export function decide(view: FleetView, event: TenantEvent, now: Date): Decision {
  const refusal = stale(view, event);
  if (refusal !== undefined) return refusal;
  switch (event.kind) {
    case 'signup':
      return decideSignup(view, event, now);
    case 'checkout':
    case 'subscription':
    case 'invoice':
    case 'purchase':
    case 'refund':
      return decideBilling(view, event, now);
    case 'add':
      return decideAdd(view, event, now);
    case 'patch':
      return decidePatch(view, event, now);
    case 'suspend':
    case 'resume':
    case 'cancel':
    case 'archive':
    case 'purge':
    case 'restore':
    case 'confirm':
      return decideStep(view, event, now);
    case 'tier':
      return decideTier(view, event, now);
    case 'domain-add':
    case 'domain-verify':
    case 'domain-remove':
      return decideDomain(view, event, now);
    case 'rotation':
      return decideRotation(view, event);
    case 'date':
      return decideDate(view, event, now);
  }
}
