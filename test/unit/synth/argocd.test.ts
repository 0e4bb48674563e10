import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  ACME,
  BIGSHOP,
  MOVING,
  objectsIn,
  only,
  PETE,
  PLATFORM,
  type Rendered,
  rendered,
} from '../../fixtures/fleet.ts';

const SUSPENDED = `${PETE.replaceAll('pete', 'asleep')}status: suspended\n`;
const LEAVING = `${ACME.replace('id: acme', 'id: leaving')}status: archived\npurgeAfter: 2026-12-31T00:00:00Z\narchiveStep: backup\n`;
const files = rendered([ACME, BIGSHOP, PETE, SUSPENDED, LEAVING, MOVING]);
const argocd = ['guard', 'projects', 'root', 'system', 'free-tier', 'free-tier-tenants', 'tenants'].flatMap(
  (name) => objectsIn(files, `argocd/${name}.yaml`),
);
const application = (name: string) => only(argocd, 'Application', name).spec;
const tenants = only(argocd, 'ApplicationSet', 'mechanicbuddy-platform-tenants').spec;

it('starts with one kubectl apply -k argocd: the guard and the root, which brings the rest in the next wave', () => {
  const { resources } = parse(files.get('argocd/kustomization.yaml') ?? '');
  expect(resources).toEqual(['guard.yaml', 'projects.yaml', 'root.yaml']);
  const first = resources.flatMap((name: string) => objectsIn(files, `argocd/${name}`));
  const isFirst = ({ kind, metadata }: Rendered) =>
    first.some((each: Rendered) => each.kind === kind && each.metadata.name === metadata.name);
  const wave = ({ metadata }: Rendered) => metadata.annotations?.['argocd.argoproj.io/sync-wave'];
  for (const object of argocd)
    expect([object.metadata.name, wave(object)]).toEqual([
      object.metadata.name,
      isFirst(object) ? undefined : '1',
    ]);
});

it('has no name that the charts’ installation has, in Argo CD or in Helm', () => {
  const names = argocd
    .filter(({ kind }) => kind !== 'ValidatingAdmissionPolicy' && kind !== 'ValidatingAdmissionPolicyBinding')
    .flatMap(({ metadata, spec }) => [
      metadata.name,
      ...(spec.template === undefined ? [] : [spec.template.metadata.name]),
    ]);
  expect(names).toHaveLength(11);
  for (const name of names) expect(name).toMatch(/^mechanicbuddy-platform(-|$)/);
  // A name is a label’s value too, and an id has up to 30 characters.
  for (const name of names) expect(name.replace('{{.id}}', 'i'.repeat(30)).length).toBeLessThanOrEqual(63);
});

describe('the ApplicationSet', () => {
  it('is one plain git files generator over the generated index', () => {
    expect(tenants.generators).toEqual([
      {
        git: {
          repoURL: 'https://git.example.com/platform.git',
          revision: 'main',
          files: [{ path: 'dist/tenants/*/application.json' }],
          requeueAfterSeconds: 60,
        },
      },
    ]);
    expect([tenants.goTemplate, tenants.goTemplateOptions]).toEqual([true, ['missingkey=error']]);
    expect(tenants.syncPolicy).toEqual({ preserveResourcesOnDeletion: true });
  });

  it('templates only the three generated values', () => {
    const used = new Set(
      [...JSON.stringify(tenants.template).matchAll(/\{\{([^}]*)\}\}/g)].map(([, key]) => key),
    );
    expect([...used].sort()).toEqual(['.cluster', '.id', '.namespace']);
    expect(tenants.template.metadata.name).toBe('mechanicbuddy-platform-tenant-{{.id}}');
    expect(tenants.template.spec.project).toBe('mechanicbuddy-platform-tenants');
    expect(tenants.template.spec.source).toMatchObject({
      path: 'dist/tenants/{{.id}}',
      directory: { include: 'manifests.yaml' },
    });
    expect(tenants.templatePatch).toBeUndefined();
  });

  it('finds a minimal index of each dedicated tenant', () => {
    const indexes = [...files.keys()].filter((path) => /^dist\/tenants\/.*application\.json$/.test(path));
    expect(indexes).toEqual(
      ['acme', 'bigshop', 'hinterhof', 'leaving'].map((id) => `dist/tenants/${id}/application.json`),
    );
    expect(JSON.parse(files.get(indexes[0] ?? '') ?? '')).toEqual({
      id: 'acme',
      namespace: 'tenant-acme',
      cluster: 'in-cluster',
    });
  });
});

// With the server-side diff a changed Job hides a release behind “Synced” (docs/decisions/server-side-diff.md).
it.each([
  ['the system', () => only(argocd, 'Application', 'mechanicbuddy-platform-system').metadata],
  ['the free tier', () => only(argocd, 'Application', 'mechanicbuddy-platform-free-tier').metadata],
  ['a tenant', () => tenants.template.metadata],
  [
    'a shared tenant',
    () => only(argocd, 'ApplicationSet', 'mechanicbuddy-platform-free-tier-tenants').spec.template.metadata,
  ],
])('compares %s by its client, so that a changed Job is applied', (_name, metadata) => {
  expect(metadata().annotations).toMatchObject({
    'argocd.argoproj.io/compare-options': 'ServerSideDiff=false',
  });
});

