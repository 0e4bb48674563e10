import type { Problem } from '../records/problem.ts';

const TENANT_FILE = /^dist\/tenants\/([^/]+)\//;
const NAMESPACE = /\bnamespace["']?\s*:\s*["']?([^\s"',}]+)/;

/**
 * Objects in a tenant's folder that name another namespace: one AppProject serves all tenants, so Argo CD would apply them
 * (docs/decisions/argocd-applications.md).
 *
 * @param files - the rendered files as they are in Git, possibly edited by hand
 */
export function foreignNamespaces(files: Iterable<readonly [path: string, text: string]>): Problem[] {
  const problems: Problem[] = [];
  for (const [file, text] of files) {
    const id = TENANT_FILE.exec(file)?.[1];
    if (id !== undefined) problems.push(...foreignLines(file, text, `tenant-${id}`));
  }
  return problems;
}

function foreignLines(file: string, text: string, own: string): Problem[] {
  // Most files name one namespace only, in the one way that it is rendered: these need no look at their lines.
  if (!NAMESPACE.test(text.replaceAll(`namespace: ${own}\n`, '\n'))) return [];
  return text.split('\n').flatMap((line, i): Problem[] => {
    const found = NAMESPACE.exec(line)?.[1];
    if (found === undefined || found === own) return [];
    return [{ file, line: i + 1, field: 'namespace', message: 'is another’s', found, allowed: own }];
  });
}
