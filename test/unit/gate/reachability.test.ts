import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openReader, type RenderedObject } from '../../../src/diff/objects.ts';
import { networkFindings } from '../../../src/gate/network.ts';
import { covers, openingsOf, type Policy, policySchema } from '../../../src/gate/openings.ts';
import { rangeHolds } from '../../../src/platform/address-range.ts';
import { everyDoor } from '../../fixtures/reachability/doors.ts';
import {
  type Door,
  type Endpoint,
  networkHolds,
  openDoors,
  type World,
} from '../../fixtures/reachability/model.ts';
import type { IpBlock, Peer, Policy as Plain, PolicyPort, Rule } from '../../fixtures/reachability/policy.ts';
import { policies, policyChange, port, singlePolicy } from '../../fixtures/reachability/policy-changes.ts';
import { label } from '../../fixtures/reachability/who.ts';

type Spec = Plain['spec'];
const read = openReader();

/** What is rendered of a tenant whose namespace is `one`. */
function objectsOf(all: readonly Plain[]): readonly RenderedObject[] {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'one' } };
  const objects = all.map((policy) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    ...policy,
  }));
  const text = [namespace, ...objects].map((object) => `${JSON.stringify(object)}\n`).join('---\n');
  return read('dist/tenants/one/manifests.yaml', text, 'one');
}

function found(before: readonly Plain[], after: readonly Plain[]) {
  return networkFindings({
    subject: { kind: 'tenant', id: 'one' },
    before: objectsOf(before),
    after: objectsOf(after),
    isLeaving: false,
    isImporting: false,
  });
}

/** Pods with every combination of labels in both namespaces, and addresses on both sides of every bound. */
const LABELS = [
  {},
  { app: 'x' },
  { app: 'y' },
  { tier: 'x' },
  { app: 'x', tier: 'y' },
  { app: 'y', tier: 'y' },
];
const IPS = ['10.0.0.1', '10.0.1.1', '10.0.1.129', '10.200.0.1', '192.168.0.1', '203.0.113.1', 'fd00::1'];
const PODS = ['one', 'two', 'three'].flatMap((namespace, i) =>
  LABELS.map((labels, j) => ({
    name: `pod-${j}`,
    namespace,
    labels,
    ip: IPS[(i + j) % IPS.length] ?? '',
    ports: [
      { name: 'http', port: 80 + j, protocol: 'TCP' as const },
      { name: 'metrics', port: 443, protocol: 'UDP' as const },
    ],
  })),
);
const OWN = PODS.filter(({ namespace }) => namespace === 'one');
const ALL: readonly Endpoint[] = [...PODS, ...IPS.map((ip) => ({ ip }))];

function worldWith(all: readonly Plain[]): World {
  const namespaces = new Map([
    ['one', { app: 'x' }],
    ['two', { app: 'y', tier: 'x' }],
  ]);
  return { namespaces, pods: PODS, policies: all, ipBlocks: 'hold pods' };
}

/** Ways to and from pods of namespace `one` that are open after, and were not before. */
function newlyOpen(before: readonly Plain[], after: readonly Plain[]): string[] {
  const [was, is] = [worldWith(before), worldWith(after)];
  const doors = everyDoor(worldWith([...before, ...after]));
  const ways = OWN.flatMap((own) => ALL.flatMap((other) => [[own, other] as const, [other, own] as const]));
  return ways.flatMap(([from, to]) => {
    const before = new Set(openDoors(was, from, to, doors).map(doorText));
    return openDoors(is, from, to, doors)
      .map(doorText)
      .filter((door) => !before.has(door))
      .map((door) => `${label(from)} → ${label(to)}: ${door}`);
  });
}

const doorText = ({ port, protocol }: Door) => `${protocol} ${port}`;

