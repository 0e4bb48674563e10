import type { Construct } from 'constructs';
import { Application, ApplicationSet, type ApplicationSpec } from '../../../imports/argo-cd.ts';
import { FREE_TIER_NAMESPACE, FREE_TIER_PREFIX } from '../../charts/free-tier/names.ts';
import { SYSTEM_NAMESPACE } from '../../charts/system/names.ts';
import type { Platform } from '../../platform/schema.ts';
import { ARGOCD, DIST, INDEX, MANIFESTS, sharedTenantFolder, tenantFolder } from '../paths.ts';
import {
  argocdMetadata,
  FREE_TIER_APPLICATION,
  ROOT,
  SHARED_TENANTS,
  SYSTEM_APPLICATION,
  TENANTS,
} from './names.ts';

const SYNC_OPTIONS = ['ServerSideApply=true', 'ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true'];

/** An Application with this finalizer deletes what it deployed when it is deleted itself. */
const CASCADE = 'resources-finalizer.argocd.argoproj.io';

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
        directory: { include: MANIFESTS },
      },
      destination: { name: platform.defaultCluster, namespace: FREE_TIER_NAMESPACE },
      syncPolicy: syncPolicy(),
    },
  });
}

/**
 * One Application for each dedicated tenant. An index that vanishes takes its Application along, and leaves what it
 * deployed (docs/decisions/deletion.md).
 */
export function addTenantApplications(scope: Construct, platform: Platform): void {
  addApplications(scope, platform, {
    name: TENANTS,
    project: TENANTS,
    prefix: 'tenant-',
    folder: tenantFolder,
    deletion: 'preserve',
  });
}

/**
 * One Application for each free or demo tenant, so that one tenant's trouble holds up no other's
 * (docs/decisions/free-tier-applications.md). Its part goes with its index; the database's data stays, since the
 * `Database` object retains it.
 */
export function addSharedTenantApplications(scope: Construct, platform: Platform): void {
  addApplications(scope, platform, {
    name: SHARED_TENANTS,
    project: FREE_TIER_APPLICATION,
    prefix: FREE_TIER_PREFIX,
    folder: sharedTenantFolder,
    deletion: 'cascade',
  });
}

interface ApplicationsProps {
  readonly name: string;
  readonly project: string;
  /** Before each tenant's id in its Application's name. */
  readonly prefix: string;
  readonly folder: (id: string) => string;
  /** What happens to deployed objects once the index has vanished. */
  readonly deletion: 'preserve' | 'cascade';
}

/** One Application for each index file. The template reads generated values only, nothing that a customer typed. */
function addApplications(scope: Construct, platform: Platform, props: ApplicationsProps): void {
  const { url, branch } = platform.repository;
  const id = '{{.id}}';
  new ApplicationSet(scope, props.name, {
    metadata: argocdMetadata(platform, props.name, { 'argocd.argoproj.io/sync-options': 'Prune=false' }),
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [
        {
          git: {
            repoURL: url,
            revision: branch,
            files: [{ path: `${props.folder('*')}/${INDEX}` }],
            requeueAfterSeconds: platform.argocd.pollSeconds,
          },
        },
      ],
      syncPolicy: { preserveResourcesOnDeletion: props.deletion === 'preserve' },
      template: {
        metadata: {
          name: `${props.prefix}${id}`,
          labels: {
            'app.kubernetes.io/part-of': 'mechanicbuddy',
            'app.kubernetes.io/managed-by': 'argocd',
            'mechanicbuddy.app/tenant': id,
          },
          annotations: COMPARED_BY_CLIENT,
          ...(props.deletion === 'cascade' ? { finalizers: [CASCADE] } : {}),
        },
        spec: {
          project: props.project,
          source: { ...source(platform, props.folder(id)), directory: { include: MANIFESTS } },
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
