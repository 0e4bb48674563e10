import type { Platform } from './schema.ts';

/** What is allowed but will hurt; a sentence each. */
export function warnings(platform: Platform): string[] {
  const classes = {
    'storage.storageClass': platform.storage.storageClass,
    'system.database.storageClass': platform.system.database.storageClass,
  };
  const fixed = Object.entries(classes).filter(([, name]) => name === 'local-path');
  return fixed.map(
    ([field]) =>
      `platform.yaml: ${field}: local-path volumes cannot grow; choose a class that allows expansion before a database fills up`,
  );
}
