import { createHash, createHmac } from 'node:crypto';
import { Stripe } from 'stripe';

/** Seconds that a signature is valid, in both directions (docs/reference/api.md#authentication). */
export const TOLERANCE = 300;

export type Signed = { readonly kind: 'signed' } | { readonly kind: 'forged'; readonly because: string };

/**
 * Whether a body is signed as Stripe signs (`t=UNIX,v1=HEX`, HMAC-SHA256 of `{t}.{raw body}`), within 300 seconds.
 * In: the raw bytes, the header, the secret, and the time in seconds since 1970.
 */
export function verifySignature(
  body: Buffer,
  header: string | undefined,
  secret: string,
  now: number,
): Signed {
  if (header === undefined) return { kind: 'forged', because: 'there is no signature' };
  const time = Number(/(?:^|,)\s*t=(\d{1,12})(?:,|$)/.exec(header)?.[1]);
  if (Number.isNaN(time)) return { kind: 'forged', because: 'the signature names no time (t=UNIX,v1=HEX)' };
  if (time > now + TOLERANCE) return { kind: 'forged', because: 'the signature is from the future' };
  try {
    Stripe.webhooks.signature?.verifyHeader(body, header, secret, TOLERANCE, undefined, now * 1000);
    return { kind: 'signed' };
  } catch {
    // Whatever the library throws (an empty `v1=` is no signature error to it), nothing was verified.
    return { kind: 'forged', because: 'the signature does not fit body, secret or time' };
  }
}

/** The header for a body: for tests, examples, and what is sent to subscribers. */
export function signatureHeader(body: string, secret: string, now: number): string {
  return `t=${now},v1=${createHmac('sha256', secret).update(`${now}.${body}`).digest('hex')}`;
}

/** 32 hexadecimal digits that stand for a text, such as an idempotency key. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
