import { z } from 'zod';
import { nameSchema, versionSchema } from '../../records/fields.ts';
import { programChangesSchema } from './programs.ts';

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'a digest sha256:…');
const tag = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, 'an image’s tag')
  .describe('Without it what images.tags says');

/** Images that a release has a version of. */
export const VERSIONED = [
  'api',
  'web',
  'migration',
  'managementApi',
  'managementPortal',
  'managementMigration',
] as const;

/** A release: the tag of every image, and what is special about it. */
const releaseSchema = z.strictObject({
  tags: z
    .partialRecord(z.enum(VERSIONED), tag)
    .default({})
    .describe('Images of the release with a tag of their own'),
  digests: z
    .partialRecord(z.enum(VERSIONED), digest)
    .default({})
    .describe('Pins an image of the release to its digest'),
  programs: programChangesSchema
    .default({})
    .describe('What is different in this release’s images, in the words of images.{program}'),
});

export const releasesSchema = z.record(versionSchema, releaseSchema.prefault({}));

const share = z.int().min(1).max(99);

/** A channel: which release it runs, who follows it, and how far the next release has come. */
const channelSchema = z.strictObject({
  version: versionSchema.describe('The release that it runs'),
  percent: share
    .optional()
    .describe(
      'Share of the tenants that follow it, of those without a channel of their own that no channel before takes, chosen by a hash of its name and their id',
    ),
  next: z
    .strictObject({ version: versionSchema, percent: share })
    .optional()
    .describe('A release that so many percent of its tenants run already (release promote --percent)'),
  previous: versionSchema.optional().describe('Where release rollback goes back to'),
});

/** A mapping puts names that are numbers before all others, whatever their order in the file. */
const channelName = nameSchema.regex(/[^0-9]/, 'a name of a–z, 0–9 and -, not a number');

/** By name, in the order in which a release goes through them; a version alone is a channel that runs it. */
export const channelsSchema = z.record(
  channelName,
  z
    .union([versionSchema, channelSchema])
    .transform((channel) => (typeof channel === 'string' ? { version: channel } : channel)),
);

export type Channel = z.infer<typeof channelSchema>;
