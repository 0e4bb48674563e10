import { beforeAll, describe, expect, it } from 'vitest';
import { readFiles } from '../../src/files/disk.ts';
import type { FileSet } from '../../src/files/file-set.ts';
import { parseFleet } from '../../src/platform/fleet.ts';
import { renderFleet } from '../../src/synth/render.ts';
import { objectsIn } from '../fixtures/fleet.ts';
import { kubectl } from './kubectl.ts';

/** Every applied file of the fleet in this repository. */
const files: FileSet = await (async () => {
  const fleet = parseFleet(await readFiles('.', ['platform.yaml', 'tenants']));
  if (fleet.kind === 'problems') throw new Error(JSON.stringify(fleet.problems));
  return new Map(
    [...renderFleet(fleet, { generator: 'test' })].filter(
      ([path]) => path.endsWith('.yaml') && !path.endsWith('kustomization.yaml'),
    ),
  );
})();

beforeAll(async () => {
  // Real namespaces with their labels: without them, a dry run does not check pod security and quota.
  const namespaces = [...files]
    .flatMap(([path]) => objectsIn(files, path))
    .filter(({ kind }) => kind === 'Namespace');
  await kubectl(
    ['apply', '--server-side', '--force-conflicts', '-f', '-'],
    namespaces.map((object) => JSON.stringify(object)).join('\n---\n'),
  );
  await kubectl(['create', 'namespace', 'ingress-nginx']);
});

describe('the API server accepts every object, strictly and without a warning', () => {
  it.each([...files.keys()])('%s', async (path) => {
    const { code, stdout, stderr } = await kubectl(
      ['apply', '--server-side', '--force-conflicts', '--dry-run=server', '--validate=strict', '-f', '-'],
      files.get(path),
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const accepted = stdout.split('\n').filter((line) => line.endsWith('(server dry run)'));
    expect(accepted).toHaveLength(objectsIn(files, path).length);
  });

  it('and rejects an invalid object, so that this test can fail', async () => {
    const [path = ''] = [...files.keys()].filter((name) => name.startsWith('dist/tenants/'));
    const wrong = (files.get(path) ?? '').replace(
      'readOnlyRootFilesystem: true',
      'readOnlyRootFileSystem: true',
    );
    const { code, stderr } = await kubectl(
      ['apply', '--server-side', '--force-conflicts', '--dry-run=server', '--validate=strict', '-f', '-'],
      wrong,
    );
    expect(code).toBe(1);
    expect(stderr).toContain('readOnlyRootFileSystem');
  });

  it('and returns warnings, such as those of pod security', async () => {
    const deployment = ['create', 'deployment', 'careless', '--image=registry.example/careless'];
    const { stderr } = await kubectl([...deployment, '-n', 'tenant-acme', '--dry-run=server']);
    expect(stderr).toContain('Warning: would violate PodSecurity');
  });
});
