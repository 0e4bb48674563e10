import { lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Workspace, workspace } from '../../fixtures/command.ts';
import { ACME, BIGSHOP, filesOf } from '../../fixtures/fleet.ts';

let place: Workspace;
beforeEach(async () => {
  place = await workspace(filesOf([ACME, BIGSHOP]));
  await place.run('synth');
});
afterEach(() => place.remove());

const at = (path: string) => join(place.root, path);
const remove = (path: string) => rmSync(at(path), { recursive: true });

/** What is in the way of a tenant's rendered files, and the message. */
const IN_THE_WAY: Readonly<Record<string, readonly [make: () => void, message: string]>> = {
  'a link in place of a rendered file': [
    () => {
      remove('dist/tenants/acme/manifests.yaml');
      symlinkSync('../bigshop/manifests.yaml', at('dist/tenants/acme/manifests.yaml'));
    },
    'dist/tenants/acme/manifests.yaml: is not a regular file (link): replace it with one',
  ],
  'a link in place of the tenant’s folder': [
    () => {
      remove('dist/tenants/acme');
      symlinkSync('bigshop', at('dist/tenants/acme'));
    },
    'dist/tenants/acme: is not a folder: remove it',
  ],
  'a file in place of the folder of all tenants': [
    () => {
      remove('dist/tenants');
      writeFileSync(at('dist/tenants'), 'x');
    },
    'dist/tenants: is not a folder: remove it',
  ],
  'a folder in place of a rendered file': [
    () => {
      remove('dist/tenants/acme/manifests.yaml');
      mkdirSync(at('dist/tenants/acme/manifests.yaml'));
      writeFileSync(at('dist/tenants/acme/manifests.yaml/x'), 'x');
    },
    'dist/tenants/acme/manifests.yaml: is a folder (it contains dist/tenants/acme/manifests.yaml/x): remove it',
  ],
};

describe('a command that applies an event', () => {
  it.each(Object.entries(IN_THE_WAY))('writes nothing past %s', async (_what, [make, message]) => {
    make();
    for (const more of [[], ['--plan']]) {
      const { code, stderr } = await place.run('tenant', 'suspend', 'acme', ...more);
      expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
    }
    expect(readFileSync(at('tenants/acme.yaml'), 'utf8')).toBe(ACME);
  });

  it('changes the other tenants meanwhile', async () => {
    IN_THE_WAY['a link in place of a rendered file']?.[0]();
    expect((await place.run('tenant', 'suspend', 'bigshop')).code).toBe(0);
    expect(lstatSync(at('dist/tenants/acme/manifests.yaml')).isSymbolicLink()).toBe(true);
  });
});
