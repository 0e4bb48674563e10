import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runWith, type Workspace, workspace } from '../../fixtures/command.ts';
import { ACME, BIGSHOP, filesOf, PETE } from '../../fixtures/fleet.ts';

let place: Workspace;
beforeEach(async () => {
  place = await workspace(filesOf([ACME, PETE]));
  await place.run('synth');
});
afterEach(() => place.remove());

const at = (path: string) => join(place.root, path);
const link = (path: string, target: string) => {
  rmSync(at(path), { force: true, recursive: true });
  symlinkSync(target, at(path));
};
const run = (...args: string[]) => runWith([...args, '--root', place.root]);
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], {
    cwd: place.root,
    encoding: 'utf8',
    stdio: 'pipe',
  });

const STRAY: Readonly<Record<string, readonly [path: string, what: string, make: () => void]>> = {
  'a record that is a link to a sound record': [
    'tenants/acme.yaml',
    'symbolic link',
    () => {
      writeFileSync(at('elsewhere.yaml'), ACME);
      link('tenants/acme.yaml', '../elsewhere.yaml');
    },
  ],
  'a record that is a link to nothing': [
    'tenants/acme.yaml',
    'symbolic link',
    () => link('tenants/acme.yaml', 'nowhere'),
  ],
  'a record that is a folder': [
    'tenants/acme.yaml',
    'folder',
    () => {
      rmSync(at('tenants/acme.yaml'));
      mkdirSync(at('tenants/acme.yaml'));
    },
  ],
  'records in a sub-folder': [
    'tenants/eu',
    'folder',
    () => {
      mkdirSync(at('tenants/eu'));
      writeFileSync(at('tenants/eu/beta.yaml'), PETE.replaceAll('pete', 'beta'));
    },
  ],
  'a record that is a pipe': [
    'tenants/beta.yaml',
    'special file',
    () => execFileSync('mkfifo', [at('tenants/beta.yaml')]),
  ],
  'records behind a link': [
    'tenants',
    'symbolic link',
    () => {
      execFileSync('mv', [at('tenants'), at('records')]);
      link('tenants', 'records');
    },
  ],
  'platform.yaml as a link': [
    'platform.yaml',
    'symbolic link',
    () => {
      execFileSync('mv', [at('platform.yaml'), at('real.yaml')]);
      link('platform.yaml', 'real.yaml');
    },
  ],
  'a pending signup that is a link': [
    'signups/sub_1.yaml',
    'symbolic link',
    () => {
      mkdirSync(at('signups'));
      link('signups/sub_1.yaml', '../platform.yaml');
    },
  ],
};
const RENDERED: typeof STRAY = {
  'a rendered file that is a link': [
    'dist/tenants/acme/manifests.yaml',
    'symbolic link',
    () => {
      execFileSync('mv', [at('dist/tenants/acme/manifests.yaml'), at('real.yaml')]);
      link('dist/tenants/acme/manifests.yaml', '../../../real.yaml');
    },
  ],
  'a rendered folder that is a link': [
    'dist/tenants/acme',
    'symbolic link',
    () => {
      execFileSync('mv', [at('dist/tenants/acme'), at('real')]);
      link('dist/tenants/acme', '../../real');
    },
  ],
  'a submodule in the rendered files': [
    'argocd/module',
    'submodule',
    () => {
      mkdirSync(at('argocd/module'));
      writeFileSync(at('argocd/module/.git'), 'gitdir: ../x\n');
    },
  ],
};

describe('validate and synth', () => {
  it.each(Object.entries({ ...STRAY, ...RENDERED }))('refuse %s', async (_what, [path, what, make]) => {
    make();
    for (const args of [['validate'], ['synth'], ['synth', '--check']]) {
      const { code, stderr } = await run(...args);
      expect([code, stderr], args.join(' ')).toEqual([
        1,
        expect.stringContaining(`${path}: is a ${what} (allowed: a regular file)`),
      ]);
    }
  });

  it('report all of them at once', async () => {
    link('tenants/acme.yaml', 'nowhere');
    link('tenants/pete.yaml', 'acme.yaml');
    expect((await run('validate')).stderr).toContain('2 problems');
  });

  it('accept an executable record', async () => {
    chmodSync(at('tenants/acme.yaml'), 0o755);
    expect((await run('validate')).code).toBe(0);
    expect((await run('synth', '--check')).code).toBe(0);
  });

  it.each([
    ['another extension', 'tenants/acme.yml'],
    ['another case', 'tenants/ACME.yaml'],
    ['another Unicode form', 'tenants/\uff41cme.yaml'],
    ['a composed letter', 'tenants/caf\u00e9.yaml'],
    ['the same letter decomposed', 'tenants/cafe\u0301.yaml'],
  ])('refuse a record under %s', async (_what, path) => {
    writeFileSync(at(path), ACME);
    const { code, stderr } = await run('validate');
    expect([code, stderr]).toEqual([1, expect.stringContaining(path.slice(0, 11))]);
  });

  it('reject an invalid pending signup', async () => {
    mkdirSync(at('signups'));
    writeFileSync(at('signups/sub_1.yaml'), 'subscription: sub_2\nevents: {}\n');
    expect(await run('validate')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('signups/sub_1.yaml:1: subscription: is not the file’s name'),
    });
  });
});

