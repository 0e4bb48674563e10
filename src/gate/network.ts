import type { Subject } from '../diff/compare.ts';
import { objectName } from '../diff/lines.ts';
import type { RenderedObject } from '../diff/objects.ts';
import {
  covers,
  type Opening,
  openingsOf,
  openingText,
  type Policy,
  policySchema,
  takesIn,
} from './openings.ts';
import { changedObjects, changedPairs, type Pair } from './pairs.ts';
import type { Finding, Judged } from './rules.ts';

/**
 * Ways that open though they were shut before, and pods that no policy shuts any more, in namespaces that were there.
 * Openings are compared one by one: two that open something only together are told as well, never passed over, and so is
 * a policy that cannot be read.
 */
export function networkFindings(judged: Judged): Finding[] {
  const { before, after } = judged;
  if (policyNumbers(before) === policyNumbers(after)) return [];
  const spaces = new Set(before.map(spaceOf));
  const inSpaces = (objects: readonly RenderedObject[]) =>
    objects.filter((object) => spaces.has(spaceOf(object)));
  const [was, is] = [policiesOf(inSpaces(before)), policiesOf(inSpaces(after))];
  const unreadable = [
    ...inSpaces(changedObjects(judged)).filter(isUnreadable).map(unreadableFinding),
    ...changedPairs(judged).filter(wasUnreadable).map(unknownFinding),
  ];
  const compared = [...new Set(after.map(spaceOf))].flatMap((space) => {
    const inSpace = (policies: readonly Policy[]) =>
      policies.filter(({ metadata }) => metadata.namespace === space);
    // What shuts the pods of a namespace that is shared is not this one's to tell.
    const isOwn = before.some(({ identity }) => identity.kind === 'Namespace' && identity.name === space);
    const unshut = isOwn ? unshutFindings(inSpace(was), inSpace(is)) : [];
    return [...openedFindings(inSpace(was), inSpace(is), judged), ...unshut];
  });
  return [...unreadable, ...compared];
}

/** The namespace that an object is in, or is itself. */
function spaceOf({ identity }: RenderedObject): string {
  return identity.kind === 'Namespace' ? identity.name : (identity.namespace ?? '');
}

/** The same for the same policies. */
function policyNumbers(objects: readonly RenderedObject[]): string {
  return objects
    .filter(isPolicy)
    .map(({ number }) => number)
    .join(' ');
}

function isPolicy({ identity }: RenderedObject): boolean {
  return identity.kind === 'NetworkPolicy';
}

function isUnreadable(object: RenderedObject): boolean {
  return isPolicy(object) && !policySchema.safeParse(object.value).success;
}

function unreadableFinding({ identity }: RenderedObject): Finding {
  const found = 'cannot be read: nobody knows what it opens';
  return { rule: 'network-opened', object: objectName(identity), found };
}

/** A policy that Kubernetes may have read though we could not. */
function wasUnreadable({ kind, was }: Pair): boolean {
  return kind === 'NetworkPolicy' && !policySchema.safeParse(was).success;
}

function unknownFinding({ name }: Pair): Finding {
  return { rule: 'network-opened', object: name, found: 'could not be read: nobody knows what it shut' };
}

function policiesOf(objects: readonly RenderedObject[]): Policy[] {
  return objects.filter(isPolicy).flatMap(({ value }) => {
    const policy = policySchema.safeParse(value);
    return policy.success ? [policy.data] : [];
  });
}

function openedFindings(was: readonly Policy[], is: readonly Policy[], judged: Judged): Finding[] {
  const known = was.flatMap(openingsOf);
  return is
    .flatMap(openingsOf)
    .filter((opening) => !known.some((other) => covers(other, opening)))
    .filter((opening) => !(judged.isImporting && isWayToSource(opening, judged.subject)))
    .map((opening) => ({
      rule: 'network-opened',
      object: `NetworkPolicy/${opening.policy}`,
      field: opening.direction.toLowerCase(),
      found: openingText(opening),
    }));
}

/** What an import opens, and nothing else: a database's port, for pods of the tenant's own namespace. */
function isWayToSource({ direction, pods, peer, port }: Opening, subject: Subject): boolean {
  const from = peer?.namespaceSelector?.matchLabels['kubernetes.io/metadata.name'];
  return (
    subject.kind === 'tenant' &&
    direction === 'Ingress' &&
    pods.matchLabels['cnpg.io/cluster'] !== undefined &&
    from === `tenant-${subject.id}` &&
    port?.port === 5432
  );
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
