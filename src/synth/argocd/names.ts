import type { Metadata } from '../../../imports/custom-resource.ts';
import type { Platform } from '../../platform/schema.ts';
import { defined } from '../../records/defined.ts';
import { ARGOCD_PREFIX, tenantApplication } from '../../records/names.ts';

/**
 * The root Application, and its AppProject. Everything of ours in Argo CD has a name that starts like this, and nothing
 * of the Helm charts has: an Application prunes what carries its name and is not rendered
 * (docs/decisions/beside-an-installation.md).
 */
export const ROOT = ARGOCD_PREFIX;
export const SYSTEM_APPLICATION = `${ROOT}-system`;
export const FREE_TIER_APPLICATION = `${ROOT}-free-tier`;
export const TENANTS = `${ROOT}-tenants`;
export const SHARED_TENANTS = `${FREE_TIER_APPLICATION}-tenants`;

/** Before each tenant's id in its Application's name: at most 63 characters with the longest id. */
export const TENANT_PREFIX = tenantApplication('');
export const SHARED_TENANT_PREFIX = `${FREE_TIER_APPLICATION}-`;

/** Returns the metadata of an object in Argo CD's own namespace. */
export function argocdMetadata(
  { argocd }: Platform,
  name: string,
  annotations?: Metadata['annotations'],
): Metadata {
  return {
    name,
    namespace: argocd.namespace,
    labels: { 'app.kubernetes.io/part-of': 'mechanicbuddy', 'app.kubernetes.io/managed-by': 'argocd' },
    ...defined({ annotations }),
  };
}
