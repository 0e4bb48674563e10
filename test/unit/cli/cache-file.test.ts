import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheBlock, hashOf, readCache } from '../../../src/cache/cache.ts';
import { cachePath } from '../../../src/cli/cache-file.ts';
import { programHash } from '../../../src/cli/version.ts';
import { readFiles } from '../../../src/files/disk.ts';
import { type Workspace, workspace } from '../../fixtures/command.ts';
import { ACME, BIGSHOP, filesOf, PETE } from '../../fixtures/fleet.ts';

const OUTPUT = 'dist/tenants/acme/manifests.yaml';
const GENERATED = ['dist', 'argocd', 'schemas'];

let place: Workspace;
let file: string;
beforeEach(async () => {
  place = await workspace(filesOf([ACME, BIGSHOP, PETE]));
  expect((await place.run('synth')).code).toBe(0);
  file = cachePath(place.root) ?? '';
});
afterEach(() => place.remove());

const at = (path: string) => join(place.root, path);
const read = (path: string) => readFileSync(at(path), 'utf8');
const edit = (path: string, change: (text: string) => string) => writeFileSync(at(path), change(read(path)));

/** Whatever was remembered, the files are those that a run without a memory gives. */
async function expectRightBytes(): Promise<void> {
  expect((await place.run('synth')).code).toBe(0);
  const files = await readFiles(place.root, GENERATED);
  for (const folder of GENERATED) rmSync(at(folder), { recursive: true });
  expect((await place.run('synth', '--no-cache')).code).toBe(0);
  expect(files).toEqual(await readFiles(place.root, GENERATED));
}

