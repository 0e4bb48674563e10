import type { EntryKind } from './port.ts';

/**
 * What stands at a path.
 *
 * @param mode as Git writes it for anything but a folder: `100644`, `100755`, `120000` or `160000`
 */
export function kindOfMode(mode: string): EntryKind {
  if (mode.startsWith('100')) return 'file';
  return mode === '160000' ? 'submodule' : 'link';
}
