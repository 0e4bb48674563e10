import { z } from 'zod';
import { nameSchema } from '../../records/fields.ts';

const MOST = 1_000_000;
const PRICE_RULE = `0 to ${MOST}, with at most four decimals`;

/** A price that is counted exactly: no more decimals than money is reckoned with. */
const price = z
  .number()
  .min(0, PRICE_RULE)
  .max(MOST, PRICE_RULE)
  .refine((value) => Number(value.toFixed(4)) === value, {
    error: 'has too many decimals',
    params: { allowed: PRICE_RULE },
  });

/** Prices for a month, in the currency: of a vCPU, a GiB of memory, a GiB of storage. */
export interface UnitPrices {
  readonly cpu: number;
  readonly memory: number;
  readonly storage: number;
}

interface Regions {
  readonly default: UnitPrices;
  readonly [name: string]: UnitPrices;
}

/** Examples of the size of a cloud's list prices: an operator writes what is really paid. */
const EXAMPLE: UnitPrices = { cpu: 16, memory: 2, storage: 0.1 };

const regionSchema = z.strictObject({
  cpu: price.exactOptional().describe('Of one vCPU for a month'),
  memory: price.exactOptional().describe('Of one GiB of memory for a month'),
  storage: price.exactOptional().describe('Of one GiB of database volume for a month'),
});

const perMechanic = (amount: number, tier: string) =>
  price.default(amount).describe(`What a tenant pays for one mechanic and month, on the tier ${tier}`);

/** What things cost and what is paid for them. Only `cost` and `diff` read it. */
export const pricesSchema = z
  .strictObject({
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'three capital letters such as USD (ISO 4217)')
      .default('USD')
      .describe('The currency of every price here'),
    regions: z
      .record(nameSchema, regionSchema)
      .transform((regions): Regions => {
        const standard = { ...EXAMPLE, ...regions['default'] };
        const others = Object.entries(regions).map(([name, own]) => [name, { ...standard, ...own }] as const);
        return { ...Object.fromEntries(others), default: standard };
      })
      .prefault({ default: EXAMPLE })
      .describe(
        'Unit prices by region (clusters.{name}.region); what a region leaves out costs as in default. The defaults are examples: write your own',
      ),
    perMechanic: z
      .object({
        free: perMechanic(0, 'free'),
        demo: perMechanic(0, 'demo'),
        professional: perMechanic(20, 'professional'),
        enterprise: perMechanic(15, 'enterprise'),
      })
      .catchall(price)
      .prefault({})
      .describe('The price list, by tier'),
  })
  .prefault({});
