/** Whether `If-None-Match` names a tag; a proxy that compresses makes a weak one of it (RFC 9110, 8.8.3.2 and 13.1.2). */
export function matchesTag(header: string | undefined, etag: string): boolean {
  const given = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return given.includes(etag) || given.includes('*');
}
