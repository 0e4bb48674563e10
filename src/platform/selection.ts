import type { TenantRecord } from '../records/schema.ts';
import { channelOf, runningVersion } from './rings.ts';
import type { Platform } from './schema.ts';

/** What a selection may ask about (docs/reference/commands.md). */
const KEYS = ['id', 'tier', 'status', 'channel', 'version', 'cluster'] as const;
type Key = (typeof KEYS)[number];

export type Selection = (record: TenantRecord, platform: Platform) => boolean;
export type SelectionResult =
  | {
      readonly kind: 'selection';
      readonly matches: Selection;
      /** Ids that it asks for by name. */
      readonly ids: readonly string[];
    }
  | { readonly kind: 'fault'; readonly message: string };

/** One requirement of kubectl's label syntax: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`. */
const REQUIREMENT =
  /^(?:(!)?\s*([\w.-]+)|([\w.-]+)\s*(==?|!=)\s*([\w.-]*)|([\w.-]+)\s+(in|notin)\s*\(([^()]*)\))$/;

/**
 * Reads a selection in kubectl's label syntax over `id tier status channel version cluster`; all requirements have
 * to hold. `channel` is the one that a tenant follows, by its record or by its share, and none for one that is pinned;
 * `version` is the release that it runs; `cluster` is the one that runs it, named in its record or not. An empty text is
 * no selection.
 */
export function parseSelection(text: string): SelectionResult {
  const requirements: Selection[] = [];
  const ids: string[] = [];
  for (const part of text.split(/,(?![^(]*\))/).map((piece) => piece.trim())) {
    if (part === '') continue;
    const match = REQUIREMENT.exec(part);
    const key = match?.[2] ?? match?.[3] ?? match?.[6];
    if (match === null || !isKey(key)) {
      const message = `${part}: not a requirement (allowed: KEY=VALUE, KEY!=VALUE, KEY in (A,B), KEY notin (A,B), KEY, !KEY; keys: ${KEYS.join(', ')})`;
      return { kind: 'fault', message };
    }
    const { matches, values, isIn } = requirement(key, match);
    requirements.push(matches);
    if (key === 'id' && isIn) ids.push(...values);
  }
  if (requirements.length === 0)
    return { kind: 'fault', message: 'the selection is empty (all tenants: id)' };
  return {
    kind: 'selection',
    matches: (record, platform) => requirements.every((matches) => matches(record, platform)),
    ids,
  };
}

interface Requirement {
  readonly matches: Selection;
  readonly values: readonly string[];
  readonly isIn: boolean;
}

function requirement(key: Key, match: RegExpExecArray): Requirement {
  const [, negated, exists, , operator, value, , setOperator, set] = match;
  const has = (record: TenantRecord, platform: Platform) => fieldOf(record, key, platform) !== undefined;
  if (exists !== undefined)
    return {
      matches: (record, platform) => has(record, platform) === (negated === undefined),
      values: [],
      isIn: false,
    };
  const values =
    setOperator === undefined ? [value ?? ''] : (set ?? '').split(',').map((item) => item.trim());
  const isIn = operator === '=' || operator === '==' || setOperator === 'in';
  return {
    matches: (record, platform) => values.includes(fieldOf(record, key, platform) ?? '') === isIn,
    values,
    isIn,
  };
}

function fieldOf(record: TenantRecord, key: Key, platform: Platform): string | undefined {
  if (key === 'channel') return channelOf(record, platform);
  if (key === 'version') return runningVersion(record, platform).value;
  return key === 'cluster' ? clusterOf(record, platform) : record[key];
}

/** The cluster that runs a tenant, named in its record or not. */
export function clusterOf({ cluster }: TenantRecord, { defaultCluster }: Platform): string {
  return cluster ?? defaultCluster;
}

function isKey(key: string | undefined): key is Key {
  return KEYS.some((known) => known === key);
}
