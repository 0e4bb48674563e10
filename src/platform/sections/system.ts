import { z } from 'zod';
import { nameSchema, resourcesSchema, storageQuantity, versionSchema } from '../../records/fields.ts';
import { provisionerSchema } from './provisioner.ts';
import { sized } from './tiers.ts';

const replicas = z.int().min(1).max(20).default(2);
const small = sized('250m', '512Mi', '1000m', '1Gi');

const jobs = z
  .strictObject({
    resources: resourcesSchema.default(sized('250m', '256Mi', '500m', '512Mi')),
    deadlineSeconds: z.int().min(30).default(300).describe('A migration that takes longer has failed'),
    retries: z.int().min(0).max(20).default(3),
  })
  .prefault({});

/** The management plane. The defaults are those of the Helm chart. */
export const systemSchema = z.strictObject({
  channel: nameSchema.default('stable').describe('Which release the management plane runs'),
  version: versionSchema.optional().describe('Pins the management plane to a release'),
  portal: z.strictObject({ replicas, resources: resourcesSchema.default(small) }).prefault({}),
  api: z
    .strictObject({ replicas, resources: resourcesSchema.default(sized('250m', '512Mi', '1000m', '1Gi')) })
    .prefault({}),
  provisioner: provisionerSchema.describe('The webhook service: signups and billing events become commits'),
  scheduledCalls: z
    .strictObject({
      header: z.string().min(1).default('X-API-Key').describe('The request header that carries the key'),
      variable: z
        .string()
        .min(1)
        .default('CronJob__ApiKey')
        .describe('Where the management API reads the key'),
    })
    .prefault({})
    .describe('The daily call into the management API'),
  inactivityDays: z
    .int()
    .min(1)
    .max(36_500)
    .default(36_500)
    .describe(
      'After so many days without a heartbeat the management API suspends a free tenant in its database alone; no image sends heartbeats',
    ),
  superAdmin: z
    .strictObject({
      initialEmail: z.email().optional().describe('admin@{domain} when nothing is said'),
      passwordGeneration: z
        .int()
        .min(2)
        .max(1000)
        .optional()
        .describe('Number of its generated password, after the first: raise it to have a new one'),
    })
    .prefault({})
    .describe('The account that may do everything in the management plane'),
  database: z
    .strictObject({
      instances: z.int().min(1).max(9).default(2),
      storageClass: z.string().optional().describe('storage.storageClass when nothing is said'),
      storage: storageQuantity.default('100Gi'),
      resources: resourcesSchema.default(sized('1000m', '2Gi', '2000m', '4Gi')),
      maxConnections: z.int().min(50).max(5000).default(400),
      password: z
        .enum(['generated', 'given'])
        .default('generated')
        .describe('given: taken from the secret store (secretStore.keys.databasePassword)'),
    })
    .prefault({}),
});

export const jobsSchema = jobs;
