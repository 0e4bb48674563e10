/** The namespace of a tenant that has its own. */
export function tenantNamespace(id: string): string {
  return `tenant-${id}`;
}

/** The PostgreSQL cluster of a tenant that has its own: its Services, Secrets and backups begin with this name. */
export function tenantPostgresql(id: string): string {
  return `${tenantNamespace(id)}-postgresql`;
}

/** An id within a name in SQL, which needs no quotes then. An id has no underscore: two ids never give one name. */
export function sqlId(id: string): string {
  return id.replaceAll('-', '_');
}
