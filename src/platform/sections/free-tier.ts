import { z } from 'zod';
import { nameSchema, type Resources, resourcesSchema, versionSchema } from '../../records/fields.ts';
import { sized } from './tiers.ts';

/** Replicas of a shared program. */
function scaled(resources: Resources) {
  return z
    .strictObject({
      replicas: z.int().min(1).max(100).default(2).describe('Only read while autoscaling is off'),
      resources: resourcesSchema.default(resources),
      autoscaling: z
        .strictObject({
          enabled: z.boolean().default(true),
          minReplicas: z.int().min(1).max(100).default(2),
          maxReplicas: z.int().min(1).max(100).default(10),
          cpu: z.int().min(1).max(100).default(70).describe('Wanted use of the requested CPU, in per cent'),
          memory: z
            .int()
            .min(1)
            .max(100)
            .default(80)
            .describe('Wanted use of the requested memory, in per cent'),
        })
        .prefault({}),
    })
    .prefault({});
}

/** The shared instance of free and demo tenants. The defaults are those of the Helm chart. */
export const freeTierSchema = z.strictObject({
  maxTenants: z.int().min(0).max(100_000).default(100).describe('Free and demo tenants together'),
  isolation: z
    .enum(['database', 'schema'])
    .default('database')
    .describe('What a tenant owns in the shared PostgreSQL; the application supports only database'),
  channel: nameSchema.default('stable'),
  version: versionSchema.optional().describe('Pins the shared instance to a release'),
  onboarding: z
    .strictObject({
      resources: resourcesSchema.default(sized('50m', '128Mi', '500m', '512Mi')),
      deadlineSeconds: z
        .int()
        .min(60)
        .default(1800)
        .describe('A release starts the Jobs of all tenants at once'),
    })
    .prefault({})
    .describe('The Job db-migration-{id} of each tenant'),
  api: scaled(sized('1000m', '2Gi', '2000m', '4Gi')),
  web: scaled(sized('500m', '1Gi', '1000m', '2Gi')),
  database: z
    .strictObject({
      host: z.string().default('mechanicbuddy-system-postgresql.mechanicbuddy-system.svc.cluster.local'),
      name: z
        .string()
        .regex(/^[a-z][a-z0-9_-]{0,31}$/, 'a name of a–z, 0–9, _ and -, at most 32: {name}-{id} ends at 63')
        .default('mechanicbuddy')
        .describe('Databases are {name}-{id}, {name}-tenancy and {name}-testt'),
      port: z.int().min(1).max(65_535).default(5432),
    })
    .prefault({}),
});
