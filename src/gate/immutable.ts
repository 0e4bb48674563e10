import { changedPairs, movedField, syncOptions } from './pairs.ts';
import type { Finding, Judged } from './rules.ts';

/**
 * Fields that cannot change once an object is there: by the API server, by the operator, or as the
 * operator's CRD marks them (`x-kubernetes-validations` that compare with `oldSelf`).
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

/** Fields that change though they cannot: the sync would fail, or the change be passed over in silence. */
export function immutableFindings(judged: Judged): Finding[] {
  return changedPairs(judged).flatMap(({ kind, name, was, is }): Finding[] => {
    // An object that is replaced is another one.
    if (is === undefined || syncOptions(is).includes('Replace=true')) return [];
    const paths = Object.hasOwn(IMMUTABLE, kind) ? (IMMUTABLE[kind] ?? []) : [];
    return paths.flatMap((path): Finding[] => {
      const moved = movedField(was, is, path);
      return moved === undefined ? [] : [{ rule: 'immutable-field', object: name, ...moved }];
    });
  });
}
