import { z } from 'zod';
import { domainSchema, nameSchema } from '../records/fields.ts';
import { edgeSchema, networkSchema, nodePoolSchema } from './sections/edge.ts';
import { freeTierSchema } from './sections/free-tier.ts';
import { gateSchema } from './sections/gate.ts';
import { imagesSchema } from './sections/images.ts';
import {
  backupSchema,
  emailSchema,
  featuresSchema,
  monitoringSchema,
  secretStoreSchema,
} from './sections/operations.ts';
import { pricesSchema } from './sections/prices.ts';
import { channelsSchema, releasesSchema } from './sections/releases.ts';
import { stripeSchema } from './sections/stripe.ts';
import { subscriberUrl } from './sections/subscribers.ts';
import { jobsSchema, systemSchema } from './sections/system.ts';
import { tiersSchema } from './sections/tiers.ts';

const nodePool = nodePoolSchema.prefault({});

/** Everything an operator may change; all but `domain` and `repository.url` has a default (docs/reference/files.md). */
export const platformSchema = z
  .strictObject({
    domain: domainSchema.describe('Tenants are {id}.{domain}; the portal is {domain}'),
    repository: z
      .strictObject({
        url: z.string().min(1).describe('This repository, as Argo CD reads it'),
        branch: z.string().min(1).default('main'),
      })
      .describe('Where Argo CD reads the rendered files'),
    argocd: z
      .strictObject({
        namespace: nameSchema.default('argocd'),
        pollSeconds: z
          .int()
          .min(1)
          .default(60)
          .describe('How often the ApplicationSet looks for new tenants; more where a webhook tells it'),
      })
      .prefault({}),
    clusters: z
      .record(
        nameSchema,
        z.strictObject({
          description: z.string().optional(),
          region: nameSchema
            .optional()
            .describe('Whose prices it has (prices.regions); default when nothing is said'),
        }),
      )
      .default({ 'in-cluster': {} })
      .describe('Clusters by the name that Argo CD gives them'),
    defaultCluster: nameSchema
      .default('in-cluster')
      .describe('Runs the system, the free tier, and tenants that name no other'),
    releases: releasesSchema
      .prefault({ 'v1.0.0': {} })
      .describe('Versions that may run; the tag of every image'),
    channels: channelsSchema
      .prefault({ stable: 'v1.0.0' })
      .describe('Which release a channel runs, in the order in which a release goes through them'),
    images: imagesSchema.prefault({}),
    tiers: tiersSchema.prefault({}),
    jobs: jobsSchema.describe('Migration and onboarding Jobs'),
    system: systemSchema.prefault({}),
    freeTier: freeTierSchema.prefault({}),
    edge: edgeSchema.prefault({}),
    network: networkSchema.prefault({}),
    storage: z
      .strictObject({
        storageClass: z
          .string()
          .min(1)
          .default('local-path')
          .describe('Of database volumes; one that can grow is better'),
      })
      .prefault({}),
    backup: backupSchema.prefault({}),
    secretStore: secretStoreSchema.prefault({}),
    email: emailSchema.prefault({}),
    stripe: stripeSchema.prefault({}),
    prices: pricesSchema.describe('What things cost, and what tenants pay'),
    features: featuresSchema.prefault({}),
    timeZone: z
      .string()
      .regex(/^[A-Za-z][\w+/-]*$/, 'a time zone such as UTC or Europe/Berlin')
      .default('UTC')
      .describe('TZ of every program of the application: the API stamps invoices with its local time'),
    monitoring: monitoringSchema.prefault({}),
    nodePools: z
      .object({
        free: nodePool.optional(),
        professional: nodePool.optional(),
        enterprise: nodePool.optional(),
        system: nodePool.optional(),
      })
      .catchall(nodePool)
      .default({})
      .describe('Nodes for a tier’s pods, by tier or system; demo tenants run on those of free'),
    retention: z
      .strictObject({
        trialDays: z.int().min(1).max(365).default(7).describe('How long a demo lasts'),
        cancelledDays: z
          .int()
          .min(1)
          .max(365)
          .default(30)
          .describe('How long a tenant serves after its subscription ended'),
        archivedDays: z
          .int()
          .min(1)
          .max(3650)
          .default(30)
          .describe('How long an archived tenant’s data is kept'),
        sourceDays: z
          .int()
          .min(1)
          .max(3650)
          .default(30)
          .describe('How long the data of a confirmed move is kept where it came from'),
        trialWarningDays: z
          .int()
          .min(0)
          .max(365)
          .default(2)
          .describe('How long before the end of a demo its owner is to be told'),
        movesPerSweep: z
          .int()
          .min(1)
          .max(10_000)
          .default(20)
          .describe('Tenants that one sweep moves: a clock that is wrong must not purge a fleet'),
      })
      .prefault({}),
    gate: gateSchema.describe('What a change may not do unless it says so'),
    subscribers: z
      .array(z.strictObject({ url: subscriberUrl }))
      .max(20)
      .default([])
      .describe('Who is told of each changed tenant by a signed POST'),
    reservedIds: z
      .array(z.string())
      .default([])
      .describe('Labels under {domain} that are never a tenant’s, beside www, api and app'),
    allowedIds: z
      .array(z.string())
      .default([])
      .describe('Names of the built-in list of reserved names that a new tenant may have'),
  })
  .describe('The MechanicBuddy platform');

/** `platform.yaml` with every default filled in. */
export type Platform = z.infer<typeof platformSchema>;
export type { DedicatedTier } from './sections/dedicated-tier.ts';
export type ServerImage = Platform['images']['api'];
export type ProgramImage = Platform['images']['migration'];
export type ExtraEnv = ServerImage['extraEnv'];
export type Scratch = ServerImage['writable'][number];
export type NodePool = z.infer<typeof nodePoolSchema>;
export type Release = Platform['releases'][string];
export type { Channel } from './sections/releases.ts';
export type { Price } from './sections/stripe.ts';
