import { z } from 'zod';
import { signupSchema } from '../events/signup.ts';
import { UNAPPLIED_REASONS } from '../events/unapplied.ts';
import { newIdSchema } from '../records/new-id.ts';
import { tenantSchema } from '../records/schema.ts';
import { fleetDetailSchema, fleetSchema } from './fleet-document.ts';
import { problemSchema } from './problem.ts';

/** What the routes take and return, for `/openapi.json`. The routes check requests themselves. */
const { name, ownerEmail, tier, mechanics, channel, version, status, resources, storage } =
  tenantSchema.shape;

export const addSchema = z.strictObject({
  name,
  ownerEmail,
  tier,
  id: newIdSchema.optional(),
  mechanics: mechanics.optional(),
  channel,
  version,
});

export const querySchema = z.strictObject({
  tier: tier.optional(),
  status: status.removeDefault().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z
    .string()
    .max(200)
    .regex(/^[\w-]+$/, 'the nextCursor of the page before')
    .optional(),
});

export const domainBody = z.strictObject({
  domain: z
    .string()
    .min(1)
    .max(300)
    .describe('A host name; internationalized ones are taken by their A-label'),
});

/** None is an empty one. */
export const restoreBody = z.strictObject({
  fromBackup: z
    .boolean()
    .optional()
    .describe('Of a tenant that is purged: a new database is made of its last backup'),
});

/** `null` takes a field away. */
export const patchSchema = z.strictObject({
  name: name.optional(),
  ownerEmail: ownerEmail.optional(),
  tier: tier.optional(),
  mechanics: mechanics.optional(),
  channel: channel.nullable(),
  version: version.nullable(),
  resources: resources.nullable(),
  storage: storage.nullable(),
});

const problems = (...statuses: number[]) => Object.fromEntries(statuses.map((each) => [each, problemSchema]));
const step = z.object({
  id: z.string(),
  status: z.string(),
  commit: z.string().optional(),
  warnings: z.array(z.string()).optional().describe('What is given up, or has to be looked at'),
});
const record = tenantSchema.extend({ status: status.removeDefault(), domains: z.array(z.string()) });
const admin = { security: [{ bearer: [] }], tags: ['tenants'] };
const idParam = z.object({ id: z.string() });
const domainParams = z.object({ id: z.string(), domain: z.string() });
const warnings = z.array(z.string()).optional().describe('What is given up, or has to be looked at');
const domains = z.object({
  id: z.string(),
  domains: z.array(z.string()),
  commit: z.string().optional(),
  warnings,
});
/** Of every change: the versions of the record that it was made from. */
const headers = z.object({ 'if-match': z.string().optional() });

export const documented = {
  stripe: {
    tags: ['webhooks'],
    summary: 'An event of Stripe’s, signed in Stripe-Signature',
    body: z.object({
      id: z.string(),
      type: z.string(),
      created: z.int(),
      livemode: z.boolean().optional(),
      data: z.object({ object: z.object({}) }),
    }),
    headers: z.object({ 'stripe-signature': z.string().optional() }),
    response: {
      200: z.object({
        received: z.literal(true),
        outcome: z.enum(['changed', 'unchanged', 'refused']),
        commit: z.string().optional(),
        unapplied: z
          .array(z.object({ reason: z.enum(UNAPPLIED_REASONS), detail: z.string() }))
          .optional()
          .describe('Parts of the event that are not applied, for a person to settle'),
      }),
      ...problems(400, 401, 413, 415, 503),
    },
  },
  signup: {
    tags: ['webhooks'],
    summary: 'A signup of the portal’s, signed in MechanicBuddy-Signature',
    body: signupSchema,
    headers: z.object({
      'mechanicbuddy-signature': z.string().optional(),
      'idempotency-key': z.string().optional(),
    }),
    response: {
      201: z.object({
        id: z.string(),
        url: z.string(),
        status: z.string(),
        commit: z.string().optional(),
        trialEndsAt: z.string().optional(),
      }),
      ...problems(400, 401, 409, 413, 415, 422, 503),
    },
  },
  list: {
    ...admin,
    summary: 'Tenants in the order of their ids',
    querystring: querySchema,
    response: {
      200: z.object({
        items: z.array(record),
        nextCursor: z.string().optional(),
        stale: z
          .boolean()
          .optional()
          .describe('true when Git does not answer: what was last read, see MechanicBuddy-Stale-Since'),
      }),
      ...problems(401, 422, 429),
    },
  },
  show: {
    ...admin,
    summary: 'A tenant’s record, with its ETag',
    params: idParam,
    response: { 200: record, ...problems(401, 404, 429) },
  },
  add: {
    ...admin,
    summary: 'A new tenant; with an Idempotency-Key a repetition makes no other',
    headers: headers.extend({ 'idempotency-key': z.string().optional() }),
    body: addSchema,
    response: { 201: record, ...problems(400, 401, 409, 412, 413, 415, 422, 429, 503) },
  },
  patch: {
    ...admin,
    headers,
    summary: 'A merge patch of some fields (RFC 7396), from the version that If-Match names',
    params: idParam,
    body: patchSchema,
    response: { 200: record, ...problems(400, 401, 404, 409, 412, 413, 415, 422, 429, 503) },
  },
  archive: {
    ...admin,
    headers,
    summary: 'Out of service; the data is kept until it is purged',
    params: idParam,
    response: { 202: step, ...problems(401, 404, 409, 412, 429, 503) },
  },
  restore: {
    ...admin,
    headers,
    summary: 'Back in service: an archived tenant up to the purge, a purged one from its backup',
    params: idParam,
    body: restoreBody.optional(),
    response: { 200: step, ...problems(400, 401, 404, 409, 412, 413, 415, 422, 429, 503) },
  },
  addDomain: {
    ...admin,
    headers,
    summary:
      'A custom domain: publish the token in TXT txtName, let the domain lead to target (CNAME; A and AAAA or ALIAS without a subdomain), then verify it',
    params: idParam,
    body: domainBody,
    response: {
      201: z.object({
        domain: z.string(),
        txtName: z.string(),
        token: z.string(),
        expiresAt: z.string(),
        target: z.string(),
        commit: z.string().optional(),
        warnings,
      }),
      ...problems(400, 401, 404, 409, 412, 413, 415, 422, 429, 503),
    },
  },
  verifyDomain: {
    ...admin,
    headers,
    summary: 'Asks DNS for the token; 409 while it is not there, 503 when too few resolvers answer',
    params: domainParams,
    response: { 200: domains, ...problems(401, 404, 409, 412, 422, 429, 503) },
  },
  removeDomain: {
    ...admin,
    headers,
    summary: 'Takes a domain off Ingress and certificate, or gives up one that waits',
    params: domainParams,
    response: { 200: domains, ...problems(401, 404, 409, 412, 422, 429, 503) },
  },
  fleet: {
    ...admin,
    tags: ['fleet'],
    summary: 'The whole fleet as the page at / shows it, with an ETag that stays while nothing changes',
    headers: z.object({ 'if-none-match': z.string().optional() }),
    response: { 200: fleetSchema, 304: z.null(), ...problems(401, 429, 503) },
  },
  fleetTenant: {
    ...admin,
    tags: ['fleet'],
    summary: 'One tenant: what is rendered and why, what happens next, its last commits',
    params: idParam,
    response: { 200: fleetDetailSchema, ...problems(401, 404, 429, 503) },
  },
  step: {
    ...admin,
    headers,
    params: idParam,
    response: { 200: step, ...problems(401, 404, 409, 412, 422, 429, 503) },
  },
} as const;
