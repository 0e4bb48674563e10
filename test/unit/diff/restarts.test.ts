import { describe, expect, it } from 'vitest';
import { compareRendered } from '../../../src/diff/compare.ts';
import { restartedDatabases, restartsText } from '../../../src/diff/restarts.ts';
import { totalsOf, totalsText } from '../../../src/diff/totals.ts';
import { ACME, BIGSHOP, PETE, PLATFORM, rendered } from '../../fixtures/fleet.ts';

const ALL = [ACME, BIGSHOP, PETE];
const NEWER = `${PLATFORM}images: {postgresql: "ghcr.io/cloudnative-pg/postgresql:17.12"}\n`;
const SUSPENDED = `${BIGSHOP}status: suspended\n`;

function restarted(was: readonly string[], is: readonly string[], before = PLATFORM, after = PLATFORM) {
  return restartedDatabases(compareRendered(rendered(was, before), rendered(is, after))).map((subject) =>
    subject.kind === 'tenant' ? subject.id : subject.name,
  );
}

/** A change by hand of acme's database. */
function edited(from: string | RegExp, to: string) {
  const files = rendered([ACME]);
  const path = 'dist/tenants/acme/manifests.yaml';
  const text = (files.get(path) ?? '').replace(/kind: Cluster\n[\s\S]*?(?=^---)/m, (cluster) => {
    if (cluster.replace(from, to) === cluster) throw new Error(`${from} is not in the Cluster`);
    return cluster.replace(from, to);
  });
  return restartedDatabases(compareRendered(files, new Map(files).set(path, text)));
}

describe('databases that a change restarts', () => {
  it('are all that run, including the shared one, for another image', () => {
    expect(restarted(ALL, ALL, PLATFORM, NEWER)).toEqual(['system', 'acme', 'bigshop']);
  });

  it('do not include those that are hibernated before or after it, or are new', () => {
    expect(restarted([ACME, SUSPENDED], [ACME, SUSPENDED], PLATFORM, NEWER)).toEqual(['system', 'acme']);
    expect(restarted([BIGSHOP], [SUSPENDED], PLATFORM, NEWER)).toEqual(['system']);
    expect(restarted([SUSPENDED], [BIGSHOP], PLATFORM, NEWER)).toEqual(['system']);
    expect(restarted([], [ACME], PLATFORM, NEWER)).toEqual(['system']);
    expect(restarted([ACME], [], PLATFORM, NEWER)).toEqual(['system']);
  });

  it('are none for a release, and none for more storage', () => {
    expect(restarted([ACME], [`${ACME}version: v1.1.0\n`])).toEqual([]);
    expect(restarted([ACME], [`${ACME}storage: 60Gi\n`])).toEqual([]);
  });

  it.each<[string, string | RegExp, string]>([
    ['its resources', 'memory: 2Gi', 'memory: 3Gi'],
    ['where its pods may run', 'topology.kubernetes.io/zone', 'topology.kubernetes.io/region'],
    ['its plugins', 'isWALArchiver: true', 'isWALArchiver: false'],
    [
      'its parameters',
      '\n  instances: ',
      '\n  postgresql: {parameters: {max_connections: "7"}}\n  instances: ',
    ],
    ['its environment', '\n  instances: ', '\n  env: [{name: A, value: b}]\n  instances: '],
  ])('include one for another value of %s', (_, from, to) => {
    expect(edited(from, to)).toEqual([{ kind: 'tenant', id: 'acme' }]);
  });

  it('are none for one more instance', () => {
    expect(edited(/instances: \d/, 'instances: 7')).toEqual([]);
  });
});

describe('the sum of a change', () => {
  const compared = compareRendered(rendered(ALL), rendered(ALL, NEWER));

  it('counts the databases that restart', () => {
    expect(totalsOf(compared).databasesRestarted).toBe(3);
    expect(totalsText(totalsOf(compared))).toMatch(/; 3 databases restart$/);
    const one = compareRendered(rendered([]), rendered([], NEWER));
    expect(totalsText(totalsOf(one))).toMatch(/; 1 database restarts$/);
    const none = compareRendered(rendered([]), rendered([ACME]));
    expect(totalsText(totalsOf(none))).not.toContain('restart');
  });

  it('names them for the gate', () => {
    const names = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ kind: 'tenant' as const, id: `t${i}` }));
    expect(restartsText([])).toBeUndefined();
    expect(restartsText(names(1))).toBe('this change restarts 1 database: t0');
    expect(restartsText(names(1200))).toMatch(/^this change restarts 1,200 databases: t0, .*, 1194 more$/);
  });
});
