import type { Subject } from '../diff/compare.ts';
import type { RenderedObject } from '../diff/objects.ts';

/** The rules by name, each with what it prevents (docs/operate.md#the-gate). */
export const RULES = {
  'record-removed': 'a tenant’s record is removed instead of being archived and purged',
  'stateful-removed': 'a Namespace, a database or its backups are removed, or left on another cluster',
  'protection-lifted': 'Argo CD may delete a protected object outside a purge',
  'storage-shrinks': 'a volume shrinks, which Kubernetes does not support',
  'immutable-field': 'a field changes that is immutable for the API server or the operator',
  'quota-exceeded': 'a quota is below what the same bundle needs',
  'too-many-tenants': 'more tenants change at once than gate.maxTenants or gate.maxPercent allow',
  'network-opened': 'a NetworkPolicy allows traffic that was denied',
  'image-without-release': 'an image is used that is in no release',
  'database-major': 'a database changes its PostgreSQL major version, or to an image without a version',
  'database-downgrade': 'a database changes to an older PostgreSQL version',
  'new-id':
    'a new tenant takes an id that is reserved, or too long for the names that operators derive from it',
} as const;

export type RuleName = keyof typeof RULES;

export function isRule(name: string): name is RuleName {
  return Object.hasOwn(RULES, name);
}

/** One violation of a rule in one subject. */
export interface Finding {
  readonly rule: RuleName;
  /** `Cluster/tenant-acme-postgresql`; missing if the change as a whole breaks the rule. */
  readonly object?: string;
  readonly field?: string;
  /** For example `50Gi → 40Gi`. */
  readonly found: string;
}

/** The change of one subject: its objects before and after. */
export interface SubjectChange {
  readonly subject: Subject;
  readonly before: readonly RenderedObject[];
  readonly after: readonly RenderedObject[];
  /** Whether its data is being moved or purged: then protection is removed step by step. */
  readonly isLeaving: boolean;
  /** Whether the change starts an import, which needs access to the source until it ends. */
  readonly isImporting: boolean;
}
