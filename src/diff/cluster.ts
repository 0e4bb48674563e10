import { valueAt } from './fields.ts';
import type { RenderedObject } from './objects.ts';

/** A tenant's index, which names the cluster that runs it. */
const INDEX = 'application.json';

/** The cluster that a tenant's index names; nothing where the index is not among what differs. */
export function indexedCluster(objects: readonly RenderedObject[]): string | undefined {
  const index = objects.find(({ identity }) => identity.apiVersion === '' && identity.kind === INDEX);
  const cluster = index && valueAt(index.value, ['cluster']);
  return typeof cluster === 'string' ? cluster : undefined;
}
