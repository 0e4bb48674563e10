import { describe, expect, it } from 'vitest';
import type { StepAsked } from '../../../src/events/event.ts';
import { changeProblems } from '../../../src/platform/changes.ts';
import type { TenantRecord } from '../../../src/records/schema.ts';
import { ACME, TRYOUT } from '../../fixtures/fleet.ts';
import {
  checkout,
  FIRST_SECOND,
  invoice,
  PRICES,
  subscription,
  type World,
  worldOf,
} from '../../fixtures/lifecycle.ts';

/** So many days after the first of November 2026. */
const day = (days: number) => new Date((FIRST_SECOND + days * 86_400) * 1000);
const DAY = 86_400;

const step = (
  world: World,
  kind: StepAsked['kind'],
  now: Date,
  more: Partial<StepAsked> = {},
  tenant = 'hilltop',
) => world.tell({ kind, id: kind, actor: 'admin:eve', tenant, ...more } as StepAsked, now);
const sweep = (world: World, now: Date, tenant = 'hilltop') =>
  world.tell({ kind: 'date', id: 'date', actor: 'sweep', tenant }, now);
const stateOf = (world: World, tenant = 'hilltop') => {
  const { status, endsAt, suspendedBy, purgeStep } = world.record(tenant) ?? {};
  return [status, suspendedBy, purgeStep, endsAt].filter((value) => value !== undefined).join(' ');
};

/** A tenant that paid for a month, and whose subscription has ended on the second of November. */
function ended(): World {
  const world = worldOf();
  world.tell(checkout('e1', 0), day(0));
  world.tell(subscription('e2', 1, 'running'), day(0));
  world.tell(subscription('e3', DAY, 'deleted'), day(1));
  expect(stateOf(world)).toBe('cancelled 2026-12-02T00:00:00Z');
  return world;
}

/** The same, purged by its dates. */
function purged(world = ended()): World {
  for (let at = 31; world.record('hilltop')?.status !== 'purged'; at++) {
    sweep(world, day(at));
    expect(at).toBeLessThan(80);
  }
  return world;
}

describe('what an administrator brings back', () => {
  it('from the archive serves for as long as one that ends now, and the sweep leaves it', () => {
    const world = ended();
    sweep(world, day(32));
    expect(stateOf(world)).toBe('archived');
    const decision = step(world, 'restore', day(40));
    expect(decision).toMatchObject({ subject: 'restore, cancelled: it serves until 2027-01-10T00:00:00Z' });
    expect(sweep(world, day(41)).kind).toBe('unchanged');
    expect(stateOf(world)).toBe('cancelled 2027-01-10T00:00:00Z');
  });

  it('keeps that time when something of the old subscription is told late', () => {
    const world = ended();
    sweep(world, day(32));
    step(world, 'restore', day(40));
    expect(world.tell(subscription('e4', 2, 'running'), day(41)).kind).toBe('changed');
    expect(stateOf(world)).toBe('cancelled 2027-01-10T00:00:00Z');
  });

  it('from a suspension, too', () => {
    const world = ended();
    step(world, 'suspend', day(2));
    step(world, 'resume', day(90));
    expect(stateOf(world)).toBe('cancelled 2027-03-01T00:00:00Z');
  });

  it('and is still not paid, stays suspended, and says so', () => {
    const world = worldOf();
    world.tell(checkout('e1', 0), day(0));
    world.tell(subscription('e2', 1, 'running'), day(0));
    world.tell(subscription('e3', 2, 'unpaid'), day(0));
    step(world, 'archive', day(1));
    expect(step(world, 'restore', day(2))).toMatchObject({ subject: 'restore, suspended: it is not paid' });
    expect(stateOf(world)).toBe('suspended billing');
  });

  it.each(['deleted', 'unpaid'] as const)('from a backup serves, though its subscription is %s', (last) => {
    const world = worldOf();
    world.tell(checkout('e1', 0), day(0));
    world.tell(subscription('e2', 1, 'running'), day(0));
    world.tell(subscription('e3', 2, last), day(0));
    step(world, 'archive', day(1));
    purged(world);
    const before = world.record('hilltop') as TenantRecord;
    expect(step(world, 'restore', day(90), { fromBackup: true }).kind).toBe('changed');
    expect(stateOf(world)).toBe(last === 'deleted' ? 'cancelled 2027-03-01T00:00:00Z' : 'active');
    const after = world.record('hilltop') as TenantRecord;
    const { platform } = world;
    expect(
      changeProblems({ platform, records: [before], unreadable: [] }, { platform, records: [after] }),
    ).toEqual([]);
  });
});

