import { describe, expect, it } from 'vitest';
import type { StepAsked, TierAsked } from '../../../src/events/event.ts';
import { dateEvent, nextMove } from '../../../src/lifecycle/dates.ts';
import type { Decision } from '../../../src/lifecycle/decision.ts';
import { ACME, BIGSHOP, PETE } from '../../fixtures/fleet.ts';
import { NOW, PRICES, subscription, type World, worldOf } from '../../fixtures/lifecycle.ts';

const asking = (tenant: string, more: Partial<TierAsked>): TierAsked => ({
  kind: 'tier',
  actor: 'cli',
  id: 'cli-1',
  tenant,
  ...more,
});
const step = (kind: StepAsked['kind'], tenant = 'pete'): StepAsked => ({
  kind,
  actor: 'cli',
  id: 'cli-2',
  tenant,
});
const TO_PROFESSIONAL = asking('pete', { tier: 'professional', mechanics: 3 });
/** When a move that began at `NOW` may be confirmed. */
const LATER = new Date(NOW.getTime() + 3_600_000);
const BACK = asking('pete', { back: true });

/** The next date comes. */
function pass(world: World, tenant = 'pete'): string {
  const record = world.record(tenant);
  const move = record && nextMove(record, world.platform);
  if (move === undefined) return 'nothing is due';
  const decision = world.tell(dateEvent({ tenant, at: move.at, subject: '' }), move.at);
  return decision.kind === 'changed' ? decision.subject : decision.kind;
}

describe('between paid tiers', () => {
  it('resources and mechanics change, and a smaller tier keeps the storage', () => {
    const world = worldOf([ACME, BIGSHOP]);
    expect(world.tell(asking('acme', { tier: 'enterprise', mechanics: 20 }))).toMatchObject({
      subject: 'professional → enterprise for 20, it had 4',
    });
    expect(world.record('acme')).not.toHaveProperty('storage');
    const { storage } = world.platform.tiers.enterprise.database;
    expect(world.tell(asking('bigshop', { tier: 'professional', mechanics: 5 }))).toMatchObject({
      subject: `enterprise → professional for 5, it had 26, keeps ${storage} of storage`,
    });
    expect(world.record('bigshop')).toMatchObject({ tier: 'professional', storage });
    expect(world.tell(asking('acme', { mechanics: 20 })).kind).toBe('unchanged');
  });

  it('refuses mechanics that the tier has not', () => {
    expect(worldOf([ACME]).tell(asking('acme', { mechanics: 50 }))).toMatchObject({ rule: 'invalid' });
  });

  it('leaves to Stripe what is paid at Stripe', () => {
    const world = worldOf([ACME]);
    world.tell({ ...subscription('evt_1', 1, 'running'), tenant: 'acme' });
    expect(world.tell(asking('acme', { tier: 'enterprise', mechanics: 20 }))).toMatchObject({
      rule: 'not-possible',
      detail: expect.stringContaining('sub_1: change that at Stripe'),
    });
  });
});

describe('to free', () => {
  it('is refused from a paid tier, with what an operator can do', () => {
    expect(worldOf([ACME]).tell(asking('acme', { tier: 'free' }))).toMatchObject({
      rule: 'not-possible',
      detail: expect.stringMatching(
        /it has 4 mechanics, and free allows 1; its data is in a database of its own.*tenant cancel acme/,
      ),
    });
  });

  it('a demo converts where it lies, and nobody becomes a demo', () => {
    const demo = `${PETE.replace('tier: free', 'tier: demo')}trialEndsAt: 2026-12-01T00:00:00Z\n`;
    const world = worldOf([demo]);
    expect(world.tell(asking('pete', { tier: 'free' })).kind).toBe('changed');
    expect(world.record('pete')).toMatchObject({ tier: 'free' });
    expect(world.record('pete')).not.toHaveProperty('trialEndsAt');
    expect(world.tell(asking('pete', { tier: 'demo' }))).toMatchObject({ rule: 'not-possible' });
  });
});

describe('mechanics on the shared instance', () => {
  const DEMO = `${PETE.replace('tier: free', 'tier: demo')}trialEndsAt: 2026-12-01T00:00:00Z\n`;

  it.each([
    ['of a free tenant', PETE, {}],
    ['of a demo, which stays one', DEMO, {}],
    ['of a demo that becomes free', DEMO, { tier: 'free' as const }],
  ])('%s are as many as the tier has', (_what, text, more) => {
    const world = worldOf([text]);
    expect(world.tell(asking('pete', { mechanics: 3, ...more }))).toMatchObject({
      rule: 'invalid',
      detail: expect.stringContaining('mechanics is outside the'),
    });
    expect(world.record('pete')).toMatchObject({ mechanics: 1 });
  });
});

