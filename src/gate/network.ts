import type { RenderedObject } from '../diff/objects.ts';
import { covers, openingsOf, openingText, type Policy, policySchema, takesIn } from './openings.ts';
import type { Finding, Judged } from './rules.ts';

/**
 * Ways that open though they were shut before, and pods that no policy shuts any more, in namespaces that were there.
 * Openings are compared one by one: two that open something only together are told as well, never passed over.
 */
export function networkFindings({ before, after, isImporting }: Judged): Finding[] {
  if (isImporting || policyNumbers(before) === policyNumbers(after)) return [];
  const spaces = new Set(before.map(({ identity }) => identity.namespace));
  const [was, is] = [policiesOf(before), policiesOf(after)].map((policies) =>
    policies.filter(({ metadata }) => spaces.has(metadata.namespace)),
  ) as [Policy[], Policy[]];
  const left = new Set(after.map(({ identity }) => identity.namespace));
  return [...left]
    .filter((space) => space !== undefined)
    .flatMap((space) => {
      const inSpace = (policies: readonly Policy[]) =>
        policies.filter(({ metadata }) => metadata.namespace === space);
      // What shuts the pods of a namespace that is shared is not this one's to tell.
      const isOwn = before.some(({ identity }) => identity.kind === 'Namespace' && identity.name === space);
      const unshut = isOwn ? unshutFindings(inSpace(was), inSpace(is)) : [];
      return [...openedFindings(inSpace(was), inSpace(is)), ...unshut];
    });
}

/** The same for the same policies. */
function policyNumbers(objects: readonly RenderedObject[]): string {
  const policies = objects.filter(({ identity }) => identity.kind === 'NetworkPolicy');
  return policies.map(({ number }) => number).join(' ');
}

function policiesOf(objects: readonly RenderedObject[]): Policy[] {
  return objects.flatMap(({ identity, value }) => {
    if (identity.kind !== 'NetworkPolicy') return [];
    const policy = policySchema.safeParse(value);
    return policy.success ? [policy.data] : [];
  });
}

function openedFindings(was: readonly Policy[], is: readonly Policy[]): Finding[] {
  const known = was.flatMap(openingsOf);
  return is
    .flatMap(openingsOf)
    .filter((opening) => !known.some((other) => covers(other, opening)))
    .map((opening) => ({
      rule: 'network-opened',
      object: `NetworkPolicy/${opening.policy}`,
      field: opening.direction.toLowerCase(),
      found: openingText(opening),
    }));
}

/** Pods that a policy made shut in a direction, and none does now. */
function unshutFindings(was: readonly Policy[], is: readonly Policy[]): Finding[] {
  return was.flatMap(({ metadata, spec }) =>
    spec.policyTypes
      .filter(
        (direction) =>
          !is.some(
            (policy) =>
              policy.spec.policyTypes.includes(direction) &&
              takesIn(policy.spec.podSelector, spec.podSelector),
          ),
      )
      .map(
        (direction): Finding => ({
          rule: 'network-opened',
          object: `NetworkPolicy/${metadata.name}`,
          field: direction.toLowerCase(),
          found: 'shuts its pods no more',
        }),
      ),
  );
}
