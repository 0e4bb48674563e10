import { describe, expect, it } from 'vitest';
import { ACME, PETE, rendered } from '../../fixtures/fleet.ts';
import { nothingElseComesIn, nothingElseGoesOut } from '../../fixtures/reachability/flows.ts';
import { everyPartTakenAway, half, type Mutant } from '../../fixtures/reachability/mutate.ts';
import { WITH_SERVICE } from '../../fixtures/reachability/platform.ts';
import { OPEN, SHUT } from '../../fixtures/reachability/promises.ts';
import { ours } from '../../fixtures/reachability/who.ts';
import { renderedWorld } from '../../fixtures/reachability/world.ts';

const world = renderedWorld(rendered([ACME, PETE], WITH_SERVICE));

/** Whether a promise breaks. The dear ones look at the changed namespace only: other pods are as they were. */
function isNoticed({ world, namespace }: Mutant): boolean {
  const own = ours(world).filter((pod) => pod.namespace === namespace);
  return (
    Object.values(OPEN).some((promise) => promise(world).length > 0) ||
    SHUT['every pod is isolated both ways'](world).length > 0 ||
    nothingElseComesIn(half(world, 'Ingress'), own).length > 0 ||
    nothingElseGoesOut(half(world, 'Egress'), own).length > 0
  );
}

/** Parts that change nothing when they go. Each reason has to be needed. */
const EQUAL = {
  'TCP is the default': /\.ports\[\d+\]\.protocol$/,
  'a namespace holds one instance': /\.matchLabels\.app\.kubernetes\.io\/(instance|name)$/,
  'the pods’ name says their namespace':
    /\/postgresql\.ingress\[0\]\.from\[\d\]\.namespaceSelector\.matchLabels(\.kubernetes\.io\/metadata\.name)?$/,
  'a selector without terms is the same as none': /\/(default-deny|allow-dns)\.podSelector$/,
  'the types follow from the rules': /\.policyTypes$/,
  'the one type follows from the rules':
    /\/(allow-dns|[a-z-]*migration|scheduled-calls|acme-solver)\.policyTypes\[0\]$/,
  'allow-dns isolates egress too': /\/default-deny\.policyTypes\[1\]$/,
  'instances reach private networks on 443 by the rule for the API server':
    /\/postgresql\.egress\[2\]\.to\[0\]\.ipBlock\.except\[[034]\]$/,
};

describe('every policy, rule, peer, port and selector term of the rendered policies', () => {
  const mutants = everyPartTakenAway(world);
  const unnoticed = mutants.filter((mutant) => !isNoticed(mutant)).map(({ what }) => what);

  it('is many', () => {
    expect(mutants.length).toBeGreaterThan(500);
    expect(new Set(mutants.map(({ what }) => what)).size).toBe(mutants.length);
  });

  it('breaks a promise when it is taken away, unless nothing changes', () => {
    const reasons = Object.values(EQUAL);
    expect(unnoticed.filter((what) => !reasons.some((reason) => reason.test(what)))).toEqual([]);
  });

  it.each(Object.entries(EQUAL))('may go where %s', (_, reason) => {
    expect(unnoticed.filter((what) => reason.test(what))).not.toEqual([]);
  });
});
