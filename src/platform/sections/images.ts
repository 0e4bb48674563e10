import { z } from 'zod';
import { nameSchema } from '../../records/schema.ts';

const repository = (name: string) =>
  z.string().min(1).default(name).describe('The image without its tag; the release is the tag');
const port = (number: number) => z.int().min(1024).max(65_535).default(number);
const path = z.string().regex(/^\//, 'a path such as /health').nullable();
const user = (uid: number) => z.int().min(1).default(uid).describe('The user id the image runs as');
const writable = (...paths: string[]) =>
  z
    .array(z.string().regex(/^\//, 'an absolute path'))
    .default(paths)
    .describe('Paths that the program writes to; all else is read-only');

/** A program that serves: its image, port, health path (null: only the port is tried), and where it writes. */
function server(
  name: string,
  number: number,
  health: string | null,
  uid: number,
  paths: string[],
  live: string | null = null,
) {
  return z
    .strictObject({
      repository: repository(name),
      port: port(number),
      healthPath: path.default(health).describe('Answers when ready; null: only the port is tried'),
      livePath: path
        .default(live)
        .describe('Answers while alive, whatever else is down; null: only the port is tried'),
      user: user(uid),
      writable: writable(...paths),
    })
    .prefault({});
}

function program(name: string) {
  return z
    .strictObject({ repository: repository(name), user: user(1000), writable: writable('/tmp') })
    .prefault({});
}

/** Images and how they are run (docs/reference/application.md). */
export const imagesSchema = z.strictObject({
  api: server('ghcr.io/mechanicbuddy/api', 5000, '/health', 1000, ['/tmp', '/var/mechanicbuddy/pdf']),
  web: server('ghcr.io/mechanicbuddy/web', 3000, null, 1000, ['/tmp', '/app/.next/cache']),
  migration: program('ghcr.io/mechanicbuddy/dbup'),
  managementApi: server(
    'ghcr.io/mechanicbuddy/management-api',
    15_568,
    '/health/ready',
    1000,
    ['/tmp'],
    '/health/live',
  ),
  managementPortal: server('ghcr.io/mechanicbuddy/management-portal', 3026, '/api/health', 1001, [
    '/tmp',
    '/app/.next/cache',
  ]),
  managementMigration: program('ghcr.io/mechanicbuddy/management-dbup'),
  provisioner: server(
    'ghcr.io/mechanicbuddy/tenant-provisioner',
    8080,
    '/health/ready',
    1000,
    ['/tmp'],
    '/health/live',
  ),
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
