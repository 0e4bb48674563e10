import { z } from 'zod';

const quantity = (pattern: RegExp, rule: string) => z.string(rule).regex(pattern, rule);
export const cpuQuantity = quantity(/^([1-9]\d{0,5}m|[1-9]\d{0,3})$/, 'CPU such as 500m or "2"');
export const memoryQuantity = quantity(/^[1-9]\d{0,5}(Mi|Gi)$/, 'memory such as 512Mi or 2Gi');
export const storageQuantity = quantity(/^[1-9]\d{0,5}(Gi|Ti)$/, 'storage such as 50Gi or 1Ti');

/** CPU and memory as a container declares them. */
export const resourcesSchema = z.strictObject({
  requests: z.strictObject({ cpu: cpuQuantity, memory: memoryQuantity }),
  limits: z.strictObject({ cpu: cpuQuantity, memory: memoryQuantity }),
});

export type Resources = z.infer<typeof resourcesSchema>;

/** A version as releases are named. */
export const versionSchema = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$/, 'a version such as v1.2.3');

/** A name of tiers, channels, clusters and the like. Every object has a `constructor`, so a look-up would find one. */
export const nameSchema = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'a name of a–z, 0–9 and -')
  .refine((name) => name !== 'constructor', {
    error: 'is a reserved name',
    params: { allowed: 'another name' },
  });

const HOST_LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN_PATTERN = new RegExp(`^(${HOST_LABEL}\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$`);
const DOMAIN_RULE =
  'a host name in lower case, such as workshop.acme.com (internationalized names by their A-label, xn--…)';

export const domainSchema = z
  .string()
  .max(253)
  .regex(DOMAIN_PATTERN, DOMAIN_RULE)
  .describe('A host name in lower case');
