import { tenantNamespace } from '../records/names.ts';
import type { Problem } from '../records/problem.ts';

const TENANT_FILE = /^dist\/tenants\/([^/]+)\//;
const NAMESPACE = /\bnamespace["']?\s*:\s*["']?([^\s"',}]+)/;

/**
 * Finds objects in a tenant's folder that name another namespace: all tenants share one AppProject, so that Argo CD would
 * apply them (docs/decisions/argocd-applications.md).
 *
 * @param files - the rendered files as they are in Git, possibly edited by hand
 */
export function foreignNamespaces(files: Iterable<readonly [path: string, text: string]>): Problem[] {
  const problems: Problem[] = [];
  for (const [file, text] of files) {
    const id = TENANT_FILE.exec(file)?.[1];
    if (id !== undefined) problems.push(...foreignLines(file, text, tenantNamespace(id)));
  }
  return problems;
}

function foreignLines(file: string, text: string, own: string): Problem[] {
  // Most files name one namespace only, in the rendered form: a check line by line would only cost time.
  if (!NAMESPACE.test(text.replaceAll(`namespace: ${own}\n`, '\n'))) return [];
  return text.split('\n').flatMap((line, i): Problem[] => {
    const found = NAMESPACE.exec(line)?.[1];
    if (found === undefined || found === own) return [];
    return [
      {
        file,
        line: i + 1,
        field: 'namespace',
        message: 'not the tenant’s own namespace',
        found,
        allowed: own,
      },
    ];
  });
}
