import { createTwoFilesPatch } from 'diff';
import { describe, expect, it } from 'vitest';
import { applyChanges, readFiles } from '../../../src/files/disk.ts';
import { compareFiles, type FileSet } from '../../../src/files/file-set.ts';
import { parseFleet } from '../../../src/platform/fleet.ts';
import { problemLine } from '../../../src/records/problem.ts';
import { renderFleet } from '../../../src/synth/render.ts';

/** Cases, each with the part of the output that it shows. `npm run golden` writes them anew. */
const CASES: { readonly [folder: string]: readonly string[] } = {
  professional: ['dist/tenants/'],
  enterprise: ['dist/tenants/'],
  suspended: ['dist/tenants/'],
  'free-tier': ['dist/free-tier/'],
  system: ['dist/system/', 'dist/edge/', 'dist/generator.json', 'argocd/'],
};

describe.each(Object.entries(CASES))('%s', (folder, parts) => {
  const root = `test/golden/${folder}`;

  it('renders what is wanted', async () => {
    const result = parseFleet(await readFiles(root, ['platform.yaml', 'tenants']));
    if (result.kind === 'problems') throw new Error(result.problems.map(problemLine).join('\n'));
    const files = [...renderFleet(result, { generator: '0.0.0' })].filter(([path]) =>
      parts.some((part) => path.startsWith(part)),
    );
    const rendered: FileSet = new Map(files);
    expect(rendered.size).toBeGreaterThan(0);
    const wanted = await readFiles(`${root}/want`, ['.']);
    const changes = compareFiles(wanted, rendered);
    if (process.env['GOLDEN'] === 'update') await applyChanges(`${root}/want`, changes);
    else expect(differences(wanted, rendered, [...changes.additions.keys(), ...changes.deletions])).toBe('');
  });
});

function differences(wanted: FileSet, rendered: FileSet, paths: readonly string[]): string {
  return paths
    .map((path) =>
      createTwoFilesPatch(`want/${path}`, path, wanted.get(path) ?? '', rendered.get(path) ?? ''),
    )
    .join('');
}
