/** Where rendered files lie (docs/reference/files.md). */
export const DIST = 'dist';
export const ARGOCD = 'argocd';
export const SCHEMAS = 'schemas';

/** Folders that hold nothing but what `synth` writes. */
export const GENERATED = [DIST, ARGOCD, SCHEMAS] as const;

export const GENERATOR_FILE = `${DIST}/generator.json`;

/** What Argo CD applies of a bundle's folder. */
export const MANIFESTS = 'manifests.yaml';
export const INDEX = 'application.json';

export function tenantFolder(id: string): string {
  return `${DIST}/tenants/${id}`;
}

/** A free or demo tenant's part of the shared instance; an Application of its own applies it. */
export function sharedTenantFolder(id: string): string {
  return `${DIST}/free-tier/tenants/${id}`;
}

/** Every file that a tenant may have, on whichever tier it is. */
export function tenantFiles(id: string): string[] {
  return [tenantFolder(id), sharedTenantFolder(id)].flatMap((folder) => [
    `${folder}/${INDEX}`,
    `${folder}/${MANIFESTS}`,
  ]);
}

/** Whether a file is one of a tenant's own, on whichever tier it is. */
export function isOfTenant(path: string, id: string): boolean {
  return path.startsWith(`${tenantFolder(id)}/`) || path.startsWith(`${sharedTenantFolder(id)}/`);
}

/** The tenant whose index a file is; nothing for any other file. */
export function tenantOfIndex(path: string): string | undefined {
  return /^dist\/tenants\/([^/]+)\/application\.json$/.exec(path)?.[1];
}
