import { z } from 'zod';
import { STATUSES } from '../records/schema.ts';

/** The currency's units, such as dollars with their cents as decimals, a month. */
const money = z.number();
const time = z.iso.datetime().describe('RFC 3339, in UTC');

const monthly = z.object({ cost: money, revenue: money }).describe('What the tenant costs and pays, a month');

export const fleetTenantSchema = z.object({
  id: z.string(),
  name: z.string().describe('As the customer typed it'),
  tier: z.string(),
  status: z.enum(STATUSES),
  mechanics: z.int(),
  release: z.string().optional().describe('None when the record does not fit platform.yaml, see fault'),
  follows: z.string().optional().describe('Why it runs that release: “channel canary”, “pinned”'),
  domains: z.array(z.string()),
  url: z.string(),
  next: z
    .object({ what: z.string(), at: time })
    .optional()
    .describe('What happens next if nobody does anything'),
  monthly: monthly.optional(),
  fault: z.string().optional().describe('Why the record cannot be rendered'),
});

/** What one part of the platform asks of the nodes: millicores, MiB, GiB. */
const partSchema = z.object({
  name: z.string(),
  cpuMillicores: z.number(),
  memoryMiB: z.number(),
  storageGiB: z.number(),
});

export const capacitySchema = z.object({
  parts: z.array(partSchema).describe('The system, the free tier and each paid tier'),
});

export const costSchema = z.object({
  currency: z.string().describe('ISO 4217'),
  cost: money,
  revenue: money,
  parts: z.array(z.object({ name: z.string(), cost: money, revenue: money })),
});

const changeSchema = z.object({
  tenant: z.string().optional(),
  event: z.string().optional().describe('Event-Id'),
  actor: z.string().optional(),
});

export const commitSchema = z.object({
  outcome: z.literal('changed'),
  at: time,
  commit: z.string(),
  subject: z.string(),
  changes: z.array(changeSchema).describe('From the trailers; none for a commit of a person’s'),
  more: z.int().optional().describe('Changes that are left out here'),
});

export const refusalSchema = z.object({
  outcome: z.enum(['refused', 'unavailable']),
  at: time,
  subject: z.string().describe('The kind of the event'),
  because: z.string(),
  changes: z.array(changeSchema).describe('Of the one event'),
});

/** Everything that the fleet page shows of the fleet. */
export const fleetSchema = z.object({
  domain: z.string(),
  head: z.string().describe('The commit that all this was read from'),
  commitUrl: z.string().optional().describe('A commit’s id behind it is the commit’s page'),
  at: time.describe('When Git was last seen'),
  stale: z.literal(true).optional().describe('Git is out of reach since then'),
  tiers: z
    .array(z.string())
    .describe('The tiers of platform.yaml: free, demo, then the dedicated ones from the smallest'),
  tenants: z.array(fleetTenantSchema),
  unreadable: z.array(z.string()).describe('Ids of records that cannot be read'),
  freeTier: z.object({ used: z.int(), places: z.int() }),
  capacity: capacitySchema.optional(),
  cost: costSchema.optional(),
  activity: z
    .array(z.discriminatedUnion('outcome', [commitSchema, refusalSchema]))
    .describe('The last commits, and what was refused since the service started; the newest first'),
});

/** What the page shows of one tenant beside its row. */
export const fleetDetailSchema = z.object({
  id: z.string(),
  now: z.array(z.string()).describe('What is rendered and why'),
  next: z.array(z.object({ when: z.string(), what: z.string() })),
  decisions: z.array(z.object({ field: z.string(), value: z.string(), from: z.string() })),
  commits: z.array(commitSchema).describe('The last that touched its record'),
});

export type FleetTenant = z.infer<typeof fleetTenantSchema>;
export type FleetCapacity = z.infer<typeof capacitySchema>;
export type FleetCost = z.infer<typeof costSchema>;
export type FleetChange = z.infer<typeof changeSchema>;
export type FleetCommit = z.infer<typeof commitSchema>;
export type FleetRefusal = z.infer<typeof refusalSchema>;
export type FleetDocument = z.infer<typeof fleetSchema>;
export type FleetDetail = z.infer<typeof fleetDetailSchema>;
