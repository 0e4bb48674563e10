import type { Platform } from '../platform/schema.ts';
import { dedicatedTiers } from '../platform/tiers.ts';
import type { Billing } from '../records/billing.ts';
import type { Size } from './moving.ts';
import { compareText } from './observations.ts';
import { purchaseVerdict, subscriptionVerdict, type Verdict } from './verdict.ts';

/** Every subscription and purchase that a record knows, and the one that a person wrote into it. */
export function verdictsOf(billing: Billing, platform: Platform): Verdict[] {
  const { customer, subscription, events = {}, purchases = {} } = billing;
  const untold =
    subscription === undefined || subscription in events
      ? []
      : [{ ...subscriptionVerdict(subscription, {}, platform), customer }];
  return [
    ...untold,
    ...Object.entries(events).map(([key, told]) => subscriptionVerdict(key, told, platform)),
    ...Object.entries(purchases).map(([key, told]) => purchaseVerdict(key, told, platform)),
  ];
}

/**
 * The subscription or purchase that decides: the best one that pays, else one that is kept, else one that is not paid,
 * else the last one that is over. One that is superseded neither suspends nor shrinks. Undefined where nothing is told
 * that could decide.
 */
export function decidingOf(billing: Billing, platform: Platform): Verdict | undefined {
  const told = ownersOf(billing, verdictsOf(billing, platform)).filter((each) => isHeard(each, billing));
  const paying = told.filter(({ claim }) => claim === 'pays');
  const [first] = [...paying].sort(byBeginning);
  if (first !== undefined)
    return best(
      paying.filter((each) => isOneCustomer(each, first)),
      platform,
    );
  const claimed = (claim: Verdict['claim']) =>
    best(
      told.filter((each) => each.claim === claim),
      platform,
    );
  return claimed('kept') ?? claimed('down') ?? lastOver(told);
}

/** While somebody may pay of whom Stripe has told nothing, another customer decides nothing. */
function ownersOf({ customer, subscription, events = {} }: Billing, all: readonly Verdict[]) {
  const isUntold = subscription !== undefined && !(subscription in events);
  if (!isUntold || customer === undefined) return all;
  return all.filter((each) => each.customer === undefined || each.customer === customer);
}

/** What never was paid decides nothing, unless the record itself says that the tenant is paid by it. */
function isHeard({ key, claim, paidSince }: Verdict, { subscription, events = {} }: Billing): boolean {
  if (claim === 'untold') return false;
  return paidSince !== undefined || key === subscription || events[key]?.invoice !== undefined;
}

/** Of two customers that pay, the one who began first: a new one counts once the former's time is over. */
function byBeginning(a: Verdict, b: Verdict): number {
  return compareText(a.paidSince ?? '', b.paidSince ?? '') || compareText(a.key, b.key);
}

const isOneCustomer = (a: Verdict, b: Verdict): boolean =>
  a.customer === undefined || b.customer === undefined || a.customer === b.customer;

/** The largest size, and of the same size the one that began last. */
function best(some: readonly Verdict[], platform: Platform): Verdict | undefined {
  const tiers = dedicatedTiers(platform);
  const rank = ({ size }: Verdict) => (size === undefined ? -1 : tiers.indexOf(size.tier));
  const order = (a: Verdict, b: Verdict) =>
    rank(b) - rank(a) || (b.size?.mechanics ?? 0) - (a.size?.mechanics ?? 0) || byBeginning(b, a);
  return [...some].sort(order)[0];
}

function lastOver(told: readonly Verdict[]): Verdict | undefined {
  const over = told.filter(({ until }) => until !== undefined);
  return over.sort((a, b) => compareText(b.until ?? '', a.until ?? '') || byBeginning(b, a))[0];
}

/** The size that was told last of any, for one whose own size is unknown. */
export function lastSizeOf(billing: Billing, platform: Platform): Size | undefined {
  const sized = verdictsOf(billing, platform).filter(({ sizedAt }) => sizedAt !== undefined);
  return sized.sort((a, b) => compareText(b.sizedAt ?? '', a.sizedAt ?? '') || byBeginning(b, a))[0]?.size;
}
