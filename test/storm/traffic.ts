import type { signupEvent } from '../../src/events/signup.ts';
import { FIRST_SECOND } from '../fixtures/lifecycle.ts';
import type { Chance } from './chance.ts';

/** A request that its sender keeps, to send it again until it is acknowledged. */
export type Sent =
  | { readonly kind: 'signup'; readonly key: string; readonly body: SignupBody }
  | { readonly kind: 'stripe'; readonly tenant: string; readonly body: StripeBody };

export interface StripeBody {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly data: { readonly object: object };
}

type SignupBody = Parameters<typeof signupEvent>[0];

export const PAID = 60;
const EVENTS_EACH = 5;
export const EVENTS = PAID * EVENTS_EACH;
export const SIGNUPS = 300;

/** Returns 300 signups, many with the same name, and 300 events of 60 tenants. A third is sent twice, and all are shuffled. */
export function traffic(random: Chance): Sent[] {
  const signups = Array.from(
    { length: SIGNUPS },
    (_, i): Sent => ({ kind: 'signup', key: `key-${i}`, body: signupBody(i, random) }),
  );
  const events = Array.from({ length: PAID }, (_, i) => historyOf(`paid-${i}`, random)).flat();
  const repeated = [
    ...random.shuffled(signups).slice(0, SIGNUPS / 3),
    ...random.shuffled(events).slice(0, events.length / 3),
  ];
  return random.shuffled([...signups, ...events, ...repeated]);
}

function signupBody(i: number, random: Chance): SignupBody {
  const tier = random.pick(['free', 'demo'] as const);
  const id = i % 10 === 0 ? { id: `wish-${i}` } : {};
  return { name: `Garage ${i % 120}`, ownerEmail: `owner-${i}@example.org`, tier, ...id };
}

/** Returns a checkout, its subscription, and the subscription's changes, a minute apart. */
function historyOf(tenant: string, random: Chance): Sent[] {
  const subscription = `sub_${tenant.replace('-', '_')}`;
  const customer = subscription.replace('sub', 'cus');
  const metadata = { tenant_id: tenant, tenant_name: `Workshop ${tenant}` };
  const state = (status: string) => ({
    id: subscription,
    customer,
    status,
    metadata,
    items: { data: [purchase(random)] },
  });
  const later = (): readonly [string, object] =>
    random.pick([
      ['customer.subscription.updated', state(random.pick(['active', 'past_due', 'trialing', 'unpaid']))],
      ['invoice.payment_failed', { customer, subscription }],
      [
        'invoice.payment_succeeded',
        { customer, parent: { subscription_details: { subscription, metadata } } },
      ],
      ['customer.subscription.deleted', state('canceled')],
    ] as const);
  const told: (readonly [string, object])[] = [
    [
      'checkout.session.completed',
      { subscription, customer, customer_details: { email: `${tenant}@example.org` }, metadata },
    ],
    ['customer.subscription.created', state('active')],
    ...Array.from({ length: EVENTS_EACH - 2 }, later),
  ];
  return told.map(
    ([type, object], minute): Sent => ({
      kind: 'stripe',
      tenant,
      body: {
        id: `evt_${subscription}_${random.below(1e6)}_${minute}`,
        type,
        created: FIRST_SECOND + minute * 60,
        data: { object },
      },
    }),
  );
}

function purchase(random: Chance) {
  return random.next() < 0.7
    ? { price: { id: 'price_pro' }, quantity: 2 + random.below(9) }
    : { price: { id: 'price_ent' }, quantity: 11 + random.below(20) };
}
