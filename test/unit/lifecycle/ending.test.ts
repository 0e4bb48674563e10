import { describe, expect, it } from 'vitest';
import type { StepAsked } from '../../../src/events/event.ts';
import { explain } from '../../../src/lifecycle/explain.ts';
import { ACME, PETE } from '../../fixtures/fleet.ts';
import { checkout, invoice, NOW, subscription, type World, worldOf } from '../../fixtures/lifecycle.ts';

const at = (time: string) => new Date(`${time}T09:00:00Z`);
const step = (world: World, kind: StepAsked['kind'], tenant: string, now = NOW) =>
  world.tell({ kind, id: 'x', actor: 'cli', tenant }, now);
const sweep = (world: World, tenant: string, now: Date) =>
  world.tell({ kind: 'date', id: 'x', actor: 'sweep', tenant }, now);
const told = <T extends object>(event: T) => ({ ...event, tenant: 'acme' });
const stateOf = (world: World, tenant: string) => {
  const { status, endsAt, suspendedBy, purgeStep, cancelledBy } = world.record(tenant) ?? {};
  return [status, suspendedBy, purgeStep, endsAt, cancelledBy && `cancelled by ${cancelledBy}`]
    .filter(Boolean)
    .join(' ');
};

const DEMO = `${PETE.replace('tier: free', 'tier: demo')}trialEndsAt: 2026-11-27T09:00:00Z\n`;
const UNTOLD = `${ACME}billing: {customer: cus_1, subscription: sub_1}\n`;

it('a tenant whose move was taken back is purged like any other', () => {
  const world = worldOf([PETE]);
  world.tell({ kind: 'tier', id: 'x', actor: 'cli', tenant: 'pete', tier: 'professional' });
  world.tell({ kind: 'tier', id: 'x', actor: 'cli', tenant: 'pete', back: true });
  for (const hours of [1, 2]) sweep(world, 'pete', new Date(NOW.getTime() + hours * 3_600_000));
  expect(world.record('pete')?.migration).toEqual({ from: 'free', step: 'returned' });
  step(world, 'cancel', 'pete');
  for (const day of ['2026-12-30', '2027-02-10', '2027-02-12', '2027-02-14']) sweep(world, 'pete', at(day));
  expect(stateOf(world, 'pete')).toBe('purged');
});

it('a tenant whose move was taken back is purged by hand, too', () => {
  const emptied = `${PETE}migration: {from: free, step: returned}\nstatus: purging\npurgeStep: emptied\nstepAt: 2026-11-20T09:00:00Z\n`;
  const world = worldOf([emptied]);
  expect(step(world, 'purge', 'pete')).toMatchObject({ subject: 'purged' });
});

