import { isDeepStrictEqual } from 'node:util';
import type { TenantPatched } from '../events/event.ts';
import { recordFile } from '../records/parse.ts';
import { type Problem, shown } from '../records/problem.ts';
import { type TenantRecord, tenantSchema } from '../records/schema.ts';
import { isShared } from '../records/tiers.ts';
import { checked } from './check.ts';
import { type Decision, type Refused, refused } from './decision.ts';
import { unknownTenant } from './impossible.ts';
import { decideTier } from './tier.ts';
import type { FleetView } from './view.ts';

/** What a person may change in place. The rest has a step of its own, or never changes. */
export const PATCHABLE = [
  'name',
  'ownerEmail',
  'tier',
  'mechanics',
  'channel',
  'version',
  'resources',
  'storage',
] as const;

/** A merge patch (RFC 7396) of some fields. */
export function decidePatch(view: FleetView, event: TenantPatched, now: Date): Decision {
  const record = view.record(event.tenant);
  if (record === undefined) return unknownTenant(event.tenant);
  if (record.status === 'purged') return refused('not-possible', `${record.id} is purged`);
  const problems = Object.entries(event.patch).flatMap(([field, value]) =>
    fieldProblems(record, event.patch, field, value),
  );
  if (problems.length > 0) return refused('invalid', 'some fields cannot be changed so', { problems });
  const sized = decideSize(view, event, now);
  if (sized === undefined) return merge(view, record, event.patch);
  const { tier: _tier, mechanics: _mechanics, ...others } = event.patch;
  if (sized.kind === 'refused') return withOthers(sized, merge(view, record, event.patch));
  if (Object.keys(others).length === 0) return sized;
  return sized.kind === 'changed' && sized.record !== undefined
    ? merge(view, sized.record, others, [sized.subject])
    : merge(view, record, others);
}

/** What is bought is decided as `tenant upgrade` decides it. Nothing for what is no size: the record's rules say why. */
function decideSize(view: FleetView, { patch, ...event }: TenantPatched, now: Date): Decision | undefined {
  const asked = sizeSchema.safeParse(patch);
  const { tier, mechanics } = asked.data ?? {};
  if (tier === undefined && mechanics === undefined) return undefined;
  const size = { ...(tier === undefined ? {} : { tier }), ...(mechanics === undefined ? {} : { mechanics }) };
  return decideTier(
    view,
    { kind: 'tier', id: event.id, actor: event.actor, tenant: event.tenant, ...size },
    now,
  );
}

/** Every field that is wrong is told, where it is not the step itself that is refused. */
function withOthers(sized: Refused, whole: Decision): Refused {
  return sized.rule === 'invalid' && whole.kind === 'refused' ? whole : sized;
}

const sizeSchema = tenantSchema.pick({ tier: true, mechanics: true }).partial().strip();

/** In: the record, with another size already where `done` says so. */
function merge(
  view: FleetView,
  record: TenantRecord,
  patch: TenantPatched['patch'],
  done: readonly string[] = [],
): Decision {
  const next = merged(record, patch) as TenantRecord;
  if (done.length === 0 && isDeepStrictEqual(next, record))
    return { kind: 'unchanged', tenant: record.id, because: 'is so already' };
  const changes = `change ${Object.entries(patch).map(changeText).join(', ')}`;
  return checked(view, next, [...done, changes].join(', '));
}

/** A field as the commit's subject says it; what a customer typed is not for a subject. */
function changeText([field, value]: readonly [string, unknown]): string {
  if (value === null) return `${field} to nothing`;
  return SAYABLE.includes(field) && typeof value !== 'object' ? `${field} to ${value}` : field;
}

/** Fields whose values are names, numbers and quantities of ours. */
const SAYABLE: readonly string[] = ['tier', 'mechanics', 'channel', 'version', 'storage'];

function fieldProblems(
  record: TenantRecord,
  patch: TenantPatched['patch'],
  field: string,
  value: unknown,
): Problem[] {
  const problem = (message: string, allowed: string): Problem[] => [
    { file: recordFile(record.id), field, message, found: shown(value), allowed },
  ];
  if (!(PATCHABLE as readonly string[]).includes(field))
    return problem('cannot be patched', PATCHABLE.join(', '));
  const isAlone = Object.keys(patch).every((each) => each === 'tier' || each === 'mechanics');
  if (field === 'tier' && !isAlone && isMove(record, value))
    return problem(
      'moves data',
      'tier and mechanics alone: the move from the shared instance is a step of its own',
    );
  return [];
}

/** Whether a tier is one whose data lies elsewhere. */
function isMove(record: TenantRecord, tier: unknown): boolean {
  const read = tenantSchema.shape.tier.safeParse(tier);
  return read.success && isShared(record.tier) !== isShared(read.data);
}

type Json = Readonly<Record<string, unknown>>;

function merged(target: Json, patch: Json): Json {
  const result = new Map(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    const present = result.get(key);
    if (value === null) result.delete(key);
    else result.set(key, isObject(value) ? merged(isObject(present) ? present : {}, value) : value);
  }
  return Object.fromEntries(result);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
