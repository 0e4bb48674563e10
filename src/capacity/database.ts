import { nodePoolText } from '../platform/decisions.ts';
import { mebibytes } from '../platform/quantity.ts';
import { defined } from '../records/defined.ts';
import { acceptedConnections } from './connections.ts';
import { podLoad, times } from './load.ts';
import type { ClusterSpec, ObjectStoreSpec, Requirements } from './objects.ts';
import { inPool, type Usage } from './sums.ts';

/**
 * Returns the usage of a CloudNativePG Cluster: its instances, each with the backup sidecar if the plugin is enabled, and
 * their volumes. A hibernated Cluster only has its volumes. A rolling update replaces one instance after another and adds
 * none.
 *
 * @param storeNamed - finds an ObjectStore of the same namespace by its name
 * @throws RangeError for a quantity that is not written the way it is rendered
 */
export function clusterUsage(
  spec: ClusterSpec,
  isHibernated: boolean,
  storeNamed: (name: string) => ObjectStoreSpec | undefined,
): Usage {
  const instances = spec.instances ?? 1;
  const volumes = [spec.storage, spec.walStorage].flatMap((volume) => volume ?? []);
  const storage = {
    storageMiB: instances * volumes.reduce((sum, { size }) => sum + mebibytes(size), 0),
    volumes: instances * volumes.length,
  };
  const pool = nodePoolText(spec.affinity?.nodeSelector);
  if (isHibernated) return inPool(pool, storage);
  const containers = [spec.resources, ...sidecars(spec, storeNamed)].map((resources) =>
    defined({ resources }),
  );
  const load = times(podLoad({ containers }), instances);
  const connections = { opens: 0, accepts: acceptedConnections(spec) };
  return inPool(pool, { now: load, atMost: load, ...storage, connections });
}

/** The resources of the plugin's containers, as their ObjectStore sets them. */
function sidecars(
  { plugins = [] }: ClusterSpec,
  storeNamed: (name: string) => ObjectStoreSpec | undefined,
): Requirements[] {
  return plugins.flatMap(({ enabled = true, parameters }) => {
    const name = parameters?.barmanObjectName;
    if (!enabled || name === undefined) return [];
    return storeNamed(name)?.instanceSidecarConfiguration?.resources ?? [];
  });
}
