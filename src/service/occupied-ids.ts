/**
 * The ids that a path takes, whatever stands there: a record, a link, a submodule, a folder, another extension, another
 * case or another Unicode form of a record's name; and what is rendered for a tenant, with or without a record.
 *
 * @param path any path of the repository
 * @returns folded names; most paths take none or one
 */
export function idsTakenBy(path: string): string[] {
  const [, folder, below] = TENANT_PATH.exec(path.normalize('NFKC').toLowerCase()) ?? [];
  if (folder === undefined || below === undefined) return [];
  // A rendered file's own name, such as manifests.yaml, is nobody's id.
  const names = folder === 'tenants' ? below.split('/') : below.split('/', 1);
  return [...new Set(names.map(withoutExtension))].filter((name) => name !== '');
}

const TENANT_PATH = /^(tenants|dist\/tenants|dist\/free-tier\/tenants)\/(.+)$/;

const withoutExtension = (name: string): string => name.split('.', 1)[0] ?? '';
