import { resolve } from '../platform/resolve.ts';
import { tenantVersion } from '../platform/rings.ts';
import type { Platform } from '../platform/schema.ts';
import type { DedicatedTenant } from '../platform/tenant.ts';
import { isShared, type TenantRecord } from '../records/schema.ts';
import { partManifests } from './parts.ts';
import { cut, fill, type Stencil } from './stencil.ts';

/** A made-up tenant in a real one's place: its id, and as many domains as that one has. */
interface StandIn {
  readonly id: string;
  readonly domain: (i: number) => string;
}

/**
 * Some that have nothing in common: short and long, ascending and descending, with an A-label. What a chart makes of one
 * it makes of any, if all lead to the same text but for their own words.
 */
const STAND_INS: readonly [StandIn, ...StandIn[]] = [
  { id: 'aqz', domain: (i) => `b${i}qz.cq` },
  { id: 'zw8-x7w-9w4k-w0x6w-w3w-5x-2w1k', domain: (i) => `y${99 - i}-w8k4x.w7w.x2.w-9x-w6w.example` },
  { id: 'xn--q9-m7', domain: (i) => `xn--q${i}.m7q.co.uk` },
];

/** What is known of the tenants of one shape: it was met once, it has a stencil, or its charts look at the words. */
type Known = 'met' | Stencil | 'unlike';

const shapes = new WeakMap<Platform, Map<string, Known>>();

/** Shapes that are kept: a fleet has some dozens, unless many tenants have sizes of their own. */
const MOST_SHAPES = 500;

/**
 * The manifests of a tenant as one YAML stream, without rendering it: those of another one that differs by its id and
 * domains only, with these filled in. Thousands of tenants have the few shapes that tiers, states and releases make.
 * Out: nothing where the tenant has to be rendered: it is the first of its shape, it moves, or its charts make more of
 * its words than to write them. In: a record that `parseFleet` found valid. The platform is never changed in place.
 */
export function alikeText(record: TenantRecord, platform: Platform): string | undefined {
  if (isShared(record.tier) || record.migration !== undefined || record.recoverFrom !== undefined)
    return undefined;
  const known = shapesOf(platform);
  const shape = JSON.stringify(standIn(record, platform, STAND_INS[0]));
  const found = known.get(shape);
  if (found === undefined) {
    if (known.size >= MOST_SHAPES) known.clear();
    known.set(shape, 'met');
    return undefined;
  }
  const stencil = found === 'met' ? stencilOf(record, platform) : found;
  known.set(shape, stencil);
  return stencil === 'unlike' ? undefined : fill(stencil, [record.id, ...record.domains]);
}

function shapesOf(platform: Platform): Map<string, Known> {
  const known = shapes.get(platform) ?? new Map<string, Known>();
  shapes.set(platform, known);
  return known;
}

function stencilOf(record: TenantRecord, platform: Platform): Stencil | 'unlike' {
  const [one, ...others] = STAND_INS.map((words) => stencilWith(record, platform, words));
  const isSame = others.every((other) => JSON.stringify(other) === JSON.stringify(one));
  return one !== undefined && isSame ? one : 'unlike';
}

function stencilWith(record: TenantRecord, platform: Platform, words: StandIn): Stencil | undefined {
  const tenant = withoutName(standIn(record, platform, words));
  try {
    return cut(partManifests(tenant, platform), [words.id, ...tenant.domains]);
  } catch {
    return undefined; // what is wrong with more than a stand-in shows when the tenant itself is rendered
  }
}

/** What would be decided about the tenant if it were called otherwise; its release is its own, whatever ring it is in. */
function standIn(record: TenantRecord, platform: Platform, { id, domain }: StandIn): DedicatedTenant {
  const { channel: _followed, ...rest } = record;
  const version = tenantVersion(record, platform).value;
  const domains = record.domains.map((_, i) => domain(i));
  const tenant = resolve({ ...rest, id, domains, version, name: '', ownerEmail: '' }, platform);
  if (tenant.kind !== 'dedicated') throw new Error(`${record.id} is not a dedicated tenant`);
  return { ...tenant, decisions: [] };
}

/** A chart that writes what a person typed makes tenants unlike: free text is escaped in more ways than one. */
function withoutName(tenant: DedicatedTenant): DedicatedTenant {
  const refuse = () => {
    throw new Error('what a person typed is read');
  };
  return Object.defineProperties({ ...tenant }, { name: { get: refuse }, ownerEmail: { get: refuse } });
}
