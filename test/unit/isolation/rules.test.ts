import { describe, expect, it } from 'vitest';
import { everyDoor } from '../../fixtures/reachability/doors.ts';
import { allows, type World } from '../../fixtures/reachability/model.ts';
import type { Peer, Policy, PolicyPort, Rule } from '../../fixtures/reachability/policy.ts';
import { a, b, far, outside, pod, policy, tcp, udp, worldWith } from '../../fixtures/reachability/sample.ts';

type Spec = Policy['spec'];

/** Who of a, far and outside reaches b at 80, with these rules on b. */
function reaching(ingress: readonly Rule[] | undefined, more: Partial<World> = {}): string[] {
  const spec: Spec = { podSelector: {}, ...(ingress === undefined ? {} : { ingress }) };
  const world = worldWith([policy('one', { ...spec, policyTypes: ['Ingress'] })], more);
  const callers = { a, far, outside };
  return Object.entries(callers).flatMap(([name, one]) => (allows(world, one, b, tcp(80)) ? [name] : []));
}

const from = (...peers: readonly Peer[]) => reaching([{ from: peers }]);

describe('peers', () => {
  it('are all where there are none, and nobody where there is no rule', () => {
    expect(reaching([{}])).toEqual(['a', 'far', 'outside']);
    expect(reaching([{ from: [] }])).toEqual(['a', 'far', 'outside']);
    expect(reaching([])).toEqual([]);
    expect(reaching(undefined)).toEqual([]);
  });

  it('by pod are of the policy’s namespace', () => {
    expect(from({ podSelector: {} })).toEqual(['a']);
    expect(from({ podSelector: { matchLabels: { app: 'a' } } })).toEqual(['a']);
    expect(from({ podSelector: { matchLabels: { app: 'b' } } })).toEqual([]);
  });

  it('by namespace are all of its pods, known by name without any label', () => {
    expect(from({ namespaceSelector: {} })).toEqual(['a', 'far']);
    expect(from({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'two' } } })).toEqual([
      'far',
    ]);
  });

  it('by a namespace’s label, which does not replace its name', () => {
    const namespaces = new Map([['two', { team: 'x', 'kubernetes.io/metadata.name': 'one' }]]);
    const peer = { namespaceSelector: { matchLabels: { team: 'x', 'kubernetes.io/metadata.name': 'two' } } };
    expect(reaching([{ from: [peer] }], { namespaces })).toEqual(['far']);
  });

  it('by both need both; as two peers they need one', () => {
    const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': 'two' } };
    const podSelector = { matchLabels: { app: 'b' } };
    expect(from({ namespaceSelector, podSelector })).toEqual([]);
    expect(from({ namespaceSelector }, { podSelector })).toEqual(['far']);
    expect(from({ namespaceSelector, podSelector: { matchLabels: { app: 'a' } } })).toEqual(['far']);
  });

  it('that select nothing hold nobody', () => {
    expect(from({})).toEqual([]);
  });

  it('on their node’s network are no pods', () => {
    const onNode = pod('one', 'a', { hostNetwork: true, ip: '192.168.1.1' });
    const world = (peer: Peer) => worldWith([policy('one', { ingress: [{ from: [peer] }] })]);
    expect(allows(world({ podSelector: {} }), onNode, b, tcp(80))).toBe(false);
    for (const ipBlocks of ['hold pods', 'hold no pods'] as const) {
      const byAddress = { ...world({ ipBlock: { cidr: '192.168.0.0/16' } }), ipBlocks };
      expect(allows(byAddress, onNode, b, tcp(80))).toBe(true);
    }
  });
});

