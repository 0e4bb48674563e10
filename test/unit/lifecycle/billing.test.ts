import { describe, expect, it } from 'vitest';
import type {
  BillingEvent,
  CheckoutCompleted,
  Item,
  MoneyBack,
  SubscriptionChanged,
} from '../../../src/events/event.ts';
import type { TenantRecord } from '../../../src/records/schema.ts';
import { newRecordText } from '../../../src/records/serialize.ts';
import { ACME, BIGSHOP, PETE } from '../../fixtures/fleet.ts';
import {
  checkout,
  FIRST_SECOND,
  invoice,
  NOW,
  PRICES,
  purchase,
  refund,
  subscription,
  type World,
  worldOf,
} from '../../fixtures/lifecycle.ts';

/** When a move that began at `NOW` may be confirmed. */
const LATER = new Date(NOW.getTime() + 3_600_000);
const SIGNED_UP = {
  kind: 'signup',
  actor: 'portal',
  id: 'signup-1',
  key: 'a'.repeat(32),
  request: 'b'.repeat(32),
  name: 'Hilltop',
  ownerEmail: 'o@other.example',
  tier: 'free',
} as const;
const ACME_PAID = `${ACME}billing: {customer: cus_1, subscription: sub_1}\n`;

describe('a paid signup', () => {
  it('begins once its subscription says that it is paid and what it buys', () => {
    const world = worldOf();
    expect(world.tell(checkout('evt_1', 1))).toMatchObject({
      kind: 'changed',
      subject: 'checkout completed, waits for its price and payment',
    });
    expect(world.record('hilltop')).toBeUndefined();
    const told = world.tell(subscription('evt_2', 2, 'running', { price: 'price_ent', quantity: 26 }));
    expect(told).toMatchObject({ kind: 'changed', subject: 'signup enterprise' });
    expect(world.record('hilltop')).toMatchObject({
      name: 'Hilltop Garage',
      ownerEmail: 'owner@hilltop.example',
      tier: 'enterprise',
      mechanics: 26,
      status: 'active',
      createdAt: '2026-11-01T00:00:01Z',
      billing: { customer: 'cus_1', subscription: 'sub_1' },
    });
    expect(world.waiting()).toEqual([]);
  });

  it('waits, when the subscription is told first, and loses nothing of it', () => {
    const world = worldOf();
    const early = world.tell(subscription('evt_2', 2, 'running', { quantity: 7 }));
    expect(early).toMatchObject({
      kind: 'changed',
      tenant: 'hilltop',
      subject: expect.stringContaining('waits for its checkout'),
    });
    expect(world.record('hilltop')).toBeUndefined();
    expect(world.waiting()).toHaveLength(1);
    world.tell(checkout('evt_1', 1));
    expect(world.record('hilltop')).toMatchObject({ tier: 'professional', mechanics: 7 });
    expect(world.waiting()).toEqual([]);
  });

  it('keeps its id from others while it waits', () => {
    const world = worldOf();
    world.tell(subscription('evt_2', 2, 'running'));
    world.tell(SIGNED_UP);
    expect(world.record('hilltop')).toBeUndefined();
    expect(world.record('hilltop-aaaaaa')).toBeDefined();
  });

  it('is nothing for a name that is no id, and for one that is gone', () => {
    const world = worldOf([`${ACME}status: purged\n`]);
    const asked = (tenant: string) => {
      world.tell({ ...checkout('evt_1', 1, `sub_${tenant.length}`), tenant } as ReturnType<typeof checkout>);
      const name = `sub_${tenant.length}`;
      return world.tell({ ...subscription('evt_2', 2, 'running', { name }), tenant } as ReturnType<
        typeof checkout
      >);
    };
    expect(asked('../acme')).toMatchObject({ kind: 'refused', rule: 'invalid' });
    expect(asked('acme')).toMatchObject({ kind: 'refused', rule: 'taken', unapplied: [{ reason: 'gone' }] });
  });

  it.each(['incomplete', 'past_due'])('is none for a buyer who never paid: %s, then over', (status) => {
    const world = worldOf();
    world.tell(checkout('evt_1', 1));
    world.tell(subscription('evt_2', 1, status, { said: 'created' }));
    world.tell(subscription('evt_3', 90_000, 'deleted'));
    expect(world.record('hilltop')).toBeUndefined();
  });

  it('of another product of the account makes nothing', () => {
    const world = worldOf();
    const other = { price: 'price_mug', name: 'sub_mug' };
    const nobody = (event: BillingEvent) => ({ ...event, tenant: undefined }) as unknown as BillingEvent;
    expect(world.tell(nobody(subscription('evt_1', 1, 'running', other)))).toMatchObject({
      kind: 'unchanged',
      because: 'is not of this platform',
    });
    expect(world.waiting()).toEqual([]);
    world.tell(checkout('evt_2', 1, 'sub_mug'));
    expect(world.tell(subscription('evt_3', 2, 'running', other))).toMatchObject({
      unapplied: [{ reason: 'price', detail: 'platform.yaml stripe.prices does not know price_mug' }],
    });
    expect(world.record('hilltop')).toBeUndefined();
  });

  it('without an address that mail can be sent to has the platform’s, and tells a person', () => {
    const world = worldOf();
    const { ownerEmail: _, ...session } = checkout('evt_1', 1) as CheckoutCompleted;
    world.tell(session);
    expect(world.tell(subscription('evt_2', 2, 'running'))).toMatchObject({
      unapplied: [{ reason: 'email' }],
    });
    expect(world.record('hilltop')).toMatchObject({ ownerEmail: 'noreply@example.com', status: 'active' });
  });
});

