import { describe, expect, it } from 'vitest';
import type { TenantPatched } from '../../../src/events/event.ts';
import { etagOf } from '../../../src/lifecycle/patch.ts';
import { ACME, PETE } from '../../fixtures/fleet.ts';
import { type World, worldOf } from '../../fixtures/lifecycle.ts';

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
