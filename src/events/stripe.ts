import { z } from 'zod';
import type { BillingEvent } from './event.ts';

/** What an event of Stripe's says to this platform. */
export type StripeResult =
  | { readonly kind: 'event'; readonly event: BillingEvent }
  /** Another kind of event, or nobody's here. */
  | { readonly kind: 'ignored'; readonly id: string; readonly because: string }
  /** One of ours that says too little, or what cannot be. */
  | { readonly kind: 'unusable'; readonly id: string; readonly because: string }
  /** No event at all. */
  | { readonly kind: 'malformed'; readonly because: string };

/** A reference is an id, or the object itself where it was expanded. Ids become names of files, so they are looked at. */
function reference(prefix: 'sub' | 'cus') {
  const id = z.string().regex(new RegExp(`^${prefix}_[A-Za-z0-9_]{1,200}$`), `a Stripe id, ${prefix}_…`);
  const either = z.union([id, z.object({ id }).transform((object) => object.id)]);
  return either.nullish().transform((found) => found ?? undefined);
}

const metadata = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((values) => ({ tenant: textOf(values?.['tenant_id']), name: textOf(values?.['tenant_name']) }));

const envelope = z.object({
  id: z.string().regex(/^[A-Za-z0-9_]{1,255}$/),
  type: z.string(),
  created: z.int().min(0).max(253_402_300_799),
  data: z.object({ object: z.record(z.string(), z.unknown()) }),
});

const checkout = z.object({
  subscription: reference('sub'),
  customer: reference('cus'),
  customer_email: z.string().nullish(),
  customer_details: z.object({ email: z.string().nullish() }).nullish(),
  client_reference_id: z.string().nullish(),
  metadata,
});

/** The parts of a subscription that decide something. Also for one that was fetched. */
export const subscriptionSchema = z.object({
  id: z.string().regex(/^sub_[A-Za-z0-9_]{1,200}$/, 'a Stripe subscription id, sub_…'),
  customer: reference('cus'),
  status: z.string(),
  metadata,
  items: z.object({
    data: z
      .array(z.object({ price: z.object({ id: z.string().max(255) }), quantity: z.int().nullish() }))
      .min(1),
  }),
});

const details = z.object({ subscription: reference('sub'), metadata }).nullish();
const invoice = z.object({
  subscription: reference('sub'),
  customer: reference('cus'),
  // Since Stripe's API of 2025 the subscription stands in here.
  parent: z.object({ subscription_details: details }).nullish(),
  subscription_details: z.object({ metadata }).nullish(),
});

const TYPES: Readonly<Record<string, (told: Told) => StripeResult>> = {
  'checkout.session.completed': readCheckout,
  'customer.subscription.created': (told) => readSubscription(told, false),
  'customer.subscription.updated': (told) => readSubscription(told, false),
  'customer.subscription.deleted': (told) => readSubscription(told, true),
  'invoice.payment_succeeded': (told) => readInvoice(told, true),
  'invoice.paid': (told) => readInvoice(told, true),
  'invoice.payment_failed': (told) => readInvoice(told, false),
};

interface Told {
  readonly id: string;
  readonly created: number;
  readonly object: unknown;
}

/** Reads an event whose signature was verified. */
export function readStripeEvent(body: unknown): StripeResult {
  const told = envelope.safeParse(body);
  if (!told.success) return { kind: 'malformed', because: issuesOf(told.error) };
  const { id, type, created, data } = told.data;
  const read = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  return (
    read?.({ id, created, object: data.object }) ?? {
      kind: 'ignored',
      id,
      because: `${type} decides nothing`,
    }
  );
}

function readCheckout({ id, created, object }: Told): StripeResult {
  const read = checkout.safeParse(object);
  if (!read.success) return unusable(id, read.error);
  const { subscription, customer, metadata: said } = read.data;
  const tenant = said.tenant ?? read.data.client_reference_id ?? undefined;
  if (tenant === undefined) return { kind: 'ignored', id, because: 'the session names no tenant' };
  if (subscription === undefined)
    return { kind: 'ignored', id, because: 'the session is not for a subscription' };
  const ownerEmail = read.data.customer_details?.email ?? read.data.customer_email;
  if (!ownerEmail) return { kind: 'unusable', id, because: 'the session has no e-mail address' };
  const name = said.name ?? tenant;
  return {
    kind: 'event',
    event: {
      kind: 'checkout',
      actor: 'stripe',
      id,
      created,
      subscription,
      tenant,
      name,
      ownerEmail,
      ...given({ customer }),
    },
  };
}

function readSubscription({ id, created, object }: Told, isDeleted: boolean): StripeResult {
  const read = subscriptionSchema.safeParse(object);
  if (!read.success) return unusable(id, read.error);
  const state = isDeleted ? 'deleted' : stateOf(read.data.status);
  return {
    kind: 'event',
    event: { kind: 'subscription', actor: 'stripe', id, created, ...subscriptionFacts(read.data), state },
  };
}

/** What a subscription says apart from its state. */
export function subscriptionFacts({
  id,
  customer,
  metadata: said,
  items,
}: z.infer<typeof subscriptionSchema>) {
  const [item] = items.data;
  const { tenant, name } = said;
  return {
    subscription: id,
    price: item?.price.id ?? '',
    quantity: item?.quantity ?? 1,
    ...given({ customer, tenant, name }),
  };
}

/** Which of Stripe’s statuses run a tenant, and which suspend it. */
export function stateOf(status: string): 'running' | 'unpaid' | 'deleted' {
  if (status === 'active' || status === 'trialing') return 'running';
  return status === 'canceled' ? 'deleted' : 'unpaid';
}

function readInvoice({ id, created, object }: Told, paid: boolean): StripeResult {
  const read = invoice.safeParse(object);
  if (!read.success) return unusable(id, read.error);
  const { customer, parent, subscription_details: older } = read.data;
  const newer = parent?.subscription_details;
  const subscription = newer?.subscription ?? read.data.subscription;
  if (subscription === undefined)
    return { kind: 'ignored', id, because: 'the invoice is not for a subscription' };
  const tenant = newer?.metadata.tenant ?? older?.metadata.tenant;
  return {
    kind: 'event',
    event: {
      kind: 'invoice',
      actor: 'stripe',
      id,
      created,
      subscription,
      paid,
      ...given({ customer, tenant }),
    },
  };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that have a value. */
function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function unusable(id: string, error: z.ZodError): StripeResult {
  return { kind: 'unusable', id, because: `data.object: ${issuesOf(error)}` };
}

function issuesOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}
