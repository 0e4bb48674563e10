import { z } from 'zod';
import { resourcesSchema, versionSchema } from '../../records/fields.ts';
import { sized } from './tiers.ts';

const number = z.string().regex(/^\d+$/, 'a number, in quotes');

/** The service and the repository it commits to (docs/reference/environment.md). */
export const provisionerSchema = z
  .strictObject({
    enabled: z.boolean().default(true).describe('false where only people commit'),
    replicas: z.int().min(1).max(20).default(2),
    resources: resourcesSchema.default(sized('250m', '256Mi', '1000m', '512Mi')),
    version: versionSchema
      .optional()
      .describe('The image’s tag; this program’s own version when nothing is said, for two must not fight'),
    github: z
      .strictObject({
        repository: z
          .string()
          .regex(/^[\w.-]+\/[\w.-]+$/, 'owner/name')
          .optional()
          .describe('Read from repository.url when that is at github.com'),
        apiUrl: z.url().default('https://api.github.com'),
        app: z
          .strictObject({ id: number, installationId: number })
          .optional()
          .describe('A GitHub App, whose commits are verified; with a token when nothing is said'),
      })
      .prefault({}),
    bodyLimit: z.int().min(1024).default(1_048_576).describe('Bytes of a request'),
    rateLimitMax: z.int().min(1).default(300).describe('Requests to /api/ a minute from one address'),
    dnsServers: z
      .array(z.string().regex(/^[\w.:[\]-]+$/, 'host, host:port or [v6]:port'))
      .min(1)
      .default(['1.1.1.1', '8.8.8.8', '9.9.9.9'])
      .describe('Resolvers that are asked for the proof of a custom domain; most of them have to see it'),
    sweepIntervalSeconds: z
      .int()
      .min(0)
      .default(3600)
      .describe(
        'How often it does what the dates in the records say is due; 0 leaves that to mechanicbuddy sweep',
      ),
    queueLimit: z.int().min(1).default(1000).describe('Requests that may wait for a commit'),
  })
  .prefault({});
