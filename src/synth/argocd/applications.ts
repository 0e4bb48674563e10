import type { Construct } from 'constructs';
import { Application, ApplicationSet, type ApplicationSpec } from '../../../imports/argo-cd.ts';
import { FREE_TIER_NAMESPACE } from '../../charts/free-tier/names.ts';
import { SYSTEM_NAMESPACE } from '../../charts/system/names.ts';
import type { Platform } from '../../platform/schema.ts';
import { ARGOCD, DIST, INDEX, MANIFESTS, tenantFolder } from '../paths.ts';
import { argocdMetadata, FREE_TIER_APPLICATION, ROOT, SYSTEM_APPLICATION, TENANTS } from './names.ts';

const SYNC_OPTIONS = ['ServerSideApply=true', 'ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true'];

/** Automated with prune and self-heal; a retry takes the newest commit (or a bad one would block its fix) and never gives up. */
function syncPolicy(...more: string[]): NonNullable<ApplicationSpec['syncPolicy']> {
  return {
    automated: { prune: true, selfHeal: true, allowEmpty: true },
    syncOptions: [...SYNC_OPTIONS, ...more],
    retry: { limit: -1, refresh: true, backoff: { duration: '10s', factor: 2, maxDuration: '3m' } },
  };
}

/**
 * An Application compares as Argo CD did before 3.6: its server-side dry run refuses a changed Job template, and the
 * Application then reports Synced with nothing applied (docs/decisions/server-side-diff.md).
 */
const COMPARED_BY_CLIENT = { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=false' };

/** The root Application: keeps `argocd/` in sync, but leaves a revision that a person set on a child alone. */
export function addRoot(scope: Construct, platform: Platform): void {
  new Application(scope, 'root', {
    metadata: argocdMetadata(platform, ROOT, { 'argocd.argoproj.io/sync-options': 'Prune=false' }),
    spec: {
      project: ROOT,
      // Read as plain files: an Argo CD without Kustomize can do that too.
      source: { ...source(platform, ARGOCD), directory: { exclude: 'kustomization.yaml' } },
      destination: { name: 'in-cluster', namespace: platform.argocd.namespace },
      syncPolicy: syncPolicy('RespectIgnoreDifferences=true'),
      ignoreDifferences: [
        { group: 'argoproj.io', kind: 'Application', jsonPointers: ['/spec/source/targetRevision'] },
      ],
    },
  });
}

export function addSystemApplication(scope: Construct, platform: Platform): void {
  new Application(scope, 'system', {
    metadata: argocdMetadata(platform, SYSTEM_APPLICATION, COMPARED_BY_CLIENT),
    spec: {
      project: SYSTEM_APPLICATION,
      source: { ...source(platform, `${DIST}/system`), directory: { include: MANIFESTS } },
      destination: { name: platform.defaultCluster, namespace: SYSTEM_NAMESPACE },
      syncPolicy: syncPolicy(),
    },
  });
}

export function addFreeTierApplication(scope: Construct, platform: Platform): void {
  new Application(scope, 'free-tier', {
    metadata: argocdMetadata(platform, FREE_TIER_APPLICATION, COMPARED_BY_CLIENT),
    spec: {
      project: FREE_TIER_APPLICATION,
      source: {
        ...source(platform, `${DIST}/free-tier`),
        directory: { recurse: true, include: `{${MANIFESTS},tenants/*.yaml}` },
      },
      destination: { name: platform.defaultCluster, namespace: FREE_TIER_NAMESPACE },
      syncPolicy: syncPolicy(),
    },
  });
}

/**
 * One Application for each index file. The template reads the three generated values only, nothing that a customer
 * typed; an index that goes takes its Application along, and leaves what it deployed (design, “Rules for Argo CD”).
 */
export function addTenantApplications(scope: Construct, platform: Platform): void {
  const { url, branch } = platform.repository;
  const id = '{{.id}}';
  new ApplicationSet(scope, 'tenants', {
    metadata: argocdMetadata(platform, TENANTS, { 'argocd.argoproj.io/sync-options': 'Prune=false' }),
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [
        {
          git: {
            repoURL: url,
            revision: branch,
            files: [{ path: `${tenantFolder('*')}/${INDEX}` }],
            requeueAfterSeconds: platform.argocd.pollSeconds,
          },
        },
      ],
      syncPolicy: { preserveResourcesOnDeletion: true },
      template: {
        metadata: {
          name: `tenant-${id}`,
          labels: {
            'app.kubernetes.io/part-of': 'mechanicbuddy',
            'app.kubernetes.io/managed-by': 'argocd',
            'mechanicbuddy.app/tenant': id,
          },
          annotations: COMPARED_BY_CLIENT,
        },
        spec: {
          project: TENANTS,
          source: { ...source(platform, tenantFolder(id)), directory: { include: MANIFESTS } },
          destination: { name: '{{.cluster}}', namespace: '{{.namespace}}' },
          syncPolicy: syncPolicy(),
        },
      },
    },
  });
}

function source({ repository }: Platform, path: string) {
  return { repoURL: repository.url, targetRevision: repository.branch, path };
}
