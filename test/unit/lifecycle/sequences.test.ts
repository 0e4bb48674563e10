import fc from 'fast-check';
import { expect, it } from 'vitest';
import { serverName } from '../../../src/platform/resolve.ts';
import type { TenantRecord } from '../../../src/records/schema.ts';
import { isShared } from '../../../src/records/tiers.ts';
import { renderTenant } from '../../../src/synth/tenant.ts';
import { objectsIn, type Rendered } from '../../fixtures/fleet.ts';
import { NOW, type World } from '../../fixtures/lifecycle.ts';
import { BEGINNINGS, type Happening, HOUR, happen, life, TENANTS, worldWith } from '../../fixtures/lives.ts';

const STATEFUL = ['Cluster', 'Namespace', 'Database', 'ObjectStore'];
const isProtected = ({ metadata }: Rendered) =>
  metadata.annotations?.['argocd.argoproj.io/sync-options']?.includes('Prune=false') ?? false;
const key = ({ kind, metadata }: Rendered) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;

/** Rendering knows neither dates nor bills, so that what was rendered once need not be again. */
const rendered = new Map<string, readonly Rendered[]>();

function objectsOf(world: World, id: string): readonly Rendered[] {
  const record = world.record(id);
  if (record === undefined) return [];
  const { billing: _billing, pendingDomains: _pending, ...rest } = record;
  const text = JSON.stringify(rest).replace(/\d{4}-\d\d-\d\dT[^"]*/g, '');
  const known = rendered.get(text);
  if (known !== undefined) return known;
  const files = renderTenant(record, world.platform);
  const paths = [...files.keys()].filter((path) => path.endsWith('.yaml'));
  const objects = paths.flatMap((path) => objectsIn(files, path));
  rendered.set(text, objects);
  return objects;
}

/** Since when an object has been rendered without protection. */
type Unprotected = Map<string, number>;

/** What holds data goes only hours after a commit in which nothing protected it any more. */
function expectNothingLost(
  before: readonly Rendered[],
  after: readonly Rendered[],
  bare: Unprotected,
  now: number,
) {
  const present = new Map(after.map((object) => [key(object), object]));
  for (const object of before.filter(({ kind }) => STATEFUL.includes(kind))) {
    const name = key(object);
    const is = present.get(name);
    if (is === undefined) {
      expect([name, isProtected(object)]).toEqual([name, false]);
      expect(now - (bare.get(name) ?? now)).toBeGreaterThanOrEqual(HOUR);
    }
    if (is === undefined || isProtected(is)) bare.delete(name);
    else if (!bare.has(name)) bare.set(name, now);
  }
}

/** One place for each host, whoever asks for it. */
function expectHostsServedOnce(world: World) {
  const hosts = TENANTS.flatMap((id) =>
    objectsOf(world, id).flatMap(({ kind, spec }) =>
      kind === 'Ingress' ? spec.rules.map(({ host }: { host: string }) => host) : [],
    ),
  );
  expect(hosts.toSorted()).toEqual([...new Set(hosts)].toSorted());
}

/** Only a restore from the backup leaves a tombstone, and it makes another database; and nobody becomes a demo. */
function expectAllowed(was: TenantRecord | undefined, is: TenantRecord | undefined, each: Happening) {
  if (was === undefined || is === undefined) return;
  expect([was.tier, is.tier]).not.toEqual(['free', 'demo']);
  if (was.status !== 'purged' || is.status === 'purged') return;
  expect(each).toMatchObject({ kind: 'restore', fromBackup: true });
  expect(is).toMatchObject({ recoverFrom: serverName(was), generation: (was.generation ?? 1) + 1 });
}

function stagesOf({ tier, status, archiveStep, purgeStep, migration }: TenantRecord): string[] {
  const whose = isShared(tier) ? 'shared' : 'own';
  return [`${whose} ${archiveStep ?? purgeStep ?? status}`, ...(migration ? [`move ${migration.step}`] : [])];
}

/** One happening with every promise checked right after it; gives what the first tenant came to. */
function liveOnce(world: World, each: Happening, { bare, now }: { bare: Unprotected; now: number }) {
  const was = TENANTS.map((id) => world.record(id));
  const before = TENANTS.flatMap((id) => objectsOf(world, id));
  happen(world, each, now);
  const is = TENANTS.map((id) => world.record(id));
  const after = TENANTS.flatMap((id) => objectsOf(world, id));
  expectNothingLost(before, after, bare, now);
  expectHostsServedOnce(world);
  for (const i of TENANTS.keys()) expectAllowed(was[i], is[i], each);
  const recovered = was[0]?.status === 'purged' && is[0]?.status !== 'purged';
  return [...(is[0] === undefined ? [] : stagesOf(is[0])), ...(recovered ? ['recovered'] : [])];
}

const OWN = [
  'active',
  'suspended',
  'cancelled',
  'backup',
  'archived',
  'unprotected',
  'emptied',
  'purged',
].map((stage) => `own ${stage}`);
const SHARED = ['active', 'suspended', 'cancelled', 'archived', 'unprotected', 'emptied', 'purged'].map(
  (stage) => `shared ${stage}`,
);
const MOVE = ['importing', 'confirmed', 'releasing', 'detached', 'emptied', 'returned'].map(
  (stage) => `move ${stage}`,
);

/** Fixed, so that every stage is surely reached; several, for one may miss what another finds. */
const SEEDS = [6, 17, 91];

it.each([
  ['a free tenant', BEGINNINGS.free, [...SHARED, ...MOVE, ...OWN]],
  ['a demo', BEGINNINGS.demo, [...SHARED, ...MOVE, ...OWN]],
  ['a paid one', BEGINNINGS.paid, [...OWN, 'recovered']],
])(
  'no sequence of events loses data before its time, revives a tombstone, or serves a host twice: %s',
  (_what, text, stages) => {
    const reached = new Set<string>();
    const lived = fc.property(life, (sequence) => {
      const world = worldWith(text);
      const bare: Unprotected = new Map();
      let now = NOW.getTime();
      for (const each of sequence) {
        if ('hours' in each) now += each.hours * HOUR;
        for (const stage of liveOnce(world, each, { bare, now })) reached.add(stage);
      }
    });
    for (const seed of SEEDS) fc.assert(lived, { numRuns: 40, seed });
    expect(stages.filter((stage) => !reached.has(stage))).toEqual([]);
  },
);
