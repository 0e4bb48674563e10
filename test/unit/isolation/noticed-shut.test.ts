import { describe, expect, it } from 'vitest';
import { ACME, BIGSHOP, PETE, rendered } from '../../fixtures/fleet.ts';
import {
  both,
  type Change,
  edit,
  inNamespace,
  letIn,
  letOut,
  newNamespace,
  newPod,
  plus,
  without,
  withoutException,
  withoutPods,
} from '../../fixtures/reachability/changes.ts';
import { WITH_SERVICE } from '../../fixtures/reachability/platform.ts';
import { SHUT } from '../../fixtures/reachability/promises.ts';
import { renderedWorld } from '../../fixtures/reachability/world.ts';

type ShutName = keyof typeof SHUT;
type Break = readonly [what: string, change: Change];

const world = renderedWorld(rendered([ACME, BIGSHOP, PETE], WITH_SERVICE));
const SYSTEM = 'mechanicbuddy-system';
const FREE = 'mechanicbuddy-free-tier';
const TENANT = 'tenant-acme';
const OTHER = 'tenant-bigshop';
const SERVICE = 'tenant-provisioner';

const EDGE = {
  ...inNamespace('ingress-nginx'),
  podSelector: { matchLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } },
};
const SOME_INTERNET = { ipBlock: { cidr: '203.0.113.0/24' } };
const POSTGRESQL = [{ port: 5432 }];
const EVERY_TENANT = { namespaceSelector: { matchLabels: { 'mechanicbuddy.app/namespace-type': 'tenant' } } };

