import { describe, expect, it } from 'vitest';
import { CLUSTER_JOBS, idWarnings, MOST_INSTANCES } from '../../../src/platform/derived-names.ts';
import { LONGEST_NEW_ID } from '../../../src/records/new-id.ts';
import {
  ACME,
  BIGSHOP,
  fleetOf,
  MOVING,
  objectsIn,
  PETE,
  PLATFORM,
  type Rendered,
  rendered,
} from '../../fixtures/fleet.ts';

const LONGEST = 'a'.repeat(LONGEST_NEW_ID);
/** As long as PostgreSQL's names and host names may be. */
const LABEL = 63;
/** Names of objects that become neither label nor host. */
const SUBDOMAIN = 253;

interface Name {
  readonly what: string;
  readonly name: string;
  readonly most: number;
}

/** Names that CloudNativePG derives (its pkg/specs and api/v1): instances with host names, volumes, Services, Secrets, Jobs. */
function ofCluster({ metadata: { name } }: Rendered): Name[] {
  const instance = `${name}-${MOST_INSTANCES}`;
  const hosts = [
    ...[instance, `${instance}-wal`, `${instance}-pgbench-999999`],
    ...['rw', 'ro', 'r', 'any', 'primary'].map((end) => `${name}-${end}`),
    ...Object.keys(CLUSTER_JOBS).map((role) => `${instance}-${role}`),
  ];
  const others = [
    'app',
    'superuser',
    'ca',
    'server',
    'replication',
    'pull-secret',
    'pooler',
    'barman-cloud',
    'monitoring',
  ];
  return [
    // Its webhook refuses a longer one.
    { what: 'Cluster', name, most: 50 },
    ...hosts.map((host) => ({ what: 'Cluster', name: host, most: LABEL })),
    ...others.map((end) => ({ what: 'Cluster', name: `${name}-${end}`, most: LABEL })),
  ];
}

/** What controllers make of an object's name, and how long that may be. */
function derived(object: Rendered): Name[] {
  const { kind, metadata, spec } = object;
  const { name } = metadata;
  const host = (...names: string[]) => names.map((each) => ({ what: kind, name: each, most: LABEL }));
  switch (kind) {
    case 'Cluster':
      return ofCluster(object);
    case 'Job':
      return host(name); // the label job-name; a pod's name is cut to fit
    case 'CronJob':
      return [{ what: kind, name, most: 52 }];
    case 'Deployment':
      return host(`${name}-0123456789-abcde`);
    case 'ScheduledBackup':
      return host(`${name}-20261128093931`); // a label of its snapshots
    case 'Backup':
    case 'Service':
    case 'Namespace':
    case 'Application':
    case 'ApplicationSet':
      return host(name);
    case 'Certificate':
      // The request, the order and its challenge; cert-manager cuts what is longer, and keeps them out of labels.
      return [spec.secretName, `${name}-999`, `${name}-999-0123456789-0123456789`].map((each) => ({
        what: kind,
        name: each,
        most: SUBDOMAIN,
      }));
    case 'ExternalSecret':
      return host(spec.target?.name ?? name);
    default:
      return [];
  }
}

/** Every label's value, names of containers, of databases and of roles. */
function within(object: Rendered): Name[] {
  const names = [...valuesIn(object)].filter(([key, name]) => typeof name === 'string' && isShort(key));
  const found = names.map(([key, name]) => ({
    what: `${object.kind} ${key}`,
    name: String(name),
    most: LABEL,
  }));
  if (!object.kind.startsWith('Database')) return found;
  return [...found, { what: `${object.kind} name`, name: object.spec.name, most: LABEL }];
}

const isShort = (key: string) =>
  /^(labels|matchLabels|containers|initContainers)\/|DATABASE|USER|SCHEMA|ROLE|dbname/.test(key);

/** Values with the last two keys above them; a container's and a variable's name stands for its place in the list. */
function* valuesIn(value: unknown, above = ''): Generator<readonly [string, unknown]> {
  if (typeof value !== 'object' || value === null) return;
  const { name, value: said } = value as { readonly name?: unknown; readonly value?: unknown };
  if (typeof name === 'string') yield said === undefined ? [`${above}/name`, name] : [name, said];
  for (const [key, inner] of Object.entries(value)) {
    yield [`${above}/${key}`, inner];
    yield* valuesIn(inner, Array.isArray(value) ? above : key);
  }
}