it.each([
  ['www', /^www-[0-9a-f]{6}$/],
  ['admin', /^admin-[0-9a-f]{6}$/],
  ['paypal-login', /^workshop-[0-9a-f]{6}$/],
  ['xn--bcher-kva', /^xn-bcher-kva$/],
  ['an-id-of-more-than-23-letters', /^an-id-of-more-than-23$/],
])('who pays for the reserved id %s gets another, and a person is told', (tenant, id) => {
  const world = worldOf();
  world.tell({ ...checkout('evt_1', 1), tenant } as BillingEvent);
  const paid = { ...subscription('evt_2', 2, 'running'), tenant } as BillingEvent;
  expect(world.tell(paid)).toMatchObject({ kind: 'changed', unapplied: [{ reason: 'id-taken' }] });
  expect([...world.state.records.keys()]).toEqual([expect.stringMatching(id)]);
  world.tell({ ...subscription('evt_3', 90, 'past_due'), tenant } as BillingEvent);
  expect([...world.state.records.values()]).toMatchObject([{ record: { status: 'suspended' } }]);
});

describe('an id that is bought and signed up by somebody else meanwhile', () => {
  const SESSION = { begun: FIRST_SECOND - 3600 };
  const bought = () => [
    { ...checkout('evt_1', 1), ...SESSION } as BillingEvent,
    { ...subscription('evt_2', 1, 'running', { said: 'created' }), started: FIRST_SECOND } as BillingEvent,
  ];
  const stranger = (world: World) => world.tell(SIGNED_UP, new Date((FIRST_SECOND - 60) * 1000));

  it.each([
    ['in order', false],
    ['the subscription first', true],
  ])('stays theirs, and the buyer gets one: %s', (_what, isTurned) => {
    const world = worldOf();
    stranger(world);
    const decisions = (isTurned ? bought().reverse() : bought()).map((event) => world.tell(event));
    expect(world.record('hilltop')).toMatchObject({ tier: 'free', ownerEmail: 'o@other.example' });
    expect(world.record('hilltop')).not.toHaveProperty('billing');
    const [id] = [...world.state.records.keys()].filter((each) => each.startsWith('hilltop-'));
    expect(world.record(id ?? '')).toMatchObject({
      tier: 'professional',
      ownerEmail: 'owner@hilltop.example',
      billing: { subscription: 'sub_1' },
    });
    expect(decisions.at(-1)).toMatchObject({ unapplied: [{ reason: 'id-taken' }] });
    // What is told later finds its tenant by its subscription, not by the name in its metadata.
    world.tell(subscription('evt_3', 90, 'past_due'));
    expect(world.record(id ?? '')).toMatchObject({ status: 'suspended' });
    expect(world.record('hilltop')).toMatchObject({ status: 'active' });
  });

  it('is the buyer’s where the owner is the same, or the tenant was there before the session', () => {
    const own = worldOf();
    own.tell({ ...SIGNED_UP, ownerEmail: 'Owner@hilltop.example' }, new Date((FIRST_SECOND - 60) * 1000));
    for (const event of bought()) own.tell(event);
    expect(own.record('hilltop')).toMatchObject({ tier: 'professional', billing: { subscription: 'sub_1' } });
    const before = worldOf();
    before.tell(SIGNED_UP, new Date((FIRST_SECOND - 7200) * 1000));
    for (const event of bought().reverse()) before.tell(event);
    expect(before.record('hilltop')).toMatchObject({ tier: 'professional' });
    expect(before.waiting()).toEqual([]);
  });
});

