import type { Metadata } from '../../../imports/custom-resource.ts';

export type Labels = { readonly [key: string]: string };

/** Whom a rendered object belongs to: its namespace and the labels that are the same on all of its objects. */
export interface Owner {
  readonly namespace: string;
  /** The Helm chart that it replaces: `mechanicbuddy-system`, `mechanicbuddy-free-tier` or `mechanicbuddy-tenant`. */
  readonly name: string;
  /** `app.kubernetes.io/instance`. */
  readonly instance: string;
  readonly type: 'system' | 'free-tier' | 'tenant';
  readonly tenant?: { readonly id: string; readonly tier: string };
}

/** Argo CD's sync waves: each waits until the one before is healthy (docs/decisions/sync-waves.md). */
export const WAVE = {
  /** Alone: where the guard refuses the namespace, nothing else is applied. */
  namespace: -1,
  policies: 0,
  /** Secret stores, and values that are drawn: what copies read from. */
  stores: 1,
  secrets: 2,
  database: 3,
  migration: 4,
  programs: 5,
  edge: 6,
  hibernated: 7,
} as const;

/** Labels of an object and of its pods (docs/decisions/names.md). */
export function labels(owner: Owner, component: string): Labels {
  return {
    'app.kubernetes.io/name': owner.name,
    'app.kubernetes.io/instance': owner.instance,
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/part-of': 'mechanicbuddy',
    'app.kubernetes.io/managed-by': 'argocd',
    'mechanicbuddy.app/namespace-type': owner.type,
    'mechanicbuddy.app/managed-by': 'argocd',
    ...(owner.tenant === undefined
      ? {}
      : { 'mechanicbuddy.app/tenant': owner.tenant.id, 'mechanicbuddy.app/tier': owner.tenant.tier }),
  };
}

/**
 * Labels that never change and so may select pods; a selector is immutable. The charts' pods have the same instance and
 * component, and another name.
 */
export function selector(owner: Owner, component: string): Labels {
  return {
    'app.kubernetes.io/name': owner.name,
    'app.kubernetes.io/instance': owner.instance,
    'app.kubernetes.io/component': component,
  };
}

interface More {
  readonly labels?: Labels;
  readonly annotations?: Labels;
  /** Argo CD's sync options for this object. */
  readonly syncOptions?: readonly string[];
  /** Other than the owner's; null for an object of the whole cluster. */
  readonly namespace?: string | null;
}

/** An object's metadata: name, namespace, labels, sync wave. */
export function metadata(
  owner: Owner,
  name: string,
  component: string,
  wave: number,
  more: More = {},
): Metadata {
  const namespace = more.namespace === undefined ? owner.namespace : more.namespace;
  return {
    name,
    ...(namespace === null ? {} : { namespace }),
    labels: { ...labels(owner, component), ...more.labels },
    annotations: {
      'argocd.argoproj.io/sync-wave': String(wave),
      ...(more.syncOptions === undefined
        ? {}
        : { 'argocd.argoproj.io/sync-options': more.syncOptions.join(',') }),
      ...more.annotations,
    },
  };
}

/** Sync options of an object that holds data: a missing file costs nothing (docs/decisions/deletion.md). */
export const PROTECTED = ['Prune=false', 'Delete=false'] as const;

/** A Job is immutable: it is replaced when it changes, and so runs again (docs/decisions/migration-jobs.md). */
export const REPLACED = ['Force=true', 'Replace=true'] as const;
