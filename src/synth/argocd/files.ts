import { type App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { FileSet } from '../../files/file-set.ts';
import { PLATFORM_FILE } from '../../platform/parse.ts';
import type { Platform } from '../../platform/schema.ts';
import { emit } from '../../yaml/emit.ts';
import { manifestsOf, manifestText } from '../manifests.ts';
import { ARGOCD } from '../paths.ts';
import {
  addFreeTierApplication,
  addRoot,
  addSharedTenantApplications,
  addSystemApplication,
  addTenantApplications,
} from './applications.ts';
import { addGuard } from './guard.ts';
import { addProjects } from './projects.ts';

type Add = (scope: Construct, platform: Platform) => void;

/** The files below `argocd/`, by what a reader looks for. */
const FILES: { readonly [file: string]: Add } = {
  'guard.yaml': addGuard,
  'projects.yaml': addProjects,
  'root.yaml': addRoot,
  'system.yaml': addSystemApplication,
  'free-tier.yaml': addFreeTierApplication,
  'free-tier-tenants.yaml': addSharedTenantApplications,
  'tenants.yaml': addTenantApplications,
};

/** What a person applies; the root Application brings the rest of `argocd/`, once the guard is in place. */
const FIRST = ['guard.yaml', 'projects.yaml', 'root.yaml'];

/** Renders `argocd/`: `kubectl apply -k argocd` starts the platform, then Argo CD keeps it in sync. */
export function argocdFiles(platform: Platform): FileSet {
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: FIRST,
  };
  return new Map([
    [`${ARGOCD}/kustomization.yaml`, emit(kustomization)],
    ...Object.entries(FILES).map(([file, add]) => [`${ARGOCD}/${file}`, fileText(platform, add)] as const),
  ]);
}

function fileText(platform: Platform, add: Add): string {
  const chart = (app: App) => {
    const scope = new Chart(app, 'argocd');
    add(scope, platform);
    return scope;
  };
  return manifestText(PLATFORM_FILE, manifestsOf(chart));
}
