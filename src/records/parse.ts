import type { Document } from 'yaml';
import { z } from 'zod';
import { type Path, readYaml } from '../yaml/read.ts';
import { type At, type Fields, lifeProblems } from './life.ts';
import { faultProblem, fieldName, type Problem, schemaProblems, shown } from './problem.ts';
import { RESERVED_IDS, type TenantRecord, tenantSchema } from './schema.ts';
import { schemaKeys } from './schema-keys.ts';
import { isShared } from './tiers.ts';

/** A file that was read: its value, and the line of each field for what is found out later. */
export interface Parsed<T> {
  readonly kind: 'parsed';
  readonly file: string;
  readonly value: T;
  readonly lineOf: (path: Path) => number;
  readonly document: Document;
}

export type ParseResult<T> = Parsed<T> | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/** What a schema cannot tell. In: the value, or its sound fields when it breaks the schema; `lineOf` a field. */
type Check<T> = (value: Partial<T>, lineOf: (path: Path) => number) => readonly Problem[];

/**
 * Reads a text against a schema. In: the file's name below the root, for messages, and its text; what is checked
 * beside the schema. Out: the value, or every problem of the file with line, field, what was found and what is allowed.
 */
export function parseFile<T>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
  check: Check<T> = () => [],
): ParseResult<T> {
  const read = readYaml(text);
  if (read.kind === 'faults')
    return { kind: 'problems', problems: read.faults.map((fault) => faultProblem(file, fault)) };
  const { value, lineOf, document } = read;
  const result = schema.safeParse(value);
  if (result.success) {
    const problems = check(result.data as Partial<T>, lineOf);
    if (problems.length > 0) return { kind: 'problems', problems };
    return { kind: 'parsed', file, value: result.data, lineOf, document };
  }
  const keysAt = (path: Path) => schemaKeys(schema, path);
  const problems = schemaProblems(file, result.error.issues, value, lineOf, keysAt);
  // A field that cannot be read is not missing.
  const others = check(soundFields(schema, value), lineOf).filter(
    ({ field }) => !problems.some((problem) => problem.field === field),
  );
  return { kind: 'problems', problems: [...problems, ...others] };
}

/** The fields that are valid by themselves, so that what is wrong between them is told along with the rest. */
function soundFields<T>(schema: z.ZodType<T>, value: unknown): Partial<T> {
  if (!(schema instanceof z.ZodObject) || typeof value !== 'object' || value === null) return {};
  const fields = Object.entries(schema.shape).flatMap(([key, field]) => {
    const result = z.safeParse(field, (value as { readonly [key: string]: unknown })[key]);
    return result.success ? [[key, result.data]] : [];
  });
  return Object.fromEntries(fields);
}

/** The file of a tenant's record. */
export function recordFile(id: string): string {
  return `tenants/${id}.yaml`;
}

/** Reads one tenant record and checks what can be checked without the platform and the other records. */
export function parseRecord(file: string, text: string): ParseResult<TenantRecord> {
  return parseFile(file, text, tenantSchema as z.ZodType<TenantRecord>, (record, lineOf) =>
    recordProblems(file, record, lineOf),
  );
}

/** What is wrong with a record on its own, as far as its fields are known; `lineOf` tells where a field stands. */
function recordProblems(file: string, record: Fields, lineOf: (path: Path) => number): Problem[] {
  const at = (path: Path, message: string, found: unknown, allowed: string): Problem => ({
    file,
    line: lineOf(path),
    field: fieldName(path),
    message,
    found: shown(found),
    allowed,
  });
  return [
    ...idProblems(file, record, at),
    ...sharedProblems(record, at),
    ...lifeProblems(record, at),
    ...domainProblems(record.domains ?? [], at),
  ];
}

function idProblems(file: string, { id }: Fields, at: At): Problem[] {
  if (id === undefined) return [];
  const problems: Problem[] = [];
  if (recordFile(id) !== file)
    problems.push(at(['id'], 'is not the file’s name', id, file.replace(/^.*\/|\.yaml$/g, '')));
  if (RESERVED_IDS.includes(id))
    problems.push(
      at(['id'], 'is reserved for the platform', id, `an id other than ${RESERVED_IDS.join(', ')}`),
    );
  return problems;
}

function domainProblems(domains: readonly string[], at: At): Problem[] {
  return domains.flatMap((domain, i) => [
    ...(domains.indexOf(domain) < i ? [at(['domains', i], 'stands twice', domain, 'each domain once')] : []),
    ...(domain.startsWith('www.')
      ? [at(['domains', i], 'is a www. domain', domain, 'the domain without www.')]
      : []),
  ]);
}

/** Free and demo tenants have no resources of their own, and no domain but the platform's. */
function sharedProblems(record: Fields, at: At): Problem[] {
  if (record.tier === undefined || !isShared(record.tier)) return [];
  const own = [
    'resources',
    'storage',
    'cluster',
    'version',
    'channel',
    'pendingDomains',
    'recoverFrom',
  ] as const;
  const problems = own
    .filter((field) => record[field] !== undefined)
    .map((field) =>
      at([field], `is not for the ${record.tier} tier`, record[field], 'on a dedicated tier only'),
    );
  if (record.domains !== undefined && record.domains.length > 0) {
    problems.push(
      at(['domains'], `is not for the ${record.tier} tier`, record.domains, 'on a dedicated tier only'),
    );
  }
  return problems;
}
