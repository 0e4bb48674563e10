import { describe, expect, it } from 'vitest';
import type { TenantPatched } from '../../../src/events/event.ts';
import { etagOf } from '../../../src/lifecycle/precondition.ts';
import { ACME, BIGSHOP, PETE } from '../../fixtures/fleet.ts';
import { subscription, type World, worldOf } from '../../fixtures/lifecycle.ts';

const patch = (world: World, fields: TenantPatched['patch'], more: Partial<TenantPatched> = {}) =>
  world.tell({ kind: 'patch', id: 'admin-1', actor: 'admin:eve', tenant: 'acme', patch: fields, ...more });

describe('a merge patch', () => {
  it('changes what it names, and takes away what is null', () => {
    const world = worldOf([`${ACME}channel: canary\n`]);
    patch(world, { name: 'ACME & Sons', channel: null, version: 'v1.1.0' });
    expect(world.record('acme')).toMatchObject({ name: 'ACME & Sons', version: 'v1.1.0' });
    expect(world.record('acme')).not.toHaveProperty('channel');
  });

  it('reaches into resources', () => {
    const sizes = { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '2Gi' } };
    const world = worldOf([ACME]);
    patch(world, { resources: { api: sizes } });
    patch(world, { resources: { web: sizes, api: { limits: { cpu: '4' } } } });
    expect(world.record('acme')?.resources).toMatchObject({
      api: { limits: { cpu: '4', memory: '2Gi' } },
      web: sizes,
    });
  });

  it('that says what is so changes nothing', () => {
    expect(patch(worldOf([ACME]), { mechanics: 4 })).toMatchObject({ kind: 'unchanged' });
  });

  it.each<{ value: unknown }>([
    { value: { toString: null } },
    { value: [{ toString: null }] },
    { value: { a: 1 } },
  ])('is refused where a name is no text: %j', ({ value }) => {
    expect(patch(worldOf([ACME]), { channel: value })).toMatchObject({ kind: 'refused', rule: 'invalid' });
  });

  it('pins beside a channel, which is there again afterwards', () => {
    const world = worldOf([`${ACME}channel: canary\n`]);
    patch(world, { version: 'v1.0.0' });
    expect(world.record('acme')).toMatchObject({ channel: 'canary', version: 'v1.0.0' });
    patch(world, { version: null });
    expect(world.record('acme')).toMatchObject({ channel: 'canary' });
  });

  it('from an older version is refused', () => {
    const world = worldOf([ACME]);
    const record = world.record('acme');
    const ifMatch = record === undefined ? '' : etagOf(record);
    expect(patch(world, { mechanics: 5 }, { ifMatch }).kind).toBe('changed');
    expect(patch(world, { mechanics: 6 }, { ifMatch })).toMatchObject({ kind: 'refused', rule: 'stale' });
    expect(patch(world, { mechanics: 6 }, { ifMatch: '*' }).kind).toBe('changed');
  });

  it.each(['id', 'status', 'billing', 'signup', 'domains', 'createdAt', 'cluster', 'plan', '__proto__x'])(
    'never touches %s',
    (field) => {
      expect(patch(worldOf([ACME]), { [field]: 'x' })).toMatchObject({
        kind: 'refused',
        rule: 'invalid',
        problems: [{ field, message: 'cannot be patched' }],
      });
    },
  );

  it('of tier and mechanics alone moves a tenant’s data; nothing moves it back, and nothing else goes along', () => {
    expect(patch(worldOf([ACME]), { tier: 'free' })).toMatchObject({ kind: 'refused', rule: 'not-possible' });
    const tenant = { tenant: 'pete' };
    expect(patch(worldOf([PETE]), { tier: 'professional', name: 'x' }, tenant)).toMatchObject({
      kind: 'refused',
      rule: 'invalid',
    });
    const world = worldOf([PETE]);
    expect(patch(world, { tier: 'professional', mechanics: 3 }, tenant).kind).toBe('changed');
    expect(world.record('pete')).toMatchObject({ mechanics: 3, migration: { step: 'importing' } });
  });

  it('never shrinks storage, and is checked as a record is', () => {
    const world = worldOf([`${ACME}storage: 200Gi\n`]);
    expect(patch(world, { storage: '100Gi' })).toMatchObject({ kind: 'refused', rule: 'invalid' });
    expect(patch(world, { ownerEmail: 'nobody', mechanics: 99 })).toMatchObject({
      kind: 'refused',
      problems: expect.arrayContaining([expect.objectContaining({ field: 'ownerEmail' })]),
    });
  });
});

