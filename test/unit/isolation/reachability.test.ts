import { describe, expect, it } from 'vitest';
import { allows, isolating } from '../../fixtures/reachability/model.ts';
import { directions, type Policy, type Selector, selects } from '../../fixtures/reachability/policy.ts';
import { a, b, far, outside, pod, policy, tcp, udp, worldWith } from '../../fixtures/reachability/sample.ts';

type Spec = Policy['spec'];

describe('a selector', () => {
  const labels = { app: 'web', tier: 'free' };
  it.each<[string, Selector, boolean]>([
    ['without terms takes everything', {}, true],
    ['with every label', { matchLabels: { app: 'web', tier: 'free' } }, true],
    ['with a label of another value', { matchLabels: { app: 'web', tier: 'paid' } }, false],
    ['In', { matchExpressions: [{ key: 'app', operator: 'In', values: ['api', 'web'] }] }, true],
    ['In, another', { matchExpressions: [{ key: 'app', operator: 'In', values: ['api'] }] }, false],
    ['In, no such label', { matchExpressions: [{ key: 'no', operator: 'In', values: ['api'] }] }, false],
    ['NotIn', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['api'] }] }, true],
    ['NotIn, listed', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }, false],
    ['NotIn, no such label', { matchExpressions: [{ key: 'no', operator: 'NotIn', values: ['web'] }] }, true],
    ['Exists', { matchExpressions: [{ key: 'app', operator: 'Exists' }] }, true],
    ['Exists, no such label', { matchExpressions: [{ key: 'no', operator: 'Exists' }] }, false],
    ['DoesNotExist', { matchExpressions: [{ key: 'no', operator: 'DoesNotExist' }] }, true],
    ['DoesNotExist, but it does', { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, false],
    [
      'needs labels and expressions',
      { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] },
      false,
    ],
  ])('%s', (_, selector, expected) => {
    expect(selects(selector, labels)).toBe(expected);
  });
});

describe('policyTypes', () => {
  it.each<[string, Spec, string[]]>([
    ['ingress alone by default', {}, ['Ingress']],
    ['ingress even where only egress has rules', { egress: [{}] }, ['Ingress', 'Egress']],
    ['no egress for an empty list', { egress: [] }, ['Ingress']],
    ['what they say', { policyTypes: ['Egress'], ingress: [{}] }, ['Egress']],
    ['the default for an empty list', { policyTypes: [], egress: [{}] }, ['Ingress', 'Egress']],
  ])('%s', (_, spec, expected) => {
    expect(directions(policy('one', spec))).toEqual(expected);
  });

  it('leave rules of a direction that they do not name without effect', () => {
    const world = worldWith([policy('one', { policyTypes: ['Ingress'], egress: [] })]);
    expect(allows(world, a, far, tcp(80))).toBe(true);
    expect(allows(world, far, a, tcp(80))).toBe(false);
  });
});

describe('who is isolated', () => {
  it('is nobody without a policy', () => {
    expect(allows(worldWith([]), far, a, tcp(80))).toBe(true);
    expect(allows(worldWith([]), outside, a, udp(1))).toBe(true);
  });

  it('are the selected pods of the policy’s namespace', () => {
    const world = worldWith([policy('one', { podSelector: { matchLabels: { app: 'a' } } })]);
    expect([a, b, far].map((one) => isolating(world, 'Ingress', one).length)).toEqual([1, 0, 0]);
  });

  it('is every pod of the namespace for an empty podSelector, or none', () => {
    for (const spec of [{ podSelector: {} }, {}]) {
      const world = worldWith([policy('one', spec)]);
      expect([a, b, far].map((one) => isolating(world, 'Ingress', one).length)).toEqual([1, 1, 0]);
    }
  });

  it('is no pod on its node’s network, and no address outside', () => {
    const world = worldWith([policy('one', { policyTypes: ['Ingress', 'Egress'] })]);
    const onNode = pod('one', 'a', { hostNetwork: true });
    expect(isolating(world, 'Ingress', onNode)).toEqual([]);
    expect(isolating(world, 'Egress', outside)).toEqual([]);
  });

  it('never cuts a pod off from itself', () => {
    const world = worldWith([policy('one', { policyTypes: ['Ingress', 'Egress'] })]);
    expect(allows(world, a, a, tcp(80))).toBe(true);
    expect(allows(world, a, b, tcp(80))).toBe(false);
  });
});

describe('both sides', () => {
  const deny = (direction: 'Ingress' | 'Egress') => policy('one', { policyTypes: [direction] });

  it('have to allow a connection', () => {
    expect(allows(worldWith([deny('Egress')]), a, far, tcp(80))).toBe(false);
    expect(allows(worldWith([deny('Ingress')]), far, a, tcp(80))).toBe(false);
    const open = policy('one', { policyTypes: ['Egress'], egress: [{}] });
    expect(allows(worldWith([deny('Egress'), open]), a, far, tcp(80))).toBe(true);
    expect(allows(worldWith([deny('Ingress'), open]), a, b, tcp(80))).toBe(false);
  });

  it('are one side for an address outside', () => {
    expect(allows(worldWith([deny('Egress')]), outside, a, tcp(80))).toBe(true);
    expect(allows(worldWith([deny('Ingress')]), a, outside, tcp(80))).toBe(true);
    expect(allows(worldWith([deny('Egress')]), a, outside, tcp(80))).toBe(false);
  });
});