/** For each promise what breaks it: rules too many. */
const BREAKS: Readonly<Record<ShutName, readonly Break[]>> = {
  'every pod is isolated both ways': [
    ['no default deny', without(TENANT, 'default-deny')],
    ['no default deny and no names', without(SYSTEM, 'default-deny', 'allow-dns')],
    ['a namespace without policies', both(newNamespace, newPod('tenant-new', {}))],
    ['a pod on the node’s network', newPod(TENANT, { hostNetwork: true })],
    ['a pod of no known kind', newPod(TENANT, { labels: { 'app.kubernetes.io/component': 'miner' } })],
  ],
  'no tenant reaches another': [
    ['a database for everybody', letIn(TENANT, 'postgresql', {})],
    [
      'tenants for each other',
      both(letIn(TENANT, 'web', { from: [EVERY_TENANT] }), letOut(OTHER, 'web', {})),
    ],
    [
      'a namespace that is not isolated, and one that sends anywhere',
      both(plus(TENANT, { ingress: [{ from: [inNamespace(OTHER)] }] }), letOut(OTHER, 'api', {})),
    ],
  ],
  'no tenant reaches what is shared, nor the other way round': [
    [
      'the import too early',
      both(
        letIn(SYSTEM, 'postgresql', { from: [EVERY_TENANT], ports: [{ port: 5432 }] }),
        letOut(TENANT, 'postgresql', { to: [inNamespace(SYSTEM)], ports: [{ port: 5432 }] }),
      ),
    ],
    ['a shared API that calls tenants', both(letOut(FREE, 'api', {}), letIn(TENANT, 'api', {}))],
  ],
  'no stranger reaches us': [
    ['a web for everybody', letIn(TENANT, 'web', {})],
    ['the edge’s whole namespace', letIn(FREE, 'web', { from: [inNamespace('ingress-nginx')] })],
    ['the operator’s whole namespace', letIn(SYSTEM, 'postgresql', { from: [inNamespace('cnpg-system')] })],
    ['any namespace', letIn(TENANT, 'postgresql', { from: [{ namespaceSelector: {} }] })],
    ['a load balancer that goes past the edge', letIn(TENANT, 'api', { from: [SOME_INTERNET] })],
    ['an allow-all', plus(SYSTEM, { podSelector: {}, ingress: [{}] })],
  ],
  'the edge reaches no database': [
    ['the edge for PostgreSQL', letIn(TENANT, 'postgresql', { from: [inNamespace('ingress-nginx')] })],
    ['no default deny', without(TENANT, 'default-deny')],
  ],
  'no web reaches a database': [
    [
      'a web with PostgreSQL',
      both(letIn(TENANT, 'postgresql', { from: [{ podSelector: {} }] }), letOut(TENANT, 'web', {})),
    ],
    [
      'a portal with PostgreSQL',
      both(
        letIn(SYSTEM, 'postgresql', { from: [{ podSelector: {} }] }),
        letOut(SYSTEM, 'management-portal', {}),
      ),
    ],
  ],
  'only the edge and its web reach the shared API': [
    ['Prometheus', letIn(FREE, 'api', { from: [inNamespace('monitoring')], ports: [{ port: 15_567 }] })],
    [
      'the management API',
      both(letIn(FREE, 'api', { from: [inNamespace(SYSTEM)] }), letOut(SYSTEM, 'management-api', {})),
    ],
    [
      'its migration',
      both(letIn(FREE, 'api', { from: [{ podSelector: {} }] }), letOut(FREE, 'db-migration', {})),
    ],
    ['the Internet', letIn(FREE, 'api', { from: [SOME_INTERNET] })],
    ['no shared API', withoutPods(({ namespace }) => namespace === FREE)],
  ],
  'only the edge and Prometheus reach the webhook service': [
    [
      'the portal',
      both(letIn(SYSTEM, SERVICE, { from: [{ podSelector: {} }] }), letOut(SYSTEM, 'management-portal', {})),
    ],
    ['the edge’s whole namespace', letIn(SYSTEM, SERVICE, { from: [inNamespace('ingress-nginx')] })],
    ['the Internet', letIn(SYSTEM, SERVICE, { from: [SOME_INTERNET], ports: [{ port: 8080 }] })],
    ['no webhook service', withoutPods(({ name }) => name === SERVICE)],
  ],
  'the webhook service reaches the Internet by TLS and DNS alone': [
    ['the metadata address', withoutException(SYSTEM, SERVICE, '169.254.0.0/16')],
    ['nodes and pods', withoutException(SYSTEM, SERVICE, '10.0.0.0/8')],
    [
      'the database',
      both(
        letIn(SYSTEM, 'postgresql', { from: [{ podSelector: {} }], ports: POSTGRESQL }),
        letOut(SYSTEM, SERVICE, { to: [{ podSelector: {} }], ports: POSTGRESQL }),
      ),
    ],
    ['Git’s own port', letOut(SYSTEM, SERVICE, { to: [SOME_INTERNET], ports: [{ port: 22 }] })],
  ],
  'nothing reaches the cloud’s metadata': [
    ['an API without the exception', withoutException(TENANT, 'api', '169.254.0.0/16')],
    ['a database without the exception', withoutException(SYSTEM, 'postgresql', '169.254.0.0/16')],
    ['carrier addresses', withoutException(FREE, 'api', '100.64.0.0/10')],
    ['the Internet of IPv6', letOut(FREE, 'api', { to: [{ ipBlock: { cidr: '::/0' } }] })],
    [
      'names from anywhere',
      edit(TENANT, 'allow-dns', (spec) => ({ ...spec, egress: [{ ports: [{ port: 53 }] }] })),
    ],
    ['no policy for egress', without(TENANT, 'default-deny', 'allow-dns', 'db-migration')],
  ],
  'nothing reaches foreign pods but the name server': [
    ['an API without the exception for pods', withoutException(TENANT, 'api', '10.0.0.0/8')],
    ['any namespace', letOut(SYSTEM, 'scheduled-calls', { to: [{ namespaceSelector: {} }] })],
    [
      'a web with every machine’s HTTPS',
      letOut(TENANT, 'web', { to: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 443 }] }),
    ],
    ['more of the name server', letOut(TENANT, 'allow-dns', { to: [inNamespace('kube-system')] })],
  ],
  'nothing else comes in': [
    ['a range of ports', letIn(TENANT, 'web', { from: [EDGE], ports: [{ port: 3000, endPort: 3010 }] })],
    [
      'UDP',
      letIn(TENANT, 'web', {
        from: [EDGE],
        ports: [{ port: 3000, protocol: 'UDP' }],
      }),
    ],
    [
      'the shared database for a tenant’s API',
      both(
        letIn(SYSTEM, 'postgresql', { from: [EVERY_TENANT], ports: POSTGRESQL }),
        letOut(TENANT, 'api', { to: [inNamespace(SYSTEM)], ports: POSTGRESQL }),
      ),
    ],
    [
      'one database for another',
      both(
        letIn(TENANT, 'postgresql', { from: [EVERY_TENANT], ports: POSTGRESQL }),
        letOut(OTHER, 'postgresql', { to: [EVERY_TENANT], ports: POSTGRESQL }),
      ),
    ],
    ['the status port for Prometheus', letIn(TENANT, 'postgresql', { from: [inNamespace('monitoring')] })],
  ],
  'nothing else goes out': [
    [
      'a database with any API server',
      letOut(TENANT, 'postgresql', { to: [SOME_INTERNET], ports: [{ port: 6443 }] }),
    ],
    ['a web with the Internet', letOut(TENANT, 'web', { to: [SOME_INTERNET] })],
    [
      'plain HTTP',
      letOut(TENANT, 'api', { to: [{ ipBlock: { cidr: '0.0.0.0/1' } }], ports: [{ port: 80 }] }),
    ],
    ['the nodes', letOut(FREE, 'api', { to: [{ ipBlock: { cidr: '192.168.0.0/16' } }] })],
  ],
};

const CASES = Object.entries(BREAKS).flatMap(([name, breaks]) =>
  breaks.map(([what, change]) => [name as ShutName, what, change] as const),
);

describe('what stays shut', () => {
  it.each(CASES)('“%s” breaks with %s', (name, _, change) => {
    expect(SHUT[name](world)).toEqual([]);
    expect(SHUT[name](change(world))).not.toEqual([]);
  });

  it('says who reaches whom, and at which port', () => {
    const change = letIn(TENANT, 'web', { from: [inNamespace('ingress-nginx')], ports: [{ port: 3000 }] });
    expect(SHUT['no stranger reaches us'](change(world))).toEqual([
      'ingress-nginx/ingress-nginx-admission-create → tenant-acme/web: TCP 3000 open',
      'ingress-nginx/other-controller → tenant-acme/web: TCP 3000 open',
      'ingress-nginx/stranger → tenant-acme/web: TCP 3000 open',
    ]);
  });
});
