import { kubectl, until } from './kubectl.ts';

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

/** Holds a Cluster back that is made from now on, and tells of it what its operator would. */
export async function holdBack(namespace: string, cluster: string) {
  const { code, stderr } = await kubectl(['apply', '-f', '-'], JSON.stringify(policy(cluster)));
  if (code !== 0) throw new Error(stderr);
  const tell = (status: object) => {
    const patch = ['--subresource=status', '--type=merge', '-p', JSON.stringify({ status })];
    return kubectl(['patch', 'cluster', cluster, '-n', namespace, ...patch]);
  };
  return {
    /** It is there: the operator has begun with it. */
    begun: async () => {
      const told = await tell(BEGUN);
      if (told.code !== 0) throw new Error(told.stderr);
    },
    /** A stand-in that was refused tries again after minutes only, so it is told here. */
    release: async () => {
      await kubectl(['delete', 'validatingadmissionpolicybindings,validatingadmissionpolicies', NAME]);
      await until(
        30,
        () => tell(READY),
        (told) => told.code === 0,
      );
    },
  };
}
