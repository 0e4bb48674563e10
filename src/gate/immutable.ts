import { changedPairs, movedField, syncOptions } from './pairs.ts';
import type { Finding, SubjectChange } from './rules.ts';

/**
 * Fields that cannot change once an object exists: the API server or the operator rejects it, or the operator's CRD does
 * (`x-kubernetes-validations` that compare with `oldSelf`).
 */
const IMMUTABLE: { readonly [kind: string]: readonly (readonly string[])[] } = {
  Deployment: [['spec', 'selector']],
  StatefulSet: [
    ['spec', 'selector'],
    ['spec', 'serviceName'],
    ['spec', 'volumeClaimTemplates'],
    ['spec', 'podManagementPolicy'],
  ],
  DaemonSet: [['spec', 'selector']],
  Job: [
    ['spec', 'selector'],
    ['spec', 'template'],
    ['spec', 'completionMode'],
  ],
  Service: [
    ['spec', 'clusterIP'],
    ['spec', 'ipFamilies'],
  ],
  PersistentVolumeClaim: [
    ['spec', 'storageClassName'],
    ['spec', 'accessModes'],
    ['spec', 'volumeMode'],
  ],
  Secret: [['type']],
  RoleBinding: [['roleRef']],
  ClusterRoleBinding: [['roleRef']],
  Cluster: [
    ['spec', 'storage', 'storageClass'],
    ['spec', 'walStorage', 'storageClass'],
    ['spec', 'serviceAccountName'],
  ],
  Backup: [['spec']],
  ScheduledBackup: [['spec', 'cluster']],
  Database: [
    'cluster',
    'name',
    'template',
    'encoding',
    'locale',
    'localeProvider',
    'localeCollate',
    'localeCType',
    'icuLocale',
    'icuRules',
    'builtinLocale',
    'collationVersion',
  ].map((field) => ['spec', field]),
  DatabaseRole: [
    ['spec', 'cluster'],
    ['spec', 'name'],
  ],
};

/** Finds changes of immutable fields: the sync would fail, or ignore the change silently. */
export function immutableFindings(change: SubjectChange): Finding[] {
  return changedPairs(change).flatMap(({ kind, name, was, is }): Finding[] => {
    // Argo CD deletes and creates this object, so that any field can change.
    if (is === undefined || syncOptions(is).includes('Replace=true')) return [];
    const paths = Object.hasOwn(IMMUTABLE, kind) ? (IMMUTABLE[kind] ?? []) : [];
    return paths.flatMap((path): Finding[] => {
      const moved = movedField(was, is, path);
      return moved === undefined ? [] : [{ rule: 'immutable-field', object: name, ...moved }];
    });
  });
}
