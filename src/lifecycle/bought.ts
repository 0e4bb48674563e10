import type { Item } from '../events/event.ts';
import type { Unapplied } from '../events/unapplied.ts';
import type { Platform, Price } from '../platform/schema.ts';
import { allows, dedicatedTier, rangeText, tierNamed } from '../platform/tiers.ts';
import type { Size } from './moving.ts';

/** What the items of a subscription or a purchase buy. */
export interface Plan {
  /** The item that is the plan; the first one where platform.yaml knows none. */
  readonly item: Item | undefined;
  /** Undefined where the price is unknown, or the quantity outside its tier. */
  readonly size: Size | undefined;
  readonly unapplied: readonly Unapplied[];
}

/**
 * The first item with a known price is the plan; others are add-ons.
 *
 * @param once whether the items were bought once, not subscribed
 */
export function planOf(items: readonly Item[], platform: Platform, once = false): Plan {
  const known = items.filter(({ price }) => priceOf(price, platform)?.once === once);
  const [item = items[0]] = known;
  if (item === undefined || known.length === 0)
    return { item, size: undefined, unapplied: [unknownPrice(items)] };
  const size = sizeBy(item, platform);
  const outside = size === undefined ? [outsideTier(item, platform)] : [];
  const several = known.length > 1 ? [severalPlans(known)] : [];
  return { item, size, unapplied: [...outside, ...several] };
}

function priceOf(price: string, { stripe }: Platform): Price | undefined {
  return Object.hasOwn(stripe.prices, price) ? stripe.prices[price] : undefined;
}

/** What an item buys now; undefined where platform.yaml does not know the price, or its tier is of another size. */
export function sizeBy({ price, quantity }: Item, platform: Platform): Size | undefined {
  const found = priceOf(price, platform);
  if (found === undefined) return undefined;
  const mechanics = found.mechanics === 'quantity' ? quantity : found.mechanics;
  const size = { tier: found.tier, mechanics };
  return fits(size, platform) ? size : undefined;
}

/** Whether a tier is there and is for so many mechanics. */
export function fits({ tier, mechanics }: Size, platform: Platform): boolean {
  const size = dedicatedTier(tier, platform);
  return size !== undefined && allows(size.mechanics, mechanics);
}

/** The price of what is bought once, by the session's metadata `type`. */
export function itemOfType(type: string | undefined, { stripe }: Platform): Item | undefined {
  if (type === undefined) return undefined;
  const found = Object.entries(stripe.prices).find(([, price]) => price.once && price.type === type);
  return found && { price: found[0], quantity: 1 };
}

function unknownPrice(items: readonly Item[]): Unapplied {
  const prices = items.map(({ price }) => price).join(', ') || 'no price';
  return { reason: 'price', detail: `platform.yaml stripe.prices does not know ${prices}` };
}

function outsideTier({ price, quantity }: Item, platform: Platform): Unapplied {
  const tier = priceOf(price, platform)?.tier ?? 'free';
  const range = rangeText((tierNamed(tier, platform) ?? platform.tiers.free).mechanics);
  const detail = `a quantity of ${quantity} of ${price} is outside the ${tier} tier (allowed: ${range}; a flat plan needs mechanics in stripe.prices)`;
  return { reason: 'quantity', detail };
}

function severalPlans(known: readonly Item[]): Unapplied {
  const prices = known.map(({ price }) => price).join(', ');
  return { reason: 'plans', detail: `one subscription holds several plans: ${prices}; the first one counts` };
}
