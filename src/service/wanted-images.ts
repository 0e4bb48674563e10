import type { FleetState } from '../fleet/state.ts';
import { imageOf } from '../platform/releases.ts';
import { resolve } from '../platform/resolve.ts';
import { followedVersion } from '../platform/rings.ts';
import type { Platform } from '../platform/schema.ts';
import type { TenantRecord } from '../records/schema.ts';

/** An API container that serves, and the image that Git wants for it. */
export interface WantedImage {
  readonly namespace: string;
  readonly container: 'api' | 'management-api';
  readonly image: string;
}

/**
 * The image of every API that serves: the management API's, the free tier's and each dedicated tenant's. An alert
 * compares them with what runs (docs/runbooks.md, MechanicBuddyReleaseNotRunning).
 *
 * @param state - The fleet at the head of the branch.
 * @returns Nothing when `platform.yaml` cannot be read.
 */
export function wantedImages({ platform, records }: FleetState): WantedImage[] {
  if (platform === undefined) return [];
  const system = followedVersion(platform.system, platform, 'platform.yaml system').value;
  const freeTier = followedVersion(platform.freeTier, platform, 'platform.yaml freeTier').value;
  return [
    {
      namespace: 'mechanicbuddy-system',
      container: 'management-api',
      image: imageOf(platform, 'managementApi', system),
    },
    { namespace: 'mechanicbuddy-free-tier', container: 'api', image: imageOf(platform, 'api', freeTier) },
    ...[...records.values()].flatMap(({ record }) => dedicatedImage(record, platform)),
  ];
}

function dedicatedImage(record: TenantRecord, platform: Platform): WantedImage[] {
  const tenant = resolve(record, platform);
  // A tenant whose data is being imported has no API yet.
  const isServing = tenant.phase === 'serving' && record.migration?.step !== 'importing';
  if (tenant.kind !== 'dedicated' || !isServing) return [];
  const image = imageOf(platform, 'api', tenant.version);
  return [{ namespace: tenant.namespace, container: 'api', image }];
}
