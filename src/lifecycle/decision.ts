import type { Unapplied } from '../events/unapplied.ts';
import type { Pending } from '../records/pending.ts';
import type { Problem } from '../records/problem.ts';
import type { TenantRecord } from '../records/schema.ts';

/** Why an event is refused; the service's answers follow from it. */
export type Rule =
  | 'invalid'
  | 'taken'
  | 'full'
  | 'key-reused'
  | 'unknown-tenant'
  | 'stale'
  | 'not-possible'
  | 'unknown-price';

/** What a change brings, and how long the tenant does not serve. */
export interface Plan {
  readonly title: string;
  readonly steps: readonly string[];
  readonly interruption: string;
}

export interface Changed {
  readonly kind: 'changed';
  readonly tenant: string | undefined;
  /** What happened, as the commit's subject says it after the tenant's id. */
  readonly subject: string;
  readonly record?: TenantRecord;
  /** What a person has to know beside it: what is lost, what to look at first. */
  readonly warnings?: readonly string[];
  /** Of a change that takes its time: what happens, step by step. */
  readonly plan?: Plan;
  /** What waits for its checkout, by subscription or payment: a new value, or nothing once it is used. */
  readonly pending?: ReadonlyMap<string, Pending | undefined>;
  /** Parts of what Stripe told that are not applied. */
  readonly unapplied?: readonly Unapplied[];
}

export interface Unchanged {
  readonly kind: 'unchanged';
  readonly tenant?: string;
  readonly because: string;
  readonly unapplied?: readonly Unapplied[];
}

export interface Refused {
  readonly kind: 'refused';
  readonly rule: Rule;
  readonly detail: string;
  readonly problems?: readonly Problem[];
  readonly suggestions?: readonly string[];
  readonly unapplied?: readonly Unapplied[];
}

/** What becomes of an event. */
export type Decision = Changed | Unchanged | Refused;

export function refused(rule: Rule, detail: string, more: Partial<Refused> = {}): Refused {
  return { kind: 'refused', rule, detail, ...more };
}
