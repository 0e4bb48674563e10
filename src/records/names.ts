/** The namespace of a tenant that has its own. */
export function tenantNamespace(id: string): string {
  return `tenant-${id}`;
}

/**
 * Before the name of everything that the platform has in Argo CD; nothing of the Helm charts has it
 * (docs/decisions/beside-an-installation.md).
 */
export const ARGOCD_PREFIX = 'mechanicbuddy-platform';

/** The Application of a tenant that has its own namespace. */
export function tenantApplication(id: string): string {
  return `${ARGOCD_PREFIX}-${tenantNamespace(id)}`;
}

/** The PostgreSQL cluster of a tenant that has its own: its Services, Secrets and backups begin with this name. */
export function tenantPostgresql(id: string): string {
  return `${tenantNamespace(id)}-postgresql`;
}

/** An id within a name in SQL, which needs no quotes then. An id has no underscore: two ids never give one name. */
export function sqlId(id: string): string {
  return id.replaceAll('-', '_');
}
