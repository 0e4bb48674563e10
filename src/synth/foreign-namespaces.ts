import type { FileSet } from '../files/file-set.ts';
import type { Problem } from '../records/problem.ts';

const TENANT_FILE = /^dist\/tenants\/([^/]+)\//;
const NAMESPACE = /\bnamespace["']?\s*:\s*["']?([^\s"',}]+)/;

/**
 * Objects in a tenant's folder that name another namespace: one AppProject serves all tenants, so Argo CD would
 * apply them (design, “Projects”). In: the rendered files as they lie in Git, edited by hand perhaps.
 */
export function foreignNamespaces(files: FileSet): Problem[] {
  return [...files].flatMap(([file, text]) => {
    const id = TENANT_FILE.exec(file)?.[1];
    if (id === undefined) return [];
    const own = `tenant-${id}`;
    return text.split('\n').flatMap((line, i): Problem[] => {
      const found = NAMESPACE.exec(line)?.[1];
      if (found === undefined || found === own) return [];
      return [{ file, line: i + 1, field: 'namespace', message: 'is another’s', found, allowed: own }];
    });
  });
}
