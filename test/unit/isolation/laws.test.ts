import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  direction,
  endpoint,
  pod,
  policy,
  protocol,
  world,
} from '../../fixtures/reachability/arbitraries.ts';
import { everyDoor } from '../../fixtures/reachability/doors.ts';
import {
  allows,
  type Door,
  type Endpoint,
  isolating,
  openDoors,
  type World,
} from '../../fixtures/reachability/model.ts';
import { directions, type Policy } from '../../fixtures/reachability/policy.ts';

const plus = (world: World, ...more: readonly Policy[]): World => ({
  ...world,
  policies: [...world.policies, ...more],
});

/** Every way from one to the other that is open. */
function open(world: World, from: Endpoint, to: Endpoint, others: World = world): Door[] {
  return openDoors(
    world,
    from,
    to,
    everyDoor({ ...others, pods: [from, to].filter((one) => 'ports' in one) }),
  );
}

/** Policies select it already in each direction that the new one isolates. */
function isHeld(world: World, endpoint: Endpoint, policy: Policy): boolean {
  return directions(policy).every((direction) => {
    const isSelected = isolating({ ...world, policies: [policy] }, direction, endpoint).length > 0;
    return !isSelected || isolating(world, direction, endpoint).length > 0;
  });
}

describe('the laws of policies', () => {
  it('one more never shuts a door where both sides are isolated already', () => {
    fc.assert(
      fc.property(world, policy, endpoint, endpoint, (world, policy, from, to) => {
        fc.pre(isHeld(world, from, policy) && isHeld(world, to, policy));
        const more = plus(world, policy);
        expect(open(more, from, to)).toEqual(expect.arrayContaining(open(world, from, to, more)));
      }),
    );
  });

  it('one more never opens a door where it is the first, and one without rules never opens any', () => {
    fc.assert(
      fc.property(world, policy, direction, endpoint, endpoint, (world, policy, way, from, to) => {
        const free = { ...world, policies: [] };
        const first = plus(free, policy);
        expect(open(free, from, to, first)).toEqual(expect.arrayContaining(open(first, from, to)));
        const deny = plus(world, { ...policy, spec: { podSelector: {}, policyTypes: [way] } });
        expect(open(world, from, to, deny)).toEqual(expect.arrayContaining(open(deny, from, to)));
      }),
    );
  });

  it('their order means nothing, and saying a thing twice means nothing', () => {
    fc.assert(
      fc.property(world, endpoint, endpoint, (world, from, to) => {
        const before = open(world, from, to);
        expect(open({ ...world, policies: world.policies.toReversed() }, from, to)).toEqual(before);
        expect(open(plus(world, ...world.policies), from, to)).toEqual(before);
      }),
    );
  });

  it('one is as good as one for each of its rules', () => {
    fc.assert(
      fc.property(world, policy, endpoint, endpoint, (world, { metadata, spec }, from, to) => {
        const policyTypes = directions({ metadata, spec });
        const part = (rules: Policy['spec']): Policy => ({
          metadata,
          spec: { podSelector: spec.podSelector ?? {}, policyTypes, ...rules },
        });
        const parts = [
          part({}),
          ...(spec.ingress ?? []).map((rule) => part({ ingress: [rule] })),
          ...(spec.egress ?? []).map((rule) => part({ egress: [rule] })),
        ];
        expect(open(plus(world, ...parts), from, to)).toEqual(
          open(plus(world, { metadata, spec }), from, to),
        );
      }),
    );
  });

  it('what concerns neither namespace changes nothing', () => {
    fc.assert(
      fc.property(world, policy, endpoint, endpoint, (world, { spec }, from, to) => {
        const elsewhere = plus(world, { metadata: { name: 'policy', namespace: 'elsewhere' }, spec });
        expect(open(elsewhere, from, to)).toEqual(open(world, from, to, elsewhere));
      }),
    );
  });

  it('one of everything for everybody opens what it selects, and default deny shuts it', () => {
    fc.assert(
      fc.property(world, pod, pod, (world, from, to) => {
        const all = (namespace: string): Policy => ({
          metadata: { name: 'all', namespace },
          spec: { podSelector: {}, ingress: [{}], egress: [{}] },
        });
        const opened = plus(world, all('one'), all('two'));
        expect(open(opened, from, to)).toEqual(everyDoor({ ...opened, pods: [from, to] }));
        const spec = { podSelector: {}, policyTypes: ['Egress'] as const };
        const shut = {
          ...world,
          policies: [{ metadata: { name: 'deny', namespace: from.namespace }, spec }],
        };
        expect(open(shut, from, to)).toEqual([]);
      }),
    );
  });

  it('every door stands for its whole range', () => {
    const anyPort = fc.integer({ min: 1, max: 65_535 });
    fc.assert(
      fc.property(world, pod, pod, anyPort, protocol, (world, from, to, port, protocol) => {
        const doors = everyDoor({ ...world, pods: [from, to] }).filter((one) => one.protocol === protocol);
        const nearest = Math.max(...doors.map((one) => one.port).filter((start) => start <= port));
        const answers = [port, nearest].map((one) => allows(world, from, to, { port: one, protocol }));
        expect(answers[0]).toBe(answers[1]);
      }),
    );
  });

  it('an ipBlock that holds pods opens no less than one that holds none', () => {
    fc.assert(
      fc.property(world, pod, pod, (world, from, to) => {
        const narrow: World = { ...world, ipBlocks: 'hold no pods' };
        const wide = open({ ...world, ipBlocks: 'hold pods' }, from, to);
        expect(wide).toEqual(expect.arrayContaining(open(narrow, from, to)));
      }),
    );
  });
});
