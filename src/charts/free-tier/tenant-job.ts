import type { Construct } from 'constructs';
import type { Platform } from '../../platform/schema.ts';
import { OnceJob } from '../workload/job.ts';
import type { Owner } from '../workload/owner.ts';
import type { PodProps } from '../workload/pod.ts';
import { MIGRATION } from './names.ts';

export type Programs = Pick<PodProps, 'initContainers' | 'containers'>;

/** Adds the only Job of a tenant on the shared instance: it does what the tenant's current phase needs. */
export function addTenantJob(
  scope: Construct,
  owner: Owner,
  platform: Platform,
  { id, version }: { readonly id: string; readonly version: string },
  programs: Programs,
): void {
  new OnceJob(scope, {
    owner,
    name: `${MIGRATION}-${id}`,
    platform,
    deadlineSeconds: platform.freeTier.onboarding.deadlineSeconds,
    pod: {
      component: MIGRATION,
      version,
      user: platform.images.migration.user,
      serviceAccount: MIGRATION,
      ...programs,
      nodePool: platform.nodePools.free,
    },
  });
}
