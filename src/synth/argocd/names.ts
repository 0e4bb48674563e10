import type { Metadata } from '../../../imports/custom-resource.ts';
import type { Platform } from '../../platform/schema.ts';
import { defined } from '../../records/defined.ts';

/** The root Application, and its AppProject. */
export const ROOT = 'mechanicbuddy';
export const SYSTEM_APPLICATION = 'mechanicbuddy-system';
export const FREE_TIER_APPLICATION = 'mechanicbuddy-free-tier';
export const TENANTS = 'mechanicbuddy-tenants';
export const SHARED_TENANTS = 'mechanicbuddy-free-tier-tenants';

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
