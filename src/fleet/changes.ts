import type { FileChanges } from '../files/file-set.ts';
import type { Platform } from '../platform/schema.ts';
import { recordFile } from '../records/parse.ts';
import { pendingFile, pendingText } from '../records/pending.ts';
import type { TenantRecord } from '../records/schema.ts';
import { editedRecordText, newRecordText } from '../records/serialize.ts';
import { tenantFiles } from '../synth/paths.ts';
import { renderTenant } from '../synth/tenant.ts';
import type { Draft } from './draft.ts';
import type { FleetState } from './state.ts';

/** Files to write and paths to remove. */
export type Changes = Pick<FileChanges, 'additions' | 'deletions'>;

/**
 * A record's file and its rendered files, made by the same code as `synth`.
 *
 * @param renders whether the rendered files are part of the change (docs/decisions/one-commit.md)
 */
export function recordChanges(
  state: FleetState,
  platform: Platform,
  record: TenantRecord,
  renders: boolean,
): Changes {
  const present = state.records.get(record.id)?.text;
  const text = present === undefined ? newRecordText(record) : editedRecordText(present, record);
  const rendered = renders ? renderTenant(record, platform) : new Map<string, string>();
  const obsolete = renders
    ? tenantFiles(record.id).filter((path) => state.entries.has(path) && !rendered.has(path))
    : [];
  return { additions: new Map([[recordFile(record.id), text], ...rendered]), deletions: obsolete };
}

/** The files of signups that wait for their checkout. */
export function pendingChanges(state: FleetState, pending: Draft['pending']): Changes {
  const additions = new Map<string, string>();
  const deletions: string[] = [];
  for (const [subscription, value] of pending) {
    const path = pendingFile(subscription);
    if (value !== undefined) additions.set(path, pendingText(value));
    else if (state.entries.has(path)) deletions.push(path);
  }
  return { additions, deletions };
}

export function mergeChanges(all: readonly Changes[]): Changes {
  return {
    additions: new Map(all.flatMap(({ additions }) => [...additions])),
    deletions: all.flatMap(({ deletions }) => deletions),
  };
}

/** The size of the files to write, in bytes. */
export function sizeOf({ additions }: Changes): number {
  return [...additions.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** Every path that is written or removed. */
export function pathsOf({ additions, deletions }: Changes): string[] {
  return [...additions.keys(), ...deletions];
}
