const TENANT_PATH = /^(tenants|dist\/tenants|dist\/free-tier\/tenants)\/(.+)$/;

/**
 * The ids that a path occupies, whatever is there: a record, a link, a submodule, a folder, another extension, another
 * case or another Unicode form of a record's name, or rendered files with or without a record.
 *
 * @param path any path of the repository
 * @returns folded names; most paths occupy none or one
 */
export function idsTakenBy(path: string): string[] {
  const [, folder, below] = TENANT_PATH.exec(path.normalize('NFKC').toLowerCase()) ?? [];
  if (folder === undefined || below === undefined) return [];
  // Below dist/ only the folder is an id: a rendered file's name, such as manifests.yaml, is not.
  const names = folder === 'tenants' ? below.split('/') : below.split('/', 1);
  return [...new Set(names.map(withoutExtension))].filter((name) => name !== '');
}

const withoutExtension = (name: string): string => name.split('.', 1)[0] ?? '';
