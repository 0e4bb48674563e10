import type { Construct } from 'constructs';
import { AppProject } from '../../../imports/argo-cd.ts';
import { FREE_TIER_NAMESPACE } from '../../charts/free-tier/names.ts';
import { SYSTEM_NAMESPACE } from '../../charts/system/names.ts';
import type { Platform } from '../../platform/schema.ts';
import { tenantNamespace } from '../../records/names.ts';
import { freeTierKinds, type Kinds, rootKinds, systemKinds, tenantKinds } from './kinds.ts';
import { argocdMetadata, FREE_TIER_APPLICATION, ROOT, SYSTEM_APPLICATION, TENANTS } from './names.ts';

interface ProjectProps {
  readonly name: string;
  readonly description: string;
  readonly clusters: readonly string[];
  readonly namespaces: readonly string[];
  readonly kinds: Kinds;
}

/** Adds one AppProject for each kind of bundle. It admits the kinds and namespaces that are rendered, and no others. */
export function addProjects(scope: Construct, platform: Platform): void {
  for (const project of projectsOf(platform)) addProject(scope, platform, project);
}

function projectsOf(platform: Platform): ProjectProps[] {
  const { argocd, secretStore, defaultCluster } = platform;
  const clusters = [defaultCluster];
  const secrets = secretStore.provider === 'kubernetes' ? [secretStore.namespace] : [];
  return [
    {
      name: ROOT,
      description: 'Argo CD’s own objects of the platform',
      clusters: ['in-cluster'],
      namespaces: [argocd.namespace],
      kinds: rootKinds(),
    },
    {
      name: SYSTEM_APPLICATION,
      description: 'The management plane',
      clusters,
      namespaces: [SYSTEM_NAMESPACE, ...secrets],
      kinds: systemKinds(platform),
    },
    {
      name: FREE_TIER_APPLICATION,
      description:
        'The instance that free and demo tenants share, and their databases in the shared PostgreSQL',
      clusters,
      namespaces: [FREE_TIER_NAMESPACE, SYSTEM_NAMESPACE],
      kinds: freeTierKinds(platform),
    },
    {
      name: TENANTS,
      description: 'Tenants of dedicated tiers',
      clusters: Object.keys(platform.clusters),
      namespaces: [tenantNamespace('*')],
      kinds: tenantKinds(platform),
    },
  ];
}

function addProject(scope: Construct, platform: Platform, props: ProjectProps): void {
  new AppProject(scope, `project-${props.name}`, {
    // Applications refer to their project: without it, none of them syncs.
    metadata: argocdMetadata(platform, props.name, { 'argocd.argoproj.io/sync-options': 'Prune=false' }),
    spec: {
      description: props.description,
      sourceRepos: [platform.repository.url],
      destinations: props.clusters.flatMap((name) =>
        props.namespaces.map((namespace) => ({ name, namespace })),
      ),
      clusterResourceWhitelist: props.kinds.cluster.map((kind) => ({ ...kind })),
      namespaceResourceWhitelist: props.kinds.namespaced.map((kind) => ({ ...kind })),
    },
  });
}
