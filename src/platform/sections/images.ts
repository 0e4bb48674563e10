import { z } from 'zod';
import { nameSchema } from '../../records/fields.ts';
import { type JobImage, jobFields, type ServerFields, serverFields } from './programs.ts';

const repository = z
  .string()
  .min(1)
  .exactOptional()
  .describe('The image without its tag; {registry}/{the name that the application’s CI gives it} by default');

/** What every program of the application may take; a field is a default of the program's own image. */
const PROGRAM = { args: null, extraEnv: {} } as const;

const SERVER = {
  ...PROGRAM,
  healthPath: null,
  livePath: null,
  user: 1000,
  writable: ['/tmp'],
  copied: [],
  settingsFile: null,
  stopping: { routedSeconds: 5, graceSeconds: 45 },
};

/** A program that serves HTTP, with what its real image needs as the default of each field. */
function server(own: Partial<ServerFields> & { readonly port: number }) {
  const defaults = { ...SERVER, ...own };
  return z
    .strictObject({
      repository,
      port: serverFields.port.default(defaults.port),
      healthPath: serverFields.healthPath.default(defaults.healthPath),
      livePath: serverFields.livePath.default(defaults.livePath),
      user: serverFields.user.default(defaults.user),
      writable: serverFields.writable.default(defaults.writable),
      copied: serverFields.copied.default(defaults.copied),
      settingsFile: serverFields.settingsFile.default(defaults.settingsFile),
      args: serverFields.args.default(defaults.args),
      extraEnv: serverFields.extraEnv.default(defaults.extraEnv),
      stopping: serverFields.stopping.default(defaults.stopping),
    })
    .prefault({});
}

/** A program that runs to its end. */
function job() {
  const defaults: JobImage = { ...PROGRAM, user: 1000, writable: ['/tmp'] };
  return z
    .strictObject({
      repository,
      user: jobFields.user.default(defaults.user),
      writable: jobFields.writable.default(defaults.writable),
      args: jobFields.args.default(defaults.args),
      extraEnv: jobFields.extraEnv.default(defaults.extraEnv),
    })
    .prefault({});
}

/** Images and how they are run; the defaults are what the real images need (docs/reference/application.md). */
export const imagesSchema = z.strictObject({
  registry: z
    .string()
    .regex(/^[a-z0-9.:-]+(\/[a-z0-9._-]+)*$/, 'a registry and folder in lower case, such as ghcr.io/your-org')
    .exactOptional()
    .describe('Where the application’s CI publishes; ghcr.io/{owner of repository.url} by default'),
  tags: z
    .enum(['version', 'release'])
    .default('version')
    .describe(
      'Tag of a release’s images. version: v1.2.3 is 1.2.3, as the CI tags; release: its name as it is',
    ),
  // No health route is mapped in the tenant API, so the port is probed.
  api: server({
    port: 15_567,
    writable: ['/tmp', '/var/mechanicbuddy/pdf'],
    settingsFile: '/app/appsettings.Secrets.json',
  }),
  // npm, the image's default, leaves on SIGTERM without waiting for the server.
  web: server({
    port: 3000,
    writable: ['/tmp', '/app/.next/cache'],
    args: ['node_modules/.bin/next', 'start'],
  }),
  migration: job(),
  managementApi: server({ port: 15_568, healthPath: '/health/ready', livePath: '/health/live' }),
  // It stops at once on SIGTERM, so requests under way need the longer pause.
  managementPortal: server({
    port: 3026,
    healthPath: '/api/health',
    user: 1001,
    copied: ['/app'],
    stopping: { routedSeconds: 10, graceSeconds: 45 },
  }),
  managementMigration: job(),
  provisioner: server({
    port: 8080,
    healthPath: '/health/ready',
    livePath: '/health/live',
    // The commit under way is finished.
    stopping: { routedSeconds: 5, graceSeconds: 60 },
  }),
  postgresql: z
    .string()
    .default('ghcr.io/cloudnative-pg/postgresql:17.11')
    .describe('PostgreSQL, with its tag'),
  curl: z
    .string()
    .default('docker.io/curlimages/curl:8.16.0')
    .describe('Makes the scheduled calls, with its tag'),
  pullPolicy: z.enum(['IfNotPresent', 'Always', 'Never']).default('IfNotPresent'),
  pullSecret: nameSchema
    .nullable()
    .default('ghcr-credentials')
    .describe('The Secret for a private registry; null: none is needed'),
});