describe('the cache of synth', () => {
  it('is outside the fleet’s folder', () => {
    expect(file.startsWith(place.root)).toBe(false);
    expect(statSync(file).isFile()).toBe(true);
  });

  it('is used: an entry for an output counts if its checksum is right', async () => {
    const key = { program: programHash(), platform: hashOf(read('platform.yaml')) };
    edit(OUTPUT, (text) => `${text}# edited by hand\n`);
    expect((await place.run('synth', '--check')).code).toBe(1);
    const entries = new Map(readCache(readFileSync(file, 'utf8'), key).entries);
    const acme = entries.get('acme');
    const files = acme?.files?.map(([path]) => [path, hashOf(readFileSync(at(path)))] as const) ?? [];
    entries.set('acme', { ...acme, source: acme?.source ?? '', files });
    writeFileSync(file, cacheBlock(entries, key));
    expect((await place.run('synth', '--check')).code).toBe(0);
    expect((await place.run('synth', '--check', '--no-cache')).code).toBe(1);
  });

  it('grows by what an edit changed, and is rewritten after many blocks', async () => {
    const key = { program: programHash(), platform: hashOf(read('platform.yaml')) };
    const cached = () => readCache(readFileSync(file, 'utf8'), key);
    for (let i = 0; i < 120; i++)
      writeFileSync(at(`tenants/more-${i}.yaml`), PETE.replace(/^id: .*/m, `id: more-${i}`));
    edit('platform.yaml', (text) => `${text}freeTier: {maxTenants: 200}\n`);
    expect((await place.run('synth')).code).toBe(0);
    key.platform = hashOf(read('platform.yaml'));
    const size = statSync(file).size;
    expect(cached().blocks).toBe(1);
    edit('tenants/acme.yaml', (text) => `${text}storage: 300Gi\n`);
    expect((await place.run('synth')).code).toBe(0);
    expect(cached().blocks).toBe(2);
    expect(statSync(file).size).toBeLessThan(size * 1.1);
    expect((await place.run('synth', '--check')).code).toBe(0);
    expect(cached().blocks).toBe(2);
    writeFileSync(file, `${readFileSync(file, 'utf8')}${cacheBlock(new Map(), key).repeat(50)}`);
    edit('tenants/acme.yaml', (text) => text.replace('300Gi', '301Gi'));
    expect((await place.run('synth')).code).toBe(0);
    expect(cached().blocks).toBe(1);
    rmSync(at('tenants/acme.yaml'));
    expect((await place.run('synth')).code).toBe(0);
    expect(cached().entries.has('acme')).toBe(false);
  });

  it('is readable by its user only, and leaves no temporary file', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(file)).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  it('has no entry for a file that is not a record, although it contains one', async () => {
    writeFileSync(at('tenants/acme'), read('tenants/acme.yaml'));
    const { code, stderr } = await place.run('tenant', 'list');
    expect([code, stderr]).toEqual([1, expect.stringContaining('tenants/acme: is not a record’s path')]);
  });

  it('is not used if there is no folder for it', () => {
    expect(cachePath(at('nowhere'))).toBeUndefined();
  });

  it('is neither read nor written with --no-cache', async () => {
    writeFileSync(file, 'kept');
    expect((await place.run('synth', '--no-cache')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });

  it('is optional: synth works if it cannot be saved', async () => {
    rmSync(file);
    mkdirSync(file);
    await expectRightBytes();
    rmSync(file, { recursive: true });
  });
});

describe('an output equals its rendering, although it is cached', () => {
  it.each<[string, () => void]>([
    ['edited to the same length', () => edit(OUTPUT, (text) => text.replace('replicas: 2', 'replicas: 9'))],
    ['emptied', () => edit(OUTPUT, () => '')],
    ['removed', () => rmSync(at(OUTPUT))],
    ['removed with its folder', () => rmSync(dirname(at(OUTPUT)), { recursive: true })],
    ['joined by another', () => writeFileSync(at('dist/tenants/acme/more.yaml'), 'kind: Secret\n')],
    ['of a record that was edited', () => edit('tenants/acme.yaml', (text) => `${text}storage: 300Gi\n`)],
    ['of a record that was commented', () => edit('tenants/acme.yaml', (text) => `# why\n${text}`)],
    ['of a record that is gone', () => rmSync(at('tenants/pete.yaml'))],
    [
      'of a platform.yaml that was edited',
      () => edit('platform.yaml', (text) => text.replace(/^domain: .*/m, 'domain: workshops.example')),
    ],
    ['of two, exchanged', () => edit(OUTPUT, () => read('dist/tenants/bigshop/manifests.yaml'))],
  ])('%s', async (_what, damage) => {
    damage();
    await expectRightBytes();
  });
});

describe('the cache itself', () => {
  const change = (edited: (text: string) => string) => () =>
    writeFileSync(file, edited(readFileSync(file, 'utf8')));

  it.each<[string, () => void]>([
    ['emptied', change(() => '')],
    ['with half a block behind it', change((text) => `${text}${text.slice(0, text.length / 2)}`)],
    ['of two programs', change((text) => `${text}${text.replace(programHash(), hashOf('before'))}`)],
    ['cut in half', change((text) => text.slice(0, text.length / 2))],
    [
      'with another output’s hash',
      change((text) => text.replaceAll(hashOf(read(OUTPUT)), hashOf('damaged'))),
    ],
    ['with another record in it', change((text) => text.replaceAll('ACME', 'EMCA'))],
    ['of a program before', change((text) => text.replace(programHash(), hashOf('before')))],
    ['of bytes', change(() => '\u0000\ufffd\n\u0000')],
    ['of another program altogether', change(() => '{"version": 3, "entries": []}\n[]')],
  ])('%s gives the same files, one of them damaged too', async (_what, damage) => {
    damage();
    edit(OUTPUT, (text) => text.replace('replicas: 2', 'replicas: 9'));
    await expectRightBytes();
  });

  it('for another fleet gives the same files', async () => {
    const other = await workspace(filesOf([ACME.replace('mechanics: 4', 'mechanics: 5'), PETE]));
    await other.run('synth');
    writeFileSync(file, readFileSync(cachePath(other.root) ?? ''));
    other.remove();
    await expectRightBytes();
  });
});
