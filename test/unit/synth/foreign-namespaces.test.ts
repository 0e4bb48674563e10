import { expect, it } from 'vitest';
import { problemLine } from '../../../src/records/problem.ts';
import { foreignNamespaces } from '../../../src/synth/foreign-namespaces.ts';
import { ACME, rendered } from '../../fixtures/fleet.ts';

const PATH = 'dist/tenants/acme/manifests.yaml';
const lines = (text: string) => foreignNamespaces(new Map([[PATH, text]])).map(problemLine);

it.each([
  ['a block', 'metadata:\n  namespace: tenant-bigshop\n', 2],
  ['a flow', 'kind: Role\nmetadata: {name: x, "namespace": "tenant-bigshop"}\n', 2],
  [
    'a line behind one that looks like its own',
    'x:\n  xnamespace: tenant-acme\n  namespace: tenant-bigshop\n',
    3,
  ],
  ['a subject', 'subjects:\n- kind: ServiceAccount\n  namespace: tenant-bigshop\n', 3],
])('refuses another tenant’s namespace in %s', (_what, text, line) => {
  expect(lines(text)).toEqual([
    `${PATH}:${line}: namespace: not the tenant’s own namespace (found tenant-bigshop; allowed: tenant-acme)`,
  ]);
});

it('finds nothing in rendered files', () => {
  expect(foreignNamespaces(rendered([ACME]))).toEqual([]);
});
