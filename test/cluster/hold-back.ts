import { kubectl, until } from './kubectl.ts';

const NAME = 'held-back-by-the-test';
const NOT_HEALTHY =
  '!(has(object.status) && has(object.status.phase) && object.status.phase == "Cluster in healthy state")';

/** A policy that keeps every writer, operator or stand-in, from reporting a Cluster as healthy. */
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

const BEGUN = { phase: 'Setting up primary', phaseReason: 'Creating primary instance' };
const READY = {
  phase: 'Cluster in healthy state',
  phaseReason: '',
  conditions: [
    {
      type: 'Ready',
      status: 'True',
      reason: 'ClusterIsReady',
      message: 'Cluster is Ready',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    },
  ],
};

/** Keeps a Cluster that is created afterwards from becoming healthy, and sets its status like the operator. */
export async function holdBack(namespace: string, cluster: string) {
  const { code, stderr } = await kubectl(['apply', '-f', '-'], JSON.stringify(policy(cluster)));
  if (code !== 0) throw new Error(stderr);
  const setStatus = (status: object) => {
    const patch = ['--subresource=status', '--type=merge', '-p', JSON.stringify({ status })];
    return kubectl(['patch', 'cluster', cluster, '-n', namespace, ...patch]);
  };
  return {
    /** Reports that the operator has started to create it. */
    begun: async () => {
      const { code, stderr } = await setStatus(BEGUN);
      if (code !== 0) throw new Error(stderr);
    },
    /** Removes the policy and reports the Cluster as ready, because a rejected stand-in retries only after minutes. */
    release: async () => {
      await kubectl(['delete', 'validatingadmissionpolicybindings,validatingadmissionpolicies', NAME]);
      await until(
        30,
        () => setStatus(READY),
        ({ code }) => code === 0,
      );
    },
  };
}