describe('a merge patch of tier or mechanics is decided as tenant upgrade is', () => {
  const DEMO = `${PETE.replace('tier: free', 'tier: demo')}trialEndsAt: 2026-12-01T00:00:00Z\ntrialWarnedAt: 2026-11-22T00:00:00Z\n`;
  const pete = { tenant: 'pete' };

  it.each([
    ['tier', { tier: 'demo' }],
    ['tier and mechanics', { tier: 'demo', mechanics: 1 }],
    ['tier and a name', { tier: 'demo', name: 'x' }],
  ])('nobody becomes a demo: %s', (_what, fields) => {
    const world = worldOf([PETE]);
    expect(patch(world, fields, pete)).toMatchObject({ kind: 'refused', rule: 'not-possible' });
    expect(world.record('pete')).toMatchObject({ tier: 'free' });
  });

  it('a demo that becomes free has no end any more', () => {
    const world = worldOf([DEMO]);
    expect(patch(world, { tier: 'free', name: 'Pete & Son' }, pete)).toMatchObject({
      subject: 'demo becomes free: its sample data stays, change name',
    });
    const { trialEndsAt, trialWarnedAt, tier, name } = world.record('pete') ?? {};
    expect([trialEndsAt, trialWarnedAt, tier, name]).toEqual([undefined, undefined, 'free', 'Pete & Son']);
  });

  it.each([
    ['archived', 'status: archived\npurgeAfter: 2026-12-01T00:00:00Z\n'],
    ['purging', 'status: purging\npurgeStep: unprotected\n'],
  ])('not while it is %s', (status, fields) => {
    const world = worldOf([ACME + fields]);
    const refusal = { rule: 'not-possible', detail: `acme is ${status}: restore it first` };
    expect(patch(world, { tier: 'enterprise', mechanics: 20 })).toMatchObject(refusal);
    expect(patch(world, { mechanics: 5 })).toMatchObject(refusal);
    expect(patch(world, { mechanics: 5, name: 'x' })).toMatchObject(refusal);
    expect(patch(world, { name: 'x' }).kind).toBe('changed');
  });

  it('a smaller tier keeps its storage, and what else is asked for goes along', () => {
    const world = worldOf([BIGSHOP]);
    const fields = { tier: 'professional', mechanics: 5, channel: 'canary' };
    const kept = world.platform.tiers.enterprise.database.storage;
    expect(patch(world, fields, { tenant: 'bigshop' })).toMatchObject({
      subject: `enterprise → professional for 5, it had 26, keeps ${kept} of storage, change channel to canary`,
    });
    expect(world.record('bigshop')).toMatchObject({ ...fields, storage: kept });
  });

  it('mechanics alone are a size too, and what Stripe sells is changed there', () => {
    const world = worldOf([ACME]);
    expect(patch(world, { mechanics: 5 })).toMatchObject({ subject: 'professional for 5' });
    expect(patch(world, { mechanics: 5, channel: 'canary' })).toMatchObject({
      subject: 'change channel to canary',
    });
    world.tell({ ...subscription('evt_1', 1, 'running', { quantity: 5 }), tenant: 'acme' });
    expect(patch(world, { mechanics: 6 })).toMatchObject({ rule: 'not-possible' });
  });

  it.each([{ tier: 'gold' }, { tier: null }, { mechanics: 0 }, { mechanics: null }, { mechanics: '5' }])(
    '%j is no size',
    (fields) => {
      expect(patch(worldOf([ACME]), fields)).toMatchObject({ kind: 'refused', rule: 'invalid' });
    },
  );
});