describe('a move from the shared instance', () => {
  it('imports, is confirmed, keeps the source for 30 days, and drops it in two steps a day apart', () => {
    const world = worldOf([PETE]);
    expect(world.tell(TO_PROFESSIONAL)).toMatchObject({ subject: 'move free → professional for 3' });
    expect(world.record('pete')).toMatchObject({
      tier: 'professional',
      importFrom: { database: 'mechanicbuddy-pete' },
      migration: { from: 'free', step: 'importing' },
    });
    expect(pass(world)).toBe('nothing is due');
    expect(world.tell(step('confirm'), LATER).kind).toBe('changed');
    expect(world.tell(step('confirm'), LATER).kind).toBe('unchanged');
    expect(world.tell(BACK)).toMatchObject({ detail: expect.stringContaining('no way back') });
    const record = world.record('pete');
    expect(record && nextMove(record, world.platform)?.at.toISOString()).toBe('2026-12-23T10:00:00.000Z');
    expect([pass(world), pass(world), pass(world)]).toEqual([
      'move: the source may go',
      'move: the source is dropped',
      'nothing is due',
    ]);
    for (const field of ['migration', 'importFrom']) expect(world.record('pete')).not.toHaveProperty(field);
  });

  it('is taken back in steps, says what it gives up, and may be made again with another database', () => {
    const world = worldOf([PETE]);
    world.tell(TO_PROFESSIONAL);
    world.tell({
      kind: 'domain-add',
      tenant: 'pete',
      domain: 'pete.example',
      token: '0'.repeat(32),
      actor: 'cli',
      id: 'x',
    });
    world.tell({
      kind: 'domain-verify',
      tenant: 'pete',
      domain: 'pete.example',
      token: '0'.repeat(32),
      actor: 'cli',
      id: 'x',
    });
    expect(world.tell(BACK)).toMatchObject({
      subject:
        'move taken back: gives up what was written since it began, professional for 3 (free has 1), the domains pete.example',
    });
    expect(world.record('pete')).toMatchObject({
      tier: 'free',
      mechanics: 1,
      domains: [],
      migration: { from: 'free', to: 'professional', step: 'detached', at: '2026-11-23T09:00:00Z' },
    });
    expect(world.tell(BACK).kind).toBe('unchanged');
    expect(world.tell(TO_PROFESSIONAL)).toMatchObject({
      detail: expect.stringContaining('still being taken down'),
    });
    expect([pass(world), pass(world), pass(world)]).toEqual([
      'move taken back: emptied',
      'move taken back',
      'nothing is due',
    ]);
    expect(world.tell(TO_PROFESSIONAL).kind).toBe('changed');
    expect(world.record('pete')).toMatchObject({ generation: 2, migration: { step: 'importing' } });
  });

  it.each(['suspend', 'cancel', 'archive', 'purge', 'restore', 'resume'] as const)(
    'lets nobody %s the tenant meanwhile',
    (kind) => {
      const world = worldOf([PETE]);
      world.tell(TO_PROFESSIONAL);
      expect(world.tell(step(kind))).toMatchObject({ rule: 'not-possible' });
      world.tell(BACK);
      expect(world.tell(step(kind))).toMatchObject({ rule: 'not-possible' });
    },
  );

  it('keeps its place until it is confirmed, so that nothing stands in its way back', () => {
    const world = worldOf([PETE], `${PRICES}freeTier: {maxTenants: 1}\n`);
    const add = (): Decision =>
      world.tell({
        kind: 'add',
        actor: 'cli',
        id: 'x',
        hash: '0'.repeat(32),
        name: 'Other',
        ownerEmail: 'o@example.org',
        tier: 'free',
      });
    world.tell(TO_PROFESSIONAL);
    expect(add()).toMatchObject({ rule: 'full' });
    expect(world.tell(BACK).kind).toBe('changed');
    expect(add()).toMatchObject({ rule: 'full' });
    expect([pass(world), pass(world)]).toEqual(['move taken back: emptied', 'move taken back']);
    world.tell(TO_PROFESSIONAL);
    world.tell(step('confirm'), new Date('2026-12-01T00:00:00Z'));
    expect(add().kind).toBe('changed');
  });

  it('that a person asks for is to what is paid', () => {
    const world = worldOf([`${PETE}migration: {from: free, step: returned}\n`]);
    world.tell({ ...subscription('evt_1', 1, 'running', { quantity: 5 }), tenant: 'pete' });
    expect(world.tell(asking('pete', { tier: 'enterprise' }))).toMatchObject({
      subject: 'move free → professional for 5',
    });
    expect(world.record('pete')).not.toHaveProperty('storage');
  });

  it('is only for a tenant that is active', () => {
    const world = worldOf([`${PETE}status: suspended\nsuspendedBy: admin\n`]);
    expect(world.tell(TO_PROFESSIONAL)).toMatchObject({ rule: 'not-possible' });
  });
});