describe('an ipBlock', () => {
  const cidr = '0.0.0.0/0';

  it('holds addresses, without its exceptions', () => {
    expect(from({ ipBlock: { cidr: '203.0.113.0/24' } })).toEqual(['outside']);
    expect(from({ ipBlock: { cidr, except: ['203.0.113.0/28'] } })).toEqual(['a', 'far']);
    expect(from({ ipBlock: { cidr, except: ['198.51.100.0/24', '203.0.113.10/32'] } })).toEqual(['a', 'far']);
  });

  it('holds pods, or no pods, as the network plugin has it', () => {
    expect(reaching([{ from: [{ ipBlock: { cidr } }] }])).toEqual(['a', 'far', 'outside']);
    expect(reaching([{ from: [{ ipBlock: { cidr } }] }], { ipBlocks: 'hold no pods' })).toEqual(['outside']);
  });

  it('is of one family', () => {
    const world = (block: string) =>
      worldWith([
        policy('one', { policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: block } }] }] }),
      ]);
    const metadata = { ip: 'fd00:ec2::254' };
    expect(allows(world(cidr), a, metadata, tcp(80))).toBe(false);
    expect(allows(world('::/0'), a, metadata, tcp(80))).toBe(true);
    expect(allows(world('fd00::/16'), a, metadata, tcp(80))).toBe(true);
    expect(allows(world('::/0'), a, outside, tcp(80))).toBe(false);
  });
});

describe('ports', () => {
  const at = (...ports: readonly PolicyPort[]) => worldWith([policy('one', { ingress: [{ ports }] })]);

  it('are all where there are none', () => {
    expect(allows(at(), a, b, udp(1))).toBe(true);
  });

  it('are TCP by default', () => {
    expect([tcp(80), udp(80), tcp(81)].map((door) => allows(at({ port: 80 }), a, b, door))).toEqual([
      true,
      false,
      false,
    ]);
    const bothNames = at({ port: 53, protocol: 'UDP' }, { port: 53 });
    expect([tcp(53), udp(53)].map((door) => allows(bothNames, a, b, door))).toEqual([true, true]);
  });

  it('are a protocol’s where there is no number', () => {
    const world = at({ protocol: 'UDP' });
    expect([tcp(1), udp(1), udp(65_535)].map((door) => allows(world, a, b, door))).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('are a range to its end', () => {
    const world = at({ port: 8000, endPort: 8002 });
    const doors = [7999, 8000, 8001, 8002, 8003].map(tcp);
    expect(doors.map((door) => allows(world, a, b, door))).toEqual([false, true, true, true, false]);
  });

  it('with a name are the called pod’s', () => {
    expect(allows(at({ port: 'http' }), a, b, tcp(8080))).toBe(true);
    expect(allows(at({ port: 'http' }), a, b, tcp(80))).toBe(false);
    expect(allows(at({ port: 'metrics' }), a, b, tcp(8080))).toBe(false);
    expect(allows(at({ port: 'dns' }), a, b, udp(53))).toBe(false);
    expect(allows(at({ port: 'dns' }), a, b, tcp(53))).toBe(false);
    expect(allows(at({ port: 'dns', protocol: 'UDP' }), a, b, udp(53))).toBe(true);
    expect(allows(at({ port: 'http' }), b, a, tcp(8080))).toBe(false);
  });

  it('with a name in a sender’s policy are the called pod’s too, and nobody’s outside', () => {
    const world = worldWith([
      policy('two', { policyTypes: ['Egress'], egress: [{ ports: [{ port: 'http' }] }] }),
    ]);
    expect(allows(world, far, b, tcp(8080))).toBe(true);
    expect(allows(world, far, a, tcp(8080))).toBe(false);
    expect(allows(world, far, outside, tcp(8080))).toBe(false);
  });

  it('belong to the peers of their own rule', () => {
    const rules: Rule[] = [
      { from: [{ podSelector: {} }], ports: [{ port: 80 }] },
      { from: [{ namespaceSelector: {} }], ports: [{ port: 81 }] },
    ];
    const world = worldWith([policy('one', { ingress: rules })]);
    expect([tcp(80), tcp(81)].map((door) => allows(world, a, b, door))).toEqual([true, true]);
    expect([tcp(80), tcp(81)].map((door) => allows(world, far, b, door))).toEqual([false, true]);
  });
});

describe('every door', () => {
  it('is one for each range that policies and containers tell apart', () => {
    const ports = [{ port: 80 }, { port: 8000, endPort: 8002 }, { port: 'http' }, { port: 65_535 }];
    const world = worldWith([policy('one', { egress: [{ ports }] })], { pods: [b] });
    const numbers = [...new Set(everyDoor(world).map(({ port }) => port))].sort((x, y) => x - y);
    expect(numbers).toEqual([1, 53, 54, 80, 81, 8000, 8003, 8080, 8081, 65_535]);
    expect(everyDoor(world)).toHaveLength(numbers.length * 3);
  });
});
