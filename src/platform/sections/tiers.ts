import { z } from 'zod';
import { type Resources, resourcesSchema, storageQuantity } from '../../records/schema.ts';

/** Resources as four words: requested and limiting CPU and memory. */
export function sized(cpu: string, memory: string, cpuLimit: string, memoryLimit: string): Resources {
  return { requests: { cpu, memory }, limits: { cpu: cpuLimit, memory: memoryLimit } };
}

const replicas = z.int().min(1).max(100);

function workload(count: number, resources: Resources) {
  return z
    .strictObject({ replicas: replicas.default(count), resources: resourcesSchema.default(resources) })
    .prefault({});
}

const mechanics = (min: number, max: number | null) =>
  z
    .strictObject({
      min: z.int().min(1).default(min),
      max: z.int().min(1).nullable().default(max).describe('null: no end'),
    })
    .prefault({});

const sharedTier = z.strictObject({ mechanics: mechanics(1, 1) }).prefault({});

/** The application has tiers of its own: one that it does not know has no limit, and no user management either. */
const application = (tier: 'free' | 'team') =>
  z
    .enum(['free', 'solo', 'team', 'lifetime'])
    .default(tier)
    .describe(
      'TENANT_TIER. free, solo: at most 1000 work orders, one user; team, lifetime: no limit, and users are managed',
    );

/** Free and demo tenants share one process, which has one tier. */
const freeTier = z
  .strictObject({ mechanics: mechanics(1, 1), application: application('free') })
  .prefault({});

/** Numbers of one dedicated tier. The defaults are those of the Helm chart. */
function dedicatedTier(size: {
  min: number;
  max: number | null;
  count: number;
  api: Resources;
  small: Resources;
  storage: string;
  database: Resources;
}) {
  return z
    .strictObject({
      mechanics: mechanics(size.min, size.max),
      application: application('team'),
      api: workload(size.count, size.api),
      web: workload(size.count, size.small),
      database: z
        .strictObject({
          instances: z.int().min(1).max(9).default(size.count),
          storage: storageQuantity.default(size.storage).describe('Volume of each instance'),
          resources: resourcesSchema.default(size.database),
        })
        .prefault({}),
    })
    .prefault({});
}

export const tiersSchema = z.strictObject({
  free: freeTier,
  demo: sharedTier,
  professional: dedicatedTier({
    min: 2,
    max: 10,
    count: 2,
    api: sized('1000m', '2Gi', '2000m', '4Gi'),
    small: sized('500m', '1Gi', '1000m', '2Gi'),
    storage: '50Gi',
    database: sized('500m', '1Gi', '1000m', '2Gi'),
  }),
  enterprise: dedicatedTier({
    min: 11,
    max: null,
    count: 3,
    api: sized('2000m', '4Gi', '4000m', '8Gi'),
    small: sized('1000m', '2Gi', '2000m', '4Gi'),
    storage: '200Gi',
    database: sized('1000m', '2Gi', '2000m', '4Gi'),
  }),
});
