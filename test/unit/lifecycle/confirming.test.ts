import { describe, expect, it } from 'vitest';
import type { StepAsked } from '../../../src/events/event.ts';
import { PETE } from '../../fixtures/fleet.ts';
import { FIRST_SECOND, NOW, subscription, type World, worldOf } from '../../fixtures/lifecycle.ts';

const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000);
const step = (world: World, kind: StepAsked['kind'], now: Date) =>
  world.tell({ kind, id: 'x', actor: 'admin:eve', tenant: 'pete' }, now);
const SECONDS = NOW.getTime() / 1000 - FIRST_SECOND;
const billed = (world: World, state: 'running' | 'unpaid' | 'deleted', seconds = SECONDS, now = NOW) =>
  world.tell({ ...subscription(`e${seconds}`, seconds, state), tenant: 'pete' }, now);

/** A free tenant whose move has begun. */
function moving(): World {
  const world = worldOf([PETE]);
  billed(world, 'running');
  return world;
}

describe('a move is confirmed', () => {
  it('not before anything can have been imported', () => {
    const world = moving();
    expect(world.record('pete')?.migration).toEqual({
      from: 'free',
      step: 'importing',
      at: '2026-11-23T09:00:00Z',
    });
    expect(step(world, 'confirm', minutes(4))).toMatchObject({
      rule: 'not-possible',
      detail:
        'the move of pete began at 2026-11-23T09:00:00Z, and nothing can have been imported yet: confirm it after 2026-11-23T09:05:00Z, once Application mechanicbuddy-platform-tenant-pete is Healthy, and https://pete.example.com serves what was there before',
    });
    expect(step(world, 'confirm', minutes(5))).toMatchObject({
      subject: 'move confirmed',
      warnings: [
        'to be seen first, for there is no way back: Application mechanicbuddy-platform-tenant-pete is Healthy, and https://pete.example.com serves what was there before',
      ],
    });
  });

  it('at any time where nobody wrote when it began', () => {
    const world = worldOf([
      `${PETE.replace('tier: free', 'tier: professional').replace('mechanics: 1', 'mechanics: 2')}importFrom: {database: mechanicbuddy-pete}\nmigration: {from: free, step: importing}\n`,
    ]);
    expect(step(world, 'confirm', NOW).kind).toBe('changed');
  });

  it('and says what billing makes of it', () => {
    const unpaid = moving();
    billed(unpaid, 'unpaid', SECONDS + 1);
    expect(step(unpaid, 'confirm', minutes(10))).toMatchObject({
      subject: 'move confirmed, suspended: it is not paid',
    });
    const ended = moving();
    billed(ended, 'deleted', SECONDS + 1);
    expect(step(ended, 'confirm', minutes(60 * 24 * 60))).toMatchObject({
      subject: 'move confirmed, cancelled: it serves until 2027-02-21T09:00:00Z',
    });
    expect(ended.record('pete')).toMatchObject({ status: 'cancelled', endsAt: '2027-02-21T09:00:00Z' });
  });
});

describe('a move that a payment begins', () => {
  it.each([
    ['suspend', 'resume', 'resume; move to professional begins'],
    ['archive', 'restore', 'restore; move to professional begins'],
  ] as const)('after %s is told by %s', (stop, go, subject) => {
    const world = worldOf([PETE]);
    step(world, stop, NOW);
    billed(world, 'running');
    expect(world.record('pete')?.tier).toBe('free');
    expect(step(world, go, minutes(60))).toMatchObject({ subject });
    expect(world.record('pete')?.migration).toMatchObject({ step: 'importing', at: '2026-11-23T10:00:00Z' });
  });

  it('at once is told by its event', () => {
    expect(billed(worldOf([PETE]), 'running')).toMatchObject({
      subject: 'subscription active, price_pro for 4; move to professional begins',
    });
  });
});
