import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DomainAsked, StepAsked, TenantEvent } from '../../../src/events/event.ts';
import { dateEvent } from '../../../src/lifecycle/dates.ts';
import { serverName } from '../../../src/platform/resolve.ts';
import { isShared, type TenantRecord } from '../../../src/records/schema.ts';
import { renderTenant } from '../../../src/synth/tenant.ts';
import { ACME, objectsIn, PETE, type Rendered } from '../../fixtures/fleet.ts';
import { NOW, subscription, type World, worldOf } from '../../fixtures/lifecycle.ts';

const TENANTS = ['pete', 'acme'] as const;
const TOKENS = { pete: 'a'.repeat(32), acme: 'b'.repeat(32) };
const HOUR = 3_600_000;

/** What happens at once: an event, or time that passes with a sweep at its end. */
type Happening = TenantEvent | { readonly hours: number };

const told = { actor: 'cli', id: 'cli-1' } as const;
const step = (kind: StepAsked['kind']) => (tenant: string) => ({ ...told, kind, tenant });
const recover = (tenant: string) => ({ ...step('restore')(tenant), fromBackup: true });
const tier = (asked: object) => (tenant: string) => ({ ...told, kind: 'tier' as const, tenant, ...asked });
const patch = (fields: object) => (tenant: string) =>
  ({ ...told, kind: 'patch', tenant, patch: { ...fields } }) as const;
const domain = (kind: DomainAsked['kind'], name: string) => (tenant: string) =>
  ({ ...told, kind, tenant, domain: name, token: TOKENS[tenant as keyof typeof TOKENS] }) as const;
const billed =
  (created: number, state: 'running' | 'unpaid' | 'deleted', name: string) =>
  (tenant: string): TenantEvent => ({
    ...subscription(`evt_${created}`, created, state, { name: `sub_${tenant}_${name}` }),
    customer: `cus_${tenant}`,
    tenant,
  });

type Making = (tenant: string) => Happening;
const pass = (hours: number) => () => ({ hours });

/** Some of what happens is told with what mostly follows, so that every state is reached. */
const SCENES: readonly { readonly weight: number; readonly scenes: readonly (readonly Making[])[] }[] = [
  {
    weight: 6,
    scenes: [
      [step('archive'), pass(24)],
      [step('purge'), pass(24)],
      [pass(24)],
      [pass(24), pass(24)],
      [pass(31 * 24)],
      [pass(1)],
      [recover],
      [step('archive'), pass(24), step('purge'), pass(24), pass(24), recover],
    ],
  },
  {
    weight: 3,
    scenes: (['suspend', 'resume', 'cancel', 'archive', 'purge', 'restore', 'confirm'] as const).map(
      (kind) => [step(kind)],
    ),
  },
  {
    weight: 2,
    scenes: [
      [tier({ tier: 'professional', mechanics: 3 })],
      [tier({ tier: 'enterprise', mechanics: 12 })],
      [tier({ tier: 'professional', mechanics: 3 }), step('confirm'), pass(31 * 24), step('suspend')],
      [tier({ tier: 'free' })],
      [tier({ back: true })],
      [tier({ tier: 'professional', mechanics: 3 }), tier({ back: true }), pass(1), pass(1), pass(1)],
      [patch({ tier: 'demo' })],
      [patch({ tier: 'professional', mechanics: 5, name: 'x' })],
    ],
  },
  {
    weight: 2,
    scenes: ['a.example', 'b.example'].flatMap((name) => [
      [domain('domain-add', name), domain('domain-verify', name)],
      [domain('domain-add', name)],
      [domain('domain-verify', name)],
      [domain('domain-remove', name)],
    ]),
  },
  {
    weight: 1,
    scenes: [
      [billed(1, 'running', 'first')],
      [billed(2, 'unpaid', 'first')],
      [billed(3, 'running', 'first')],
      [billed(4, 'deleted', 'first')],
      [billed(5, 'running', 'second')],
      [billed(6, 'deleted', 'second')],
    ],
  },
];

/** To the tenant that starts mostly; the other one's domains are in its way. */
const scene = fc.record({
  tenant: fc.constantFrom('pete', 'pete', 'pete', 'acme'),
  makings: fc.oneof(
    ...SCENES.map(({ weight, scenes }) => ({ weight, arbitrary: fc.constantFrom(...scenes) })),
  ),
});
const life = fc
  .array(scene, { minLength: 1, maxLength: 20 })
  .map((scenes) => scenes.flatMap(({ tenant, makings }) => makings.map((make) => make(tenant))));

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

function happen(world: World, each: Happening, now: number): void {
  if (!('hours' in each)) {
    world.tell(each, new Date(now));
    return;
  }
  for (const tenant of TENANTS)
    world.tell(dateEvent({ tenant, at: new Date(now), subject: '' }), new Date(now));
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

it.each([
  ['a free tenant', PETE, [...SHARED, ...MOVE, ...OWN]],
  [
    'a demo',
    `${PETE.replace('tier: free', 'tier: demo')}trialEndsAt: 2026-11-30T00:00:00Z\n`,
    [...SHARED, ...MOVE, ...OWN],
  ],
  [
    'a paid one',
    ACME.replace('id: acme', 'id: pete').concat('domains: [a.example]\n'),
    [...OWN, 'recovered'],
  ],
])(
  'no sequence of events loses data before its time, revives a tombstone, or serves a host twice: %s',
  (_what, text, stages) => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(life, (sequence) => {
        const world = worldOf([text, `${ACME}domains: [b.example]\n`]);
        const bare: Unprotected = new Map();
        let now = NOW.getTime();
        for (const each of sequence) {
          if ('hours' in each) now += each.hours * HOUR;
          for (const stage of liveOnce(world, each, { bare, now })) reached.add(stage);
        }
      }),
      { numRuns: 120, seed: 6 },
    );
    expect(stages.filter((stage) => !reached.has(stage))).toEqual([]);
  },
);
