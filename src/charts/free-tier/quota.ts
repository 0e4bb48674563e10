import type { Construct } from 'constructs';
import type { Platform } from '../../platform/schema.ts';
import { Quota, ROLLING, type Share } from '../workload/quota.ts';
import { freeTierOwner as owner } from './names.ts';

/** Adds a quota with room for the autoscalers' maximum in a rolling update, and for the Jobs of all tenants at once. */
export function addFreeTierQuota(scope: Construct, platform: Platform): void {
  const { api, web, maxTenants, onboarding } = platform.freeTier;
  const pods = ({ replicas, autoscaling }: typeof api) =>
    (autoscaling.enabled ? autoscaling.maxReplicas : replicas) + ROLLING;
  const shares: Share[] = [
    { count: pods(api), resources: api.resources },
    { count: pods(web), resources: web.resources },
    { count: 1, resources: platform.jobs.resources },
    { count: maxTenants, resources: onboarding.resources },
    { count: 1, resources: platform.edge.solver.resources },
  ];
  new Quota(scope, { owner, shares, storage: { volumes: 0, mebibytes: 0 } });
}
