import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ACME, BIGSHOP, MOVING, PETE, rendered, TRYOUT } from '../../fixtures/fleet.ts';
import { half } from '../../fixtures/reachability/mutate.ts';
import { WITH_SERVICE } from '../../fixtures/reachability/platform.ts';
import { HALVES, OPEN, PROMISES, type PromiseName, SHUT } from '../../fixtures/reachability/promises.ts';
import { kindOf } from '../../fixtures/reachability/who.ts';
import {
  inhabited,
  PLACES,
  type PlacedWorld,
  renderedWorld,
  worldOf,
} from '../../fixtures/reachability/world.ts';

const READINGS = ['hold pods', 'hold no pods'] as const;
const SUSPENDED = `${ACME.replaceAll('acme', 'norden')}status: suspended\nsuspendedBy: billing\n`;
const PAUSED = `${PETE.replaceAll('pete', 'hinterhof')}status: suspended\nsuspendedBy: admin\n`;

const world = renderedWorld(rendered([ACME, BIGSHOP, SUSPENDED, PETE, TRYOUT, PAUSED], WITH_SERVICE));

/** Every line that breaks a promise, whichever way the network plugin reads an ipBlock. */
function broken(world: PlacedWorld, names: readonly string[] = Object.keys(PROMISES)): string[] {
  return READINGS.flatMap((ipBlocks) =>
    names.flatMap((name) =>
      PROMISES[name as PromiseName]({ ...world, ipBlocks }).map((line) => `${name}: ${line}`),
    ),
  );
}

/** The names of the promises that break. */
function brokenNames(world: PlacedWorld): string[] {
  return Object.keys(PROMISES).filter((name) => broken(world, [name]).length > 0);
}

function committedFiles(): Map<string, string> {
  const paths = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.yaml'),
  );
  return new Map(paths.map((path) => [`dist/${path}`, readFileSync(join('dist', path), 'utf8')]));
}

describe('the rendered world', () => {
  it('holds pods of every kind, and none that is not known', () => {
    expect([...new Set(world.pods.map((pod) => kindOf(world, pod)))].sort()).toEqual(
      [
        ...['api', 'web', 'migration', 'database', 'solver', 'management-api', 'portal', 'scheduled-calls'],
        'provisioner',
        ...['edge', 'operator', 'monitoring', 'dns', 'stranger'],
      ].sort(),
    );
  });

  it.each(READINGS.flatMap((reading) => Object.keys(PROMISES).map((name) => [name, reading] as const)))(
    'keeps its promise: %s (ipBlocks %s)',
    (name, ipBlocks) => {
      expect(PROMISES[name as PromiseName]({ ...world, ipBlocks })).toEqual([]);
    },
  );
});

describe('each half of the policies alone', () => {
  it.each(HALVES.Ingress)('ingress: %s', (name) => {
    expect(broken(half(world, 'Ingress'), [name])).toEqual([]);
  });

  it.each(HALVES.Egress)('egress: %s', (name) => {
    expect(broken(half(world, 'Egress'), [name])).toEqual([]);
  });
});

describe('a tenant that moves', () => {
  const world = (record: string) => renderedWorld(rendered([ACME, PETE, record], WITH_SERVICE));

  it('reaches the shared database while it imports: its database and the Job before it, on one port, nothing else', () => {
    const way =
      /tenant-hinterhof\/(db-import|tenant-hinterhof-postgresql-[\w-]+) → mechanicbuddy-system\/mechanicbuddy-system-postgresql-[\w-]+: TCP 5432 open$/;
    const open = broken(world(MOVING)).filter((line) => !line.endsWith('what is it?'));
    const [fromJob, fromDatabase] = ['db-import →', 'postgresql-1-initdb →'];
    for (const from of [fromJob, fromDatabase]) expect(open.some((line) => line.includes(from))).toBe(true);
    expect(open.filter((line) => !way.test(line))).toEqual([]);
    expect(broken(world(MOVING.replace('step: importing', 'step: confirmed')))).toEqual([]);
  });
});

describe('other fleets', () => {
  it('hold as well: the one that is committed', () => {
    expect(broken(renderedWorld(committedFiles()))).toEqual([]);
  });

  it('hold as well: free tenants in schemas of one database', () => {
    const platform = `${WITH_SERVICE}freeTier: {isolation: schema}\n`;
    expect(broken(renderedWorld(rendered([ACME, PETE], platform)))).toEqual([]);
  });

  it('hold as well where the operators live in other namespaces, and break where they are not', () => {
    const places = { ...PLACES, edge: 'edge-system', operator: 'pg-operator', monitoring: 'observability' };
    const platform = `${WITH_SERVICE}edge: {controller: {namespace: edge-system}}
network: {operatorNamespace: pg-operator}
monitoring: {namespace: observability}
`;
    const files = rendered([ACME, PETE], platform);
    expect(broken(renderedWorld(files, places))).toEqual([]);
    expect(brokenNames(renderedWorld(files))).toEqual([
      'the edge reaches web and API',
      'the edge reaches solvers',
      'the operator reaches instances',
      'Prometheus reaches instances',
      'Prometheus reaches the webhook service',
    ]);
  });

  it.each([
    ['monitoring', ['Prometheus reaches instances', 'Prometheus reaches the webhook service']],
    ['backups', ['instances reach the object store']],
  ])('open nothing for %s that a cluster lacks', (feature, names) => {
    const files = rendered([ACME, PETE], `${WITH_SERVICE}features: {${feature}: false}\n`);
    expect(brokenNames(renderedWorld(files))).toEqual(names);
  });
});

describe('labels of another', () => {
  /** Every pod's labels on a new pod in a namespace. */
  const copies = (namespace: string) =>
    world.pods.map((pod, index) => ({ ...pod, name: `copy-${index}-of-${pod.name}`, namespace }));

  it('help nobody outside', () => {
    const more = { ...world, pods: [...world.pods, ...copies('default')] };
    expect(broken(more, Object.keys(SHUT))).toEqual([]);
  });

  it('help no tenant', () => {
    const names = ['every pod is isolated both ways', 'no tenant reaches another'] as const;
    const more = { ...world, pods: [...world.pods, ...copies('tenant-acme')] };
    const known = PROMISES[names[0]](more).filter((line) => !line.endsWith('what is it?'));
    expect(known).toEqual([]);
    expect(broken(more, [names[1], 'no tenant reaches what is shared, nor the other way round'])).toEqual([]);
  });
});

describe('an empty world', () => {
  const names = Object.keys(OPEN) as (keyof typeof OPEN)[];

  it.each(names)('does not pass for one where %s', (name) => {
    expect(OPEN[name](worldOf([]))).not.toEqual([]);
  });

  it.each([
    'only the edge and its web reach the shared API',
    'only the edge and Prometheus reach the webhook service',
  ] as const)('has nothing to keep: %s', (name) => {
    expect(SHUT[name](inhabited(worldOf([])))).not.toEqual([]);
  });
});

describe('settings of platform.yaml that open too much', () => {
  it.each([
    ['no exception for the metadata address', 'internetExcept: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]'],
    ['an API server anywhere', 'apiServer: [0.0.0.0/0, "::/0"]'],
    ['an object store anywhere', 'objectStore: [0.0.0.0/0]'],
  ])('do not reach the metadata address: %s', (_, setting) => {
    const files = rendered([ACME, PETE], `${WITH_SERVICE}network: {${setting}}\n`);
    expect(brokenNames(renderedWorld(files))).not.toContain('nothing reaches the cloud’s metadata');
  });
});
