import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BillingEvent } from '../../../src/events/event.ts';
import { ACME } from '../../fixtures/fleet.ts';
import { HISTORIES } from '../../fixtures/histories.ts';
import { checkout, invoice, purchase, refund, subscription, worldOf } from '../../fixtures/lifecycle.ts';

const HILLTOP = ACME.replace('acme', 'hilltop');
const BEGINNINGS: Readonly<Record<string, readonly string[]>> = {
  'a new tenant': [],
  'one that was there': [HILLTOP],
  'one that an administrator suspended': [`${HILLTOP}status: suspended\nsuspendedBy: admin\n`],
};

/** What all of the events lead to, told one after the other. */
function endOf(events: readonly BillingEvent[], records: readonly string[]) {
  const world = worldOf(records);
  for (const event of events) world.tell(event);
  return {
    record: world.record('hilltop'),
    waiting: world
      .waiting()
      .map((each) => JSON.stringify(each))
      .sort(),
  };
}

function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [i, item] of items.entries())
    for (const rest of permutations(items.toSpliced(i, 1))) yield [item, ...rest];
}

describe.each(Object.entries(HISTORIES))('%s', (_name, history) => {
  it.each(Object.entries(BEGINNINGS))('in every order ends in the same record: %s', (_what, records) => {
    const inOrder = endOf(history, records);
    for (const order of permutations(history)) expect(endOf(order, records)).toEqual(inOrder);
  });

  it('told again, in any order, changes nothing', () => {
    const inOrder = endOf(history, []);
    fc.assert(
      fc.property(fc.shuffledSubarray([...history], { minLength: history.length }), (again) => {
        expect(endOf([...history, ...again], [])).toEqual(inOrder);
      }),
      { numRuns: 20 },
    );
  });
});

/** Few seconds and few subscriptions, so that events of one second and of several subscriptions are common. */
const second = fc.integer({ min: 0, max: 6 });
const size = fc.constantFrom(
  { price: 'price_pro', quantity: 2 },
  { price: 'price_pro', quantity: 10 },
  { price: 'price_ent', quantity: 11 },
  { price: 'price_flat', quantity: 1 },
  { price: 'price_unknown', quantity: 3 },
  { price: 'price_pro', quantity: 99 },
);
const STATUSES = [
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'paused',
  'incomplete',
  'deleted',
  'incomplete_expired',
];
const status = fc.constantFrom(...STATUSES);
const told = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('subscription' as const),
      second,
      name: fc.constantFrom('sub_1', 'sub_2'),
      size,
      status,
      said: fc.constantFrom(undefined, 'created' as const, 'asked' as const),
      reason: fc.constantFrom(undefined, 'payment_failed'),
      was: fc.option(fc.record({ status }), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('invoice' as const), second, paid: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('purchase' as const), second, paid: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('refund' as const), second, paid: fc.boolean() }) },
);

type Told = typeof told extends fc.Arbitrary<infer T> ? T : never;

function eventOf(event: Told, i: number): BillingEvent {
  const id = `evt_${i}`;
  if (event.kind === 'invoice') return invoice(id, event.second, event.paid);
  if (event.kind === 'purchase') return purchase(id, event.second, 'pi_1', event.paid);
  if (event.kind === 'refund') return refund(id, event.second, event.paid);
  const { name, size: bought, said, reason, was } = event;
  const more = {
    ...(said && event.status !== 'deleted' ? { said } : {}),
    ...(reason ? { reason } : {}),
    ...(was ? { was } : {}),
  };
  return subscription(id, event.second, event.status, { ...bought, name, ...more });
}

/** A history: a checkout, and what Stripe tells of its subscriptions; each event has an id of its own. */
const history = fc
  .array(told, { maxLength: 14 })
  .map((events): BillingEvent[] => [checkout('evt_checkout', 0), ...events.map(eventOf)]);

/** The history twice over, in some order: each event at least once. */
const delivered = history.chain((events) =>
  fc.tuple(
    fc.constant(events),
    fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
    fc.shuffledSubarray(events, { minLength: events.length }),
  ),
);

it.each(Object.entries(BEGINNINGS))(
  'any order of billing events, with repetitions, ends in the same record: %s',
  (_what, records) => {
    fc.assert(
      fc.property(delivered, ([events, shuffled, once]) => {
        const byTime = [...events].sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
        const inOrder = endOf(byTime, records);
        expect(endOf(shuffled, records)).toEqual(inOrder);
        expect(endOf(once, records)).toEqual(inOrder);
      }),
      { numRuns: 60 },
    );
  },
);
