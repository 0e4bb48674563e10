import type { Resources } from '../records/fields.ts';
import type { TenantRecord } from '../records/schema.ts';
import type { Decision, Phase } from './tenant.ts';

/** A value with the place that decided it. */
export interface Choice<T> {
  readonly value: T;
  readonly from: string;
}

/** What a record decides by its tier and status. */
export function statusDecisions(record: TenantRecord, phase: Phase): Decision[] {
  return [
    decision('tier', { value: record.tier, from: 'record' }),
    decision('mechanics', { value: record.mechanics, from: 'record' }),
    decision('status', { value: record.status, from: 'record' }),
    decision('rendered as', { value: phase, from: `status ${record.status}` }),
  ];
}

/** The record's own value, or else the one of the place named by `from`. */
export function choose<T>(own: T | undefined, otherwise: T, from: string): Choice<T> {
  return own === undefined ? { value: otherwise, from } : { value: own, from: 'record' };
}

/** A decided value as text, for `tenant show`. */
export function decision(field: string, { value, from }: Choice<string | number | Resources>): Decision {
  return { field, value: typeof value === 'object' ? sizesText(value) : String(value), from };
}

function sizesText({ requests, limits }: Resources): string {
  return `${requests.cpu} CPU ${requests.memory}, at most ${limits.cpu} CPU ${limits.memory}`;
}

/** A node pool as people read it: the labels of its nodes. */
export function nodePoolText(labels: { readonly [key: string]: string } | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? 'any node' : pairs.join(',');
}
