import type { FieldError, Outcome, TenantView } from '../http/handlers.ts';
import type { Refused } from '../lifecycle/decision.ts';
import { etagOf } from '../lifecycle/precondition.ts';
import { resolve } from '../platform/resolve.ts';
import type { Platform } from '../platform/schema.ts';
import type { Problem } from '../records/problem.ts';
import type { TenantRecord } from '../records/schema.ts';

/** A tenant as the routes answer with it. */
export function tenantView(record: TenantRecord, platform: Platform): TenantView {
  return { record, etag: etagOf(record), url: `https://${resolve(record, platform).host}` };
}

/** Why an event is refused, without file names: whoever asked has no files. */
export function refusal({ rule, detail, problems, suggestions }: Refused): Outcome {
  return {
    kind: 'refused',
    rule,
    detail,
    ...(problems === undefined ? {} : { errors: problems.map(fieldError) }),
    ...(suggestions === undefined ? {} : { suggestions }),
  };
}

function fieldError({ field, message, found, allowed }: Problem): FieldError {
  return {
    field,
    message,
    ...(found === undefined ? {} : { found }),
    ...(allowed === undefined ? {} : { allowed }),
  };
}
