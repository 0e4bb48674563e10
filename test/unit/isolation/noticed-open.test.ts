import { describe, expect, it } from 'vitest';
import { ACME, BIGSHOP, PETE, rendered } from '../../fixtures/fleet.ts';
import { type Change, edit, without, withoutPods, withoutPort } from '../../fixtures/reachability/changes.ts';
import { WITH_SERVICE } from '../../fixtures/reachability/platform.ts';
import { OPEN } from '../../fixtures/reachability/promises.ts';
import { isInstance } from '../../fixtures/reachability/who.ts';
import { renderedWorld } from '../../fixtures/reachability/world.ts';

type OpenName = keyof typeof OPEN;
type Break = readonly [what: string, change: Change];

const world = renderedWorld(rendered([ACME, BIGSHOP, PETE], WITH_SERVICE));
const SYSTEM = 'mechanicbuddy-system';
const FREE = 'mechanicbuddy-free-tier';
const TENANT = 'tenant-acme';
const OTHER = 'tenant-bigshop';

/** For each promise what breaks it: rules too few. */
const BREAKS: Readonly<Record<OpenName, readonly Break[]>> = {
  'the edge reaches web and API': [
    ['no policy for a web', without(TENANT, 'web')],
    [
      'a web that listens nowhere',
      (world) => ({ ...world, pods: world.pods.map((pod) => ({ ...pod, ports: [] })) }),
    ],
    ['another port', withoutPort(FREE, 'api', 15_567)],
    ['no policy for the portal', without(SYSTEM, 'management-portal')],
    ['a webhook service on another port', withoutPort(SYSTEM, 'tenant-provisioner', 8080)],
  ],
  'the edge reaches solvers': [['no policy for solvers', without(TENANT, 'acme-solver')]],
  'a web reaches its API': [
    ['a web that sends nothing', edit(FREE, 'web', (spec) => ({ ...spec, egress: [] }))],
    ['an API for the edge only', withoutPort(TENANT, 'api', 15_567)],
    ['scheduled calls that reach nothing', without(SYSTEM, 'scheduled-calls')],
  ],
  'an API reaches its database': [
    ['no policy for the database', without(TENANT, 'postgresql')],
    ['no instance', withoutPods((pod) => pod.namespace === TENANT && isInstance(pod))],
    ['the shared database closed', withoutPort(SYSTEM, 'postgresql', 5432)],
    ['an API that sends nothing', edit(FREE, 'api', (spec) => ({ ...spec, egress: [] }))],
  ],
  'a migration reaches its database': [
    ['no policy for it', without(TENANT, 'db-migration')],
    ['no policy for the free tier’s', without(FREE, 'db-migration')],
    ['no policy for the system’s', without(SYSTEM, 'management-db-migration')],
  ],
  'an API reaches the Internet': [['no mail', withoutPort(TENANT, 'api', 587)]],
  'every pod looks up names': [
    ['no policy for names', without(TENANT, 'allow-dns')],
    [
      'UDP only',
      edit(SYSTEM, 'allow-dns', (spec) => ({
        ...spec,
        egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }],
      })),
    ],
  ],
  'instances reach each other': [['no replication', withoutPort(TENANT, 'postgresql', 5432)]],
  'the operator reaches instances': [['no status', withoutPort(OTHER, 'postgresql', 8000)]],
  'Prometheus reaches instances': [['no metrics', withoutPort(SYSTEM, 'postgresql', 9187)]],
  'Prometheus reaches the webhook service': [
    [
      'the edge alone',
      edit(SYSTEM, 'tenant-provisioner', (spec) => ({
        ...spec,
        ingress: (spec.ingress ?? []).map((rule) => ({ ...rule, from: (rule.from ?? []).slice(0, 1) })),
      })),
    ],
  ],
  'the webhook service reaches the Internet': [
    ['no policy for it', without(SYSTEM, 'tenant-provisioner')],
    ['no TLS', withoutPort(SYSTEM, 'tenant-provisioner', 443)],
    ['no DNS', withoutPort(SYSTEM, 'tenant-provisioner', 53)],
  ],
  'instances reach the API server': [['another port', withoutPort(TENANT, 'postgresql', 6443)]],
  'instances reach the object store': [
    [
      'private networks only',
      edit(TENANT, 'postgresql', (spec) => ({ ...spec, egress: (spec.egress ?? []).slice(0, 2) })),
    ],
  ],
};

const CASES = Object.entries(BREAKS).flatMap(([name, breaks]) =>
  breaks.map(([what, change]) => [name as OpenName, what, change] as const),
);

describe('what has to work', () => {
  it.each(CASES)('“%s” breaks with %s', (name, _, change) => {
    expect(OPEN[name](world)).toEqual([]);
    expect(OPEN[name](change(world))).not.toEqual([]);
  });
});
