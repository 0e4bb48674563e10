import type { Parsed } from '../records/parse.ts';
import { fieldName, type Problem, shown } from '../records/problem.ts';
import type { TenantRecord } from '../records/schema.ts';
import { isShared } from '../records/tiers.ts';
import type { Path } from '../yaml/read.ts';
import { limitProblems, type Report } from './parse.ts';
import { channelOf } from './rings.ts';
import type { Platform } from './schema.ts';
import { tenantDatabase } from './shared-databases.ts';
import {
  allows,
  allTiers,
  dedicatedTier,
  dedicatedTiers,
  rangeText,
  tierNamed,
  tiersAllowed,
} from './tiers.ts';

/** Without the document: ten thousand of them take more memory than all else. */
export type RecordFile = Omit<Parsed<TenantRecord>, 'document' | 'kind'>;

/** Collects problems of a record's fields. */
export function reporter(file: RecordFile) {
  const problems: Problem[] = [];
  const report = (path: Path, message: string, found: unknown, allowed: string) => {
    problems.push({
      file: file.file,
      line: file.lineOf(path),
      field: fieldName(path),
      message,
      found: shown(found),
      allowed,
    });
  };
  return { problems, report };
}

/** One record against the platform: reserved ids, mechanics of the tier, names that must exist, limits. */
export function platformFitProblems(file: RecordFile, platform: Platform): Problem[] {
  const record = file.value;
  const { problems, report } = reporter(file);
  if (platform.reservedIds.includes(record.id)) {
    report(['id'], 'is reserved by platform.yaml', record.id, 'an id that reservedIds does not list');
  }
  tierProblems(record, platform, report);
  nameProblems(record, platform, report);
  sourceProblems(record, platform, report);
  for (const [part, resources] of Object.entries(record.resources ?? {})) {
    if (resources !== undefined) limitProblems(resources, ['resources', part], report);
  }
  return problems;
}

/** The tiers that a record names are in the platform file, and its own is for so many mechanics. */
function tierProblems(
  { tier, mechanics, migration }: TenantRecord,
  platform: Platform,
  report: Report,
): void {
  const allowed = tierNamed(tier, platform)?.mechanics;
  if (allowed === undefined) report(['tier'], 'no such tier', tier, tiersAllowed(tier, allTiers(platform)));
  else if (!allows(allowed, mechanics))
    report(['mechanics'], `is outside the ${tier} tier`, mechanics, rangeText(allowed));
  const to = migration?.to;
  if (to !== undefined && dedicatedTier(to, platform) === undefined)
    report(['migration', 'to'], 'no such tier', to, tiersAllowed(to, dedicatedTiers(platform)));
}

/** Releases, channels and clusters that a record names have to be in the platform file. */
function nameProblems(record: TenantRecord, platform: Platform, report: Report): void {
  const followed = isShared(record.tier) ? undefined : (record.channel ?? channelOf(record, platform));
  const names = [
    { field: 'version', what: 'release', name: record.version, known: platform.releases },
    { field: 'channel', what: 'channel', name: followed, known: platform.channels },
    { field: 'cluster', what: 'cluster', name: record.cluster, known: platform.clusters },
  ];
  for (const { field, what, name, known } of names) {
    if (name === undefined || Object.hasOwn(known, name)) continue;
    report([field], `no such ${what}`, name, Object.keys(known).join(', '));
  }
}

/** A tenant's data comes from where the shared instance keeps it, and from nobody else's place. */
function sourceProblems({ id, importFrom }: TenantRecord, platform: Platform, report: Report): void {
  if (importFrom === undefined) return;
  const own = tenantDatabase(platform, id);
  const text = (place: { readonly database: string; readonly schema?: string | undefined }) =>
    place.schema === undefined ? place.database : `${place.database}, schema ${place.schema}`;
  if (text(importFrom) !== text(own))
    report(['importFrom'], 'is not this tenant’s data', importFrom, text(own));
}
