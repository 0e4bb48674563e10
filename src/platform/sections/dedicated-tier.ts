import { z } from 'zod';
import { nameSchema, resourcesSchema, storageQuantity } from '../../records/fields.ts';

export const atLeastOne = z.int().min(1);
export const replicas = z.int().min(1).max(100);
export const instances = z.int().min(1).max(9);

/** The application has tiers of its own: one that it does not know has no limit, and no user management either. */
export const applicationTier = z
  .enum(['free', 'solo', 'team', 'lifetime'])
  .describe(
    'TENANT_TIER. free, solo: at most 1000 work orders, one user; team, lifetime: no limit, and users are managed',
  );

const workloadSchema = z.strictObject({ replicas, resources: resourcesSchema });

/** Every value of a dedicated tier. */
export const dedicatedTierValues = z.strictObject({
  mechanics: z.strictObject({ min: atLeastOne, max: atLeastOne.nullable().describe('null: no upper limit') }),
  application: applicationTier,
  api: workloadSchema,
  web: workloadSchema,
  database: z.strictObject({
    instances,
    storage: storageQuantity.describe('Volume of each instance'),
    resources: resourcesSchema,
  }),
});

export type DedicatedTier = z.infer<typeof dedicatedTierValues>;

const { mechanics, api, web, database } = dedicatedTierValues.shape;

/** A dedicated tier as `platform.yaml` writes it: all of its values, or those that differ from another tier's. */
export const ownTierSchema = z
  .strictObject({
    like: nameSchema.exactOptional().describe('A dedicated tier whose values hold where this one gives none'),
    mechanics: mechanics.partial().exactOptional(),
    application: applicationTier.exactOptional(),
    api: api.partial().exactOptional(),
    web: web.partial().exactOptional(),
    database: database.partial().exactOptional(),
  })
  .describe('A dedicated tier of your own: every value, or like with those that differ');

export type OwnTier = z.infer<typeof ownTierSchema>;