describe('billing events of a tenant', () => {
  it('suspend when unpaid, resume when paid, and keep running for 30 days after the end', () => {
    const world = worldOf([ACME_PAID]);
    world.tell(subscription('evt_1', 1, 'running'));
    world.tell(subscription('evt_2', 2, 'unpaid'));
    expect(world.record('acme')).toMatchObject({ status: 'suspended', suspendedBy: 'billing' });
    world.tell(subscription('evt_3', 3, 'running'));
    expect(world.record('acme')?.status).toBe('active');
    expect(world.record('acme')).not.toHaveProperty('suspendedBy');
    world.tell(subscription('evt_4', 4, 'deleted'));
    expect(world.record('acme')).toMatchObject({ status: 'cancelled', endsAt: '2026-12-01T00:00:04Z' });
  });

  it('change nothing when they are told again, or come late', () => {
    const world = worldOf([ACME_PAID]);
    world.tell(subscription('evt_1', 1, 'running', { quantity: 3 }));
    world.tell(subscription('evt_2', 2, 'running', { quantity: 5 }));
    for (const late of [
      subscription('evt_2', 2, 'running', { quantity: 5 }),
      subscription('evt_1', 1, 'running', { quantity: 3 }),
    ])
      expect(world.tell(late)).toMatchObject({ kind: 'unchanged', tenant: 'acme' });
    expect(world.record('acme')).toMatchObject({ mechanics: 5, status: 'active' });
  });

  it('of one second: an end is final, whatever is told beside or after it', () => {
    const world = worldOf([ACME_PAID]);
    world.tell(subscription('evt_1', 1, 'deleted'));
    world.tell(subscription('evt_9', 1, 'running'));
    expect(world.record('acme')?.status).toBe('cancelled');
    world.tell(subscription('evt_8', 9, 'running'));
    expect(world.record('acme')?.status).toBe('cancelled');
  });

  it('of one second are ordered by what Stripe says: created, then updated, then what each changed', () => {
    const created = subscription('evt_9', 1, 'incomplete', { said: 'created' });
    const paid = subscription('evt_5', 1, 'running', { was: { status: 'incomplete' } });
    const failed = subscription('evt_1', 1, 'unpaid', { was: { status: 'active' } });
    for (const order of [
      [created, paid],
      [paid, created],
    ]) {
      const world = worldOf([ACME_PAID]);
      for (const event of order) world.tell(event);
      expect(world.record('acme')?.status).toBe('active');
      world.tell(failed);
      expect(world.record('acme')?.status).toBe('suspended');
    }
  });

  it.each(['evt_1', 'evt_9'])(
    'of one invoice that failed and was paid within one second end paid: %s',
    (id) => {
      const world = worldOf([ACME_PAID]);
      world.tell(subscription(id, 1, 'running', { invoice: 'in_1', was: { status: 'past_due' } }));
      world.tell(subscription('evt_5', 1, 'unpaid', { invoice: 'in_1', was: { status: 'active' } }));
      expect(world.record('acme')?.status).toBe('active');
    },
  );

  it('of a failed or old invoice decide nothing while Stripe says active', () => {
    const world = worldOf([ACME_PAID]);
    world.tell(subscription('evt_1', 1, 'running'));
    expect(world.tell(invoice('evt_2', 2, false))).toMatchObject({
      kind: 'unchanged',
      because: 'an invoice was failed: the subscription’s status decides',
    });
    expect(world.record('acme')).toMatchObject({ tier: 'professional', mechanics: 4, status: 'active' });
  });

  it.each([
    [
      'dunning, told by its reason',
      [
        ['running', {}],
        ['deleted', { reason: 'payment_failed' }],
      ],
    ],
    [
      'a deletion while it was past due',
      [
        ['running', {}],
        ['past_due', {}],
        ['deleted', {}],
      ],
    ],
    [
      'a deletion by hand while it was unpaid',
      [
        ['running', {}],
        ['unpaid', {}],
        ['deleted', { reason: 'cancellation_requested' }],
      ],
    ],
  ] as const)('do not bring back who was down at the end: %s', (_what, states) => {
    const world = worldOf([ACME_PAID]);
    for (const [i, [status, more]] of states.entries()) world.tell(subscription(`evt_${i}`, i, status, more));
    const end = `2026-12-01T00:00:0${states.length - 1}Z`;
    expect(world.record('acme')).toMatchObject({ status: 'suspended', suspendedBy: 'billing', endsAt: end });
    world.tell({ kind: 'date', actor: 'sweep', id: 'd', tenant: 'acme' }, new Date(end));
    expect(world.record('acme')?.status).toBe('archived');
  });

  it('bring back who was down once a new subscription pays', () => {
    const world = worldOf([ACME_PAID]);
    world.tell(subscription('evt_1', 1, 'running'));
    world.tell(subscription('evt_2', 2, 'deleted', { reason: 'payment_failed' }));
    world.tell({ ...subscription('evt_3', 3, 'running', { name: 'sub_2' }), tenant: 'acme' } as BillingEvent);
    expect(world.record('acme')).toMatchObject({ status: 'active', billing: { subscription: 'sub_2' } });
    expect(world.record('acme')).not.toHaveProperty('endsAt');
  });

  it('do not lift a suspension by an administrator, which then gives way to what billing says', () => {
    const world = worldOf([`${ACME_PAID}status: suspended\nsuspendedBy: admin\n`]);
    world.tell(subscription('evt_1', 1, 'running', { quantity: 9 }));
    expect(world.record('acme')).toMatchObject({ status: 'suspended', suspendedBy: 'admin', mechanics: 9 });
    world.tell(subscription('evt_2', 2, 'deleted'));
    world.tell({ kind: 'resume', actor: 'admin:eve', id: 'r-1', tenant: 'acme' });
    expect(world.record('acme')).toMatchObject({ status: 'cancelled', endsAt: '2026-12-01T00:00:02Z' });
  });

  it('keep the larger storage on the way down, since volumes only grow', () => {
    const world = worldOf([ACME_PAID]);
    world.tell(subscription('evt_1', 1, 'running', { price: 'price_ent', quantity: 12 }));
    expect(world.record('acme')).not.toHaveProperty('storage');
    world.tell(subscription('evt_2', 2, 'running', { quantity: 4 }));
    const { storage } = world.platform.tiers.enterprise.database;
    expect(world.record('acme')).toMatchObject({ tier: 'professional', storage });
  });

  it('keep the storage of a tier that a person gave it, too', () => {
    const world = worldOf([BIGSHOP]);
    const told = {
      ...subscription('evt_1', 1, 'running', { quantity: 4 }),
      tenant: 'bigshop',
    } as BillingEvent;
    expect(world.tell(told).kind).toBe('changed');
    const { storage } = world.platform.tiers.enterprise.database;
    expect(world.record('bigshop')).toMatchObject({ tier: 'professional', storage });
    const own = worldOf([`${BIGSHOP}storage: 300Gi\n`]);
    own.tell(told);
    expect(own.record('bigshop')).toMatchObject({ tier: 'professional', storage: '300Gi' });
  });

  it.each([
    ['an unknown price', { price: 'price_new' }, 'price'],
    ['a quantity outside the tier', { quantity: 11 }, 'quantity'],
  ])('apply every state with %s: the size stays, and a person is told', (_what, size, reason) => {
    for (const [status, expected] of [
      ['running', 'active'],
      ['past_due', 'suspended'],
      ['unpaid', 'suspended'],
      ['deleted', 'cancelled'],
    ] as const) {
      const world = worldOf([ACME_PAID]);
      world.tell(subscription('evt_1', 1, 'running'));
      expect(world.tell(subscription('evt_2', 2, status, size))).toMatchObject({ unapplied: [{ reason }] });
      expect(world.record('acme')).toMatchObject({ status: expected, tier: 'professional', mechanics: 4 });
    }
  });

  it('of an ended subscription let a person cancel and purge', () => {
    const world = worldOf([ACME_PAID]);
    world.tell(subscription('evt_1', 1, 'running'));
    world.tell(subscription('evt_2', 2, 'deleted', { price: 'price_gone', reason: 'payment_failed' }));
    const step = (kind: 'resume' | 'cancel' | 'archive' | 'purge') =>
      world.tell({ kind, actor: 'admin:eve', id: kind, tenant: 'acme' });
    step('archive');
    expect(step('purge').kind).toBe('changed');
    expect(world.record('acme')?.status).toBe('purging');
  });

  it('with a price that platform.yaml learns later get their size when the event is sent again', () => {
    const before = worldOf([ACME_PAID], PRICES.replace('    price_pro: professional\n', ''));
    before.tell(subscription('evt_1', 1, 'running', { quantity: 7 }));
    const text = newRecordText(before.record('acme') as TenantRecord);
    expect(text).toContain('mechanics: 4');
    const after = worldOf([text]);
    after.tell(subscription('evt_1', 1, 'running', { quantity: 7 }));
    expect(after.record('acme')?.mechanics).toBe(7);
  });

  it('of a flat plan buy its number of mechanics, whatever the quantity', () => {
    const world = worldOf([ACME_PAID]);
    expect(
      world.tell(subscription('evt_1', 1, 'running', { price: 'price_flat', quantity: 1 })),
    ).toMatchObject({
      unapplied: [],
    });
    expect(world.record('acme')).toMatchObject({ tier: 'professional', mechanics: 5 });
  });

  it('take the first item with a known price for the plan, and tell of two plans', () => {
    const items = [
      { price: 'price_addon', quantity: 40 },
      { price: 'price_pro', quantity: 6 },
    ];
    const told = (more: readonly Item[]) => {
      const event = subscription('evt_1', 1, 'running') as SubscriptionChanged;
      const world = worldOf([ACME_PAID]);
      const decision = world.tell({ ...event, state: { ...event.state, items: [...items, ...more] } });
      return { decision, mechanics: world.record('acme')?.mechanics };
    };
    expect(told([])).toMatchObject({ decision: { unapplied: [] }, mechanics: 6 });
    expect(told([{ price: 'price_ent', quantity: 20 }])).toMatchObject({
      decision: { unapplied: [{ reason: 'plans' }] },
      mechanics: 6,
    });
  });

  it('of a shared tenant that pays move it; after the move was taken back only a person does', () => {
    const world = worldOf([PETE]);
    world.tell({ ...subscription('evt_1', 1, 'running'), tenant: 'pete' });
    expect(world.record('pete')).toMatchObject({
      tier: 'professional',
      mechanics: 4,
      migration: { from: 'free', step: 'importing' },
      billing: { subscription: 'sub_1' },
    });
    const back = worldOf([`${PETE}migration: {from: free, step: returned}\n`]);
    back.tell({ ...subscription('evt_1', 1, 'running'), tenant: 'pete' });
    expect(back.record('pete')).toMatchObject({ tier: 'free', billing: { subscription: 'sub_1' } });
  });

  it('of a shared tenant that does not pay, or is suspended by hand, wait', () => {
    for (const [text, state] of [[`${PETE}status: suspended\nsuspendedBy: admin\n`, 'running']] as const) {
      const world = worldOf([text]);
      world.tell({ ...subscription('evt_1', 1, state), tenant: 'pete' });
      expect(world.record('pete')).toMatchObject({ tier: 'free', billing: { subscription: 'sub_1' } });
    }
  });

  it('do not stop a tenant whose data is on its way, and hold once the move is confirmed', () => {
    const world = worldOf([PETE]);
    world.tell({ ...subscription('evt_1', 1, 'running'), tenant: 'pete' });
    world.tell({ ...subscription('evt_2', 2, 'unpaid'), tenant: 'pete' });
    expect(world.record('pete')).toMatchObject({ status: 'active' });
    expect(world.tell({ kind: 'confirm', id: 'x', actor: 'admin:eve', tenant: 'pete' }, LATER)).toMatchObject(
      {
        subject: 'move confirmed, suspended: it is not paid',
      },
    );
    expect(world.record('pete')).toMatchObject({ status: 'suspended', suspendedBy: 'billing' });
  });

  it('of a second subscription count while it lives, whatever becomes of the first', () => {
    const world = worldOf([ACME_PAID]);
    const second = { ...subscription('evt_3', 3, 'running', { name: 'sub_2', quantity: 8 }), tenant: 'acme' };
    world.tell(subscription('evt_1', 1, 'running'));
    world.tell(second);
    world.tell(subscription('evt_4', 4, 'past_due'));
    world.tell(subscription('evt_5', 5, 'deleted'));
    expect(world.record('acme')).toMatchObject({
      status: 'active',
      mechanics: 8,
      billing: { subscription: 'sub_2' },
    });
  });

  it('of another customer count once what the tenant had is over, and are told until then', () => {
    const world = worldOf([ACME_PAID]);
    const other = (id: string, at: number) =>
      ({
        ...subscription(id, at, 'running', { name: 'sub_9', customer: 'cus_9', quantity: 9 }),
        tenant: 'acme',
      }) as BillingEvent;
    expect(world.tell(other('evt_1', 1))).toMatchObject({ unapplied: [{ reason: 'customer' }] });
    expect(world.record('acme')).toMatchObject({
      mechanics: 4,
      billing: { customer: 'cus_1', subscription: 'sub_1' },
    });
    world.tell(subscription('evt_0', 0, 'running'));
    expect(world.record('acme')).toMatchObject({ mechanics: 4, billing: { customer: 'cus_1' } });
    world.tell(subscription('evt_2', 2, 'deleted'));
    expect(world.record('acme')).toMatchObject({
      status: 'active',
      mechanics: 9,
      billing: { customer: 'cus_9', subscription: 'sub_9' },
    });
  });

  it('that never were paid decide nothing where nobody said that the tenant is paid by them', () => {
    const world = worldOf([ACME]);
    world.tell({ ...subscription('evt_1', 1, 'incomplete'), tenant: 'acme' } as BillingEvent);
    world.tell({ ...subscription('evt_2', 2, 'incomplete_expired'), tenant: 'acme' } as BillingEvent);
    expect(world.record('acme')).toMatchObject({ status: 'active' });
  });
});

