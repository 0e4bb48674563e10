import { z } from 'zod';
import { emit } from '../yaml/emit.ts';
import { type ParseResult, parseFile } from './parse.ts';
import { shown } from './problem.ts';
import { billingEventsSchema, tenantSchema } from './schema.ts';

/** Where what Stripe told too early waits. */
export const PENDING = 'signups';

/**
 * What Stripe reported about a subscription before the checkout that creates its tenant: events come in any order, and an
 * acknowledged one must not be lost (docs/decisions/billing-order.md).
 */
const pendingSchema = z
  .strictObject({
    subscription: z.string().regex(/^sub_[A-Za-z0-9_]+$/, 'a Stripe subscription id, sub_…'),
    tenant: tenantSchema.shape.id.optional(),
    events: billingEventsSchema,
  })
  .describe('A subscription whose tenant is not there yet');

export type Pending = z.infer<typeof pendingSchema>;

export function pendingFile(subscription: string): string {
  return `${PENDING}/${subscription}.yaml`;
}

/** Reads one pending signup. The file's name tells its subscription, so the two have to agree. */
export function parsePending(file: string, text: string): ParseResult<Pending> {
  return parseFile(file, text, pendingSchema as z.ZodType<Pending>, ({ subscription }, lineOf) => {
    if (subscription === undefined || pendingFile(subscription) === file) return [];
    const allowed = file.replace(/^.*\/|\.yaml$/g, '');
    const path = ['subscription'];
    const found = shown(subscription);
    return [
      { file, line: lineOf(path), field: 'subscription', message: 'is not the file’s name', found, allowed },
    ];
  });
}

export function pendingText(pending: Pending): string {
  return emit(JSON.parse(JSON.stringify(pending)));
}
