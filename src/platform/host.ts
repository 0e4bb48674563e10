import type { Platform } from './schema.ts';

/** A tenant's own host, which every tenant has beside its custom domains. */
export function tenantHost(id: string, { domain }: Pick<Platform, 'domain'>): string {
  return `${id}.${domain}`;
}
