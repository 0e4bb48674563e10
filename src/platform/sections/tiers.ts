import { z } from 'zod';
import { type Resources, resourcesSchema, storageQuantity } from '../../records/fields.ts';
import {
  applicationTier,
  atLeastOne,
  type DedicatedTier,
  instances,
  ownTierSchema,
  replicas,
} from './dedicated-tier.ts';
import { ownTiers } from './own-tiers.ts';

/** Resources as four words: requested and limiting CPU and memory. */
export function sized(cpu: string, memory: string, cpuLimit: string, memoryLimit: string): Resources {
  return { requests: { cpu, memory }, limits: { cpu: cpuLimit, memory: memoryLimit } };
}

const mechanics = (min: number, max: number | null) =>
  z
    .strictObject({
      min: atLeastOne.default(min),
      max: atLeastOne.nullable().default(max).describe('null: no upper limit'),
    })
    .prefault({});

/** Free and demo tenants share one process, which has one tier. */
const freeTier = z
  .strictObject({ mechanics: mechanics(1, 1), application: applicationTier.default('free') })
  .prefault({});
const demoTier = z.strictObject({ mechanics: mechanics(1, 1) }).prefault({});

function workload(amount: number, resources: Resources) {
  return z
    .strictObject({ replicas: replicas.default(amount), resources: resourcesSchema.default(resources) })
    .prefault({});
}

/** A dedicated tier that is there by default. The numbers are those of the Helm chart. */
function defaultTier(size: {
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
      application: applicationTier.default('team'),
      api: workload(size.count, size.api),
      web: workload(size.count, size.small),
      database: z
        .strictObject({
          instances: instances.default(size.count),
          storage: storageQuantity.default(size.storage).describe('Volume of each instance'),
          resources: resourcesSchema.default(size.database),
        })
        .prefault({}),
    })
    .prefault({});
}

type FreeTier = z.infer<typeof freeTier>;
type DemoTier = z.infer<typeof demoTier>;

/** Every tier by its name; the named ones are always there. */
export interface Tiers {
  readonly free: FreeTier;
  readonly demo: DemoTier;
  readonly professional: DedicatedTier;
  readonly enterprise: DedicatedTier;
  readonly [name: string]: FreeTier | DemoTier | DedicatedTier;
}

export const tiersSchema = z
  .object({
    free: freeTier,
    demo: demoTier,
    professional: defaultTier({
      min: 2,
      max: 10,
      count: 2,
      api: sized('1000m', '2Gi', '2000m', '4Gi'),
      small: sized('500m', '1Gi', '1000m', '2Gi'),
      storage: '50Gi',
      database: sized('500m', '1Gi', '1000m', '2Gi'),
    }),
    enterprise: defaultTier({
      min: 11,
      max: null,
      count: 3,
      api: sized('2000m', '4Gi', '4000m', '8Gi'),
      small: sized('1000m', '2Gi', '2000m', '4Gi'),
      storage: '200Gi',
      database: sized('1000m', '2Gi', '2000m', '4Gi'),
    }),
  })
  .catchall(ownTierSchema)
  .transform(({ free, demo, ...dedicated }, context): Tiers => {
    const { professional, enterprise, ...others } = dedicated;
    const defaults = { professional, enterprise };
    return { free, demo, ...defaults, ...ownTiers(defaults, others, context) };
  });
