import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BillingEvent } from '../../../src/events/event.ts';
import { ACME } from '../../fixtures/fleet.ts';
import { checkout, invoice, subscription, worldOf } from '../../fixtures/lifecycle.ts';

/** Few seconds and few subscriptions, so that events of one second and of several subscriptions are common. */
const name = fc.constantFrom('sub_1', 'sub_2');
const second = fc.integer({ min: 0, max: 6 });
const size = fc.constantFrom(
  { price: 'price_pro', quantity: 2 },
  { price: 'price_pro', quantity: 10 },
  { price: 'price_ent', quantity: 11 },
  { price: 'price_unknown', quantity: 3 },
  { price: 'price_pro', quantity: 99 },
);
const told = fc.oneof(
  fc.record({
    kind: fc.constant('subscription' as const),
    second,
    name,
    size,
    state: fc.constantFrom('running' as const, 'unpaid' as const, 'deleted' as const),
  }),
  fc.record({ kind: fc.constant('invoice' as const), second, name, paid: fc.boolean() }),
);

/** A history: a checkout, and what Stripe tells of its subscriptions; each event has an id of its own. */
const history = fc
  .array(told, { maxLength: 8 })
  .map((events): BillingEvent[] => [
    checkout('evt_checkout', 0),
    ...events.map((event, i) =>
      event.kind === 'invoice'
        ? invoice(`evt_${i}`, event.second, event.paid, event.name)
        : subscription(`evt_${i}`, event.second, event.state, { ...event.size, name: event.name }),
    ),
  ]);

/** The history twice over, in some order: each event at least once. */
const delivered = history.chain((events) =>
  fc.tuple(
    fc.constant(events),
    fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
    fc.shuffledSubarray(events, { minLength: events.length }),
  ),
);

it.each([
  ['a new tenant', [] as string[]],
  [
    'one that an administrator suspended',
    [`${ACME.replace('acme', 'hilltop')}status: suspended\nsuspendedBy: admin\n`],
  ],
  ['one that was there', [ACME.replace('acme', 'hilltop')]],
])('any order of billing events, with repetitions, ends in the same record: %s', (_what, records) => {
  const endOf = (events: readonly BillingEvent[]) => {
    const world = worldOf(records);
    for (const event of events) world.tell(event);
    return { record: world.record('hilltop'), waiting: world.waiting() };
  };
  fc.assert(
    fc.property(delivered, ([events, shuffled, once]) => {
      const inOrder = endOf([...events].sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1)));
      expect(endOf(shuffled)).toEqual(inOrder);
      expect(endOf(once)).toEqual(inOrder);
    }),
    { numRuns: 100 },
  );
});
