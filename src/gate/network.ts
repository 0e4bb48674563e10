import type { Subject } from '../diff/compare.ts';
import { objectName } from '../diff/lines.ts';
import type { RenderedObject } from '../diff/objects.ts';
import { tenantNamespace } from '../records/names.ts';
import {
  covers,
  type Opening,
  openingsOf,
  openingText,
  type Policy,
  policySchema,
  selectsAll,
} from './openings.ts';
import { changedObjects, changedPairs, type Pair } from './pairs.ts';
import type { Finding, SubjectChange } from './rules.ts';

/**
 * Finds traffic that a change allows although it was denied, and pods that no policy isolates any longer, in namespaces
 * that exist. Openings are compared one by one: an opening that only several old ones covered together is reported too, and
 * so is an unreadable policy.
 */
export function networkFindings(change: SubjectChange): Finding[] {
  const { before, after } = change;
  if (policyNumbers(before) === policyNumbers(after)) return [];
  const spaces = new Set(before.map(spaceOf));
  const inSpaces = (objects: readonly RenderedObject[]) =>
    objects.filter((object) => spaces.has(spaceOf(object)));
  const [was, is] = [policiesOf(inSpaces(before)), policiesOf(inSpaces(after))];
  const unreadable = [
    ...inSpaces(changedObjects(change)).filter(isUnreadable).map(unreadableFinding),
    ...changedPairs(change).filter(wasUnreadable).map(unknownFinding),
  ];
  const compared = [...new Set(after.map(spaceOf))].flatMap((space) => {
    const inSpace = (policies: readonly Policy[]) =>
      policies.filter(({ metadata }) => metadata.namespace === space);
    // Other subjects may isolate the pods of a shared namespace.
    const isOwn = before.some(({ identity }) => identity.kind === 'Namespace' && identity.name === space);
    const exposed = isOwn ? exposedFindings(inSpace(was), inSpace(is)) : [];
    return [...openedFindings(inSpace(was), inSpace(is), change), ...exposed];
  });
  return [...unreadable, ...compared];
}

/** The namespace that an object is in, or is itself. */
function spaceOf({ identity }: RenderedObject): string {
  return identity.kind === 'Namespace' ? identity.name : (identity.namespace ?? '');
}

/** A key that is equal for the same policies. */
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
  const found = 'unreadable: it may allow any traffic';
  return { rule: 'network-opened', object: objectName(identity), found };
}

/** Whether the old policy is unreadable here; Kubernetes may have accepted it. */
function wasUnreadable({ kind, was }: Pair): boolean {
  return kind === 'NetworkPolicy' && !policySchema.safeParse(was).success;
}

function unknownFinding({ name }: Pair): Finding {
  return {
    rule: 'network-opened',
    object: name,
    found: 'the old policy is unreadable: it may have denied traffic',
  };
}

function policiesOf(objects: readonly RenderedObject[]): Policy[] {
  return objects.filter(isPolicy).flatMap(({ value }) => {
    const policy = policySchema.safeParse(value);
    return policy.success ? [policy.data] : [];
  });
}

function openedFindings(was: readonly Policy[], is: readonly Policy[], change: SubjectChange): Finding[] {
  const known = was.flatMap(openingsOf);
  return is
    .flatMap(openingsOf)
    .filter((opening) => !known.some((other) => covers(other, opening)))
    .filter((opening) => !(change.isImporting && isWayToSource(opening, change.subject)))
    .map((opening) => ({
      rule: 'network-opened',
      object: `NetworkPolicy/${opening.policy}`,
      field: opening.direction.toLowerCase(),
      found: openingText(opening),
    }));
}

/** Whether an opening is exactly what an import needs: the database's port for pods of the tenant's namespace. */
function isWayToSource({ direction, pods, peer, port }: Opening, subject: Subject): boolean {
  const from = peer?.namespaceSelector?.matchLabels['kubernetes.io/metadata.name'];
  return (
    subject.kind === 'tenant' &&
    direction === 'Ingress' &&
    pods.matchLabels['cnpg.io/cluster'] !== undefined &&
    from === tenantNamespace(subject.id) &&
    port?.port === 5432
  );
}

/** Pods that a policy isolated in a direction, and none isolates now. */
function exposedFindings(was: readonly Policy[], is: readonly Policy[]): Finding[] {
  return was.flatMap(({ metadata, spec }) =>
    spec.policyTypes
      .filter(
        (direction) =>
          !is.some(
            (policy) =>
              policy.spec.policyTypes.includes(direction) &&
              selectsAll(policy.spec.podSelector, spec.podSelector),
          ),
      )
      .map(
        (direction): Finding => ({
          rule: 'network-opened',
          object: `NetworkPolicy/${metadata.name}`,
          field: direction.toLowerCase(),
          found: 'no longer isolates its pods',
        }),
      ),
  );
}
