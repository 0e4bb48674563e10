import { z } from 'zod';
import { dedicatedTierSchema } from '../../records/tiers.ts';

const priceId = z.string().regex(/^price_\w+$/, 'a price id, price_…');

/** What a price buys. */
const priceSchema = z.strictObject({
  tier: dedicatedTierSchema,
  mechanics: z
    .union([z.literal('quantity'), z.int().min(1).max(100_000)])
    .default('quantity')
    .describe('The quantity that was bought, or a number of a flat plan'),
  once: z.boolean().default(false).describe('Bought once and for good (mode: payment), not subscribed'),
  type: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,100}$/, 'a word such as lifetime')
    .optional()
    .describe(
      'With once: metadata `type` of the Checkout Session, by which it is known without asking Stripe',
    ),
});

export type Price = z.infer<typeof priceSchema>;

export const stripeSchema = z.strictObject({
  publishableKey: z
    .string()
    .regex(/^pk_(live|test)_\w+$/, 'a publishable key, pk_live_… or pk_test_…')
    .optional()
    .describe('Read by no image of the application: its checkout is a page at Stripe'),
  checkout: z
    .strictObject({
      team: priceId.exactOptional().describe('By default the first subscribed price of the smallest tier'),
      lifetime: priceId.exactOptional().describe('By default the first price that is bought once'),
    })
    .prefault({})
    .describe('Prices that the portal’s checkout sells'),
  prices: z
    .record(
      priceId,
      z
        .union([dedicatedTierSchema, priceSchema])
        .transform(
          (price): Price =>
            typeof price === 'string' ? { tier: price, mechanics: 'quantity', once: false } : price,
        ),
    )
    .default({})
    .describe('What a Stripe price buys: a tier, or a tier with a number of mechanics'),
  onRefund: z
    .enum(['tell', 'suspend', 'cancel'])
    .default('tell')
    .describe(
      'When a purchase is refunded in full or its dispute is lost: tell a person, suspend the tenant, or cancel it',
    ),
});
