import { describe, expect, it } from 'vitest';
import { compareRendered } from '../../../src/diff/compare.ts';
import { gateViolations, violationProblem } from '../../../src/gate/gate.ts';
import { problemLine } from '../../../src/records/problem.ts';
import { ACME, BIGSHOP, fleetOf, PETE, PLATFORM, rendered } from '../../fixtures/fleet.ts';

const CLUSTERS = `${PLATFORM}clusters: {in-cluster: {}, far: {}}\n`;

function judged(
  was: { records: readonly string[]; platform: string },
  is: { records: readonly string[]; platform: string },
  edit: (files: Map<string, string>) => void = () => undefined,
) {
  const after = new Map(rendered(is.records, is.platform));
  edit(after);
  const [before, fleet] = [fleetOf(was.records, was.platform), fleetOf(is.records, is.platform)];
  const sides = {
    before: new Map(before.records.map((record) => [record.id, record])),
    after: new Map(fleet.records.map((record) => [record.id, record])),
    platform: fleet.platform,
  };
  const compared = compareRendered(rendered(was.records, was.platform), after);
  return gateViolations(compared, sides).map((violation) =>
    problemLine(violationProblem(violation, fleet.platform)).replace(/; allowed: .*/, ')'),
  );
}

const side = (records: readonly string[], platform = CLUSTERS) => ({ records, platform });

describe('another cluster', () => {
  it('is rejected for a tenant: its data stays on the old cluster', () => {
    expect(judged(side([ACME]), side([`${ACME}cluster: far\n`]))).toEqual([
      'tenants/acme.yaml: cluster: stateful-removed (found in-cluster → far: the data stays on the old cluster)',
    ]);
  });

  it('is rejected for all that follow the default, including system and free tier', () => {
    const far = `${CLUSTERS}defaultCluster: far\n`;
    expect(judged(side([ACME, BIGSHOP, PETE]), side([ACME, BIGSHOP, PETE], far))).toEqual([
      'argocd: Application/mechanicbuddy-platform-free-tier spec.destination.name: stateful-removed (found in-cluster → far: the data stays on the old cluster)',
      'argocd: Application/mechanicbuddy-platform-system spec.destination.name: stateful-removed (found in-cluster → far: the data stays on the old cluster)',
      'tenants/: cluster: stateful-removed for acme, bigshop, pete (found in-cluster → far: the data stays on the old cluster)',
    ]);
  });

  it('is allowed for a new tenant, and for an explicit name of the same cluster', () => {
    expect(judged(side([]), side([`${ACME}cluster: far\n`]))).toEqual([]);
    expect(judged(side([ACME]), side([`${ACME}cluster: in-cluster\n`]))).toEqual([]);
  });
});

describe('Argo CD’s own objects', () => {
  const edited = (path: string, from: string | RegExp, to: string) =>
    judged(side([ACME]), side([ACME]), (files) => {
      const text = files.get(path) ?? '';
      if (text.replace(from, to) === text) throw new Error(`${from} is not in ${path}`);
      files.set(path, text.replace(from, to));
    });
  const set = 'argocd: ApplicationSet/mechanicbuddy-platform-tenants';

  it.each([
    [
      'argocd/tenants.yaml',
      'preserveResourcesOnDeletion: true',
      'preserveResourcesOnDeletion: false',
      `${set} spec.syncPolicy.preserveResourcesOnDeletion: protection-lifted (found true → false)`,
    ],
    [
      'argocd/tenants.yaml',
      /\n +preserveResourcesOnDeletion: true/,
      ' {}',
      `${set} spec.syncPolicy.preserveResourcesOnDeletion: protection-lifted (found true → nothing)`,
    ],
    [
      'argocd/tenants.yaml',
      '"Prune=false"',
      '"Prune=true"',
      `${set} sync-options: protection-lifted (found Argo CD may prune it)`,
    ],
    [
      'argocd/system.yaml',
      'metadata:\n',
      'metadata:\n  finalizers: [resources-finalizer.argocd.argoproj.io]\n',
      'argocd: Application/mechanicbuddy-platform-system metadata.finalizers: protection-lifted (found resources-finalizer.argocd.argoproj.io)',
    ],
    [
      'argocd/tenants.yaml',
      'name: "{{.cluster}}"',
      'name: far',
      `${set} spec.template.spec.destination.name: stateful-removed (found {{.cluster}} → far: the data stays on the old cluster)`,
    ],
  ])('%s: %s → %j is refused', (path, from, to, line) => {
    expect(edited(path, from, to)).toEqual([line]);
  });

  it.each([
    ['argocd/tenants.yaml', 'ApplicationSet/mechanicbuddy-platform-tenants'],
    ['argocd/root.yaml', 'Application/mechanicbuddy-platform'],
    ['argocd/system.yaml', 'Application/mechanicbuddy-platform-system'],
  ])('does not disappear: %s', (path, object) => {
    const lines = judged(side([ACME]), side([ACME]), (files) => files.delete(path));
    expect(lines).toEqual([`argocd: ${object}: stateful-removed (found no longer rendered)`]);
  });

  it('keeps its projects', () => {
    const lines = judged(side([ACME]), side([ACME]), (files) => files.delete('argocd/projects.yaml'));
    expect(lines).toHaveLength(4);
  });

  it('may follow another branch', () => {
    const branch = CLUSTERS.replace('repository:\n', 'repository:\n  branch: next\n');
    expect(judged(side([ACME]), side([ACME], branch))).toEqual([]);
  });
});
