import { valueAt } from './fields.ts';
import type { RenderedObject } from './objects.ts';

/** A tenant's index names the cluster that runs the tenant. */
const INDEX = 'application.json';

/** Returns the cluster that a tenant's index names; undefined if the index is not among the objects that differ. */
export function indexedCluster(objects: readonly RenderedObject[]): string | undefined {
  const index = objects.find(({ identity }) => identity.apiVersion === '' && identity.kind === INDEX);
  const cluster = index && valueAt(index.value, ['cluster']);
  return typeof cluster === 'string' ? cluster : undefined;
}
