import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BillingEvent, SubscriptionChanged } from '../../../src/events/event.ts';
import { ACME } from '../../fixtures/fleet.ts';
import { HISTORIES } from '../../fixtures/histories.ts';
import { checkout, FIRST_SECOND, purchase, refund, subscription, worldOf } from '../../fixtures/lifecycle.ts';
import { history } from '../../fixtures/random-billing.ts';

const HILLTOP = ACME.replace('acme', 'hilltop');
const BEGINNINGS: Readonly<Record<string, readonly string[]>> = {
  'a new tenant': [],
  'one that was there': [HILLTOP],
  'one that an administrator suspended': [`${HILLTOP}status: suspended\nsuspendedBy: admin\n`],
};

/** As a random history may find it, too. */
const MORE_BEGINNINGS: typeof BEGINNINGS = {
  ...BEGINNINGS,
  'one that its owner signed up while buying it': [
    `${HILLTOP.replace('admin@acme.com', 'owner@hilltop.example')}createdAt: "2026-10-31T23:59:59Z"\n`,
  ],
  'one whose record names its customer': [`${HILLTOP}billing: {customer: cus_1}\n`],
};

/** What all of the events lead to, told one after the other. */
function endOf(events: readonly BillingEvent[], records: readonly string[]) {
  const world = worldOf(records);
  for (const event of events) world.tell(event);
  return {
    records: [...world.state.records.values()]
      .map(({ record }) => record)
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
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

/** The history twice over, in some order: each event at least once. */
const delivered = history.chain((events) =>
  fc.tuple(
    fc.constant(events),
    fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
    fc.shuffledSubarray(events, { minLength: events.length }),
  ),
);

it.each(Object.entries(MORE_BEGINNINGS))(
  'any order of billing events, with repetitions, ends in the same record: %s',
  (_what, records) => {
    fc.assert(
      fc.property(delivered, ([events, shuffled, once]) => {
        const byTime = [...events].sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
        const inOrder = endOf(byTime, records);
        expect(endOf(shuffled, records)).toEqual(inOrder);
        expect(endOf(once, records)).toEqual(inOrder);
      }),
      { numRuns: 40 },
    );
  },
);

describe('what arrives before it is known whose it is', () => {
  const inEveryOrder = (events: readonly BillingEvent[], records: readonly string[]) => {
    const inOrder = endOf(events, records);
    for (const order of permutations(events)) expect(endOf(order, records)).toEqual(inOrder);
    return inOrder;
  };

  it('a refund waits for its purchase, whenever the record learns of its customer', () => {
    const [suspended = ''] = BEGINNINGS['one that an administrator suspended'] ?? [];
    const events = [checkout('evt_1', 0), refund('evt_2', 0, false)];
    const { records, waiting } = inEveryOrder(events, [suspended]);
    expect(records[0]?.billing).not.toHaveProperty('purchases');
    expect(waiting).toHaveLength(1);
    const bought = inEveryOrder([...events, purchase('evt_3', 1)], [suspended]);
    expect(bought.records[0]?.billing?.purchases?.['pi_1']).toMatchObject({ refunded: { amount: 5000 } });
    expect(bought.waiting).toEqual([]);
  });

  it('a refund of one of two tenants of a customer belongs to the one that was bought', () => {
    const second = { ...purchase('evt_3', 2, 'pi_2'), tenant: 'valley' } as BillingEvent;
    const events = [purchase('evt_1', 0), refund('evt_2', 1, true, 'pi_2'), second];
    const { records } = inEveryOrder(events, []);
    const refunded = records.filter(({ billing }) => JSON.stringify(billing).includes('refunded'));
    expect(refunded.map(({ id }) => id)).toEqual(['valley']);
  });

  it('a subscription that may be a stranger’s is taken in once another event shows that its customer pays', () => {
    const [young = ''] = MORE_BEGINNINGS['one that its owner signed up while buying it'] ?? [];
    const begun = { started: FIRST_SECOND, tenant: 'hilltop' };
    const second = {
      ...(subscription('evt_2', 2, 'running', { name: 'sub_2' }) as SubscriptionChanged),
      ...begun,
    };
    const { records, waiting } = inEveryOrder([checkout('evt_1', 0), second], [young]);
    expect(records[0]?.billing).toMatchObject({ subscription: 'sub_2' });
    expect(waiting).toEqual([]);
  });
});
