import type { Construct } from 'constructs';
import { Application, ApplicationSet, type ApplicationSpec } from '../../../imports/argo-cd.ts';
import { FREE_TIER_NAMESPACE } from '../../charts/free-tier/names.ts';
import { SYSTEM_NAMESPACE } from '../../charts/system/names.ts';
import type { Platform } from '../../platform/schema.ts';
import { ARGOCD, DIST, INDEX, MANIFESTS, sharedTenantFolder, tenantFolder } from '../paths.ts';
import {
  argocdMetadata,
  FREE_TIER_APPLICATION,
  ROOT,
  SHARED_TENANT_PREFIX,
  SHARED_TENANTS,
  SYSTEM_APPLICATION,
  TENANT_PREFIX,
  TENANTS,
} from './names.ts';

const SYNC_OPTIONS = ['ServerSideApply=true', 'ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true'];

/** With this finalizer, deleting an Application deletes what it deployed. */
const CASCADE = 'resources-finalizer.argocd.argoproj.io';

/** Prunes and heals automatically. A retry uses the newest commit, so that a bad one does not block its fix, without a limit. */
function syncPolicy(...more: string[]): NonNullable<ApplicationSpec['syncPolicy']> {
  return {
    automated: { prune: true, selfHeal: true, allowEmpty: true },
    syncOptions: [...SYNC_OPTIONS, ...more],
    retry: { limit: -1, refresh: true, backoff: { duration: '10s', factor: 2, maxDuration: '3m' } },
  };
}

/**
 * Applications use the client-side diff. The server-side dry run rejects a changed Job template, and the Application then
 * reports Synced although nothing was applied (docs/decisions/server-side-diff.md).
 */
const COMPARED_BY_CLIENT = { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=false' };

/** In the wave after the root's own objects: nothing is applied where the guard does not look (guard.ts). */
const AFTER_THE_GUARD = { 'argocd.argoproj.io/sync-wave': '1' };

/** Adds the root Application. It keeps `argocd/` in sync, but ignores a revision that a person set on a child. */
export function addRoot(scope: Construct, platform: Platform): void {
  new Application(scope, 'root', {
    metadata: argocdMetadata(platform, ROOT, { 'argocd.argoproj.io/sync-options': 'Prune=false' }),
    spec: {
      project: ROOT,
      // Plain files, so that an Argo CD without Kustomize can read them.
      source: { ...source(platform, ARGOCD), directory: { exclude: 'kustomization.yaml' } },
      destination: { name: 'in-cluster', namespace: platform.argocd.namespace },
      syncPolicy: syncPolicy('RespectIgnoreDifferences=true'),
      ignoreDifferences: [
        { group: 'argoproj.io', kind: 'Application', jsonPointers: ['/spec/source/targetRevision'] },
      ],
    },
  });
}

/** Adds the Application of the management plane. */
export function addSystemApplication(scope: Construct, platform: Platform): void {
  new Application(scope, 'system', {
    metadata: argocdMetadata(platform, SYSTEM_APPLICATION, { ...COMPARED_BY_CLIENT, ...AFTER_THE_GUARD }),
    spec: {
      project: SYSTEM_APPLICATION,
      source: { ...source(platform, `${DIST}/system`), directory: { include: MANIFESTS } },
      destination: { name: platform.defaultCluster, namespace: SYSTEM_NAMESPACE },
      syncPolicy: syncPolicy(),
    },
  });
}

/** Adds the Application of the shared instance, without its tenants. */
export function addFreeTierApplication(scope: Construct, platform: Platform): void {
  new Application(scope, 'free-tier', {
    metadata: argocdMetadata(platform, FREE_TIER_APPLICATION, {
      ...COMPARED_BY_CLIENT,
      ...AFTER_THE_GUARD,
    }),
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
 * Adds one Application for each dedicated tenant. Removing an index deletes the Application, but not what it deployed
 * (docs/decisions/deletion.md).
 */
export function addTenantApplications(scope: Construct, platform: Platform): void {
  addApplications(scope, platform, {
    name: TENANTS,
    project: TENANTS,
    applicationName: (id) => `${TENANT_PREFIX}${id}`,
    folder: tenantFolder,
    deletion: 'preserve',
  });
}

/**
 * Adds one Application for each free or demo tenant, so that a failed sync of one does not block the others
 * (docs/decisions/free-tier-applications.md). Removing an index deletes the tenant's objects; the data is kept, because the
 * `Database` object retains it.
 */
export function addSharedTenantApplications(scope: Construct, platform: Platform): void {
  addApplications(scope, platform, {
    name: SHARED_TENANTS,
    project: FREE_TIER_APPLICATION,
    applicationName: (id) => `${SHARED_TENANT_PREFIX}${id}`,
    folder: sharedTenantFolder,
    deletion: 'cascade',
  });
}

interface ApplicationsProps {
  readonly name: string;
  readonly project: string;
  readonly applicationName: (id: string) => string;
  readonly folder: (id: string) => string;
  /** What happens to deployed objects once the index is removed. */
  readonly deletion: 'preserve' | 'cascade';
}

/** Adds one Application for each index file. The template reads generated values only, no customer's input. */
function addApplications(scope: Construct, platform: Platform, props: ApplicationsProps): void {
  new ApplicationSet(scope, props.name, {
    metadata: argocdMetadata(platform, props.name, {
      'argocd.argoproj.io/sync-options': 'Prune=false',
      ...AFTER_THE_GUARD,
    }),
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [{ git: indexFiles(platform, props.folder) }],
      syncPolicy: { preserveResourcesOnDeletion: props.deletion === 'preserve' },
      template: applicationTemplate(platform, props),
    },
  });
}

/** The generator that finds the index files. */
function indexFiles({ repository, argocd }: Platform, folder: ApplicationsProps['folder']) {
  return {
    repoURL: repository.url,
    revision: repository.branch,
    files: [{ path: `${folder('*')}/${INDEX}` }],
    requeueAfterSeconds: argocd.pollSeconds,
  };
}

function applicationTemplate(platform: Platform, props: ApplicationsProps) {
  const { applicationName, project, folder, deletion } = props;
  const id = '{{.id}}';
  return {
    metadata: {
      name: applicationName(id),
      labels: {
        'app.kubernetes.io/part-of': 'mechanicbuddy',
        'app.kubernetes.io/managed-by': 'argocd',
        'mechanicbuddy.app/tenant': id,
      },
      annotations: COMPARED_BY_CLIENT,
      ...(deletion === 'cascade' ? { finalizers: [CASCADE] } : {}),
    },
    spec: {
      project,
      source: { ...source(platform, folder(id)), directory: { include: MANIFESTS } },
      destination: { name: '{{.cluster}}', namespace: '{{.namespace}}' },
      syncPolicy: syncPolicy(),
    },
  };
}

function source({ repository }: Platform, path: string) {
  return { repoURL: repository.url, targetRevision: repository.branch, path };
}