describe('the gate, compared with what policies mean', () => {
  it('never misses a change that allows traffic', () => {
    let opened = 0;
    let silent = 0;
    fc.assert(
      fc.property(policyChange, ([before, after]) => {
        const ways = newlyOpen(before, after);
        const isTold = found(before, after).length > 0;
        if (ways.length > 0) opened++;
        if (!isTold) silent++;
        expect(isTold ? [] : ways.slice(0, 3)).toEqual([]);
      }),
      { numRuns: 400 },
    );
    // Both happen, or nothing was tried.
    expect(opened).toBeGreaterThan(30);
    expect(silent).toBeGreaterThan(30);
  });

  it('is silent if rules, peers, exceptions or ports only deny more', () => {
    fc.assert(
      fc.property(policies, fc.nat(), (all, at) => {
        const closed = all.map((policy, i) => (i === at % all.length ? withLess(policy) : policy));
        expect(found(all, closed)).toEqual([]);
        expect(found(all, all.toReversed())).toEqual([]);
      }),
    );
  });

  it('knows exactly which ports contain others', () => {
    fc.assert(
      fc.property(port, port, (wide, narrow) => {
        const opening = (one: PolicyPort) => openingOf({ podSelector: {}, ingress: [{ ports: [one] }] });
        const isOpen = (one: PolicyPort) =>
          doorsOf({ podSelector: {}, ingress: [{ ports: [one] }] }, [wide, narrow]);
        const isWithin = isOpen(narrow).every((door) => isOpen(wide).includes(door));
        const isNamed = [wide, narrow].some((one) => typeof one.port === 'string');
        // What a name stands for is the pod's: it is compared by its name only.
        if (!isNamed) expect(covers(opening(wide), opening(narrow))).toBe(isWithin);
        else if (covers(opening(wide), opening(narrow))) expect(isWithin).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('says that one opening covers another only if it does', () => {
    fc.assert(
      fc.property(singlePolicy, singlePolicy, (wide, narrow) => {
        const [one, other] = [openingsOf(parsed(wide))[0], openingsOf(parsed(narrow))[0]];
        fc.pre(one !== undefined && other !== undefined);
        // Everything else is shut, so that what an opening opens is all that is open.
        const shut: Plain = {
          metadata: { name: 'shut', namespace: 'one' },
          spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
        };
        const isCovered = covers(one as NonNullable<typeof one>, other as NonNullable<typeof other>);
        if (isCovered) expect(newlyOpen([shut, wide], [shut, narrow])).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

function parsed(policy: Plain): Policy {
  return policySchema.parse(policy);
}

function openingOf(spec: Spec) {
  const [opening] = openingsOf(parsed({ metadata: { name: 'policy', namespace: 'one' }, spec }));
  if (opening === undefined) throw new Error('it opens nothing');
  return opening;
}

function doorsOf(spec: Spec, ports: readonly PolicyPort[]): string[] {
  const all = [{ metadata: { name: 'policy', namespace: 'one' }, spec }];
  const tried = { metadata: { name: 'tried', namespace: 'none' }, spec: { ingress: [{ ports }] } };
  const doors = everyDoor(worldWith([...all, tried]));
  const [to, from] = [OWN[0], { ip: '203.0.113.1' }];
  return to === undefined ? [] : openDoors(worldWith(all), from, to, doors).map(doorText);
}

/** Less of a policy's first rule that has something to take away: never the last peer or port, whose absence means all. */
function withLess(policy: Plain): Plain {
  const less = (rules: readonly Rule[] | undefined, key: 'from' | 'to') =>
    rules?.map((rule) => ({
      ...rule,
      ...((rule.ports?.length ?? 0) > 1 ? { ports: rule.ports?.slice(1) ?? [] } : {}),
      ...(rule[key] === undefined ? {} : { [key]: fewer(rule[key]) }),
    }));
  const { ingress, egress, ...spec } = policy.spec;
  // Without types an egress rule that goes takes its direction along.
  const types = spec.policyTypes ?? [];
  return {
    ...policy,
    spec: {
      ...spec,
      ...(ingress === undefined ? {} : { ingress: less(ingress, 'from') ?? [] }),
      ...(egress === undefined
        ? {}
        : {
            egress: types.includes('Egress')
              ? (less(egress, 'to')?.slice(1) ?? [])
              : (less(egress, 'to') ?? []),
          }),
    },
  };
}

function fewer(peers: readonly Peer[]): readonly Peer[] {
  const block = ({ cidr, except = [] }: IpBlock): IpBlock => ({ cidr, except: [...except, cidr] });
  return (peers.length > 1 ? peers.slice(1) : peers).map((peer) =>
    peer.ipBlock === undefined ? peer : { ...peer, ipBlock: block(peer.ipBlock) },
  );
}

describe('a policy that Kubernetes rejects', () => {
  const policyWith = (spec: unknown) => ({ metadata: { name: 'policy', namespace: 'one' }, spec }) as Plain;
  const rule = (peer: unknown) => policyWith({ podSelector: {}, ingress: [{ from: [peer] }] });
  const ports = (one: unknown) => policyWith({ podSelector: {}, ingress: [{ ports: [one] }] });

  it.each<[string, Plain]>([
    ['a peer that names nobody', rule({})],
    ['a block beside a selector', rule({ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} })],
    ['the end of no range', ports({ endPort: 80 })],
    ['the end of a name’s range', ports({ port: 'http', endPort: 80 })],
    ['a range that ends before it begins', ports({ port: 80, endPort: 79 })],
    ['a port that is none', ports({ port: 0 })],
    ['a protocol that is none', ports({ protocol: 'tcp', port: 80 })],
    ['an expression that is none', policyWith({ podSelector: { matchExpressions: ['app'] } })],
    [
      'a list of nothing',
      policyWith({ podSelector: { matchExpressions: [{ key: 'app', operator: 'In' }] } }),
    ],
  ])('%s is not read, and told', (_, policy) => {
    expect(found([], [policy]).map(({ found }) => found)).toEqual(['unreadable: it may allow any traffic']);
  });

  it('is reported if it changes or is removed, because it may have denied traffic', () => {
    const told = [
      expect.objectContaining({ found: 'the old policy is unreadable: it may have denied traffic' }),
    ];
    expect(found([rule({})], [])).toEqual(told);
    expect(found([rule({})], [rule({ podSelector: {} })])).toEqual(expect.arrayContaining(told));
    expect(found([rule({})], [rule({})])).toEqual([]);
  });
});

it('compares address ranges as the model does', () => {
  const bits = fc.integer({ min: 0, max: 32 });
  const address = fc.tuple(
    fc.constantFrom(10, 192),
    fc.constantFrom(0, 128),
    fc.constantFrom(0, 1),
    fc.nat(255),
  );
  fc.assert(
    fc.property(address, bits, address, bits, (a, wide, b, narrow) => {
      const [range, inner] = [`${a.join('.')}/${wide}`, `${b.join('.')}/${narrow}`];
      const isWithin = wide <= narrow && networkHolds(range, b.join('.'));
      expect(rangeHolds(range, inner)).toBe(isWithin);
    }),
  );
  expect(rangeHolds('::/0', '10.0.0.0/8')).toBe(false);
  expect(rangeHolds('0.0.0.0/0', 'fd00::/8')).toBe(false);
  expect(rangeHolds('fd00::/8', 'fd00:1::/32')).toBe(true);
});
