/** The folder of everything that Argo CD applies (docs/reference/files.md). */
export const DIST = 'dist';
export const ARGOCD = 'argocd';
export const SCHEMAS = 'schemas';

/** Folders with nothing but files that `synth` writes. */
export const GENERATED = [DIST, ARGOCD, SCHEMAS] as const;

export const GENERATOR_FILE = `${DIST}/generator.json`;

/** The file of a bundle's folder that Argo CD applies. */
export const MANIFESTS = 'manifests.yaml';
/** The file by which an ApplicationSet finds a tenant. */
export const INDEX = 'application.json';

/** The folder of a tenant that has its own instance. */
export function tenantFolder(id: string): string {
  return `${DIST}/tenants/${id}`;
}

/** The folder of a free or demo tenant's part of the shared instance. */
export function sharedTenantFolder(id: string): string {
  return `${DIST}/free-tier/tenants/${id}`;
}

/** Lists every file that a tenant may have, on any tier. */
export function tenantFiles(id: string): string[] {
  return [tenantFolder(id), sharedTenantFolder(id)].flatMap((folder) => [
    `${folder}/${INDEX}`,
    `${folder}/${MANIFESTS}`,
  ]);
}

/** Whether a file is one of a tenant's own, on any tier. */
export function isOfTenant(path: string, id: string): boolean {
  return path.startsWith(`${tenantFolder(id)}/`) || path.startsWith(`${sharedTenantFolder(id)}/`);
}

/** Returns the tenant whose index a file is; undefined for any other file. */
export function tenantOfIndex(path: string): string | undefined {
  return /^dist\/tenants\/([^/]+)\/application\.json$/.exec(path)?.[1];
}
