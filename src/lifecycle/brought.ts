import type { TenantRecord } from '../records/schema.ts';
import { checked } from './check.ts';
import type { Changed, Decision } from './decision.ts';
import { moveBegins } from './moving.ts';
import { endFrom } from './stages.ts';
import type { FleetView } from './view.ts';

/** What is done to a tenant, as the subject says it, and what a person has to know beside it. */
interface Done extends Pick<Changed, 'warnings'> {
  readonly step: string;
  readonly now: Date;
}

/**
 * In service as billing has it, with time to pay where that is over; the subject says what comes of it. In: the record
 * before, and as billing has it now.
 */
export function brought(
  view: FleetView,
  before: TenantRecord,
  record: TenantRecord,
  { step, now, ...more }: Done,
): Decision {
  switch (record.status) {
    case 'suspended':
      return checked(view, record, `${step}, suspended: it is not paid`, more);
    case 'cancelled': {
      const endsAt = endFrom(record.endsAt, view.platform, now);
      return checked(view, { ...record, endsAt }, `${step}, cancelled: it serves until ${endsAt}`, more);
    }
    default:
      return checked(view, record, step + moveBegins(before, record), more);
  }
}
