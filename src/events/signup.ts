import { z } from 'zod';
import { tenantSchema } from '../records/schema.ts';
import type { SignupAsked } from './event.ts';
import { digestOf } from './signature.ts';

const { id, name, ownerEmail } = tenantSchema.shape;

/** What the portal posts (docs/reference/api.md). */
export const signupSchema = z.strictObject({
  name,
  ownerEmail,
  tier: z.enum(['free', 'demo']).describe('professional and enterprise begin with a checkout'),
  id: id.optional().describe('The id that the customer chose; made from the name otherwise'),
});

/** 1 to 255 visible ASCII characters. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** A signup as an event. In: the parsed body and the idempotency key; its hash stands for it from here on. */
export function signupEvent(body: z.infer<typeof signupSchema>, idempotencyKey: string): SignupAsked {
  const key = digestOf(`signup\n${idempotencyKey}`);
  const request = digestOf(JSON.stringify([body.name, body.ownerEmail, body.tier, body.id ?? null]));
  const { id: wantedId, ...asked } = body;
  return {
    kind: 'signup',
    actor: 'portal',
    id: `signup-${key}`,
    key,
    request,
    ...asked,
    ...(wantedId ? { wantedId } : {}),
  };
}
