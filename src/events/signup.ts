import { z } from 'zod';
import { newIdSchema } from '../records/new-id.ts';
import { tenantSchema } from '../records/schema.ts';
import { SHARED_TIERS } from '../records/tiers.ts';
import type { SignupAsked } from './event.ts';
import { digestOf } from './signature.ts';

const { name, ownerEmail } = tenantSchema.shape;

/** What the portal posts (docs/reference/api.md). */
export const signupSchema = z.strictObject({
  name,
  ownerEmail,
  tier: z.enum(SHARED_TIERS).describe('A dedicated tier begins with a checkout'),
  id: newIdSchema.optional().describe('The id that the customer chose; made from the name otherwise'),
});

/** 1 to 255 visible ASCII characters. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** Whether a header's value is one key. */
export function isIdempotencyKey(header: string | string[] | undefined): header is string {
  return typeof header === 'string' && IDEMPOTENCY_KEY.test(header);
}

/**
 * A signup as an event.
 *
 * @param idempotencyKey - its hash stands for it from here on
 * @param signed - stands for what was signed: the same signed request makes one tenant, whatever its headers say
 */
export function signupEvent(
  body: z.infer<typeof signupSchema>,
  idempotencyKey: string,
  signed?: string,
): SignupAsked {
  const key = digestOf(`signup\n${idempotencyKey}`);
  const request = digestOf(JSON.stringify([body.name, body.ownerEmail, body.tier, body.id ?? null]));
  const { id: wantedId, ...asked } = body;
  return {
    kind: 'signup',
    actor: 'portal',
    id: `signup-${key}`,
    key,
    request,
    ...(signed === undefined ? {} : { signed }),
    ...asked,
    ...(wantedId ? { wantedId } : {}),
  };
}