describe('a cancellation by hand', () => {
  it('keeps its end, whatever invoices say', () => {
    const world = worldOf([ACME]);
    step(world, 'cancel', 'acme');
    expect(stateOf(world, 'acme')).toBe('cancelled 2026-12-23T09:00:00Z cancelled by admin');
    world.tell(told(invoice('e1', 1, false)));
    expect(stateOf(world, 'acme')).toBe('cancelled 2026-12-23T09:00:00Z cancelled by admin');
    world.tell(told(invoice('e2', 2, true)));
    expect(stateOf(world, 'acme')).toBe('cancelled 2026-12-23T09:00:00Z cancelled by admin');
    sweep(world, 'acme', at('2026-12-24'));
    expect(stateOf(world, 'acme')).toBe('archived cancelled by admin');
    world.tell(told(invoice('e3', 3, true)), at('2026-12-25'));
    expect(stateOf(world, 'acme')).toBe('archived cancelled by admin');
  });

  it('that a person wrote into the record does, too', () => {
    const world = worldOf([`${ACME}status: cancelled\nendsAt: 2026-12-23T09:00:00Z\n`]);
    world.tell(told(invoice('e1', 1, false)));
    world.tell(told(invoice('e2', 2, true)));
    expect(stateOf(world, 'acme')).toBe('cancelled 2026-12-23T09:00:00Z');
  });

  it('of a shared tenant does, too', () => {
    const world = worldOf([PETE]);
    step(world, 'cancel', 'pete');
    world.tell({ ...invoice('e1', 1, true), tenant: 'pete' });
    expect(stateOf(world, 'pete')).toBe('cancelled 2026-12-23T09:00:00Z cancelled by admin');
  });

  it.each([
    ['while it serves', '2026-11-24', 'cancelled'],
    ['from the archive', '2026-12-24', 'archived'],
  ])('gives way to a new subscription %s', (_when, day, status) => {
    const world = worldOf([ACME]);
    step(world, 'cancel', 'acme');
    sweep(world, 'acme', at(day));
    expect(world.record('acme')?.status).toBe(status);
    world.tell(told(checkout('e1', 1)));
    world.tell(told(subscription('e2', 2, 'running')));
    expect(stateOf(world, 'acme')).toBe('active');
  });

  it('is refused where Stripe may be paid, with what an operator can do', () => {
    expect(step(worldOf([UNTOLD]), 'cancel', 'acme')).toMatchObject({
      rule: 'not-possible',
      detail:
        'acme may be paid by sub_1, of which Stripe has told nothing here: cancel that at Stripe, its event cancels the tenant; where it has ended, take billing.subscription out of tenants/acme.yaml',
    });
    const begun = worldOf([UNTOLD]);
    begun.tell(checkout('e1', 1));
    begun.tell(told(checkout('e1', 1)));
    expect(step(begun, 'cancel', 'acme')).toMatchObject({
      detail: 'acme pays by sub_1: cancel that at Stripe, its event cancels the tenant',
    });
    const shared = worldOf([`${PETE}migration: {from: free, step: returned}\n`]);
    shared.tell({ ...subscription('e1', 1, 'running'), tenant: 'pete' });
    expect(step(shared, 'cancel', 'pete')).toMatchObject({
      detail: 'pete pays by sub_1: cancel that at Stripe first',
    });
  });

  it('of a demo lasts no longer than its trial', () => {
    const world = worldOf([DEMO]);
    step(world, 'cancel', 'pete');
    expect(stateOf(world, 'pete')).toBe('cancelled 2026-11-27T09:00:00Z cancelled by admin');
    const long = worldOf([DEMO.replace('2026-11-27', '2027-11-27')]);
    step(long, 'cancel', 'pete');
    expect(stateOf(long, 'pete')).toBe('cancelled 2026-12-23T09:00:00Z cancelled by admin');
  });
});

describe('nothing is purged while somebody may pay', () => {
  it('of a subscription that Stripe has told nothing of', () => {
    const world = worldOf([UNTOLD]);
    expect(step(world, 'archive', 'acme')).toMatchObject({
      subject: 'archive, though it may be paid by sub_1, of which Stripe has told nothing here',
    });
    for (const day of ['2026-11-25', '2027-03-01', '2027-04-01']) sweep(world, 'acme', at(day));
    expect(stateOf(world, 'acme')).toBe('archived');
    const record = world.record('acme');
    if (record === undefined) throw new Error('no acme');
    expect(explain(record, world.platform, NOW).next[0]).toEqual({
      when: 'while sub_1 may be paid (Stripe has told nothing of it here)',
      what: 'nothing of it is purged',
    });
    expect(step(world, 'purge', 'acme', at('2027-04-01'))).toMatchObject({
      detail:
        'acme may be paid by sub_1, of which Stripe has told nothing here: cancel that at Stripe; where it has ended, take billing.subscription out of tenants/acme.yaml',
    });
    world.tell(told(subscription('e1', 1, 'deleted')), at('2027-04-01'));
    sweep(world, 'acme', at('2027-04-02'));
    expect(stateOf(world, 'acme')).toBe('purging unprotected');
  });
});

