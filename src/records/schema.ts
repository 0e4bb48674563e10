import { z } from 'zod';
import { billingSchema } from './billing.ts';
import { emailSchema } from './email.ts';
import { domainSchema, nameSchema, resourcesSchema, storageQuantity, versionSchema } from './fields.ts';
import { dedicatedTierSchema, SHARED_TIERS, tierSchema } from './tiers.ts';
import { timestamp } from './timestamp.ts';

export const STATUSES = ['active', 'suspended', 'cancelled', 'archived', 'purging', 'purged'] as const;

/**
 * Steps of a move: importing (the source is read-only), confirmed (the source is kept), releasing (the source may be
 * deleted), then nothing; or taken back: detached (hosts and pods gone), emptied (pruned), returned (on the shared
 * instance again, until somebody asks for another move).
 */
export const MOVE_STEPS = ['importing', 'confirmed', 'releasing', 'detached', 'emptied', 'returned'] as const;

/** Ids that are never a tenant's: hosts that the platform serves itself, and names of the application’s shared databases. */
export const RESERVED_IDS: readonly string[] = ['www', 'api', 'app', 'tenancy', 'testt', 'template'];

/** 3 to 30 characters that make a host name's label, and begin with a letter as the application’s databases do. */
export const ID_PATTERN = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;
export const ID_RULE = '3 to 30 of a–z, 0–9 and -, from a letter, not ending with -';

/** Text that a person reads: no control characters, no line breaks of any kind, whole characters only, none that turns text around. */
const UNREADABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\ufffd]/u;
/** What shows something: zero-width characters alone, Hangul fillers and the empty Braille cell do not. */
const SHOWS = /[^\p{Default_Ignorable_Code_Point}\p{M}\p{Z}\p{C}\u2800]/u;
const NAME_RULE =
  '1 to 100 characters on one line that show something, no control characters, no space at an end';

/** Whether a name can be shown as it is. */
export function isReadable(name: string): boolean {
  return !UNREADABLE.test(name) && SHOWS.test(name) && name.trim() === name;
}

const digest = z.string().regex(/^[0-9a-f]{32}$/, '32 hexadecimal digits');

/** One tenant as it stands in `tenants/{id}.yaml`. */
export const tenantSchema = z
  .strictObject({
    id: z
      .string()
      .min(3, ID_RULE)
      .max(30, ID_RULE)
      .regex(ID_PATTERN, ID_RULE)
      .describe('Immutable; the label of {id}.{domain} and the file’s name'),
    name: z
      .string()
      .min(1, NAME_RULE)
      .max(100, NAME_RULE)
      .refine((name) => name === '' || isReadable(name), {
        error: 'is not a readable name',
        params: { allowed: NAME_RULE },
      })
      .describe('What the workshop calls itself'),
    ownerEmail: emailSchema.describe('Where the owner is reached'),
    tier: tierSchema.describe(
      'free and demo share an instance; every other tier of platform.yaml (tiers) has its own',
    ),
    mechanics: z
      .int()
      .min(1)
      .max(100_000)
      .describe(
        'Within tiers.{tier}.mechanics of platform.yaml; by default free and demo 1, professional 2–10, enterprise 11+',
      ),
    status: z.enum(STATUSES).default('active').describe('Where the tenant is in its life'),
    channel: nameSchema
      .optional()
      .describe('Which release the tenant follows; by its share, else stable when nothing is said'),
    version: versionSchema
      .optional()
      .describe('Pins the tenant to a release; while it is there, channel waits'),
    domains: z.array(domainSchema).max(20).default([]).describe('Verified custom domains'),
    pendingDomains: z
      .array(
        z.strictObject({
          domain: domainSchema,
          token: digest.describe('To be found in TXT _mechanicbuddy-verify.{domain}'),
          expiresAt: timestamp,
        }),
      )
      .max(20)
      .optional()
      .describe('Custom domains that wait for their proof, written by the service'),
    billing: billingSchema.optional().describe('Who pays at Stripe'),
    cluster: nameSchema.optional().describe('The cluster of platform.yaml that runs the tenant'),
    resources: z
      .strictObject({
        api: resourcesSchema.optional(),
        web: resourcesSchema.optional(),
        database: resourcesSchema.optional(),
      })
      .optional()
      .describe('In place of the tier’s'),
    storage: storageQuantity
      .optional()
      .describe('Each database instance’s volume, in place of the tier’s; it only grows'),
    importFrom: z
      .strictObject({
        database: z.string().regex(/^[a-z0-9_-]{1,63}$/),
        schema: z
          .string()
          .regex(/^[a-z0-9_]{1,63}$/)
          .optional(),
      })
      .optional()
      .describe('Where the data lies in the shared PostgreSQL, from the move until it is dropped there'),
    migration: z
      .strictObject({
        from: z.enum(SHARED_TIERS).describe('The tier before'),
        to: dedicatedTierSchema.optional().describe('The tier of the database that is taken back'),
        storage: storageQuantity.optional().describe('Its volumes: they never shrink'),
        cluster: nameSchema.optional().describe('The cluster that runs it'),
        step: z.enum(MOVE_STEPS),
        at: timestamp.optional().describe('When the step began'),
      })
      .optional()
      .describe('The move from the shared instance into a database of its own, or back'),
    generation: z
      .int()
      .min(2)
      .max(1000)
      .optional()
      .describe('Number of the database of its own, after the first: each one’s backups lie apart'),
    passwordGeneration: z
      .int()
      .min(2)
      .max(1000)
      .optional()
      .describe('Number of the administrator’s generated password, after the first: raised by a rotation'),
    recoverFrom: z
      .string()
      .regex(/^tenant-[a-z0-9-]{3,45}$/)
      .optional()
      .describe('The server name whose last backup its database was made of'),
    createdAt: timestamp.optional(),
    signup: z
      .strictObject({ key: digest, request: digest, signed: digest.optional() })
      .optional()
      .describe(
        'Hashes of the idempotency key, of what was asked for and of what was signed, written by the service',
      ),
    suspendedBy: z.enum(['billing', 'admin']).optional().describe('Only with status suspended'),
    trialEndsAt: timestamp.optional().describe('When a demo ends'),
    trialWarnedAt: timestamp.optional().describe('When subscribers were told that the demo ends soon'),
    endsAt: timestamp.optional().describe('Until when a cancelled tenant serves'),
    purgeAfter: timestamp.optional().describe('Until when an archived tenant’s data is kept'),
    cancelledBy: z
      .enum(['admin'])
      .optional()
      .describe('With a cancellation: by an administrator, so that an invoice does not take it back'),
    archivedBy: z
      .enum(['admin'])
      .optional()
      .describe('With status archived: by an administrator, so that a payment does not bring it back'),
    archiveStep: z
      .enum(['backup'])
      .optional()
      .describe(
        'With status archived: a last backup is made, and at least 24 hours later the database sleeps',
      ),
    purgeStep: z
      .enum(['unprotected', 'emptied'])
      .optional()
      .describe('With status purging: protection lifted, and at least 24 hours later nothing rendered'),
    stepAt: timestamp.optional().describe('When the step began; the next one lies at least 24 hours later'),
  })
  .describe('A MechanicBuddy tenant');

/** A tenant record that was read and found valid on its own. */
export type TenantRecord = z.infer<typeof tenantSchema>;
export type Status = TenantRecord['status'];
export type Migration = NonNullable<TenantRecord['migration']>;

/** Keys of a record at a path, for "no such field" messages. */
export const RECORD_KEYS = Object.keys(tenantSchema.shape);
