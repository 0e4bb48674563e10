import { createHash, createHmac } from 'node:crypto';
import { Stripe } from 'stripe';

/** Seconds that a signature is valid, in both directions (docs/reference/api.md#authentication). */
export const TOLERANCE = 300;

export type Signed = { readonly kind: 'signed' } | { readonly kind: 'forged'; readonly because: string };

/** Verifies one header, or throws: what Stripe's library offers. */
type Verify = NonNullable<typeof Stripe.webhooks.signature>['verifyHeader'];

/**
 * Whether a body is signed as Stripe signs (`t=UNIX,v1=HEX`, HMAC-SHA256 of `{t}.{raw body}`), within 300 seconds.
 *
 * @param body - the raw bytes
 * @param secrets - any one of them is enough: two while one is replaced by the other
 * @param now - seconds since 1970
 * @param library - a version of it that verifies nothing accepts nothing
 */
export function verifySignature(
  body: Buffer,
  header: string | undefined,
  secrets: readonly string[],
  now: number,
  library: { readonly verifyHeader?: Verify } | null = Stripe.webhooks.signature,
): Signed {
  if (header === undefined) return { kind: 'forged', because: 'there is no signature' };
  const time = timeOf(header);
  if (time === undefined)
    return { kind: 'forged', because: 'the signature names no single time (t=UNIX,v1=HEX)' };
  if (time > now + TOLERANCE) return { kind: 'forged', because: 'the signature is from the future' };
  const isSigned = secrets.some((secret) => {
    try {
      return library?.verifyHeader?.(body, header, secret, TOLERANCE, undefined, now * 1000) === true;
    } catch {
      // Whatever the library throws (an empty `v1=` is no signature error to it), nothing was verified.
      return false;
    }
  });
  if (isSigned) return { kind: 'signed' };
  return { kind: 'forged', because: 'the signature does not fit body, secret or time' };
}

/**
 * The header for a body: for tests, examples, and what is sent to subscribers.
 *
 * @param secret - several sign one after the other, as Stripe does while a secret is replaced
 * @param now - seconds since 1970
 */
export function signatureHeader(body: string, secret: string | readonly string[], now: number): string {
  const signatures = [secret].flat().map((each) => `,v1=${hmac(`${now}.${body}`, each)}`);
  return `t=${now}${signatures.join('')}`;
}

const hmac = (text: string, secret: string): string =>
  createHmac('sha256', secret).update(text).digest('hex');

/** Stands for what was signed, whichever secret signed it: the header's time and the body. */
export function signedDigest(header: string, body: Buffer): string {
  return createHash('sha256')
    .update(`signed\n${timeOf(header)}.`)
    .update(body)
    .digest('hex')
    .slice(0, 32);
}

/** The one time that a header names: of several, nobody knows which was signed. */
function timeOf(header: string): number | undefined {
  const times = header.split(',').filter((item) => /^\s*t\s*=/.test(item));
  const digits = times.length === 1 ? /^\s*t=(\d{1,12})$/.exec(times[0] ?? '')?.[1] : undefined;
  return digits === undefined ? undefined : Number(digits);
}

/** 32 hexadecimal digits that stand for a text, such as an idempotency key. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
