import { valueAt } from '../diff/fields.ts';
import { type PostgresqlVersion, postgresqlVersion } from '../platform/postgresql.ts';
import { changedPairs, type Pair } from './pairs.ts';
import type { Finding, SubjectChange } from './rules.ts';

const IMAGE = ['spec', 'imageName'];

/** Finds databases that would change their major version, or run an older version on the same data. */
export function databaseFindings(change: SubjectChange): Finding[] {
  return changedPairs(change).flatMap((pair) => (pair.kind === 'Cluster' ? versionFindings(pair) : []));
}

function versionFindings({ name, was, is }: Pair): Finding[] {
  // Another rule covers a removed database.
  if (is === undefined) return [];
  const [from, to] = [imageAt(was), imageAt(is)];
  if (from === to) return [];
  const found = `${from} → ${to}`;
  return brokenRules(postgresqlVersion(from), postgresqlVersion(to)).map(
    ({ rule, why }): Finding => ({ rule, object: name, field: IMAGE.join('.'), found: `${found}: ${why}` }),
  );
}

function imageAt(value: Pair['was']): string {
  const image = valueAt(value, IMAGE);
  return typeof image === 'string' ? image : 'nothing';
}

interface Broken {
  readonly rule: 'database-major' | 'database-downgrade';
  readonly why: string;
}

function brokenRules(was: PostgresqlVersion | undefined, is: PostgresqlVersion | undefined): Broken[] {
  if (was === undefined || is === undefined)
    return [{ rule: 'database-major', why: 'an image tag without a version can be any major version' }];
  const older: Broken = {
    rule: 'database-downgrade',
    why: 'an older version would run on data of a newer one',
  };
  if (was.major !== is.major) {
    const why = 'CloudNativePG stops the database for pg_upgrade and cannot go back';
    return [{ rule: 'database-major', why }, ...(is.major < was.major ? [older] : [])];
  }
  if (was.minor === undefined || (is.minor !== undefined && is.minor >= was.minor)) return [];
  return [
    is.minor === undefined
      ? { ...older, why: 'an image tag without a minor version can be an older version' }
      : older,
  ];
}
