import { z } from 'zod';

/** What a change must say before it may do it (docs/decisions/gate.md). */
export const gateSchema = z
  .strictObject({
    maxTenants: z
      .int()
      .min(1)
      .max(100_000)
      .default(100)
      .describe('Tenants that one change may touch; new ones are not counted'),
    maxPercent: z
      .int()
      .min(1)
      .max(100)
      .nullable()
      .default(null)
      .describe('Share of all tenants that one change may touch; null: only the number counts'),
    trailer: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]{0,49}$/, 'a trailer’s name such as Allow')
      .default('Allow')
      .describe('The trailer of a commit’s message that allows a rule: “Allow: storage-shrinks”'),
    labelPrefix: z
      .string()
      .min(1)
      .max(40)
      .default('allow/')
      .describe('A pull request’s label that allows a rule begins with it: “allow/storage-shrinks”'),
  })
  .prefault({});