describe('a cancellation by hand', () => {
  const CANCELLED = `${ACME}status: cancelled\nendsAt: 2026-12-01T00:00:00Z\n`;

  it('is taken back by hand', () => {
    const world = worldOf([CANCELLED]);
    expect(step(world, 'resume', day(5), {}, 'acme').kind).toBe('changed');
    expect(stateOf(world, 'acme')).toBe('active');
  });

  it('is not forgotten by a suspension', () => {
    const world = worldOf([CANCELLED]);
    step(world, 'suspend', day(5), {}, 'acme');
    step(world, 'resume', day(6), {}, 'acme');
    expect(stateOf(world, 'acme')).toBe('cancelled 2026-12-01T00:00:00Z');
  });

  it('is not one where the subscription has ended: that begins again at Stripe', () => {
    const world = ended();
    expect(step(world, 'resume', day(5))).toMatchObject({
      kind: 'refused',
      detail: 'the subscription of hilltop has ended: a new one at Stripe brings it back',
    });
    expect(step(world, 'restore', day(5))).toMatchObject({
      detail: 'hilltop is cancelled and serves: tenant resume hilltop takes that back',
    });
  });
});

describe('a tenant that pays again', () => {
  const again = (world: World, now: Date) => {
    const seconds = Math.round(now.getTime() / 1000) - FIRST_SECOND;
    world.tell(checkout('f1', seconds, 'sub_2'), now);
    return world.tell(subscription('f2', seconds + 1, 'running', { name: 'sub_2' }), now);
  };

  it('in the archive where its time brought it goes on', () => {
    const world = ended();
    sweep(world, day(32));
    again(world, day(36));
    expect(stateOf(world)).toBe('active');
    expect(world.record('hilltop')).not.toHaveProperty('purgeAfter');
  });

  it('in the archive where a person put it stays there, and is not purged', () => {
    const world = ended();
    step(world, 'archive', day(5));
    again(world, day(6));
    expect(stateOf(world)).toBe('archived');
    for (const at of [40, 60, 200]) sweep(world, day(at));
    expect(stateOf(world)).toBe('archived');
    expect(step(world, 'purge', day(200))).toMatchObject({
      detail: 'hilltop is paid for (sub_2): cancel that at Stripe',
    });
    step(world, 'restore', day(201));
    expect(stateOf(world)).toBe('active');
  });

  it('while its purge begins is not purged further', () => {
    const world = ended();
    sweep(world, day(32));
    sweep(world, day(34));
    sweep(world, day(70));
    expect(stateOf(world)).toBe('purging unprotected');
    again(world, day(70));
    sweep(world, day(75));
    expect(stateOf(world)).toBe('purging unprotected');
    step(world, 'restore', day(76));
    expect(stateOf(world)).toBe('active');
  });

  it.each([
    ['is over', (world: World) => void sweep(world, day(20), 'hilltop')],
    ['was cancelled', (world: World) => void step(world, 'cancel', day(3))],
  ])('as a demo whose time %s moves to a database of its own', (_, act) => {
    const demo = `${TRYOUT.replaceAll('tryout', 'hilltop')}trialWarnedAt: 2026-11-06T00:00:00Z\n`.replace(
      '2026-12-01',
      '2026-11-08',
    );
    const world = worldOf([demo]);
    act(world);
    expect(['archived', 'cancelled']).toContain(world.record('hilltop')?.status);
    again(world, day(21));
    expect(world.record('hilltop')).toMatchObject({
      status: 'active',
      tier: 'professional',
      migration: { from: 'demo', step: 'importing' },
    });
    expect(world.record('hilltop')).not.toHaveProperty('trialEndsAt');
  });
});

it('an archive of one that pays says so', () => {
  const world = worldOf([], PRICES);
  world.tell(checkout('e1', 0), day(0));
  world.tell(subscription('e2', 1, 'running'), day(0));
  expect(step(world, 'archive', day(1))).toMatchObject({ subject: 'archive, though it pays by sub_1' });
  world.tell(invoice('e3', 3 * DAY, true), day(3));
  expect(stateOf(world)).toBe('archived');
});

it('nothing of a purged tenant is left on the shared instance', () => {
  const confirmed = `${ACME}importFrom: {database: mechanicbuddy-acme}
migration: {from: free, step: confirmed, at: 2026-11-01T00:00:00Z}
status: archived
purgeAfter: 2026-11-02T00:00:00Z
`;
  const world = worldOf([confirmed.replaceAll('acme', 'hilltop')], `${PRICES}retention: {sourceDays: 400}\n`);
  sweep(world, day(2));
  sweep(world, day(4));
  expect(stateOf(world)).toBe('purging emptied');
  expect(world.record('hilltop')?.migration?.step).toBe('releasing');
  expect(step(world, 'purge', day(6))).toMatchObject({
    detail: 'the data of hilltop on the shared instance goes first: the sweep drops it',
  });
  sweep(world, day(6));
  expect([stateOf(world), world.record('hilltop')?.migration]).toEqual(['purging emptied', undefined]);
  sweep(world, day(6));
  expect(stateOf(world)).toBe('purged');
});
