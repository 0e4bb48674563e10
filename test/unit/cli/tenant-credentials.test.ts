import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Workspace, workspace } from '../../fixtures/command.ts';
import { ACME, filesOf, PETE } from '../../fixtures/fleet.ts';

const PATH = process.env['PATH'];
const encoded = (text: string) => Buffer.from(text).toString('base64');
const SECRET = JSON.stringify({ data: { username: encoded('admin'), password: encoded('Ab1') } });

describe('tenant credentials', () => {
  let at: Workspace;
  let bin: string;
  beforeAll(async () => {
    at = await workspace(filesOf([ACME, `${PETE}passwordGeneration: 2\n`]));
  });
  beforeEach(() => {
    bin = mkdtempSync(join(tmpdir(), 'kubectl-'));
  });
  afterEach(() => {
    process.env['PATH'] = PATH;
    rmSync(bin, { recursive: true, force: true });
  });
  afterAll(() => at.remove());

  /** A kubectl that notes its arguments, and says what it is told to. */
  function kubectl(says: string): void {
    writeFileSync(join(bin, 'kubectl'), `#!/bin/sh\necho "$@" > "${bin}/asked"\n${says}\n`);
    chmodSync(join(bin, 'kubectl'), 0o755);
    process.env['PATH'] = `${bin}:${PATH}`;
  }
  const asked = () => readFileSync(join(bin, 'asked'), 'utf8').trim();

  it('reads the Secret of a tenant of its own, and tells where to sign in', async () => {
    kubectl(`echo '${SECRET}'`);
    expect(await at.run('tenant', 'credentials', 'acme')).toMatchObject({
      code: 0,
      stdout: 'https://acme.example.com\nusername: admin\npassword: Ab1\n',
    });
    expect(asked()).toBe('get secret admin-credentials --namespace tenant-acme --output json');
  });

  it('reads the Secret of the present generation on the shared instance, in another context, as JSON', async () => {
    kubectl(`echo '${SECRET}'`);
    const { stdout } = await at.run('tenant', 'credentials', 'pete', '--context', 'eu', '--json');
    expect(JSON.parse(stdout)).toEqual({
      id: 'pete',
      url: 'https://pete.example.com',
      username: 'admin',
      password: 'Ab1',
      namespace: 'mechanicbuddy-free-tier',
      name: 'admin-credentials-pete.2',
    });
    expect(asked()).toBe(
      '--context eu get secret admin-credentials-pete.2 --namespace mechanicbuddy-free-tier --output json',
    );
  });

  it.each([
    ['echo "Error from server (NotFound): secrets" >&2; exit 1', 'no Secret tenant-acme/admin-credentials'],
    [
      'echo "Unauthorized" >&2; exit 1',
      'could not read the Secret tenant-acme/admin-credentials: Unauthorized',
    ],
    ['echo "not JSON"', 'did not print a Secret'],
  ])('says what is wrong: %s', async (says, message) => {
    kubectl(says);
    const { code, stdout, stderr } = await at.run('tenant', 'credentials', 'acme');
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain(message);
  });

  it('says that kubectl is missing, and that a tenant is', async () => {
    process.env['PATH'] = bin;
    expect(await at.run('tenant', 'credentials', 'acme')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('kubectl is not on the path'),
    });
    expect((await at.run('tenant', 'credentials', 'nobody')).code).toBe(1);
  });

  it('rotates by the record alone', async () => {
    expect((await at.run('tenant', 'credentials', 'acme', '--rotate', '--plan')).code).toBe(0);
    expect((await at.files()).get('tenants/acme.yaml')).not.toContain('passwordGeneration');
    const { code, stdout } = await at.run('tenant', 'credentials', 'acme', '--rotate');
    expect([code, stdout]).toEqual([0, expect.stringContaining('acme: rotate the administrator’s password')]);
    const files = await at.files();
    expect(files.get('tenants/acme.yaml')).toContain('passwordGeneration: 2\n');
    expect(files.get('dist/tenants/acme/manifests.yaml')).toContain('name: admin-credentials.2\n');
    expect((await at.run('tenant', 'credentials', 'acme', '--rotate')).stdout).toContain('acme: rotate');
    expect((await at.files()).get('tenants/acme.yaml')).toContain('passwordGeneration: 3\n');
  });
});
