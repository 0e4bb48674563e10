import type { Construct } from 'constructs';
import { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../../../imports/admission.ts';
import { ROOT } from './names.ts';

const NAME = `${ROOT}-namespaces`;

/** On everything that is rendered: pods too, whose Deployments, Jobs and Clusters hand the labels on. */
const OURS = { 'app.kubernetes.io/part-of': 'mechanicbuddy', 'mechanicbuddy.app/managed-by': 'argocd' };

/** The namespace as it is: a Namespace that is being changed, or the one that an object is put into. */
const VARIABLES = {
  // `namespace` is a reserved word of CEL.
  place: "request.resource.resource == 'namespaces' ? dyn(oldObject) : dyn(namespaceObject)",
  name: "variables.place == null ? '' : variables.place.metadata.name",
  labels: mapOf('labels'),
  annotations: mapOf('annotations'),
  release: "'meta.helm.sh/release-name' in variables.annotations",
  isOurs:
    "'mechanicbuddy.app/managed-by' in variables.labels && variables.labels['mechanicbuddy.app/managed-by'] == 'argocd'",
  // One that a person made has no labels, but for the one that Kubernetes sets.
  isBare:
    "variables.labels.all(key, key == 'kubernetes.io/metadata.name') && !('argocd.argoproj.io/tracking-id' in variables.annotations)",
} as const;

const IS_ALLOWED = '!variables.release && (variables.isOurs || variables.isBare)';

/** Names the owner, as far as the namespace tells who that is. */
const MESSAGE = [
  "'namespace ' + variables.name + ' belongs to another installation ('",
  "(variables.release ? 'Helm release ' + variables.annotations['meta.helm.sh/release-name'] : 'it has labels that this platform did not set')",
  "'): nothing is applied there, and nothing in it was changed. See docs/from-helm.md.'",
].join(' + ');

/**
 * Refuses rendered objects in a namespace that another installation owns, and the taking over of that namespace: Argo CD
 * applies with force, so it would take over silently (docs/decisions/beside-an-installation.md).
 */
export function addGuard(scope: Construct): void {
  const metadata = {
    name: NAME,
    labels: { 'app.kubernetes.io/part-of': 'mechanicbuddy', 'app.kubernetes.io/managed-by': 'argocd' },
    annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false' },
  };
  new ValidatingAdmissionPolicy(scope, 'guard', {
    metadata,
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        objectSelector: { matchLabels: OURS },
        resourceRules: [
          { apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: ['*'] },
        ],
      },
      variables: Object.entries(VARIABLES).map(([name, expression]) => ({ name, expression })),
      validations: [{ expression: IS_ALLOWED, messageExpression: MESSAGE }],
    },
  });
  new ValidatingAdmissionPolicyBinding(scope, 'guard-binding', {
    metadata,
    spec: { policyName: NAME, validationActions: ['Deny'] },
  });
}

function mapOf(field: 'labels' | 'annotations'): string {
  return `variables.place == null || !has(variables.place.metadata.${field}) ? dyn({}) : dyn(variables.place.metadata.${field})`;
}