describe('a purchase for life', () => {
  const mine = (event: BillingEvent) => ({ ...event, tenant: 'acme' }) as BillingEvent;
  const LIFE = PRICES;

  it('makes its tenant, which no subscription’s end takes away', () => {
    const world = worldOf();
    expect(world.tell(purchase('evt_1', 1))).toMatchObject({ subject: 'signup professional' });
    expect(world.record('hilltop')).toMatchObject({
      mechanics: 6,
      status: 'active',
      billing: { payment: 'pi_1' },
    });
    world.tell(subscription('evt_2', 2, 'running', { name: 'sub_old' }));
    world.tell(subscription('evt_3', 3, 'deleted', { name: 'sub_old', reason: 'payment_failed' }));
    expect(world.record('hilltop')).toMatchObject({ status: 'active', mechanics: 6 });
    expect(world.tell({ kind: 'cancel', actor: 'admin:eve', id: 'c', tenant: 'hilltop' })).toMatchObject({
      kind: 'refused',
      detail: 'hilltop was bought once and for good by pi_1: refund that at Stripe first',
    });
  });

  it('is none while its payment is under way, or when it failed', () => {
    const world = worldOf();
    expect(world.tell(purchase('evt_1', 1, 'pi_1', false)).kind).toBe('unchanged');
    expect(world.record('hilltop')).toBeUndefined();
    world.tell(purchase('evt_2', 2));
    expect(world.record('hilltop')).toMatchObject({ status: 'active' });
  });

  it('of another product makes nothing, and is told', () => {
    const world = worldOf();
    const other = { ...purchase('evt_1', 1), type: 'training' } as BillingEvent;
    expect(world.tell(other)).toMatchObject({ kind: 'unchanged', unapplied: [{ reason: 'price' }] });
    expect(world.record('hilltop')).toBeUndefined();
  });

  it.each([
    ['tell', { status: 'active' }],
    ['suspend', { status: 'suspended', suspendedBy: 'billing' }],
    ['cancel', { status: 'cancelled', endsAt: '2026-12-01T00:00:05Z' }],
  ])('that is refunded: onRefund %s', (onRefund, expected) => {
    const world = worldOf([ACME], `${LIFE}  onRefund: ${onRefund}\n`);
    world.tell(mine(purchase('evt_1', 1)));
    expect(world.tell(refund('evt_2', 3, false))).toMatchObject({ unapplied: [{ reason: 'refund' }] });
    expect(world.record('acme')).toMatchObject({ status: 'active' });
    world.tell(refund('evt_3', 5));
    expect(world.record('acme')).toMatchObject(expected);
  });

  it('that is refunded can be cancelled by a person, and stays so', () => {
    const world = worldOf([ACME]);
    world.tell(mine(purchase('evt_1', 1)));
    world.tell(refund('evt_2', 2));
    expect(world.tell({ kind: 'cancel', actor: 'admin:eve', id: 'c', tenant: 'acme' }).kind).toBe('changed');
    world.tell(refund('evt_3', 3));
    expect(world.record('acme')).toMatchObject({ status: 'cancelled', cancelledBy: 'admin' });
  });

  it.each([
    ['lost', 'suspended'],
    ['won', 'active'],
    ['needs_response', 'active'],
  ])('whose dispute is %s', (status, expected) => {
    const world = worldOf([ACME], `${LIFE}  onRefund: suspend\n`);
    world.tell(mine(purchase('evt_1', 1)));
    const { told: _, ...dispute } = refund('evt_2', 2) as MoneyBack;
    expect(world.tell({ ...dispute, told: { kind: 'disputed', status } })).toMatchObject({
      unapplied: [{ reason: 'dispute' }],
    });
    expect(world.record('acme')?.status).toBe(expected);
  });
});

