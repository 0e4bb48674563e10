import { z } from 'zod';
import { nameSchema, resourcesSchema } from '../../records/fields.ts';
import { sized } from './tiers.ts';

const labels = z.record(z.string(), z.string());

/** Backups by the Barman Cloud plugin: CloudNativePG’s own backups are deprecated. */
export const backupSchema = z.strictObject({
  destinationPath: z
    .string()
    .regex(/^(s3|gs|https?):\/\/\S+$/, 'a path such as s3://bucket/folder')
    .default('s3://mechanicbuddy-backups'),
  endpointURL: z.url().optional().describe('For an object store that is not Amazon’s'),
  schedule: z
    .string()
    .regex(/^(\S+ ){5}\S+$/, 'six fields, from seconds to day of the week')
    .default('0 0 2 * * *')
    .describe('Six fields, from seconds to day of the week'),
  retentionPolicy: z
    .string()
    .regex(/^[1-9]\d*[dwm]$/, 'such as 30d')
    .default('30d'),
  alertAfterHours: z
    .int()
    .min(1)
    .default(26)
    .describe('Without a new backup for so long an alert fires; longer than the schedule’s interval'),
  credentials: z
    .enum(['secret', 'inherit'])
    .default('secret')
    .describe('inherit: the nodes’ own role; secret: secretStore.keys'),
  sidecar: z
    .strictObject({ resources: resourcesSchema.default(sized('100m', '256Mi', '500m', '512Mi')) })
    .prefault({}),
});

const key = (name: string, property: string) =>
  z
    .strictObject({ key: z.string().min(1).default(name), property: z.string().min(1).default(property) })
    .prefault({})
    .describe('Where the store keeps the value');

/** Where given secrets come from: one place, copied into namespaces by External Secrets. */
export const secretStoreSchema = z.strictObject({
  name: nameSchema
    .default('mechanicbuddy')
    .describe('The ClusterSecretStore of tenants and the free tier: e-mail, registry, backup'),
  systemName: nameSchema
    .default('mechanicbuddy-system')
    .describe('The ClusterSecretStore of the management plane alone: Stripe, GitHub and the rest'),
  provider: z
    .enum(['kubernetes', 'existing'])
    .default('kubernetes')
    .describe(
      'kubernetes: Secrets of one namespace, the store is rendered; existing: a ClusterSecretStore of the company',
    ),
  namespace: nameSchema
    .default('mechanicbuddy-secrets')
    .describe('With provider kubernetes: where a person puts the Secrets'),
  refreshInterval: z
    .string()
    .regex(/^\d+[hms]$/, 'such as 1h')
    .default('1h'),
  keys: z
    .strictObject({
      stripeSecretKey: key('stripe', 'secret-key'),
      stripeWebhookSecret: key('stripe', 'webhook-secret'),
      resendApiKey: key('email', 'api-key'),
      provisionerGithubToken: key('tenant-provisioner', 'github-token'),
      provisionerGithubKey: key('tenant-provisioner', 'github-app-private-key'),
      provisionerStripeSecret: key('tenant-provisioner', 'stripe-webhook-secret'),
      provisionerSignupSecret: key('tenant-provisioner', 'signup-webhook-secret'),
      provisionerAdminTokens: key('tenant-provisioner', 'admin-tokens'),
      provisionerSubscriberSecret: key('tenant-provisioner', 'subscriber-secret'),
      databasePassword: key('database', 'password'),
      registry: key('registry', 'dockerconfigjson'),
      backupAccessKeyId: key('backup', 'access-key-id'),
      backupSecretAccessKey: key('backup', 'secret-access-key'),
    })
    .prefault({}),
});

export const emailSchema = z.strictObject({
  fromEmail: z.email().optional().describe('noreply@{domain} when nothing is said'),
  host: z.string().default('smtp.resend.com'),
  port: z.int().min(1).max(65_535).default(587),
  user: z.string().default('resend'),
});

/** What a cluster may lack; what is on is rendered whole. */
export const featuresSchema = z.strictObject({
  monitoring: z.boolean().default(true).describe('prometheus-operator: rules and monitors'),
  backups: z.boolean().default(true).describe('The Barman Cloud plugin: object stores and scheduled backups'),
  grafana: z.boolean().default(true).describe('A Grafana sidecar that loads dashboards from ConfigMaps'),
  pdf: z
    .boolean()
    .default(true)
    .describe(
      'API pods download a browser from the Internet for PDFs (600 MB of disk, 300 MiB of memory each); false: they may not, and PDFs and mailed invoices answer 500',
    ),
});

export const monitoringSchema = z.strictObject({
  namespace: nameSchema.default('monitoring').describe('Where Prometheus runs: it may read metrics'),
  labels: labels.default({}).describe('Labels by which Prometheus finds rules and monitors'),
  dashboardLabels: labels.default({ grafana_dashboard: '1' }),
  runbooks: z
    .url()
    .optional()
    .describe('URL of the page with the runbooks (default: docs/runbooks.md in repository)'),
  certManagerNamespace: nameSchema.default('cert-manager'),
});
