import type { TenantEvent } from '../events/event.ts';
import { digestOf } from '../events/signature.ts';
import type { TenantRecord } from '../records/schema.ts';
import { newRecordText } from '../records/serialize.ts';
import { type Refused, refused } from './decision.ts';
import type { FleetView } from './view.ts';

/** The version of a record, for `ETag` and `If-Match`. */
export function etagOf(record: TenantRecord): string {
  return `"${digestOf(newRecordText(record))}"`;
}

/** Why an event is refused whose `If-Match` names another version (RFC 9110, 13.1.1); nothing of what does not exist. */
export function stale(view: FleetView, event: TenantEvent): Refused | undefined {
  if (event.ifMatch === undefined) return undefined;
  const tenant = 'tenant' in event ? event.tenant : undefined;
  const record = tenant === undefined ? undefined : view.record(tenant);
  if (tenant !== undefined && record === undefined) return undefined;
  if (record !== undefined && matches(event.ifMatch, etagOf(record))) return undefined;
  return refused('stale', 'the record was changed meanwhile: read it again');
}

/** Weak tags never match here. */
function matches(header: string, etag: string): boolean {
  const given = header.split(',').map((tag) => tag.trim());
  return given.includes('*') || given.includes(etag);
}
