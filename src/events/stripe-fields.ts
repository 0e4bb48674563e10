import { z } from 'zod';
import type { Item } from './event.ts';

/** The largest number of seconds since 1970 that a date with four digits of year can hold. */
const LAST_SECOND = 253_402_300_799;
export const seconds = z.int().min(0).max(LAST_SECOND);
export const maybeSeconds = seconds.nullish().transform((found) => found ?? undefined);

/**
 * A reference: an id, or the object itself where Stripe expanded it. Ids become names of files, so they are checked.
 *
 * @param prefix what the id begins with, such as `sub`
 * @returns a schema that gives the id, or undefined where there is none
 */
export function reference(prefix: string) {
  const id = z.string().regex(new RegExp(`^${prefix}_[A-Za-z0-9_]{1,200}$`), `a Stripe id, ${prefix}_…`);
  const either = z.union([id, z.object({ id }).transform((object) => object.id)]);
  return either.nullish().transform((found) => found ?? undefined);
}

/** What the seller says of a session or a subscription. */
export const metadata = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((values) => ({
    tenant: textOf(values?.['tenant_id']),
    name: textOf(values?.['tenant_name']),
    type: textOf(values?.['type']),
  }));

/** Lines with their prices: of a subscription, of a session. */
export const itemList = z.object({
  data: z
    .array(
      z.object({
        price: z.object({ id: z.string().max(255) }).nullish(),
        // What is no number of anything buys nothing; it must not hide an end.
        quantity: z.int().nullish().catch(0),
        current_period_end: maybeSeconds,
      }),
    )
    .max(100),
});

/** @returns price and quantity of each line; a line without a quantity counts as one */
export function itemsOf({ data }: z.infer<typeof itemList>): Item[] {
  return data.flatMap(({ price, quantity }) => (price ? [{ price: price.id, quantity: quantity ?? 1 }] : []));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function issuesOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}