const record = (text: string, id: string) =>
  text.replace(/^id: .*$/m, `id: ${id}`).replace(/mechanicbuddy-hinterhof/, `mechanicbuddy-${id}`);

/** Each way in which a tenant is rendered, with an id. */
function everyWay(id: string): Name[] {
  const ways: readonly [string, string?][] = [
    [record(ACME, id)],
    [record(BIGSHOP, id)],
    [record(MOVING, id)],
    [record(MOVING.replace('step: importing', 'step: confirmed'), id)],
    [record(PETE, id)],
    [record(PETE, id), `${PLATFORM}freeTier: {isolation: schema}\n`],
    [record(`${ACME}generation: 999\nrecoverFrom: tenant-${id}-postgresql-998\n`, id)],
    [
      record(
        `${ACME}status: archived\npurgeAfter: 2027-01-01T00:00:00Z\narchiveStep: backup\nstepAt: 2026-11-01T00:00:00Z\n`,
        id,
      ),
    ],
  ];
  const objects = ways.flatMap(([text, platform = PLATFORM]) => {
    const files = rendered([text], platform);
    const paths = [...files.keys()].filter((path) => path.endsWith('.yaml') && files.get(path)?.includes(id));
    return paths.flatMap((path) => objectsIn(files, path));
  });
  return objects.flatMap((object) => [
    { what: object.kind, name: object.metadata?.name ?? '', most: SUBDOMAIN },
    ...derived(object),
    ...within(object),
  ]);
}

const tooLong = (names: readonly Name[]) => [
  ...new Set(names.filter(({ name, most }) => name.length > most).map(({ name, what }) => `${what} ${name}`)),
];

describe('names that operators derive', () => {
  const names = everyWay(LONGEST);

  it('are found where the id is rendered', () => {
    const kinds = new Set(
      names.filter(({ name }) => name.includes(LONGEST)).map(({ what }) => what.split(' ')[0]),
    );
    expect([...kinds].sort()).toEqual(
      expect.arrayContaining(['Backup', 'Certificate', 'Cluster', 'Job', 'Namespace', 'ScheduledBackup']),
    );
  });

  it('fit for the longest new id', () => {
    expect(tooLong(names)).toEqual([]);
  });

  it('do not for one character more', () => {
    const id = `${LONGEST}a`;
    expect(tooLong(everyWay(id))).toEqual([`Cluster tenant-${id}-postgresql-999-snapshot-recovery`]);
  });

  it('of PostgreSQL fit for ids of before', () => {
    const id = 'a'.repeat(30);
    expect(tooLong(everyWay(id).filter(({ what }) => !what.startsWith('Cluster')))).toEqual([]);
  });
});

describe('validate warns of an id', () => {
  const warned = (id: string, more = '', text = ACME) =>
    idWarnings(fleetOf([record(text, id) + more]).records);

  it('of 30 characters: a restore is impossible', () => {
    expect(warned('a'.repeat(30))).toEqual([
      expect.stringMatching(
        /^tenants\/a{30}\.yaml: id: 30 characters leave CloudNativePG no room .* a restore from the backups; an upgrade to another major version/,
      ),
    ]);
  });

  it('of 27 characters: a restore works, one from a snapshot does not', () => {
    expect(warned('a'.repeat(27))[0]).toMatch(/impossible are an instance from a volume snapshot\. The id/);
  });

  it('of 28 characters: until there were a hundred instances', () => {
    expect(warned('a'.repeat(28))[0]).toMatch(/a restore from the backups as instance 100 or later/);
  });

  it('not of one that is new, purged, or has no database of its own', () => {
    expect(warned(LONGEST)).toEqual([]);
    expect(warned('a'.repeat(30), 'status: purged\n')).toEqual([]);
    expect(warned('a'.repeat(30), '', PETE)).toEqual([]);
  });
});