describe('in Git', () => {
  beforeEach(() => {
    git('init', '--quiet', '--initial-branch=main');
    git('add', '.');
    git('commit', '--quiet', '-m', 'start');
  });

  it('validate and diff reject a link that is checked out as a file, and a submodule that is not checked out', async () => {
    const target = execFileSync('git', ['hash-object', '-w', '--stdin'], {
      cwd: place.root,
      input: '../elsewhere',
      encoding: 'utf8',
    }).trim();
    git('update-index', '--add', '--cacheinfo', `120000,${target},tenants/acme.yaml`);
    git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},dist/tenants/gone`);
    for (const args of [
      ['validate', '--base', 'HEAD'],
      ['diff', 'HEAD'],
    ]) {
      const { code, stderr } = await run(...args);
      expect([code, stderr], args.join(' ')).toEqual([
        1,
        expect.stringContaining('tenants/acme.yaml: is a symbolic link'),
      ]);
      expect(stderr).toContain('dist/tenants/gone: is a submodule');
    }
  });

  it('diff rejects a commit with a link, and shows the one that removes it', async () => {
    link('tenants/acme.yaml', '../elsewhere');
    git('commit', '--quiet', '-am', 'a link');
    expect(await run('diff', 'HEAD~1..HEAD')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is a symbolic link'),
    });
    git('revert', '--no-edit', 'HEAD');
    expect((await run('diff', 'HEAD~1..HEAD')).code).toBe(0);
    expect((await run('validate', '--base', 'HEAD~1')).code).toBe(0);
  });
});

describe('a command that writes', () => {
  it.each([
    ['tenant set', ['tenant', 'set', 'acme', 'mechanics=5']],
    ['tenant suspend', ['tenant', 'suspend', 'acme']],
    [
      'tenant add',
      ['tenant', 'add', 'new', '--name', 'N', '--owner-email', 'n@example.org', '--tier', 'free'],
    ],
    ['sweep', ['sweep']],
    ['release promote', ['release', 'promote', 'v1.1.0', 'stable']],
  ])('leaves a link and its target alone: %s', async (_what, args) => {
    writeFileSync(at('elsewhere.yaml'), ACME);
    link('tenants/acme.yaml', '../elsewhere.yaml');
    expect((await run(...args)).code).toBe(1);
    expect(readlinkSync(at('tenants/acme.yaml'))).toBe('../elsewhere.yaml');
    expect(readFileSync(at('elsewhere.yaml'), 'utf8')).toBe(ACME);
  });

  it('does not write to a rendered file that is a link: tenant set', async () => {
    execFileSync('mv', [at('dist/tenants/acme/manifests.yaml'), at('real.yaml')]);
    const text = readFileSync(at('real.yaml'), 'utf8');
    link('dist/tenants/acme/manifests.yaml', '../../../real.yaml');
    const record = readFileSync(at('tenants/acme.yaml'), 'utf8');
    const { code, stderr } = await run('tenant', 'set', 'acme', 'channel=canary');
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('dist/tenants/acme/manifests.yaml: is not a regular file (link)'),
    ]);
    expect(lstatSync(at('dist/tenants/acme/manifests.yaml')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('real.yaml'), 'utf8')).toBe(text);
    expect(readFileSync(at('tenants/acme.yaml'), 'utf8')).toBe(record);
  });

  it('tenant show reads no link', async () => {
    link('tenants/acme.yaml', 'pete.yaml');
    expect((await run('tenant', 'show', 'acme')).stderr).toContain('is a symbolic link');
  });

  it('tenant add rejects an id whose rendered files exist', async () => {
    mkdirSync(at('dist/tenants/bigshop'));
    writeFileSync(at('dist/tenants/bigshop/manifests.yaml'), 'x');
    expect(BIGSHOP).toContain('id: bigshop');
    const { code, stderr } = await run(
      'tenant',
      'add',
      'bigshop',
      '--name',
      'B',
      '--owner-email',
      'b@example.org',
      '--tier',
      'free',
    );
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('dist/tenants/bigshop/manifests.yaml: exists without a record'),
    ]);
  });
});
