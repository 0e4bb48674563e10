/** Whether `If-None-Match` names a tag, strong or weak alike: a proxy that compresses makes a weak one of it (RFC 9110, 8.8.3.2 and 13.1.2). */
export function matchesTag(header: string | undefined, etag: string): boolean {
  const given = (header ?? '').split(',').map((tag) => strong(tag.trim()));
  return given.includes(strong(etag)) || given.includes('*');
}

const strong = (tag: string): string => tag.replace(/^W\//, '');
