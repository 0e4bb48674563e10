import { customResource } from './custom-resource.ts';

/** admissionregistration.k8s.io (Kubernetes 1.30): the fields that are used. */
const API_VERSION = 'admissionregistration.k8s.io/v1';

export interface ValidatingAdmissionPolicySpec {
  readonly failurePolicy: 'Fail' | 'Ignore';
  readonly matchConstraints: {
    readonly objectSelector: { readonly matchLabels: { readonly [key: string]: string } };
    readonly resourceRules: readonly {
      readonly apiGroups: readonly string[];
      readonly apiVersions: readonly string[];
      readonly operations: readonly ('CREATE' | 'UPDATE')[];
      readonly resources: readonly string[];
    }[];
  };
  /** CEL. A later one may use an earlier one as `variables.NAME`. */
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  readonly validations: readonly { readonly expression: string; readonly messageExpression: string }[];
}

export interface ValidatingAdmissionPolicyBindingSpec {
  readonly policyName: string;
  readonly validationActions: readonly 'Deny'[];
}

export class ValidatingAdmissionPolicy extends customResource<ValidatingAdmissionPolicySpec>(
  API_VERSION,
  'ValidatingAdmissionPolicy',
) {}
export class ValidatingAdmissionPolicyBinding extends customResource<ValidatingAdmissionPolicyBindingSpec>(
  API_VERSION,
  'ValidatingAdmissionPolicyBinding',
) {}
