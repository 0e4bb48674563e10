import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whose token it is. In: the `Authorization` header, and names with their tokens. Each token is compared, in constant
 * time, whichever fits: an answer's time tells nothing.
 */
export function bearerName(
  header: string | undefined,
  tokens: ReadonlyMap<string, string>,
): string | undefined {
  const given = digest(/^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? '');
  let found: string | undefined;
  for (const [name, token] of tokens) if (timingSafeEqual(digest(token), given)) found = name;
  return found;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