it.each([
  ['the root', () => application('mechanicbuddy-platform')],
  ['the system', () => application('mechanicbuddy-platform-system')],
  ['the free tier', () => application('mechanicbuddy-platform-free-tier')],
  ['a tenant', () => tenants.template.spec],
])('syncs %s by itself, and a bad commit does not block its fix', (_name, spec) => {
  const { automated, retry, syncOptions } = spec().syncPolicy;
  expect(automated).toEqual({ prune: true, selfHeal: true, allowEmpty: true });
  expect(retry.refresh).toBe(true);
  expect(syncOptions).toEqual(
    expect.arrayContaining(['ServerSideApply=true', 'ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true']),
  );
});

it('ignores a revision that a person set on a child (a rollback by kubectl patch)', () => {
  expect(application('mechanicbuddy-platform').ignoreDifferences).toEqual([
    { group: 'argoproj.io', kind: 'Application', jsonPointers: ['/spec/source/targetRevision'] },
  ]);
  expect(application('mechanicbuddy-platform').syncPolicy.syncOptions).toContain(
    'RespectIgnoreDifferences=true',
  );
});

it('applies the free tier’s own files, and each of its tenants’ files by a separate Application', () => {
  expect(application('mechanicbuddy-platform-free-tier').source).toMatchObject({
    path: 'dist/free-tier',
    directory: { include: 'manifests.yaml' },
  });
  const { generators, syncPolicy, template } = only(
    argocd,
    'ApplicationSet',
    'mechanicbuddy-platform-free-tier-tenants',
  ).spec;
  expect(generators[0].git.files).toEqual([{ path: 'dist/free-tier/tenants/*/application.json' }]);
  expect(template.metadata.name).toBe('mechanicbuddy-platform-free-tier-{{.id}}');
  expect(template.spec).toMatchObject({
    project: 'mechanicbuddy-platform-free-tier',
    source: { path: 'dist/free-tier/tenants/{{.id}}', directory: { include: 'manifests.yaml' } },
    destination: { name: '{{.cluster}}', namespace: '{{.namespace}}' },
  });
  // What is rendered for a shared tenant goes with its index; its Database retains the data.
  expect(syncPolicy).toEqual({ preserveResourcesOnDeletion: false });
  expect(template.metadata.finalizers).toEqual(['resources-finalizer.argocd.argoproj.io']);
});

describe('the AppProjects', () => {
  const group = (object: Rendered & { apiVersion?: string }) => {
    const [first, second] = (object.apiVersion ?? '').split('/');
    return second === undefined ? '' : first;
  };
  const bundle = (prefix: string) =>
    [...files.keys()]
      .filter((path) => path.startsWith(prefix) && path.endsWith('.yaml'))
      .flatMap((path) => objectsIn(files, path) as (Rendered & { apiVersion?: string })[]);
  const listed = (kinds: { group: string; kind: string }[]) =>
    kinds.map((kind) => `${kind.group}/${kind.kind}`).sort();
  const found = (objects: (Rendered & { apiVersion?: string })[]) =>
    [...new Set(objects.map((object) => `${group(object)}/${object.kind}`))].sort();

  it.each([
    ['mechanicbuddy-platform-system', 'dist/system/', ['mechanicbuddy-system', 'mechanicbuddy-secrets']],
    [
      'mechanicbuddy-platform-free-tier',
      'dist/free-tier/',
      ['mechanicbuddy-free-tier', 'mechanicbuddy-system'],
    ],
    ['mechanicbuddy-platform-tenants', 'dist/tenants/', ['tenant-*']],
    ['mechanicbuddy-platform', 'argocd/', ['argocd']],
  ])('%s admits exactly the kinds and namespaces that are rendered', (name, prefix, namespaces) => {
    const { spec } = only(argocd, 'AppProject', name);
    const objects = bundle(prefix).filter(({ kind }) => kind !== 'Kustomization');
    const inNamespace = objects.filter(({ metadata }) => metadata.namespace !== undefined);
    const ofCluster = objects.filter(({ metadata }) => metadata.namespace === undefined);
    expect(listed(spec.namespaceResourceWhitelist)).toEqual(found(inNamespace));
    expect(listed(spec.clusterResourceWhitelist)).toEqual(found(ofCluster));
    expect(spec.destinations.map(({ namespace }: { namespace: string }) => namespace)).toEqual(namespaces);
    expect(spec.sourceRepos).toEqual(['https://git.example.com/platform.git']);
  });

  it('never admit a ClusterRole, a Secret or a Pod', () => {
    const text = JSON.stringify(argocd.filter(({ kind }) => kind === 'AppProject'));
    for (const kind of ['ClusterRole', 'Secret', 'Pod', '*']) expect(text).not.toContain(`"kind":"${kind}"`);
  });

  it('admit every cluster that tenants may run on', () => {
    const two = rendered([], `${PLATFORM}clusters: {eu: {}, us: {}}\ndefaultCluster: eu\n`);
    const { spec } = only(
      objectsIn(two, 'argocd/projects.yaml'),
      'AppProject',
      'mechanicbuddy-platform-tenants',
    );
    expect(spec.destinations).toEqual([
      { name: 'eu', namespace: 'tenant-*' },
      { name: 'us', namespace: 'tenant-*' },
    ]);
  });
});