describe('a cancelled tenant that is suspended', () => {
  const SUSPENDED = `${ACME}status: suspended\nsuspendedBy: admin\nendsAt: 2026-12-01T09:00:00Z\ncancelledBy: admin\n`;

  it('is archived at its end all the same, and says so', () => {
    const world = worldOf([ACME]);
    step(world, 'cancel', 'acme');
    expect(step(world, 'suspend', 'acme')).toMatchObject({
      subject: 'suspend, archived at 2026-12-23T09:00:00Z all the same',
    });
    expect(sweep(world, 'acme', at('2026-12-22')).kind).toBe('unchanged');
    expect(sweep(world, 'acme', at('2026-12-23'))).toMatchObject({ subject: 'archive, its time is over' });
    expect(stateOf(world, 'acme')).toBe('archived cancelled by admin');
  });

  it('is explained', () => {
    const world = worldOf([SUSPENDED]);
    const record = world.record('acme');
    if (record === undefined) throw new Error('no acme');
    const { now, next } = explain(record, world.platform, NOW);
    expect(now[0]).toContain('status suspended by an administrator, cancelled by an administrator: ');
    expect(next[0]).toEqual({ when: '2026-12-01T09:00:00Z', what: 'archive, its time is over' });
    expect(next.at(-1)).toEqual({ when: 'until 2026-12-01T09:00:00Z', what: 'tenant resume acme' });
  });

  it('is cancelled again once it resumes, for as long as it was or with time to decide', () => {
    const soon = worldOf([SUSPENDED]);
    step(soon, 'resume', 'acme');
    expect(stateOf(soon, 'acme')).toBe('cancelled 2026-12-01T09:00:00Z cancelled by admin');
    const late = worldOf([SUSPENDED]);
    expect(step(late, 'resume', 'acme', at('2026-12-05'))).toMatchObject({
      subject: 'resume, cancelled: it serves until 2027-01-04T09:00:00Z',
    });
  });

  it('by billing, and resumed by hand, keeps its end', () => {
    const world = worldOf([SUSPENDED.replace('suspendedBy: admin', 'suspendedBy: billing')]);
    step(world, 'resume', 'acme');
    expect(stateOf(world, 'acme')).toBe('cancelled 2026-12-01T09:00:00Z cancelled by admin');
  });
});

describe('a demo that comes back after its trial', () => {
  it.each([
    ['resume', 'status: cancelled\nendsAt: 2026-11-27T09:00:00Z\ncancelledBy: admin\n'],
    ['resume', 'status: suspended\nsuspendedBy: admin\n'],
    ['restore', 'status: archived\npurgeAfter: 2026-12-27T09:00:00Z\n'],
  ] as const)('by %s goes on as free', (kind, fields) => {
    const world = worldOf([DEMO + fields]);
    expect(step(world, kind, 'pete', at('2026-11-28')).kind).toBe('changed');
    expect(world.record('pete')).toMatchObject({ status: 'active', tier: 'free' });
  });
});

describe('an archive', () => {
  const archivedFrom = (text: string) => {
    const world = worldOf([text]);
    step(world, 'archive', 'acme');
    const { archiveStep, stepAt } = world.record('acme') ?? {};
    return [stateOf(world, 'acme').split(' ')[0], archiveStep, stepAt !== undefined];
  };

  it('backs up a database that is awake', () => {
    expect(archivedFrom(ACME)).toEqual(['archived', 'backup', true]);
    expect(archivedFrom(`${ACME}status: cancelled\nendsAt: 2026-12-23T09:00:00Z\n`)).toEqual([
      'archived',
      'backup',
      true,
    ]);
  });

  it('does not wake the database of a suspended tenant', () => {
    for (const by of ['admin', 'billing'])
      expect(archivedFrom(`${ACME}status: suspended\nsuspendedBy: ${by}\n`)).toEqual([
        'archived',
        undefined,
        false,
      ]);
  });
});