describe('a refund of a subscription’s payment', () => {
  it('is told, and leaves what the subscription’s status decides', () => {
    const world = worldOf([ACME_PAID], PRICES.replace(/ {4}price_life.*\n/, ''));
    world.tell(subscription('evt_1', 1, 'running'));
    expect(world.tell(refund('evt_2', 2, true, 'pi_9'))).toMatchObject({
      tenant: 'acme',
      unapplied: [{ reason: 'refund' }],
    });
    expect(world.record('acme')).toMatchObject({ status: 'active', mechanics: 4 });
    const { customer: _, ...nobodys } = refund('evt_3', 3, true, 'pi_8');
    expect(world.tell(nobodys as BillingEvent)).toMatchObject({ because: 'is not of this platform' });
  });
});

describe('what an earlier version wrote', () => {
  const earlier = (more: string) =>
    `${ACME_PAID.replace('}\n', `, events: {sub_1: {customer: cus_1, ${more}}}}\n`)}`;
  const OLD =
    'subscription: {id: evt_1, created: "2026-10-01T00:00:00Z", state: running, tier: professional, mechanics: 4}';

  it('means the same, and the next event replaces it', () => {
    const world = worldOf([earlier(`${OLD}, tiers: [professional]`)]);
    expect(world.tell(subscription('evt_2', 2, 'deleted')).kind).toBe('changed');
    expect(world.record('acme')).toMatchObject({ status: 'cancelled', endsAt: '2026-12-01T00:00:02Z' });
    expect(JSON.stringify(world.record('acme')?.billing)).not.toContain('running');
  });

  it('of one that was unpaid goes towards the archive when it ends', () => {
    const text = `${earlier(OLD.replace('running', 'unpaid'))}status: suspended\nsuspendedBy: billing\n`;
    const world = worldOf([text]);
    world.tell(subscription('evt_2', 2, 'deleted'));
    expect(world.record('acme')).toMatchObject({ status: 'suspended', endsAt: '2026-12-01T00:00:02Z' });
  });

  it('of one that ended keeps its grace', () => {
    const text = `${earlier(OLD.replace('running', 'deleted'))}status: cancelled\nendsAt: "2026-10-31T00:00:00Z"\n`;
    const world = worldOf([text]);
    expect(world.tell(invoice('evt_2', 2, true)).kind).toBe('unchanged');
    world.tell(subscription('evt_1', -2_678_400, 'deleted'));
    expect(world.record('acme')).toMatchObject({ status: 'cancelled', endsAt: '2026-10-31T00:00:00Z' });
  });
});
