import type { FastifyInstance } from 'fastify';

export type RawJson = { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'malformed' };

/** Bodies as the bytes that were signed; anything but JSON is refused. For routes that verify a signature. */
export function keepRawBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
}

/** Levels of nesting that a signup or an event may have. */
const DEEPEST = 64;

/** Parses bytes whose signature was verified. Keys that would reach an object's prototype are refused. */
export function parseRawJson(bytes: Buffer): RawJson {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isHarmless(value) ? { kind: 'json', value } : { kind: 'malformed' };
  } catch {
    return { kind: 'malformed' };
  }
}

/** Whether a body has keys and a depth that every later step can walk through. */
export function isHarmless(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth > DEEPEST) return false;
  return Object.entries(value).every(([key, inner]) => key !== '__proto__' && isHarmless(inner, depth + 1));
}
