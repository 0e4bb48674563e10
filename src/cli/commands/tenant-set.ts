import { randomUUID } from 'node:crypto';
import type { TenantPatched } from '../../events/event.ts';
import { PATCHABLE } from '../../lifecycle/patch.ts';
import { defined } from '../../records/defined.ts';
import type { TenantRecord } from '../../records/schema.ts';
import { isShared } from '../../records/tiers.ts';
import { readYaml } from '../../yaml/read.ts';
import { type ApplyingOptions, applyOnDisk } from '../apply-events.ts';
import { EXIT } from '../exit.ts';
import { type Loaded, loadFleet, noSuchTenant, reportProblems } from '../fleet.ts';
import { readSelection, reportLeftOut, reportUnknown } from '../selecting.ts';
import type { Terminal } from '../terminal.ts';

export interface SetOptions extends ApplyingOptions {
  readonly selector?: string;
}

/**
 * `tenant set`: changes fields of records.
 *
 * @param words - ids, and fields as `FIELD=VALUE`
 */
export async function tenantSet(
  words: readonly string[],
  options: SetOptions,
  terminal: Terminal,
): Promise<number> {
  const patch = readPatch(words.filter((word) => word.includes('=')));
  const ids = words.filter((word) => !word.includes('='));
  if (typeof patch === 'string') return wrongUsage(patch, terminal);
  if (Object.keys(patch).length === 0)
    return wrongUsage('nothing to set: give a field, such as channel=canary', terminal);
  return patchSelected({ ids, patch, leftOut: () => undefined }, options, terminal);
}

/** `release pin`: pins the selected tenants to a release. A channel in the record is kept for later. */
export function releasePin(version: string, options: SetOptions, terminal: Terminal): Promise<number> {
  return patchSelected({ ids: [], patch: { version }, leftOut: ofSharedInstance }, options, terminal);
}

/** `release unpin`: lets pinned tenants follow a channel again: the given one, their record's, or one by their share. */
export function releaseUnpin(
  options: SetOptions & { readonly channel?: string },
  terminal: Terminal,
): Promise<number> {
  const patch = { version: null, ...defined({ channel: options.channel }) };
  const leftOut = (record: TenantRecord) =>
    ofSharedInstance(record) ?? (record.version === undefined ? 'not pinned' : undefined);
  return patchSelected({ ids: [], patch, leftOut }, options, terminal);
}

function ofSharedInstance({ tier }: TenantRecord): string | undefined {
  return isShared(tier) ? 'on the shared instance, which has its own release' : undefined;
}

interface Selected {
  readonly ids: readonly string[];
  readonly patch: TenantPatched['patch'];
  /** Returns why a selected tenant is skipped; undefined if it is not. */
  readonly leftOut: (record: TenantRecord) => string | undefined;
}

async function patchSelected(selected: Selected, options: SetOptions, terminal: Terminal): Promise<number> {
  const { ids, patch, leftOut } = selected;
  if (ids.length === 0 && options.selector === undefined)
    return wrongUsage('no tenants: give ids, or select some with -l (-l id selects all)', terminal);
  const selection = readSelection(options.selector, terminal);
  if (selection === undefined) return EXIT.usage;
  const picks = (record: TenantRecord, { fleet }: Loaded) =>
    options.selector !== undefined && selection.matches(record, fleet.platform);
  const isChosen = (loaded: Loaded) => (record: TenantRecord) =>
    ids.includes(record.id) ||
    (picks(record, loaded) && record.status !== 'purged' && leftOut(record) === undefined);
  const loaded = await loadFleet(options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  const { records } = loaded.fleet;
  const unknown = ids.filter((id) => !records.some((record) => record.id === id));
  if (unknown.length > 0) {
    reportProblems(unknown.map(noSuchTenant), options, terminal);
    return EXIT.invalid;
  }
  reportUnknown(selection, records, terminal);
  const others = records.filter((record) => picks(record, loaded) && !isChosen(loaded)(record));
  reportLeftOut(others, (record) => (record.status === 'purged' ? 'purged' : leftOut(record)), terminal);
  if (!records.some(isChosen(loaded))) {
    terminal.stderr('no selected tenant can be changed this way\n');
    return EXIT.invalid;
  }
  const events = (fleet: Loaded) =>
    fleet.fleet.records.filter(isChosen(fleet)).map(({ id }) => patchOf(id, patch));
  return applyOnDisk(events, options, terminal);
}

function patchOf(tenant: string, patch: TenantPatched['patch']): TenantPatched {
  return { kind: 'patch', id: `cli-${randomUUID()}`, actor: 'cli', tenant, patch };
}

/** Reads `channel=canary`, `resources.api.requests.cpu=500m` or `version=` (which removes the field) as a merge patch. */
function readPatch(words: readonly string[]): TenantPatched['patch'] | string {
  const patch: { [key: string]: unknown } = {};
  for (const word of words) {
    const [, path = '', text = ''] = /^([^=]*)=(.*)$/s.exec(word) ?? [];
    const steps = path.split('.');
    if (!(PATCHABLE as readonly string[]).includes(steps[0] ?? '') || steps.includes('__proto__'))
      return `${path}: cannot be set (allowed: ${PATCHABLE.join(', ')})`;
    const value = readValue(steps, text);
    if (value === undefined) return `${word}: invalid value`;
    let at = patch;
    for (const step of steps.slice(0, -1)) {
      at[step] ??= {};
      at = at[step] as { [key: string]: unknown };
    }
    at[steps.at(-1) ?? ''] = value;
  }
  return patch;
}

/** An empty value removes a field; mechanics is a number; everything else is text, whatever YAML would make of it. */
function readValue(steps: readonly string[], text: string): unknown {
  if (text === '') return null;
  if (steps[0] !== 'mechanics') return text;
  const read = readYaml(text);
  return read.kind === 'document' ? read.value : undefined;
}

function wrongUsage(message: string, terminal: Terminal): number {
  terminal.stderr(`${message}\n`);
  return EXIT.usage;
}
