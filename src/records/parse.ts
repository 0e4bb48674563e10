import type { Document } from 'yaml';
import type { z } from 'zod';
import { type Path, readYaml } from '../yaml/read.ts';
import { faultProblem, fieldName, type Problem, schemaProblems, shown } from './problem.ts';
import { isShared, RESERVED_IDS, type TenantRecord, tenantSchema } from './schema.ts';
import { schemaKeys } from './schema-keys.ts';

/** A file that was read: its value, and the line of each field for what is found out later. */
export interface Parsed<T> {
  readonly kind: 'parsed';
  readonly file: string;
  readonly value: T;
  readonly lineOf: (path: Path) => number;
  readonly document: Document;
}

export type ParseResult<T> = Parsed<T> | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/**
 * Reads a text against a schema. In: the file's name below the root, for messages, and its text.
 * Out: the value, or every problem of the file with line, field, what was found and what is allowed.
 */
export function parseFile<T>(file: string, text: string, schema: z.ZodType<T>): ParseResult<T> {
  const read = readYaml(text);
  if (read.kind === 'faults')
    return { kind: 'problems', problems: read.faults.map((fault) => faultProblem(file, fault)) };
  const result = schema.safeParse(read.value);
  if (result.success)
    return { kind: 'parsed', file, value: result.data, lineOf: read.lineOf, document: read.document };
  const keysAt = (path: Path) => schemaKeys(schema, path);
  return {
    kind: 'problems',
    problems: schemaProblems(file, result.error.issues, read.value, read.lineOf, keysAt),
  };
}

/** The file of a tenant's record. */
export function recordFile(id: string): string {
  return `tenants/${id}.yaml`;
}

/** Reads one tenant record and checks what can be said of it alone (issue 3, point 2). */
export function parseRecord(file: string, text: string): ParseResult<TenantRecord> {
  const parsed = parseFile(file, text, tenantSchema as z.ZodType<TenantRecord>);
  if (parsed.kind === 'problems') return parsed;
  const problems = recordProblems(file, parsed.value, parsed.lineOf);
  return problems.length === 0 ? parsed : { kind: 'problems', problems };
}

/** What is wrong with a record on its own; `lineOf` tells where a field stands. */
export function recordProblems(
  file: string,
  record: TenantRecord,
  lineOf: (path: Path) => number,
): Problem[] {
  const at = (path: Path, message: string, found: unknown, allowed: string): Problem => ({
    file,
    line: lineOf(path),
    field: fieldName(path),
    message,
    found: shown(found),
    allowed,
  });
  const problems: Problem[] = [];
  if (recordFile(record.id) !== file)
    problems.push(at(['id'], 'is not the file’s name', record.id, file.replace(/^.*\/|\.yaml$/g, '')));
  if (RESERVED_IDS.includes(record.id)) {
    problems.push(
      at(['id'], 'is reserved for the platform', record.id, `an id other than ${RESERVED_IDS.join(', ')}`),
    );
  }
  if (record.channel !== undefined && record.version !== undefined) {
    problems.push(at(['version'], 'stands beside channel', record.version, 'channel or version, not both'));
  }
  if (isShared(record.tier)) problems.push(...sharedProblems(record, at));
  problems.push(...statusProblems(record, at));
  record.domains.forEach((domain, i) => {
    if (record.domains.indexOf(domain) < i)
      problems.push(at(['domains', i], 'stands twice', domain, 'each domain once'));
    if (domain.startsWith('www.'))
      problems.push(at(['domains', i], 'is a www. domain', domain, 'the domain without www.'));
  });
  return problems;
}

type At = (path: Path, message: string, found: unknown, allowed: string) => Problem;

/** Free and demo tenants have no resources of their own, and no domain but the platform's (seed, "Pricing Tiers"). */
function sharedProblems(record: TenantRecord, at: At): Problem[] {
  const own = ['resources', 'storage', 'cluster', 'version', 'channel'] as const;
  const problems = own
    .filter((field) => record[field] !== undefined)
    .map((field) =>
      at([field], `is not for the ${record.tier} tier`, record[field], 'professional and enterprise only'),
    );
  if (record.domains.length > 0) {
    problems.push(
      at(
        ['domains'],
        `is not for the ${record.tier} tier`,
        record.domains,
        'professional and enterprise only',
      ),
    );
  }
  return problems;
}

/** Fields that belong to one status (design, "Lifecycle"). */
function statusProblems(record: TenantRecord, at: At): Problem[] {
  const problems: Problem[] = [];
  if (record.suspendedBy !== undefined && record.status !== 'suspended') {
    problems.push(
      at(
        ['suspendedBy'],
        `stands beside status ${record.status}`,
        record.suspendedBy,
        'only with status suspended',
      ),
    );
  }
  if (record.purgeStep !== undefined && record.status !== 'purging') {
    problems.push(
      at(
        ['purgeStep'],
        `stands beside status ${record.status}`,
        record.purgeStep,
        'only with status purging',
      ),
    );
  }
  return problems;
}
