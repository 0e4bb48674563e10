import { parseRecord, recordFile } from '../records/parse.ts';
import type { Problem } from '../records/problem.ts';
import type { TenantRecord } from '../records/schema.ts';
import { lineIn } from '../yaml/read.ts';
import { platformFitProblems, type RecordFile, reporter } from './fit.ts';
import { PLATFORM_FILE, parsePlatform } from './parse.ts';
import { takesPlace } from './places.ts';
import type { Platform } from './schema.ts';

/** The platform and all of its tenants, read and found valid; tenants are sorted by id. */
export interface Fleet {
  readonly platform: Platform;
  readonly records: readonly TenantRecord[];
}

export type FleetResult =
  | ({ readonly kind: 'fleet' } & Fleet)
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/** Tells a record that was read from the same text before and found valid. */
export type KnownRecord = (file: string, text: string) => TenantRecord | undefined;

/**
 * Reads a whole fleet.
 *
 * @param files - the texts of `platform.yaml` and `tenants/*.yaml` by path
 * @param known - records that were parsed before, by file and text
 * @returns the fleet, or every problem of every file, sorted by file and line
 */
export function parseFleet(
  files: ReadonlyMap<string, string>,
  known: KnownRecord = () => undefined,
): FleetResult {
  const text = files.get(PLATFORM_FILE);
  if (text === undefined) {
    const allowed = 'a file with at least domain and repository.url';
    return {
      kind: 'problems',
      problems: [{ file: PLATFORM_FILE, field: '', message: 'is missing', allowed }],
    };
  }
  const platform = parsePlatform(text);
  const problems: Problem[] = platform.kind === 'problems' ? [...platform.problems] : [];
  const parsed: RecordFile[] = [];
  for (const [file, content] of [...files].sort(byPath)) {
    if (file === PLATFORM_FILE) continue;
    const before = RECORD_PATH.test(file) ? known(file, content) : undefined;
    if (before !== undefined) {
      parsed.push(light(file, before, content));
      continue;
    }
    const record = parseRecordFile(file, content);
    if (record.kind === 'parsed') parsed.push(light(file, record.value, content));
    else problems.push(...record.problems);
  }
  if (platform.kind === 'parsed') problems.push(...fleetProblems(parsed, platform.value));
  if (platform.kind === 'problems' || problems.length > 0)
    return { kind: 'problems', problems: problems.sort(byPlace) };
  return { kind: 'fleet', platform: platform.value, records: parsed.map(({ value }) => value) };
}

/** What can be read of a fleet that is not valid as a whole, and the ids whose records cannot be read. */
export interface PartialFleet extends Fleet {
  readonly unreadable: readonly string[];
}

/** Reads what can be read. In: the files, and the platform to take when `platform.yaml` itself cannot be read. */
export function parseReadable(files: ReadonlyMap<string, string>, otherwise: Platform): PartialFleet {
  const platform = parsePlatform(files.get(PLATFORM_FILE) ?? '');
  const results = [...files].sort(byPath).flatMap(([file, text]) => {
    const id = RECORD_PATH.exec(file)?.[1];
    return id === undefined ? [] : [{ id, result: parseRecord(file, text) }];
  });
  return {
    platform: platform.kind === 'parsed' ? platform.value : otherwise,
    records: results.flatMap(({ result }) => (result.kind === 'parsed' ? [result.value] : [])),
    unreadable: results.flatMap(({ id, result }) => (result.kind === 'parsed' ? [] : [id])),
  };
}

const RECORD_PATH = /^tenants\/([^/]+)\.yaml$/;

/** What was found valid alone is read once more for a line that is asked for, which is seldom. */
function light(file: string, value: TenantRecord, text: string): RecordFile {
  return { file, value, lineOf: (path) => lineIn(text, path) };
}

function parseRecordFile(file: string, content: string) {
  if (RECORD_PATH.test(file)) return parseRecord(file, content);
  const problem: Problem = {
    file,
    field: '',
    message: 'is not a record’s path',
    allowed: recordFile('{id}'),
  };
  return { kind: 'problems' as const, problems: [problem] };
}

/** What is wrong with records beside each other and against the platform. */
function fleetProblems(files: readonly RecordFile[], platform: Platform): Problem[] {
  return [
    ...files.flatMap((file) => platformFitProblems(file, platform)),
    ...domainProblems(files, platform),
    ...capacityProblems(files, platform),
  ];
}

/** A domain belongs to one tenant, and never lies under the platform's own (a purged tenant's is free again). */
function domainProblems(files: readonly RecordFile[], platform: Platform): Problem[] {
  const owner = new Map<string, string>();
  return files.flatMap((file) => {
    const { problems, report } = reporter(file);
    if (file.value.status === 'purged') return problems;
    file.value.domains.forEach((domain, i) => {
      const path = ['domains', i];
      if (domain === platform.domain || domain.endsWith(`.${platform.domain}`)) {
        report(path, 'lies under the platform’s own domain', domain, `a domain outside ${platform.domain}`);
      }
      const other = owner.get(domain);
      if (other !== undefined && other !== file.file)
        report(path, `is claimed by ${other} already`, domain, 'a domain that nobody else claims');
      owner.set(domain, other ?? file.file);
    });
    return problems;
  });
}

/** Free and demo tenants together stay within `freeTier.maxTenants`; the ones beyond it, by id, are named. */
function capacityProblems(files: readonly RecordFile[], platform: Platform): Problem[] {
  const { maxTenants } = platform.freeTier;
  const shared = files.filter(({ value }) => takesPlace(value));
  return shared.slice(maxTenants).flatMap((file) => {
    const { problems, report } = reporter(file);
    report(
      ['tier'],
      'is beyond the free tier’s capacity',
      file.value.tier,
      `${maxTenants} free and demo tenants (freeTier.maxTenants), there are ${shared.length}`,
    );
    return problems;
  });
}

function byPath([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}

function byPlace(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0);
}
