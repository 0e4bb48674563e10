import type { FleetDetail, FleetTenant } from '../http/fleet-document.ts';
import { nextMove } from '../lifecycle/dates.ts';
import { explain } from '../lifecycle/explain.ts';
import { tenantHost } from '../platform/host.ts';
import { rfc3339 } from '../platform/new-tenant.ts';
import { resolve } from '../platform/resolve.ts';
import { channelOf } from '../platform/rings.ts';
import type { Platform } from '../platform/schema.ts';
import type { TenantRecord } from '../records/schema.ts';

/** A tenant's row. A record that somebody pushed and that does not fit the platform is a row with its fault. */
export function tenantItem(
  record: TenantRecord,
  platform: Platform,
  monthly: FleetTenant['monthly'],
): FleetTenant {
  const { id, name, tier, status, mechanics, domains } = record;
  return {
    id,
    name,
    tier,
    status,
    mechanics,
    domains,
    url: `https://${tenantHost(id, platform)}`,
    ...(monthly === undefined ? {} : { monthly }),
    ...decidedOf(record, platform),
  };
}

function decidedOf(
  record: TenantRecord,
  platform: Platform,
): Pick<FleetTenant, 'release' | 'follows' | 'next' | 'fault'> {
  try {
    const { version } = resolve(record, platform);
    const channel = channelOf(record, platform);
    const move = nextMove(record, platform);
    const next = move === undefined ? {} : { next: { what: move.subject, at: rfc3339(move.at) } };
    return { release: version, follows: channel === undefined ? 'pinned' : `channel ${channel}`, ...next };
  } catch (error) {
    return { fault: faultOf(error) };
  }
}

/** What is shown of one tenant beside its row, but for its commits. */
export function tenantDetail(
  record: TenantRecord,
  platform: Platform,
  time: Date,
): Omit<FleetDetail, 'commits'> {
  const { id } = record;
  try {
    const { now, next } = explain(record, platform, time);
    const { decisions } = resolve(record, platform);
    return { id, now: [...now], next: [...next], decisions: [...decisions] };
  } catch (error) {
    return { id, now: [faultOf(error)], next: [], decisions: [] };
  }
}

const faultOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
