import type { TenantRecord } from '../records/schema.ts';
import { channelOf } from './rings.ts';
import type { Platform } from './schema.ts';

/** What a selection may ask about (interfaces, “SELECTION”). */
const KEYS = ['id', 'tier', 'status', 'channel', 'version', 'cluster'] as const;
type Key = (typeof KEYS)[number];

export type Selection = (record: TenantRecord, platform: Platform) => boolean;
export type SelectionResult =
  | { readonly kind: 'selection'; readonly matches: Selection }
  | { readonly kind: 'fault'; readonly message: string };

/** One requirement of kubectl's label syntax: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`. */
const REQUIREMENT =
  /^(?:(!)?\s*([\w.-]+)|([\w.-]+)\s*(==?|!=)\s*([\w.-]*)|([\w.-]+)\s+(in|notin)\s*\(([^()]*)\))$/;

/**
 * Reads a selection in kubectl's label syntax over `id tier status channel version cluster`; all requirements have
 * to hold. `channel` is the one that a tenant follows, by its record or by its share; `version` is what it is pinned to;
 * `cluster` is the one that runs it, named in its record or not.
 */
export function parseSelection(text: string): SelectionResult {
  const requirements: Selection[] = [];
  for (const part of text.split(/,(?![^(]*\))/).map((piece) => piece.trim())) {
    if (part === '') continue;
    const match = REQUIREMENT.exec(part);
    const key = match?.[2] ?? match?.[3] ?? match?.[6];
    if (match === null || !isKey(key)) {
      const message = `${part}: not a requirement (allowed: KEY=VALUE, KEY!=VALUE, KEY in (A,B), KEY notin (A,B), KEY, !KEY; keys: ${KEYS.join(', ')})`;
      return { kind: 'fault', message };
    }
    requirements.push(requirement(key, match));
  }
  return {
    kind: 'selection',
    matches: (record, platform) => requirements.every((matches) => matches(record, platform)),
  };
}

function requirement(key: Key, match: RegExpExecArray): Selection {
  const [, negated, exists, , operator, value, , setOperator, set] = match;
  if (exists !== undefined)
    return (record, platform) => (fieldOf(record, key, platform) !== undefined) === (negated === undefined);
  const values =
    setOperator === undefined ? [value ?? ''] : (set ?? '').split(',').map((item) => item.trim());
  const isIn = operator === '=' || operator === '==' || setOperator === 'in';
  return (record, platform) => values.includes(fieldOf(record, key, platform) ?? '') === isIn;
}

function fieldOf(record: TenantRecord, key: Key, platform: Platform): string | undefined {
  if (key === 'channel') return channelOf(record, platform);
  return key === 'cluster' ? (record.cluster ?? platform.defaultCluster) : record[key];
}

function isKey(key: string | undefined): key is Key {
  return KEYS.some((known) => known === key);
}
