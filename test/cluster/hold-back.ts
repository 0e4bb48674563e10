import { kubectl } from './kubectl.ts';

const NAME = 'held-back-by-the-test';
const NOT_HEALTHY =
  '!(has(object.status) && has(object.status.phase) && object.status.phase == "Cluster in healthy state")';

/** Nobody may say that a Cluster is healthy, neither an operator nor a stand-in. */
const policy = (cluster: string) => ({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: NAME },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ['postgresql.cnpg.io'],
              apiVersions: ['v1'],
              operations: ['UPDATE'],
              resources: ['clusters/status'],
              resourceNames: [cluster],
            },
          ],
        },
        validations: [{ expression: NOT_HEALTHY, message: 'held back by the test' }],
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: NAME },
      spec: { policyName: NAME, validationActions: ['Deny'] },
    },
  ],
});

/** Holds a Cluster back that is made from now on, until it is released. */
export async function holdBack(namespace: string, cluster: string) {
  const { code, stderr } = await kubectl(['apply', '-f', '-'], JSON.stringify(policy(cluster)));
  if (code !== 0) throw new Error(stderr);
  return {
    /** As the operator tells of a Cluster that it has begun with. */
    begun: async () => {
      const status = { phase: 'Setting up primary', phaseReason: 'Creating primary instance' };
      const patch = ['--subresource=status', '--type=merge', '-p', JSON.stringify({ status })];
      const told = await kubectl(['patch', 'cluster', cluster, '-n', namespace, ...patch]);
      if (told.code !== 0) throw new Error(told.stderr);
    },
    release: async () => {
      const kinds = 'validatingadmissionpolicybindings,validatingadmissionpolicies';
      await kubectl(['delete', kinds, NAME]);
      // The stand-in does not try again by itself what was refused.
      await kubectl(['annotate', 'cluster', cluster, '-n', namespace, 'released-by-the-test=yes']);
    },
  };
}
