import type { Subject } from '../diff/compare.ts';
import type { RenderedObject } from '../diff/objects.ts';

/** Rules by the name that allows them, each with what it prevents (docs/operate.md#the-gate). */
export const RULES = {
  'record-removed': 'a tenant’s record disappears, though deletion is a state',
  'stateful-removed': 'a Namespace, a database or its backups disappear, or stay behind on another cluster',
  'protection-lifted': 'a protected object may be deleted by Argo CD, outside a purge',
  'storage-shrinks': 'a volume shrinks, which no volume can',
  'immutable-field': 'a field changes that the API server or the operator does not change',
  'quota-exceeded': 'a quota is below what the same rendering needs',
  'too-many-tenants': 'more tenants change at once than gate.maxTenants or gate.maxPercent',
  'network-opened': 'a NetworkPolicy lets in or out what was shut',
  'image-without-release': 'an image runs that no release names',
  'database-major': 'a database changes its major version of PostgreSQL, or to an image that names none',
  'database-downgrade': 'a database changes to an older version of PostgreSQL',
  'new-id': 'a new tenant takes an id that is reserved, or too long for what operators derive from it',
} as const;

export type RuleName = keyof typeof RULES;

export function isRule(name: string): name is RuleName {
  return Object.hasOwn(RULES, name);
}

/** One thing that a rule found. */
export interface Finding {
  readonly rule: RuleName;
  /** `Cluster/tenant-acme-postgresql`; nothing when the change as a whole is meant. */
  readonly object?: string;
  readonly field?: string;
  /** What is so: `50Gi → 40Gi`. */
  readonly found: string;
}

/** What is rendered of one subject, before and after, as a rule sees it. */
export interface Judged {
  readonly subject: Subject;
  readonly before: readonly RenderedObject[];
  readonly after: readonly RenderedObject[];
  /** Whether its data is on its way out, or back: protection is lifted step by step then. */
  readonly isLeaving: boolean;
  /** Whether its data begins to be imported: the way to its source opens, and closes again. */
  readonly isImporting: boolean;
}
