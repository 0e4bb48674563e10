import { daysAfter } from '../platform/new-tenant.ts';
import type { Platform } from '../platform/schema.ts';
import { type BillingEvents, isEnd, type Observation, type Purchase } from '../records/billing.ts';
import { sinceOf, statesOf } from './books.ts';
import { fits, sizeBy } from './bought.ts';
import { latestOf } from './latest.ts';
import type { Size } from './moving.ts';
import { compareText, isServing } from './observations.ts';

/**
 * What one subscription or purchase means: it pays; it is kept though its money went back; it is down, for it is not
 * paid; it ended after it was paid until then, so that grace is due; it lapsed while it was down; or nothing is told of
 * it but that it is there.
 */
export type Claim = 'pays' | 'kept' | 'down' | 'ended' | 'lapsed' | 'untold';

export interface Verdict {
  /** The subscription or the payment. */
  readonly key: string;
  readonly customer: string | undefined;
  readonly claim: Claim;
  /** Stripe's word, as far as there is one. */
  readonly status: string | undefined;
  /** When it was first paid. */
  readonly paidSince: string | undefined;
  /** Of what is over: until when it serves, or when it lapsed. */
  readonly until: string | undefined;
  /** When a lapsed one's tenant is archived. */
  readonly archiveAt: string | undefined;
  readonly size: Size | undefined;
  /** When that size was told. */
  readonly sizedAt: string | undefined;
}

const NOTHING = { status: undefined, until: undefined, archiveAt: undefined } as const;

/** What Stripe's events of one subscription mean. */
export function subscriptionVerdict(key: string, events: BillingEvents, platform: Platform): Verdict {
  const states = statesOf(events);
  const { customer, invoice } = events;
  const whose = { key, customer, paidSince: sinceOf(events), ...sizeOf(states, platform) };
  const last = latestOf(states);
  const [end] = states.filter(isEnd).sort(byReason);
  if (end !== undefined) return { ...whose, ...endOf(end, last, platform) };
  if (last !== undefined) {
    const claim = isServing(last) ? 'pays' : 'down';
    return { ...whose, ...NOTHING, claim, status: last.status };
  }
  // Earlier versions kept invoices: where nothing else was told, the last one says what is known.
  const claims = invoice === undefined ? 'untold' : invoice.paid ? 'pays' : 'down';
  return { ...whose, ...NOTHING, claim: claims };
}

/** Grace belongs to whoever paid until the end. */
function endOf(end: Observation, last: Observation | undefined, platform: Platform) {
  const { status, endedAt, created, reason } = end;
  const at = endedAt ?? created;
  const wasDown = last !== undefined && !isServing(last);
  const isLapsed = status === 'incomplete_expired' || reason === 'payment_failed' || wasDown;
  const later = daysAfter(new Date(at), platform.retention.cancelledDays);
  return isLapsed
    ? { claim: 'lapsed' as const, status, until: at, archiveAt: later }
    : { claim: 'ended' as const, status, until: later, archiveAt: undefined };
}

function byReason(a: Observation, b: Observation): number {
  return Number(b.reason !== undefined) - Number(a.reason !== undefined) || compareText(a.id, b.id);
}

/** What is paid for: as platform.yaml has it now, else as it had it when that was told. */
function sizeOf(states: readonly Observation[], platform: Platform): Pick<Verdict, 'size' | 'sizedAt'> {
  const last = latestOf(states);
  const now = last !== undefined && isServing(last) ? sizeNow(last, platform) : undefined;
  if (now !== undefined) return { size: now, sizedAt: last?.created };
  const sized = latestOf(states.filter((state) => isServing(state) && state.tier !== undefined));
  const then = sizeThen(sized, platform);
  return { size: then, sizedAt: then && sized?.created };
}

function sizeNow({ price, quantity }: Sized, platform: Platform): Size | undefined {
  return price === undefined || quantity === undefined ? undefined : sizeBy({ price, quantity }, platform);
}

type Sized = Pick<Observation, 'price' | 'quantity' | 'tier' | 'mechanics'>;

function sizeThen(told: Sized | undefined, platform: Platform): Size | undefined {
  if (told?.tier === undefined || told.mechanics === undefined) return undefined;
  const size = { tier: told.tier, mechanics: told.mechanics };
  return fits(size, platform) ? size : undefined;
}

/** What was told of one payment means. */
export function purchaseVerdict(key: string, purchase: Purchase, platform: Platform): Verdict {
  const { customer, paid } = purchase;
  const size = paid && (sizeNow(paid, platform) ?? sizeThen(paid, platform));
  const sizedAt = size && paid?.created;
  const whose = { key, customer, paidSince: paid?.created, ...NOTHING, size, sizedAt };
  if (paid === undefined) return { ...whose, claim: 'untold' };
  const back = moneyBackAt(purchase);
  if (back === undefined) return { ...whose, claim: 'pays' };
  switch (platform.stripe.onRefund) {
    case 'tell':
      return { ...whose, claim: 'kept' };
    case 'suspend':
      return { ...whose, claim: 'down' };
    case 'cancel': {
      const until = daysAfter(new Date(back), platform.retention.cancelledDays);
      return { ...whose, claim: 'ended', until };
    }
  }
}

/** When all the money of a purchase went back. */
function moneyBackAt({ refunded, disputed }: Purchase): string | undefined {
  if (refunded?.isAll) return refunded.created;
  return disputed?.status === 'lost' ? disputed.created : undefined;
}
