import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { TenantEvent } from '../../../src/events/event.ts';
import { nextMove } from '../../../src/lifecycle/dates.ts';
import { NOW, type World } from '../../fixtures/lifecycle.ts';
import { BEGINNINGS, billed, HOUR, happen, life, step, worldWith } from '../../fixtures/lives.ts';

const ID = 'pete';
/** Longer than any way to the end: a trial, a cancellation, the archive, a move's source, and steps a day apart. */
const LONGEST = 200;
const ended = (name: string) => billed(100, 'deleted', name)(ID) as TenantEvent;

/** What a refusal tells a person to do. Throws where it leaves them without a way. */
function wayOf(detail: string): readonly TenantEvent[] {
  if (detail.includes(`tenant confirm ${ID}`)) return [step('confirm')(ID)];
  if (detail.includes('cancel that at Stripe')) return [ended('first'), ended('second')];
  if (detail.includes(`tenant archive ${ID}`)) return [step('archive')(ID)];
  if (detail.includes('still being taken down')) return [];
  throw new Error(`no way on: ${detail}`);
}

/** A day of somebody who wants the tenant to end: asks for it where nothing comes by itself, and does what is told. */
function pursue(world: World, kind: 'cancel' | 'archive', now: number): void {
  const record = world.record(ID);
  if (record === undefined || nextMove(record, world.platform) !== undefined) return;
  const isOut = record.status === 'archived' || record.status === 'purging';
  const decision = world.tell(step(isOut ? 'purge' : kind)(ID), new Date(now));
  if (decision.kind !== 'refused') return;
  for (const event of wayOf(decision.detail)) world.tell(event, new Date(now));
}

it.each(Object.entries(BEGINNINGS))(
  'every life ends, once somebody wants it to: one that began %s',
  (_kind, text) => {
    fc.assert(
      fc.property(life, fc.constantFrom('cancel' as const, 'archive' as const), (sequence, kind) => {
        const world = worldWith(text);
        let now = NOW.getTime();
        for (const each of sequence) {
          if ('hours' in each) now += each.hours * HOUR;
          happen(world, each, now);
        }
        for (let day = 0; day < LONGEST && world.record(ID)?.status !== 'purged'; day++) {
          now += 24 * HOUR;
          pursue(world, kind, now);
          happen(world, { hours: 24 }, now);
        }
        expect(world.record(ID)).toMatchObject({ status: 'purged' });
      }),
      { numRuns: 150 },
    );
  },
);
